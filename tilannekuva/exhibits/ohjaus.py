"""The tables of the page Ohjausryhmät: dated meetings, seats, tallies, decisions and topics."""

import pandas as pd

from tilannekuva.exhibits.ask import Ask
from tilannekuva.figures.steering import seat_table, strip_table, tally_table, topic_table
from tilannekuva.figures.table import Table
from tilannekuva.read.steering import people


def told(ask: Ask, name: str) -> pd.DataFrame:
    """A read of steering groups, narrowed to the view."""
    view = ask.view
    return view.of(ask.frame(name, view.on, view.known, view.language), ask.frame("regions", view.language))


def strip(ask: Ask) -> Table:
    """The meetings and events that have a day."""
    return strip_table(told(ask, "steering_events"), ask.view.language)


def seats(ask: Ask) -> Table:
    """The seats of CSOs, and how many people hold them."""
    found = told(ask, "steering_seats")
    return seat_table(found, told(ask, "steering_events"), people(found), len(told(ask, "steering_regions")), ask.view.language)


def tallies(ask: Ask) -> Table:
    """Counts of meetings as sources give them; never added to the dated ones."""
    return tally_table(told(ask, "steering_tallies"), ask.view.language)


def topics(ask: Ask) -> Table:
    """Decisions and topics."""
    return topic_table(told(ask, "steering_events"), ask.view.language)
