"""What is known and how old it is: the coverage matrix, and the regions of which least is known."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pandas as pd

from tilannekuva.figures.board import matrix
from tilannekuva.figures.cell import SIGNS, Cell, cell_place, mark_sign
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.table import Column, Native, Table
from tilannekuva.texts import day, text

AGE_LIMITS = (180, 365, 730, 1095)
"""Ages in days at which the next lighter shade begins."""
IN_DAYS = 60
"""Up to this age it is told in days, from then on in months."""
MONTH_DAYS = 30.4375


def coverage_finding(cells: pd.DataFrame, language: str) -> Element:
    """Return the finding as the heading: how many cells are known, and how many of them are out of date."""
    return el("h2", _finding(cells, language))


def _finding(cells: pd.DataFrame, language: str) -> str:
    known, stale = int(cells["is_known"].sum()), int(cells["is_stale"].sum())
    return text("coverage.finding", language, known=known, total=len(cells), stale=stale)


def coverage_matrix(cells: pd.DataFrame, on: Any, language: str) -> Element:
    """Draw regions × workstreams: the age of the newest information by shade and number, a sign for stale; a press opens the evidence."""
    caption = text("coverage.caption", language, on=day(on, language))
    return matrix("coverage", cells, _cell, caption, text("coverage.heading", language), language)


def age_words(age_days: Any, language: str) -> str:
    """Return an age as days or whole months; what was told after the day shown has no age."""
    if pd.isna(age_days):
        return text("coverage.unknown", language)
    age = int(age_days)
    if age < 0:
        return text("coverage.later", language)
    if age <= IN_DAYS:
        return text("coverage.days", language, n=age)
    return text("coverage.months", language, n=round(age / MONTH_DAYS))


def shade(age_days: Any) -> int:
    """Return the shade of an age: 0 is the darkest and newest, 4 the lightest."""
    return sum(int(age_days) > limit for limit in AGE_LIMITS)


def _cell(cell: Cell, language: str) -> Element:
    words = age_words(cell["age_days"], language)
    label = f"{cell['region']}, {cell['workstream']}: {words}"
    if cell["is_stale"]:
        label += f", {text('mark.stale', language)}"
    style = f"cell age age-{shade(cell['age_days'])}" if cell["is_known"] else "cell no-information"
    button = el(
        "button",
        el("span", words if cell["is_known"] else "–"),
        el("span", mark_sign("stale", text("mark.stale", language)), class_="marks") if cell["is_stale"] else None,
        type="button",
        class_=style,
        data_press=f"cell:{cell_place(cell)}",
        aria_label=label,
    )
    order = 99_999 if pd.isna(cell["age_days"]) else max(int(cell["age_days"]), 0)
    return el("td", button, data_value=f"{order:05d}", data_track=cell["workstream_short"])


def age_keys(language: str) -> Element:
    """Name the shades, the hatch and the sign."""
    limits = [round(limit / MONTH_DAYS) for limit in AGE_LIMITS]
    words = [text("coverage.key_up_to", language, n=limits[0])]
    words += [text("coverage.key_span", language, low=low, high=high) for low, high in pairwise(limits)]
    words.append(text("coverage.key_over", language, n=limits[-1]))
    keys = [el("span", el("span", class_=f"age-key age-{place}", aria_hidden="true"), name) for place, name in enumerate(words)]
    keys.append(el("span", el("span", class_="age-key no-information", aria_hidden="true"), text("coverage.unknown", language)))
    keys.append(el("span", mark_sign("stale", ""), text("coverage.key_stale", language), class_="mark-words"))
    return el("p", keys, class_="keys age-keys")


def coverage_table(cells: pd.DataFrame, language: str) -> Table:
    """Return the matrix as a table, a row a cell."""
    shown = cells.assign(
        press=[f"cell:{cell_place(cell)}" for cell in cells.to_dict("records")],
        stale=[text("mark.stale", language) if stale else None for stale in cells["is_stale"]],
    )
    columns = (
        Column("region", text("board.region_column", language)),
        Column("workstream", text("board.choose_track", language)),
        Column("latest_known_on", text("coverage.column_latest", language), "day"),
        Column("age_days", text("coverage.column_age", language), "number"),
        Column("stale_after_days", text("coverage.column_limit", language), "number"),
        Column("stale", text("coverage.column_stale", language)),
    )
    title = _finding(cells, language)
    return Table("kattavuus", title, shown, columns, spread=_spread(shown, title, language))


def _spread(cells: pd.DataFrame, title: str, language: str) -> Table:
    """The matrix as on the page: a row a region, a column a workstream, in each the age, with the sign of what is out of date."""
    ages = [age_words(age, language) for age in cells["age_days"]]
    worded = cells.assign(words=[f"{age} {SIGNS['stale']}" if stale else age for age, stale in zip(ages, cells["is_stale"], strict=True)])
    tracks = cells.drop_duplicates("workstream_code")
    wide = worded.pivot(index=["region_order", "region_code", "region"], columns="workstream_code", values="words").reset_index()
    heads = [Column(row.workstream_code, row.workstream_short) for row in tracks.itertuples()]
    note = f"{SIGNS['stale']} {text('coverage.key_stale', language)}"
    return Table("kattavuus", title, wide, (Column("region", text("board.region_column", language)), *heads), note=note)


def least_known(counted: pd.DataFrame) -> pd.DataFrame:
    """Return the regions of which fewest cells are known, from the frame of `read.coverage.coverage_by_region`."""
    return counted[counted["known_cells"] == counted["known_cells"].min()]


def least_known_table(counted: pd.DataFrame, contacts: pd.DataFrame, language: str) -> Table:
    """Return the regions of which least is known, and whom to ask."""
    if counted.empty:
        return _contact_table("kenelta-kysya", text("coverage.all_regions", language), counted, contacts, language)
    few = least_known(counted)
    known, total = int(few["known_cells"].iloc[0]), int(few["cells"].iloc[0])
    title = text("coverage.least", language, n=len(few), regions=len(counted), known=known, total=total)
    return _contact_table("kenelta-kysya", title, few, contacts, language)


def all_regions_table(counted: pd.DataFrame, contacts: pd.DataFrame, language: str) -> Table:
    """Return every region with what is known of it, and whom to ask; a native bar chart of the counts."""
    table = _contact_table("tieto-alueittain", text("coverage.all_regions", language), counted, contacts, language)
    return replace(table, native=Native("bars", "region", ("known_cells", "stale_cells"), ("in_operation", "stale")))


def _contact_table(stem: str, title: str, counted: pd.DataFrame, contacts: pd.DataFrame, language: str) -> Table:
    shown = counted.merge(contacts, on="region_code", how="left")
    shown = shown.assign(
        press="region:" + shown["region_code"],
        ask=shown["publishers"].fillna(shown["domain"]),
        url=[f"https://{domain}" if isinstance(domain, str) else None for domain in shown["domain"]],
    )
    columns = (
        Column("region", text("board.region_column", language)),
        Column("known_cells", text("coverage.column_known", language), "number"),
        Column("cells", text("history.alive_cells", language), "number"),
        Column("stale_cells", text("coverage.column_stale_cells", language), "number"),
        Column("latest_known_on", text("coverage.column_latest", language), "day"),
        Column("ask", text("coverage.column_ask", language)),
        Column("domain", text("coverage.column_domain", language), "link"),
    )
    return Table(stem, title, shown, columns)
