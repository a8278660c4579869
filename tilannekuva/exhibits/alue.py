"""The tables of the page Alue: everything of one region, the first one chosen or else the first of all."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from tilannekuva.exhibits import tilanne
from tilannekuva.exhibits.ask import Ask, Builder
from tilannekuva.figures.region import event_table, neighbour_table, region_finding, situation_table, told_figure_table
from tilannekuva.figures.table import Table
from tilannekuva.read.region import readiness_by_region, readiness_of
from tilannekuva.texts import text


def region_of(ask: Ask) -> str:
    """Return the code of the region that the page shows."""
    return ask.view.regions[0] if ask.view.regions else str(ask.frame("regions", ask.view.language)["region_code"].iloc[0])


def region_name(ask: Ask) -> str:
    """Return the name of the region that the page shows."""
    return str(ask.frame("regions", ask.view.language).set_index("region_code").loc[region_of(ask), "region"])


def alone(ask: Ask) -> Ask:
    """Return the ask narrowed to the region: the page is about it whatever collaboration area is chosen."""
    return replace(ask, view=replace(ask.view, regions=(region_of(ask),), collab_area=None))


def cells(ask: Ask) -> pd.DataFrame:
    """Return the cells of the region that the choices leave."""
    return alone(ask).board()


def situation(ask: Ask) -> Table:
    """The stage of every workstream of the region."""
    found, language = cells(ask), ask.view.language
    title = text("state.empty", language) if found.empty else region_finding(found, readiness_of(found), language)
    return situation_table(found, title, language)


def told(ask: Ask) -> Table:
    """What sources tell of the cells of the region."""
    table = tilanne.told(alone(ask))
    return replace(table, title=text("region.told_title", ask.view.language, region=region_name(ask), n=len(table.frame)))


def events(ask: Ask) -> Table:
    """The events and plans of the region, newest first."""
    return event_table(_of_region(ask, "events"), region_name(ask), ask.view.language)


def figures(ask: Ask) -> Table:
    """The figures that sources give of the region."""
    return told_figure_table(_of_region(ask, "figures"), region_name(ask), ask.view.language)


def neighbours(ask: Ask) -> Table:
    """The neighbours with their readiness and share known."""
    view = ask.view
    board = replace(ask, view=replace(view, regions=(), collab_area=None)).board()
    return neighbour_table(board, ask.read("neighbours", region_of(ask)), readiness_by_region(board), region_name(ask), view.language)


def _of_region(ask: Ask, name: str) -> pd.DataFrame:
    """A read of the region, of the workstreams that the choices leave."""
    view = ask.view
    return view.about(ask.frame(name, region_of(ask), view.on, view.known, view.language))


EXHIBITS: Mapping[str, Builder] = {
    "alueen_tilanne": situation,
    "kerrottu": told,
    "alueen_tapahtumat": events,
    "alueen_luvut": figures,
    "alueen_naapurit": neighbours,
}
