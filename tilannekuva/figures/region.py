"""One region: a card for each workstream with its path of steps, its own timeline, its figures as told, its neighbours."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import pandas as pd

from tilannekuva.figures.cell import Cell, cell_place, ended_words, mark_sign, mark_words, marks_of, step_words
from tilannekuva.figures.elements import Element, el, link, stage_badge
from tilannekuva.figures.when import when
from tilannekuva.readiness import NO_INFORMATION, Readiness
from tilannekuva.texts import day, euros, number, percent, text


def region_finding(cells: pd.DataFrame, ready: Readiness, language: str) -> Element:
    """Return the finding of a region as the heading: how much is known, how ready it is, what is late."""
    region = cells["region"].iloc[0]
    parts = [text("region.finding_known", language, region=region, known=ready.known, total=ready.alive)]
    if ready.share is not None:
        parts.append(text("region.finding_ready", language, share=percent(ready.share, language)))
    if overdue := int(cells["overdue"].sum()):
        parts.append(text("region.finding_overdue", language, n=overdue))
    return el("h2", " ".join(parts))


def region_facts(region: pd.Series, language: str) -> Element:
    """Return what the region is: its official name, collaboration area, population and languages."""
    population = text("region.population", language, n=number(region["population"], language), on=day(region["population_on"], language))
    bilingual = text("region.bilingual" if region["bilingual"] else "region.unilingual", language)
    return el("p", " · ".join((str(region["region_long"]), str(region["collab_area"]), population, bilingual)), class_="note")


def workstream_cards(cells: pd.DataFrame, steps: pd.DataFrame, language: str) -> Element:
    """Return a card for each workstream: stage, step, path, marks in words, and the way to its evidence."""
    return el(
        "div",
        [_card(record, steps[steps["workstream_code"] == record["workstream_code"]], language) for record in cells.to_dict("records")],
        class_="cards",
    )


def _card(cell: Cell, steps: pd.DataFrame, language: str) -> Element:
    known = cell["stage"] != NO_INFORMATION
    words = step_words(cell) if known else str(cell["stage_name"])
    told = text("region.told", language, on=day(cell["known_on"], language)) if known else text("region.nothing_told", language)
    if known and cell["cycle"]:
        told = f"{text('board.cycle', language, cycle=cell['cycle'])} · {told}"
    told = " · ".join(filter(None, (told, ended_words(cell, language))))
    label = text("region.open_evidence", language, track=cell["workstream"])
    return el(
        "article",
        el("h3", cell["workstream"]),
        stage_badge(cell["stage"], words),
        _path(cell, steps, language),
        el("p", told, class_="note"),
        [el("span", mark_sign(mark, ""), mark_words(cell, mark, language), class_="mark-words") for mark in marks_of(cell)],
        el(
            "div",
            el(
                "button",
                text("region.sources", language),
                type="button",
                class_="action",
                aria_label=label,
                data_press=f"cell:{cell_place(cell)}",
            ),
        ),
        class_="card",
    )


def _path(cell: Cell, steps: pd.DataFrame, language: str) -> Element | None:
    """The ladder of the workstream as a path, filled up to the step reached; the words beside it say the same."""
    ladder = steps[steps["stage_rank"].notna()]
    reached = ladder.loc[ladder["step_code"] == cell["step_code"], "step_order"]
    if reached.empty:
        return None
    place = int((ladder["step_order"] <= reached.iloc[0]).sum())
    label = text("region.path", language, n=place, total=len(ladder))
    done = [el("li", class_="done" if number_ < place else "", title=row.step) for number_, row in enumerate(ladder.itertuples())]
    return el("ol", done, class_="path", aria_label=label)


def region_timeline(events: pd.DataFrame, language: str) -> Element:
    """Return the dated events and plans of a region as a table, newest first; planned is never told as held."""
    if events.empty:
        return el("p", text("region.no_events", language), class_="note")
    head = el("tr", [el("th", text(f"region.column_{name}", language), scope="col") for name in ("day", "event", "state", "source")])
    rows = []
    for row in events.itertuples():
        told = " ".join(filter(None, (when(row.valid, language), row.time_of_day))) or day(row.known_on, language)
        rows.append(
            el(
                "tr",
                el("th", told, scope="row"),
                el(
                    "td",
                    el("strong", row.title),
                    el("br"),
                    el("span", f"{row.workstream} · ", el("q", f"”{row.quote}”", lang=row.source_language), class_="note"),
                ),
                el("td", text(f"fate.{row.fate}", language)),
                el("td", link(row.url, row.source_title, hint=text("a11y.opens_new_tab", language), lang=row.source_language)),
            )
        )
    return el("table", el("caption", text("region.timeline_note", language)), el("thead", head), el("tbody", rows), class_="rows")


def region_figures(figures: pd.DataFrame, language: str) -> Element:
    """Return the tallies and sums that sources give, each with what it is; never added."""
    if figures.empty:
        return el("p", text("region.no_figures", language), class_="note")
    head = el("tr", [el("th", text(f"region.column_{name}", language), scope="col") for name in ("figure", "what", "day", "source")])
    rows = [
        el(
            "tr",
            el("th", figure_words(row.value, row.unit, row.qualifier, language), scope="row"),
            el("td", el("strong", row.title), el("br"), el("span", " · ".join(_kinds(row, language)), class_="note")),
            el("td", when(row.valid, language) or day(row.known_on, language)),
            el("td", link(row.url, row.source_title, hint=text("a11y.opens_new_tab", language), lang=row.source_language)),
        )
        for row in figures.itertuples()
    ]
    return el("table", el("caption", text("region.figures_note", language)), el("thead", head), el("tbody", rows), class_="rows")


def _kinds(row: Any, language: str) -> Iterable[str]:
    yield row.workstream
    if row.amount_kind:
        yield text(f"amount_kind.{row.amount_kind}", language)
    if row.cycle:
        yield text("board.cycle", language, cycle=row.cycle)


def figure_words(value: Any, unit: str | None, qualifier: str | None, language: str) -> str:
    """Return a value with its qualifier and, for sums, its currency; a number without a value is told as such."""
    if pd.isna(value):
        return text("region.no_value", language)
    worded = euros(float(value), language) if unit == "EUR" else number(float(value), language)
    return text(f"qualifier.{qualifier}", language, n=worded) if qualifier in ("at_least", "about", "at_most") else worded


def neighbour_list(board: pd.DataFrame, codes: list[str], ready: Mapping[Hashable, Readiness], language: str) -> Element:
    """Return the neighbours with their share known and readiness; each opens its page."""
    names = board.drop_duplicates("region_code").set_index("region_code")["region"]
    items = [
        el(
            "li",
            el("button", names[code], type="button", class_="plain", data_press=f"region:{code}"),
            el("span", _standing(ready[code], language), class_="note"),
        )
        for code in codes
        if code in names.index
    ]
    return el("ul", items, class_="list")


def _standing(ready: Readiness, language: str) -> str:
    share = percent(ready.share, language) if ready.share is not None else "–"
    return text("region.neighbour", language, share=share, known=ready.known, total=ready.alive)
