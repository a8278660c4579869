"""Drawing the choices of the page of changes: the two days, what the chart shows, the language of the text."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
import streamlit as st

from tilannekuva.exhibits.muutokset import (
    AS_KNOWN_NOW,
    AS_KNOWN_THEN,
    BRIEF,
    CHART,
    DAY,
    KNOWLEDGE,
    LOAD,
    MEETING,
    MONTH,
    OWN_DAY,
    PERIOD,
    Compared,
    known_starts,
    own_day,
    sides,
    usual_period,
)
from tilannekuva.shell.choices import choose, choose_day
from tilannekuva.shell.data import read
from tilannekuva.shell.exhibit import ask
from tilannekuva.texts import LANGUAGES, day, text
from tilannekuva.view import FIRST_DAY


def choose_compared() -> Compared:
    """Draw the choice of the two days and return them, as `exhibits.muutokset.compared` reads them from the address."""
    asked = ask()
    view, language, known = asked.view, asked.view.language, known_starts(asked)

    def words(name: str) -> str:
        named = {"day": day(known[name], language)} if name in (MEETING, LOAD) else {}
        return text(f"changes.period_{name}", language, **named)

    with st.container(horizontal=True, vertical_alignment="bottom", key="compared"):
        period = choose(PERIOD, [*known, OWN_DAY], text("changes.period", language), words, default=usual_period(asked))
        since = known.get(period) or choose_day(
            DAY, text("changes.own_day", language), default=own_day(asked) or known[MONTH], first=FIRST_DAY, last=view.on
        )
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
