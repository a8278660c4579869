"""The choices of the page of changes: the two days, by hand or by a preset such as the last meeting, its chart and its text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from tilannekuva.change import Clock
from tilannekuva.shell.choices import choose, choose_day, held_day
from tilannekuva.shell.data import frame, read
from tilannekuva.texts import LANGUAGES, day, text
from tilannekuva.view import FIRST_DAY, View

PERIOD, DAY, KNOWLEDGE, CHART, BRIEF = "jakso", "vertaa", "tieto", "kuvio", "teksti"
"""Names in the address: the preset, the reader's own day, as of when both days are known, what the chart shows, the text's language."""

MONTH, YEAR, MEETING, LOAD, OWN_DAY = "kuukausi", "vuosi", "kokous", "lataus", "oma"
AS_KNOWN_THEN, AS_KNOWN_NOW = "silloin", "nyt"
MONTH_DAYS = 30


@dataclass(frozen=True)
class Compared:
    """The two sides of a comparison, the earlier first, and whether both are as known on the same day."""

    since: Clock
    now: Clock
    at_once: bool

    @property
    def days(self) -> tuple[date, date, date, date]:
        """Return V1, R1, V2, R2."""
        return self.since.on, self.since.known, self.now.on, self.now.known


def sides(since: date, view: View, at_once: bool) -> Compared:
    """Return both sides: each as known on its own day, unless R is chosen; *at_once*: both as known on R.

    Without a chosen R the later side is as known on its own day, and never is the earlier side known later than the later one.
    """
    if at_once:
        return Compared(Clock(since, view.known), Clock(view.on, view.known), at_once)
    known = view.known if view.known != view.today else view.on
    return Compared(Clock(since, min(since, known)), Clock(view.on, known), at_once)


def starts(view: View, meeting: date | None, load: date | None) -> Mapping[str, date]:
    """Return the first day V1 of every preset that has one, by its name in the address.

    The start of the year is the last day of the year before: what happened in January is then a change.
    """
    found = {
        MONTH: max(view.on - timedelta(days=MONTH_DAYS), FIRST_DAY),
        YEAR: date(view.on.year - 1, 12, 31),
        MEETING: meeting,
        LOAD: load,
    }
    return {name: start for name, start in found.items() if start is not None and start <= view.on}


def choose_compared(view: View) -> Compared:
    """Draw the choice of the two days and return them."""
    language, meetings = view.language, frame("steering_meetings", view.on, view.known)
    if view.regions:
        meetings = meetings[meetings["region_code"].isin(view.regions)]
    known = starts(view, meetings["held_on"].iloc[0].date() if len(meetings) else None, read("earlier_load"))

    def words(name: str) -> str:
        named = {"day": day(known[name], language)} if name in (MEETING, LOAD) else {}
        return text(f"changes.period_{name}", language, **named)

    own = held_day(DAY, FIRST_DAY, view.on)
    with st.container(horizontal=True, vertical_alignment="bottom", key="compared"):
        period = choose(PERIOD, [*known, OWN_DAY], text("changes.period", language), words, default=OWN_DAY if own else MONTH)
        since = known.get(period) or choose_day(DAY, text("changes.own_day", language), default=own or known[MONTH], first=FIRST_DAY, last=view.on)
        knowledge = choose(
            KNOWLEDGE, [AS_KNOWN_THEN, AS_KNOWN_NOW], text("changes.knowledge", language),
            lambda name: text(f"changes.knowledge_{name}", language),
        )  # fmt: skip
    return sides(since, view, knowledge == AS_KNOWN_NOW)


def latest_change(pair: Compared, changes: pd.DataFrame) -> date | None:
    """Return the day on which one of the cells of *changes* last changed before the earlier side, as the comparison knows it."""
    known = pair.now.known if pair.at_once else None
    regions, workstreams = (tuple(sorted(changes[column].unique())) for column in ("region_code", "workstream_code"))
    found: date | None = read("last_change", pair.since.on, known, regions, workstreams)
    return found


def choose_chart(options: Sequence[str], usual: str, changes: pd.DataFrame, language: str) -> str:
    """Draw the choice of what the chart shows, all or one workstream (figures.dumbbell.chart_choices), and return it."""
    names = dict(zip(changes["workstream_code"], changes["workstream"], strict=True))
    if len(options) <= 2:
        return options[-1]
    everything = text("changes.chart_all", language)
    return choose(CHART, options, text("changes.chart_choice", language), lambda code: names.get(code, everything), default=usual, wide=True)


def choose_brief(language: str) -> str:
    """Draw the choice of the language of the text to take along, by default the language of the screen, and return it."""
    return choose(BRIEF, LANGUAGES, text("changes.brief_language", language), lambda code: text(f"lang.{code}", code), default=language)
