"""Two days compared, in words and tables: the finding, the count of every class, what changed, what was corrected."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from tilannekuva.change import CLASSES, PROGRESS, Clock
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.table import Column, Table, table_element
from tilannekuva.figures.when import cycle_words
from tilannekuva.readiness import NO_INFORMATION
from tilannekuva.texts import day, text

Row = Mapping[Hashable, Any]
SIGNS: Mapping[str, str] = {
    "advanced": "▲", "went_back": "▼", "first_information": "★", "new_round": "↻", "ended": "×", "corrected": "✎", "unchanged": "=",
}  # fmt: skip
"""The sign of each class, beside its words."""
ROWS_OPEN = 25
"""So many rows of a long list stand open."""
RESTATED = ("advanced", "went_back", "ended")
"""Classes that tell from where: where that was corrected, the corrected start is told too."""


def counts(changes: pd.DataFrame) -> dict[str, int]:
    """Return the number of cells of every class; together they are all the cells."""
    found = changes["change"].value_counts()
    return {name: int(found.get(name, 0)) for name in CLASSES}


def counted(stem: str, n: int, language: str) -> str:
    """Return a number and its noun: texts `<stem>_one` and `<stem>_many`."""
    return text(f"{stem}_one" if n == 1 else f"{stem}_many", language, n=n)


def finding_words(changes: pd.DataFrame, since: Clock, now: Clock, today: date, language: str) -> str:
    """Return the finding: how many changes since the earlier day, of which class; corrections apart."""
    found = counts(changes)
    n = sum(found[name] for name in PROGRESS)
    span = {"since": day(since.on, language), "on": day(now.on, language)}
    period = text("changes.since" if now.on == today else "changes.since_until", language, **span)
    parts = ", ".join(counted(f"changes.n_{name}", found[name], language) for name in PROGRESS if found[name])
    if n:
        said = text("changes.finding", language, changes=counted("changes.n_changes", n, language), period=period, parts=parts)
    else:
        said = text("changes.finding_none", language, period=period)
    if found["corrected"]:
        said += f" {text('changes.finding_corrected', language, corrected=counted('changes.n_corrected', found['corrected'], language))}"
    return said


def basis_words(changes: pd.DataFrame, since: Clock, now: Clock, at_once: bool, language: str) -> str:
    """Return what was compared: both days, as of when they are known, and how many cells."""
    first, last, first_known, last_known = (day(one, language) for one in (since.on, now.on, since.known, now.known))
    if at_once:
        basis = text("changes.basis_now", language, since=first, on=last, known=last_known)
    elif (since.on, now.on) == (since.known, now.known):
        basis = text("changes.basis_then", language, since=first, on=last)
    else:
        basis = text("changes.basis_mixed", language, since=first, on=last, since_known=first_known, known=last_known)
    return f"{basis} {text('changes.cells', language, n=len(changes))}"


def latest_words(latest: date | None, since: date, language: str) -> Element | None:
    """Return when something last changed before the earlier day, with a button that shows it."""
    if latest is None:
        return el("p", text("changes.latest_none", language, since=day(since, language)), class_="note")
    eve = date.fromordinal(latest.toordinal() - 1).isoformat()
    button = el(
        "button", text("changes.latest_show", language), type="button", class_="action", data_press=f"own:jakso=oma&vertaa={eve}"
    )  # fmt: skip
    return el("p", text("changes.latest", language, on=day(latest, language)), " ", button)


def tallies(changes: pd.DataFrame, language: str) -> Element:
    """Return the count of every class and their sum; each opens the list that it counts."""
    found = counts(changes)
    items = [_tally(name, found[name], language) for name in CLASSES]
    total = el("li", el("span", str(len(changes)), class_="value"), el("span", text("changes.total", language), class_="name"))
    return el("ul", items, total, class_="tallies")


def _tally(name: str, n: int, language: str) -> Element:
    words = text(f"changes.class_{name}", language)
    shown = el("span", el("span", SIGNS[name], aria_hidden="true"), f" {words}", class_="name")
    if not n:
        return el("li", el("span", "0", class_="value"), shown)
    opens = {"corrected": "corrections", "unchanged": "unchanged"}.get(name, "changes")
    button = el("button", str(n), type="button", class_="value", data_open=opens, aria_label=f"{words}: {n}")
    return el("li", button, shown)


def state_words(row: Row, side: str, language: str) -> str:
    """Return what a cell shows on a side (before, start, after): its stage, its step, its round."""
    if not row[f"{side}_alive"]:
        ended = side == "after" and pd.notna(row["followed_to_on"])
        return text("changes.followed_to", language, on=day(row["followed_to_on"], language)) if ended else text("changes.not_followed", language)
    stage, step, cycle = (row[f"{side}_{column}"] for column in ("stage_name", "step", "cycle"))
    words = f"{stage}: {step}" if isinstance(step, str) and step != stage else str(stage)
    return text("changes.in_round", language, state=words, cycle=cycle_words(cycle)) if isinstance(cycle, str) and cycle else words


def shown_stage(row: Row, side: str) -> str:
    """Return the stage whose sign stands for a side; a workstream no longer followed has ended."""
    if row[f"{side}_alive"]:
        return str(row[f"{side}_stage"])
    return "ended" if side == "after" else NO_INFORMATION


def press_of(row: Row, since: Clock, now: Clock) -> str:
    """Return the press that opens the evidence of a cell, on the later day while it is followed, else on the earlier."""
    side = now if row["after_alive"] else since
    return f"cell:{row['region_code']}.{row['workstream_code']}@{side.on.isoformat()}@{side.known.isoformat()}"


def change_words(row: Row, language: str) -> str:
    """Return the class of a change in words, and the corrected start where what happened began elsewhere than then known."""
    change = str(row["change"])
    words = f"{SIGNS[change]} {text(f'changes.class_{change}', language)}"
    if row["restated"] and change in RESTATED:
        return f"{words}. {text('changes.restated', language, start=state_words(row, 'start', language))}"
    return words


def change_table(changes: pd.DataFrame, since: Clock, now: Clock, language: str, *, corrections: bool = False) -> Table:
    """Return what changed between two days, the newest told first, or what was corrected; the frame is that of `read.changes`."""
    rows = changes[changes["change"] == "corrected" if corrections else changes["change"].isin(PROGRESS)]
    rows = rows.sort_values(["known_on", "region_order", "workstream_order"], ascending=[False, True, True], na_position="last")
    records = rows.to_dict("records")
    drawn = rows[["region", "workstream", "change", "claim_id", "title", "source_id", "source_title", "url", "known_on"]].copy()
    for side in ("before", "after"):
        drawn[side] = [shown_stage(row, side) for row in records]
        drawn[f"{side}_name"] = [state_words(row, side, language) for row in records]
    drawn["change_words"] = [change_words(row, language) for row in records]
    drawn["press"] = [press_of(row, since, now) for row in records]
    kind = "corrections" if corrections else "changes"
    title = text("changes.heading_corrections", language, n=len(drawn)) if corrections else finding_words(changes, since, now, now.on, language)
    columns = (
        Column("region", text("board.region_column", language)),
        Column("workstream", text("board.choose_track", language)),
        Column("before", day(since.on, language), "stage"),
        Column("after", day(now.on, language), "stage"),
        Column("change_words", text("changes.column_change", language)),
        Column("title", text("changes.column_claim", language)),
        Column("source_title", text("source.label", language), "link"),
        Column("known_on", text("evidence.known_on", language), "day"),
    )
    caption = text(f"changes.caption_{kind}", language)
    return Table("muutokset_korjatut" if corrections else "muutokset", title, drawn.reset_index(drop=True), columns, caption=caption)


def unchanged_table(changes: pd.DataFrame, language: str) -> Table:
    """Return the unchanged cells counted by workstream: with information, and without any on either day."""
    rows = changes[changes["change"] == "unchanged"]
    known = rows["after_stage"].notna() & (rows["after_stage"] != NO_INFORMATION)
    grouped = rows.assign(known=known.astype(int), unknown=(~known).astype(int)).groupby(["workstream_order", "workstream"], sort=True)
    drawn = grouped[["known", "unknown"]].sum().reset_index().drop(columns="workstream_order")
    columns = (
        Column("workstream", text("board.choose_track", language)),
        Column("known", text("changes.column_known", language), "number"),
        Column("unknown", text("changes.column_unknown", language), "number"),
    )
    title = text("changes.heading_unchanged", language, n=len(rows))
    return Table("muutokset_ennallaan", title, drawn, columns, caption=text("changes.caption_unchanged", language))


def listed(table: Table, name: str, language: str) -> Element:
    """Return a table to fold, so that a total can open it by *name* (changes, corrections, unchanged); unchanged cells begin folded.

    Of a long one the first rows stand open and the others folded beneath.
    """
    first, rest = table.frame.iloc[:ROWS_OPEN], table.frame.iloc[ROWS_OPEN:]
    heading, older = (text(f"changes.heading_{key}", language, n=n) for key, n in ((name, len(table.frame)), ("older", len(rest))))
    further = replace(table, frame=rest, name=f"{table.name}_loput", title=older, caption=older)
    return el(
        "div",
        _folded(replace(table, frame=first), heading, name, language, opened=name != "unchanged"),
        _folded(further, older, f"{name}_rest", language, opened=False) if len(rest) else None,
    )


def _folded(table: Table, heading: str, name: str, language: str, *, opened: bool) -> Element:
    return el("details", el("summary", heading), table_element(table, language), open="" if opened else None, data_list=name)
