"""The tables of the page Hyte-neuvottelut."""

import pandas as pd

from tilannekuva.exhibits.ask import Ask
from tilannekuva.figures.hyte import OTHER_DUTIES, duty_table, negotiation_table, tile_table
from tilannekuva.figures.table import Table
from tilannekuva.read.years import HYTE


def cells(ask: Ask) -> pd.DataFrame:
    """The tiles of the view: a row a region and year."""
    view = ask.view
    return view.of(ask.frame("year_cells", HYTE, view.on, view.known, view.language), ask.frame("regions", view.language))


def tiles(ask: Ask) -> Table:
    """The state of every year in every region."""
    return tile_table(cells(ask), ask.view.on, ask.view.language)


def negotiations(ask: Ask) -> Table:
    """What is told of each negotiation."""
    view = ask.view
    told = view.of(ask.frame("negotiations", HYTE, view.on, view.known, view.language), ask.frame("regions", view.language))
    return negotiation_table(told, view.language)


def duty(ask: Ask) -> Table:
    """The duty of the yearly negotiation in law."""
    duties = ask.frame("duties", ask.view.language)
    return duty_table(duties[duties["workstream_code"] == HYTE], "hyte_velvoite", "hyte.heading_duty", ask.view.language)


def other_duties(ask: Ask) -> Table:
    """The other negotiations that are duties, named apart."""
    duties = ask.frame("duties", ask.view.language)
    return duty_table(duties[duties["duty_code"].isin(OTHER_DUTIES)], "muut_neuvottelut", "hyte.heading_other", ask.view.language)
