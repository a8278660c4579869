"""Regions beside one another in words: findings, groups, the table of the same numbers, and the tile grid."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from tilannekuva.figures.cell import SIGNS, Cell, cell_marks, cell_words, mark_words, marks_of
from tilannekuva.figures.elements import Element, el, stage_badge
from tilannekuva.figures.table import Column, Table
from tilannekuva.readiness import DONE_RANK, NO_INFORMATION, READINESS, median_place
from tilannekuva.texts import day, number, percent, text

STEP_PERCENT, STEPS = 20, 5
"""Readiness is classed into steps of 20 per cents where it is shown as a shade of grey; blue means a stage and nothing else."""


@dataclass(frozen=True)
class Comparison:
    """What is compared: *rows* of `read.comparison.grouped`, the measure and its name, the grouping, the regions chosen by the
    reader, the words of every stage by its rank, and the limits of the classes of population.
    """

    rows: pd.DataFrame
    measure: str
    name: str
    grouping: str
    chosen: frozenset[str]
    stages: Mapping[int, str]
    limits: tuple[int, int]
    language: str

    @property
    def is_readiness(self) -> bool:
        """Whether readiness is compared, and not the stage of a workstream."""
        return self.measure == READINESS

    @property
    def ranked(self) -> pd.DataFrame:
        """The regions that have a place."""
        return self.rows[self.rows["place"].notna()]

    @property
    def median(self) -> float | None:
        """The median of all regions that have a place."""
        return median_place(self.ranked["place"], self.measure)

    def words(self, place: float) -> str:
        """Return a place in words: per cents, or the name of the stage."""
        return percent(place, self.language) if self.is_readiness else self.stages[int(place)]

    def parts(self, row: Cell) -> tuple[str, str]:
        """Return the place of a region in words, and the share known beside readiness, or the signs of the marks beside a stage."""
        if not self.is_readiness:
            return str(row["stage_name"]), " ".join(SIGNS[mark] for mark in marks_of(row))
        if not row["known"]:
            return text("compare.no_place", self.language), ""
        shown = text("compare.no_stage", self.language) if pd.isna(row["place"]) else self.words(row["place"])
        return shown, text("compare.known", self.language, known=row["known"], total=row["alive"])

    def told(self, row: Cell) -> str:
        """Return both of `parts` in one line."""
        return (" · " if self.is_readiness else " ").join(part for part in self.parts(row) if part)

    def spoken(self, row: Cell) -> str:
        """Return region and place as a sentence for whoever does not see them."""
        return f"{row['region']}: {self.told(row) if self.is_readiness else cell_words(row, self.language)}"

    def group_name(self, row: Cell) -> str:
        """Return the name of the group that a region is in."""
        if self.grouping == "collab_area":
            return str(row["collab_area"])
        low, high = (number(limit, self.language) for limit in self.limits)
        below = number(self.limits[1] - 1, self.language)
        return text(f"compare.group_{row['group_code']}", self.language, **_named(row["group_code"], low, below, high))

    def groups(self) -> list[tuple[str, pd.DataFrame, float | None]]:
        """Return every group in its order: its name, its regions, its median."""
        parts = [(cells.iloc[0], cells) for _, cells in self.rows.groupby("group_code", sort=False)]
        return [(self.group_name(first), cells, median_place(cells["place"].dropna(), self.measure)) for first, cells in parts]


def _named(group: str, low: str, below: str, high: str) -> dict[str, str]:
    return {"small": {"low": low}, "middle": {"low": low, "below": below}, "large": {"high": high}}.get(group, {})


def stage_words(stages: pd.DataFrame) -> dict[int, str]:
    """Return the name of every stage that has a rank, by its rank; *stages* as of `read.reference.stages`."""
    ranked = stages[stages["stage_rank"].notna()]
    return {int(rank): name for rank, name in zip(ranked["stage_rank"], ranked["stage_name"], strict=True)}


def measure_words(board: pd.DataFrame, language: str) -> Callable[[str], str]:
    """Return the function that names a measure: readiness, or a workstream of the board."""
    names = dict(zip(board["workstream_code"], board["workstream"], strict=True))
    return lambda measure: text("compare.readiness", language) if measure == READINESS else names[measure]


def choice_words(name: str, language: str) -> tuple[str, Callable[[str], str]]:
    """Return the label of a choice of the page (measure, grouping or view), and the function that names its options."""
    return text(f"compare.{name}", language), lambda option: text(f"compare.{name}_{option}", language)


def no_map(language: str) -> Element:
    """Say how the outlines are brought in, where there are none."""
    return el("p", text("compare.no_map", language))


def comparison_finding(compared: Comparison) -> Element:
    """Return the finding as the heading: the median with n, and how many of the chosen regions reach it."""
    rows, language, median = compared.rows, compared.language, compared.median
    if median is None:
        return el("h2", text("compare.finding_none", language, name=compared.name, total=len(rows)))
    if compared.is_readiness:
        counts = {"n": len(compared.ranked), "total": len(rows), "known": int(rows["known"].sum()), "cells": int(rows["alive"].sum())}
        sentence = text("compare.finding_readiness", language, median=compared.words(median), **counts)
    else:
        counts = {"known": int(rows["known"].sum()), "total": len(rows)}
        sentence = text("compare.finding_stage", language, track=compared.name, stage=compared.words(median), **counts)
    if compared.chosen:
        chosen = rows[rows["region_code"].isin(compared.chosen)]
        reach = int((chosen["place"] >= median).fillna(False).sum())
        sentence += " " + text("compare.finding_chosen", language, n=reach, total=len(chosen))
    return el("h2", sentence)


def comparison_notes(compared: Comparison, tracks: int, narrowed: bool) -> Element:
    """Say what the reader has to know: on what readiness stands, and that choosing regions highlights them.

    *tracks* is the number of workstreams where the reader has narrowed them down, else 0.
    """
    language = compared.language
    notes = [text("compare.note_readiness", language)] if compared.is_readiness else []
    if compared.is_readiness and tracks:
        notes.append(text("compare.note_tracks", language, n=tracks))
    notes.append(text("compare.note_narrowed" if narrowed else "compare.note_free", language))
    if narrowed and not compared.chosen:
        notes.append(text("compare.note_no_choice", language))
    if compared.grouping == "size":
        notes.append(text("compare.note_size", language, on=day(compared.rows["population_on"].max(), language)))
    return el("p", " ".join(notes), class_="note")


def comparison_title(compared: Comparison) -> str:
    """Return the finding of the dot plot: the two ends, the counts of the stages, or the medians of the groups."""
    if compared.grouping != "none":
        return _title_of_groups(compared)
    language, ranked = compared.language, compared.ranked
    if not compared.is_readiness:
        counts = compared.rows["stage_name"].value_counts(sort=False)
        listed = ", ".join(f"{name} {count}" for name, count in counts.items())
        return text("compare.title_stage", language, counts=listed, total=len(compared.rows))
    if ranked.empty:
        return text("compare.finding_none", language, name=compared.name, total=len(compared.rows))
    first, last = ranked.iloc[0], ranked.iloc[-1]
    ends = {"high": compared.words(first["place"]), "first": first["region"], "low": compared.words(last["place"]), "last": last["region"]}
    ends |= {
        f"{end}_known": text("compare.known", language, known=row["known"], total=row["alive"]) for end, row in (("first", first), ("last", last))
    }
    return text("compare.title_readiness", language, **ends)


def _title_of_groups(compared: Comparison) -> str:
    language = compared.language
    medians = [(middle, name, int(cells["place"].notna().sum())) for name, cells, middle in compared.groups() if middle is not None]
    if not medians:
        return text("compare.finding_none", language, name=compared.name, total=len(compared.rows))
    high, low = max(medians, key=lambda one: one[0]), min(medians, key=lambda one: one[0])
    if high[0] == low[0]:
        return text("compare.title_groups_same", language, value=compared.words(high[0]))
    named = {"high": compared.words(high[0]), "first": high[1], "first_n": high[2], "low": compared.words(low[0]), "last": low[1], "last_n": low[2]}
    return text("compare.title_groups", language, **named)


def comparison_table(compared: Comparison, title: str, name: str) -> Table:
    """Return the numbers of the comparison as a table, in the order of the figure."""
    language = compared.language
    columns = [Column("region", text("board.region_column", language))]
    frame = compared.rows
    if compared.grouping != "none":
        frame = frame.assign(group=[compared.group_name(row) for row in frame.to_dict("records")])
        columns.append(Column("group", text("compare.column_group", language)))
    if compared.is_readiness:
        frame = frame.assign(share=frame["place"], known_share=frame["known"] / frame["alive"])
        columns += [
            Column("share", text("compare.readiness", language), "share"),
            Column("known_share", text("history.known_share", language), "share"), Column("known", text("compare.column_known", language), "number"),
            Column("alive", text("compare.column_alive", language), "number"),
        ]  # fmt: skip
    else:
        marks = [", ".join(mark_words(row, mark, language) for mark in marks_of(row)) for row in frame.to_dict("records")]
        frame = frame.assign(marks=marks)
        columns += [Column("stage", text("compare.column_stage", language), "stage"), Column("marks", text("mark.heading", language))]
    if compared.grouping == "size":
        columns.append(Column("population", text("compare.column_population", language), "number"))
    return Table(name, title, frame, tuple(columns), note=text("compare.note_readiness", language) if compared.is_readiness else "")


def place_title(compared: Comparison) -> str:
    """Return the finding of the tile grid and of the map: how many regions are far, with n."""
    rows, language = compared.rows, compared.language
    if compared.is_readiness:
        high = STEP_PERCENT * (STEPS - 1)
        far = sum(step == STEPS - 1 for step in map(share_step, compared.ranked["place"]))
        return text("compare.title_places", language, share=percent(high / 100, language), n=far, total=len(rows))
    done = int((rows["place"] >= DONE_RANK).fillna(False).sum())
    return text("board.finding", language, track=compared.name, done=done, total=len(rows))


def share_step(share: float) -> int:
    """Return the class of a readiness (0–1), 0 to 4, by the per cents that are shown."""
    return min(STEPS - 1, int(share * 100 + 0.5) // STEP_PERCENT)


def comparison_tiles(compared: Comparison) -> Element:
    """Draw the comparison on the tile grid: the regions about where they lie, each opening its evidence or its page."""
    placed = compared.rows.sort_values(["tile_row", "tile_col"])
    tiles = [_tile(row, compared) for row in placed.to_dict("records")]
    caption = "compare.tiles_readiness" if compared.is_readiness else "board.tiles_caption"
    named = {} if compared.is_readiness else {"track": compared.name}
    legend = share_keys(compared.language) if compared.is_readiness else None
    return el("figure", el("figcaption", text(caption, compared.language, **named)), el("ul", tiles, class_="tiles roomy"), legend)


def _tile(row: Cell, compared: Comparison) -> Element:
    words: list[Element | None]
    if compared.is_readiness:
        kind = "no-information" if not row["known"] else "ended" if pd.isna(row["place"]) else f"step-{share_step(row['place'])}"
        shown, known = compared.parts(row)
        words = [el("strong", shown), el("span", known)]
    else:
        kind = str(row["stage"]).replace("_", "-")
        words = [stage_badge(str(row["stage"]), str(row["stage_name"])), cell_marks(row, compared.language)]
    chosen = " chosen" if row["region_code"] in compared.chosen else ""
    button = el(
        "button", el("span", row["region"], class_="name"), *words, type="button", class_=f"tile {kind}{chosen}", data_press=row["press"],
        aria_label=compared.spoken(row),
    )  # fmt: skip
    return el("li", button, style=f"grid-column:{row['tile_col'] + 1};grid-row:{row['tile_row'] + 1}")


def share_keys(language: str) -> Element:
    """Name the shades of grey, and the hatch of what is not known."""
    keys = [
        el("span", el("span", class_=f"shade step-{step}", aria_hidden="true"), text("compare.step", language, **_limits(step)), class_="mark-words")
        for step in range(STEPS)
    ]
    return el("p", keys, stage_badge(NO_INFORMATION, text("compare.no_place", language)), class_="keys")


def _limits(step: int) -> dict[str, int]:
    return {"low": step * STEP_PERCENT, "high": 100 if step == STEPS - 1 else (step + 1) * STEP_PERCENT - 1}
