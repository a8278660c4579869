"""The tables of the page Valmiusasteen kehitys, and what page and files need for them: the boards of every month, and readiness of each."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.tilanne import signs_in_words
from tilannekuva.figures.readiness import VALUES, readiness_table, scope_words, track_matrix, track_table
from tilannekuva.figures.stage_lines import stage_matrix, stage_table
from tilannekuva.figures.table import Column, Table
from tilannekuva.figures.time_axis import marked_milestones, milestone_table
from tilannekuva.read.history import known_twice, month_ends, readiness_over, turning_points, year_before
from tilannekuva.texts import text

KNOWLEDGE, SPLIT, REGION = "tieto", "jako", "kohde"
"""Names in the address: as known when, all cells together or by workstream, the region whose stages are shown."""
AS_KNOWN = ("silloin", "nyt")
"""Each month as it was known in that month, or all as known on R."""
SPLITS = ("yhdessa", "asioittain")


@dataclass(frozen=True)
class Past:
    """The boards of every month up to V that the choices leave, *everything* without the choices, and the two days of the finding."""

    everything: pd.DataFrame
    monthly: pd.DataFrame
    two_days: pd.DataFrame
    days: tuple[date, ...]
    before: date
    scope: str

    @property
    def ends(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.days[0], self.days[-1]

    @property
    def year_ago(self) -> Any:
        """Readiness and the share known a year before V, as a row, or None where there was no cell then."""
        found = readiness_over(self.two_days[self.two_days["on"] == pd.Timestamp(self.before)])
        return next(found.itertuples(), None)

    @property
    def same(self) -> pd.DataFrame:
        """Readiness of both days over the cells that have information on both."""
        return readiness_over(known_twice(self.two_days))


def past(ask: Ask) -> Past:
    """Return the boards of every month up to V, each as known then (never later than R) or all as known on R."""
    view, at_once = ask.view, ask.own.get(KNOWLEDGE) == AS_KNOWN[1]
    days, before = month_ends(ask.read("first_day"), view.on), year_before(view.on)
    asked = tuple(sorted({*days, before}))
    everything = ask.frame("boards", asked, tuple(view.known if at_once else min(day, view.known) for day in asked))
    boards = view.of(everything, ask.frame("regions", view.language))
    days_of = {name: boards["on"].isin([pd.Timestamp(day) for day in chosen]) for name, chosen in (("months", days), ("two", (before, view.on)))}
    return Past(everything, boards[days_of["months"]], boards[days_of["two"]], days, before, _scope(ask, boards))


def _scope(ask: Ask, boards: pd.DataFrame) -> str:
    view = ask.view
    regions, tracks = ask.frame("regions", view.language), ask.frame("workstreams", view.language)
    mine = regions[regions["region_code"].isin(boards["region_code"])]
    area = mine["collab_area"].iloc[0] if view.collab_area and not view.regions and len(mine) else None
    topics = tracks.loc[tracks["workstream_code"].isin(view.workstreams), "workstream"]
    return scope_words(list(mine["region"]), len(regions), area, list(topics), view.language)


def readiness_by_month(found: Past) -> pd.DataFrame:
    """Return readiness and the share known of every month (`read.history.readiness_over`)."""
    return readiness_over(found.monthly)


def readiness(ask: Ask) -> Table:
    """Readiness and the share known by month."""
    return readiness_table(readiness_by_month(past(ask)), ask.view.language)


def by_workstream(ask: Ask) -> Table:
    """The same by workstream: the months in which something turns; as a matrix of the ends of years for slides."""
    found, language = past(ask), ask.view.language
    if found.monthly.empty:
        return _nothing("valmius_asioittain", language)
    table = track_table(track_turns(found), track_names(ask), language)
    by_track = readiness_over(found.monthly, ["workstream_code"])
    return replace(table, spread=track_matrix(table, by_track[by_track["on"].isin(year_ends(found.days))], track_names(ask), language))


def track_turns(found: Past) -> pd.DataFrame:
    """Return readiness and the share known by workstream, in the months in which one of them turns."""
    return turning_points(readiness_over(found.monthly, ["workstream_code"]), ["workstream_code"], VALUES)


def track_names(ask: Ask) -> pd.Series:
    """Return the names of the workstreams by their code."""
    return ask.frame("workstreams", ask.view.language).set_index("workstream_code")["workstream"]


def stages_of_region(ask: Ask) -> Table:
    """The stages of every workstream of one region: the months in which one turns; as a matrix of the ends of years for slides."""
    found = past(ask)
    if found.monthly.empty:
        return _nothing("vaiheet_ajassa", ask.view.language)
    code = region_of(ask, found)
    table = stage_table(stage_turns(ask, found, code), region_name(ask, code), ask.view.language)
    held = found.monthly[(found.monthly["region_code"] == code) & found.monthly["on"].isin(year_ends(found.days))]
    names, order = track_names(ask), list(dict.fromkeys(table.frame["workstream_code"]))
    matrix = stage_matrix(table, held, names[order], signs_in_words(ask, held["stage"]), ask.view.language)
    return replace(table, spread=matrix)


def year_ends(days: tuple[date, ...]) -> list[pd.Timestamp]:
    """Return the last day of every year among the days, and the last of all."""
    return [pd.Timestamp(day) for day in days if (day.month, day.day) == (12, 31) or day == days[-1]]


def _nothing(name: str, language: str) -> Table:
    return Table(name, text("state.empty", language), pd.DataFrame({"workstream": []}), (Column("workstream", text("board.choose_track", language)),))


def region_of(ask: Ask, found: Past) -> str:
    """Return the region whose stages are shown: the one chosen, else the first that the choices leave."""
    codes = list(dict.fromkeys(found.monthly["region_code"])) or list(ask.frame("regions", ask.view.language)["region_code"])
    return ask.own[REGION] if ask.own.get(REGION) in codes else codes[0]


def region_name(ask: Ask, code: str) -> str:
    """Return the name of a region."""
    return str(ask.frame("regions", ask.view.language).set_index("region_code").loc[code, "region"])


def stage_turns(ask: Ask, found: Past, code: str) -> pd.DataFrame:
    """Return the cells of a region in the months in which one of them turns, with workstream, stage_name and step in words."""
    language = ask.view.language
    mine = found.monthly[found.monthly["region_code"] == code]
    turns = turning_points(mine, ["workstream_code"], ["stage", "step_code", "cycle"])
    stages = ask.frame("stages", language)[["stage", "stage_name"]]
    steps = ask.frame("steps", language)[["workstream_code", "step_code", "step"]]
    named = turns.merge(stages, on="stage").merge(steps, on=["workstream_code", "step_code"], how="left")
    tracks = ask.frame("workstreams", language)
    named = named.assign(
        workstream=named["workstream_code"].map(track_names(ask)), step=named["step"].astype("object").where(named["step"].notna(), None)
    )
    place = named["workstream_code"].map(dict(zip(tracks["workstream_code"], range(len(tracks)), strict=True)))
    return named.assign(place=place).sort_values(["place", "on"], kind="stable").drop(columns="place").reset_index(drop=True)


def milestones(ask: Ask) -> Table:
    """Every national milestone, with the number of those that the charts mark."""
    return milestone_table(*marks(ask, past(ask)), ask.view.language)


def marks(ask: Ask, found: Past) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return every national milestone up to R, and the few that the charts mark."""
    every = ask.frame("milestones", ask.view.known, ask.view.language)
    return every, marked_milestones(every, *(found.ends if found.days else (ask.view.on, ask.view.on)))
