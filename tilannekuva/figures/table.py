"""A table as it travels: on the page as a real HTML table, in a file as its cells; one definition for both."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tilannekuva.figures.elements import Element, el, link, stage_badge
from tilannekuva.figures.when import cycle_words, when
from tilannekuva.texts import day, euros, number, percent, sort_key, text

Row = Mapping[Hashable, Any]
KINDS = ("text", "day", "when", "cycle", "number", "share", "eur", "stage", "sign", "link", "code")
"""Kinds of columns: words; a day; an EDTF text; a round; a number; a share 0–1; euros; a stage code with its words in `<name>_name`;
a stage code as its sign alone; a title whose address stands in `<name>_url`, or else in `url`; a long code that may break anywhere, such as a hash.
"""
NUMERIC = ("number", "share", "eur")
SIGNS = {
    "not_started": "○", "in_preparation": "◔", "drafted": "◑", "decided": "◕", "in_operation": "●",
    "no_information": "–", "paused": "‖", "ended": "×",
}  # fmt: skip
"""The sign of each stage as a letter, for files that cannot draw it."""
SHARE_COLOURS = ("in_operation", "drafted")
"""Palette keys of a native chart of readiness with the share known beside it: neither is ever shown alone."""


@dataclass(frozen=True)
class Column:
    """One column: *name* in the frame, *heading* in the reader's language, its kind (one of KINDS), and the language of its
    words where that is not the reader's; a cell may have its own in `<name>_lang`.
    """

    name: str
    heading: str
    kind: str = "text"
    lang: str | None = None


@dataclass(frozen=True)
class Native:
    """How an office program draws a table as an editable chart.

    *kind* is bars, stacked_bars, columns or lines; *category* names the column of the labels, *series* the columns of numbers,
    *colours* a palette key for each series.
    """

    kind: str
    category: str
    series: tuple[str, ...]
    colours: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table with what travels with it: *name* (stem of a file name), *title* (the finding), caption and note.

    A row of *frame* opens what its `press` column names (`cell:21.grant_model`, `claim:S0-045`, `region:21`), if there is one; a
    further cell opens what `<name>_press` names.
    """

    name: str
    title: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    caption: str = ""
    note: str = ""
    native: Native | None = None
    spread: "Table | None" = None
    """The same as a matrix, for slides and print, where a long table would be many pages."""


WORDING: Mapping[str, Callable[[Any, str], str]] = {
    "day": day,
    "when": when,
    "cycle": lambda value, _: cycle_words(value),
    "number": lambda value, language: number(float(value), language),
    "share": lambda value, language: percent(float(value), language),
    "eur": lambda value, language: euros(float(value), language),
    "sign": lambda value, _: SIGNS[value],
}
"""How a value of each kind is worded; the others are words already."""


def cell_text(row: Row, column: Column, language: str) -> str:
    """Return a cell in the reader's words; nothing where nothing is known."""
    value = row[f"{column.name}_name"] if column.kind == "stage" else row[column.name]
    if value is None or pd.isna(value):
        return ""
    worded = WORDING.get(column.kind)
    return worded(value, language) if worded else str(value)


def address_of(row: Row, column: Column) -> str | None:
    """Return the address that a cell of kind link leads to, or None."""
    found = row.get(f"{column.name}_url", row.get("url"))
    return found if isinstance(found, str) else None


def table_element(table: Table, language: str, *, live: bool = True, under_title: bool = False) -> Element:
    """Draw the table; *live*, its heads sort and the first column, which names the row, opens its evidence.

    Where the title stands *under_title* already, the caption is there for readers who hear the page only.
    """
    if table.frame.empty:
        return el("p", text("state.no_rows", language), class_="note")
    head = el("tr", [_head(column, language, live) for column in table.columns])
    rows = [_row(record, place, table, language, live) for place, record in enumerate(table.frame.to_dict("records"))]
    named = (table.caption or table.title) if live else table.title
    hidden = not live or (under_title and table.caption in ("", table.title))
    caption = el("caption", el("span", named, class_="hidden" if hidden else None))
    drawn = el("table", caption, el("thead", head), el("tbody", rows), class_="rows", data_key=table.name)
    note = el("p", table.note, class_="note") if table.note else None
    return el("div", el("div", drawn, class_="scroll", tabindex="0", role="region", aria_label=named), note)


def titled_table(table: Table, language: str) -> Element:
    """Draw the table under its finding."""
    return el("section", el("h3", table.title), table_element(table, language, under_title=True))


def folded_table(table: Table, language: str, menu: Element | None = None) -> Element:
    """Draw a table of its own folded under its title, for what few readers ask, with its *menu* of downloads inside."""
    drawn = el("div", table_element(table, language, under_title=True), data_figure=table.name)
    return el("details", el("summary", table.title), drawn, menu, class_="twin")


def table_twin(table: Table, language: str, *, opened: bool = False) -> Element:
    """Draw the table folded, or unfolded where *opened*: the same numbers as the chart above it."""
    count = text("table.twin", language, n=len(table.frame))
    return el("details", el("summary", count), table_element(table, language), class_="twin", open="" if opened else None)


def _head(column: Column, language: str, live: bool) -> Element:
    numeric = "numeric" if column.kind in NUMERIC else None
    if not live:
        return el("th", column.heading, scope="col", class_=numeric)
    button = el(
        "button", column.heading, el("span", class_="arrow", aria_hidden="true"), type="button", class_="sorter", data_sort="",
        aria_label=text("board.sort_by", language, name=column.heading),
    )  # fmt: skip
    return el("th", button, scope="col", aria_sort="none", data_column=column.name, class_=numeric)


def _row(record: Row, place: int, table: Table, language: str, live: bool) -> Element:
    cells = []
    for nth, column in enumerate(table.columns):
        shown = _shown(record, column, language)
        press = record.get("press" if nth == 0 else f"{column.name}_press")
        if live and isinstance(press, str):
            shown = el("button", shown, type="button", class_="plain", data_press=press)
        style = "numeric" if column.kind in NUMERIC else "code" if column.kind == "code" else None
        attributes = {"data_value": _sort_value(record, column), "class_": style, "lang": column.lang or record.get(f"{column.name}_lang")}
        if nth == 0:
            cells.append(el("th", shown, scope="row", data_order=f"{place:05d}", **attributes))
        else:
            cells.append(el("td", shown, data_label=column.heading, **attributes))
    return el("tr", cells, data_region=record.get("region_code"))


def _shown(record: Row, column: Column, language: str) -> Element | str:
    words = cell_text(record, column, language)
    if column.kind == "stage" and words:
        return stage_badge(str(record[column.name]), words)
    if column.kind == "link" and words:
        return link(address_of(record, column), words, hint=text("a11y.opens_new_tab", language))
    return words


def _sort_value(record: Row, column: Column) -> str:
    value = record[f"{column.name}_name"] if column.kind == "stage" else record[column.name]
    if value is None or pd.isna(value):
        return "~"
    if column.kind in NUMERIC:
        return f"{float(value) + 1e15:032.6f}"
    return sort_key(str(value))
