"""One region: a card for each workstream with its path of steps, its own timeline, its figures as told, its neighbours."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from tilannekuva.figures.cell import Cell, cell_place, ended_words, mark_sign, mark_words, marks_of, step_words
from tilannekuva.figures.elements import Element, el, stage_badge
from tilannekuva.figures.table import SHARE_COLOURS, Column, Native, Table
from tilannekuva.figures.when import cycle_words, when
from tilannekuva.readiness import NO_INFORMATION, Readiness
from tilannekuva.texts import day, euros, number, percent, text


def region_finding(cells: pd.DataFrame, ready: Readiness, language: str) -> str:
    """Return the finding of a region: how much is known, how ready it is, what is late."""
    region = cells["region"].iloc[0]
    parts = [text("region.finding_known", language, region=region, known=ready.known, total=ready.alive)]
    if ready.share is not None:
        parts.append(text("region.finding_ready", language, share=percent(ready.share, language)))
    if overdue := int(cells["overdue"].sum()):
        parts.append(text("region.finding_overdue", language, n=overdue))
    return " ".join(parts)


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
        told = f"{text('board.cycle', language, cycle=cycle_words(cell['cycle']))} · {told}"
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


def situation_table(cells: pd.DataFrame, title: str, language: str) -> Table:
    """Return what the cards show as a table: a row a workstream, each opening its evidence."""
    records = cells.to_dict("records")
    shown = cells.assign(
        marks=[
            " · ".join(filter(None, (*(mark_words(cell, mark, language) for mark in marks_of(cell)), ended_words(cell, language))))
            for cell in records
        ],
        press=[f"cell:{cell_place(cell)}" for cell in records],
    )
    columns = (
        Column("workstream", text("board.choose_track", language)), Column("stage", text("table.stage", language), "stage"),
        Column("step", text("evidence.step", language)), Column("cycle", text("table.cycle", language), "cycle"),
        Column("known_on", text("evidence.known_on", language), "day"), Column("marks", text("table.marks", language)),
    )  # fmt: skip
    return Table("alueen_tilanne", title, shown, columns)


def event_table(events: pd.DataFrame, region: str, language: str) -> Table:
    """Return the dated events and plans of a region, newest first (`read.region.region_events`); planned is never told as held."""
    shown = events.assign(
        day=[" ".join(filter(None, (when(row.valid, language), row.time_of_day))) or day(row.known_on, language) for row in events.itertuples()],
        state=[text(f"fate.{fate}", language) for fate in events["fate"]],
        press="claim:" + events["claim_id"],
        quote_lang=events["source_language"],
        source_title_lang=events["source_language"],
    )
    columns = (
        Column("title", text("region.column_event", language)), Column("day", text("region.column_day", language)),
        Column("workstream", text("board.choose_track", language)), Column("state", text("region.column_state", language)),
        Column("quote", text("evidence.quote", language)), Column("source_title", text("region.column_source", language), "link"),
    )  # fmt: skip
    open_ended = int((events["fate"] == "unknown").sum())
    title = text("region.events_title", language, region=region, n=len(events), unknown=open_ended)
    return Table("alueen_tapahtumat", title, shown, columns, note=text("region.timeline_note", language))


def told_figure_table(figures: pd.DataFrame, region: str, language: str) -> Table:
    """Return the tallies and sums that sources give of a region, each with what it is (`read.region.region_figures`); never added."""
    records = figures.to_dict("records")
    shown = figures.assign(
        figure=[figure_words(row["value"], row["unit"], row["qualifier"], language) for row in records],
        kind_name=[text(f"amount_kind.{kind}", language) if kind else None for kind in figures["amount_kind"]],
        day=[when(row["valid"], language) or day(row["known_on"], language) for row in records],
        press="claim:" + figures["claim_id"],
        source_title_lang=figures["source_language"],
    )
    columns = (
        Column("title", text("region.column_what", language)), Column("figure", text("region.column_figure", language)),
        Column("workstream", text("board.choose_track", language)), Column("kind_name", text("sources.column_kind", language)),
        Column("cycle", text("table.cycle", language), "cycle"), Column("day", text("region.column_day", language)),
        Column("source_title", text("region.column_source", language), "link"),
    )  # fmt: skip
    title = text("region.figures_title", language, region=region, n=len(figures))
    return Table("alueen_luvut", title, shown, columns, note=text("region.figures_note", language))


def figure_words(value: Any, unit: str | None, qualifier: str | None, language: str) -> str:
    """Return a value with its qualifier and, for sums, its currency; a number without a value is told as such."""
    if pd.isna(value):
        return text("region.no_value", language)
    worded = euros(float(value), language) if unit == "EUR" else number(float(value), language)
    return text(f"qualifier.{qualifier}", language, n=worded) if qualifier in ("at_least", "about", "at_most") else worded


def neighbour_table(board: pd.DataFrame, codes: Sequence[str], ready: Mapping[Hashable, Readiness], region: str, language: str) -> Table:
    """Return the neighbours of a region with their readiness and share known; each opens its page."""
    names = board.drop_duplicates("region_code").set_index("region_code")["region"]
    found = [(code, names[code], ready[code]) for code in codes if code in names.index]
    frame = pd.DataFrame(
        {
            "region_code": [code for code, _, _ in found], "region": [name for _, name, _ in found],
            "share": pd.array([one.share for _, _, one in found], dtype="Float64"),
            "known_share": pd.array([one.known / one.alive if one.alive else None for _, _, one in found], dtype="Float64"),
            "known": [one.known for _, _, one in found], "alive": [one.alive for _, _, one in found],
            "press": [f"region:{code}" for code, _, _ in found],
        }
    )  # fmt: skip
    columns = (
        Column("region", text("board.region_column", language)), Column("share", text("history.share", language), "share"),
        Column("known_share", text("history.known_share", language), "share"), Column("known", text("compare.column_known", language), "number"),
        Column("alive", text("compare.column_alive", language), "number"),
    )  # fmt: skip
    title = text("region.neighbours_title", language, region=region, n=len(frame))
    native = Native("bars", "region", ("share", "known_share"), SHARE_COLOURS)
    return Table("alueen_naapurit", title, frame, columns, note=text("compare.note_readiness", language), native=native)
