"""The tables of the page Muutokset, and the two days that it compares: by a preset such as the last meeting, or by hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from tilannekuva.change import Clock
from tilannekuva.exhibits.ask import Ask
from tilannekuva.figures.changes import change_table, unchanged_table
from tilannekuva.figures.dumbbell import chart_choices, chart_table
from tilannekuva.figures.table import Table
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


def known_starts(ask: Ask) -> Mapping[str, date]:
    """Return `starts` by the data: of the last meeting of the chosen regions' steering groups, and of the load before."""
    view = ask.view
    meetings = ask.frame("steering_meetings", view.on, view.known)
    if places := view.places(ask.frame("regions", view.language)):
        meetings = meetings[meetings["region_code"].isin(places)]
    return starts(view, meetings["held_on"].iloc[0].date() if len(meetings) else None, ask.read("earlier_load"))


def own_day(ask: Ask) -> date | None:
    """Return the reader's own day of the address; None where it has none up to the day shown."""
    try:
        found = date.fromisoformat(ask.own.get(DAY, ""))
    except ValueError:
        return None
    return found if FIRST_DAY <= found <= ask.view.on else None


def usual_period(ask: Ask) -> str:
    """Return the preset of an address that names none: the own day where there is one, else the last 30 days."""
    return OWN_DAY if own_day(ask) else MONTH


def compared(ask: Ask) -> Compared:
    """Return the two sides that the address asks for."""
    known = known_starts(ask)
    asked = ask.own.get(PERIOD, "")
    period = asked if asked in (*known, OWN_DAY) else usual_period(ask)
    since = known.get(period) or own_day(ask) or known[MONTH]
    return sides(since, ask.view, ask.own.get(KNOWLEDGE) == AS_KNOWN_NOW)


def cells(ask: Ask, pair: Compared, language: str | None = None) -> pd.DataFrame:
    """Return `read.changes` of the two sides, narrowed to the view's choices, by default in its language."""
    view = ask.view
    return view.of(ask.frame("changes", *pair.days, language or view.language), ask.frame("regions", view.language))


def changes(ask: Ask) -> Table:
    """What changed between the two days, each with the claim that moved it."""
    pair = compared(ask)
    return change_table(cells(ask, pair), pair.since, pair.now, ask.view.language)


def corrections(ask: Ask) -> Table:
    """What was corrected afterwards."""
    pair = compared(ask)
    return change_table(cells(ask, pair), pair.since, pair.now, ask.view.language, corrections=True)


def unchanged(ask: Ask) -> Table:
    """How many cells are unchanged, by workstream."""
    return unchanged_table(cells(ask, compared(ask)), ask.view.language)


def charted(ask: Ask) -> Table:
    """The rows of the chart: the stage of each changed cell on both days."""
    pair = compared(ask)
    found = cells(ask, pair)
    options, usual = chart_choices(found)
    asked = ask.own.get(CHART, usual)
    return chart_table(found, pair.since, pair.now, asked if asked in options else usual, ask.view.language)
