"""The tables of the pages Lähteet ja laatu and Tietoja."""

from collections.abc import Mapping

import pandas as pd

from tilannekuva.exhibits.ask import Ask, Builder
from tilannekuva.figures.about import term_list
from tilannekuva.figures.coverage import all_regions_table, coverage_table, least_known_table
from tilannekuva.figures.loads import file_table, finding_table, load_table
from tilannekuva.figures.method import duty_table, weight_table
from tilannekuva.figures.sources import claim_table, source_table
from tilannekuva.figures.table import Table
from tilannekuva.read.coverage import coverage_by_region


def cells(ask: Ask) -> pd.DataFrame:
    """Return the cells of the coverage that the choices leave."""
    view = ask.view
    return view.of(ask.frame("coverage", view.on, view.known, view.language), ask.frame("regions", view.language))


def chosen(ask: Ask, name: str, *more: str) -> pd.DataFrame:
    """Return the read *name* (claims or sources) for the view's choices."""
    view = ask.view
    return ask.frame(name, view.places(ask.frame("regions", view.language)), view.workstreams, view.on, view.known, view.language, *more)


def coverage(ask: Ask) -> Table:
    """The age of the newest information of every cell."""
    return coverage_table(cells(ask), ask.view.language)


def least_known(ask: Ask) -> Table:
    """The regions of which least is known, and whom to ask."""
    return least_known_table(coverage_by_region(cells(ask)), ask.frame("contacts", ask.view.known), ask.view.language)


def all_regions(ask: Ask) -> Table:
    """Every region with what is known of it, and whom to ask."""
    return all_regions_table(coverage_by_region(cells(ask)), ask.frame("contacts", ask.view.known), ask.view.language)


def sources(ask: Ask) -> Table:
    """The sources of the choice."""
    return source_table(chosen(ask, "sources"), ask.view.language)


def claims(ask: Ask) -> Table:
    """The claims of the source that is chosen, or of all."""
    return claim_table(chosen(ask, "claims", ask.own.get("lahde", "")), ask.view.language)


def duties(ask: Ask) -> Table:
    """The duties and how each is judged on the view's day."""
    language = ask.view.language
    return duty_table(ask.frame("duties", language), ask.frame("judged_cycles", ask.view.on, language), language)


EXHIBITS: Mapping[str, Builder] = {
    "kattavuus": coverage,
    "kenelta-kysya": least_known,
    "tieto-alueittain": all_regions,
    "lahteet": sources,
    "lahteen-vaitteet": claims,
    "havainnot": lambda ask: finding_table(ask.frame("findings"), ask.view.language),
    "ladatut-tiedostot": lambda ask: file_table(ask.frame("load_files"), ask.view.language),
    "lataukset": lambda ask: load_table(ask.frame("loads"), ask.view.language),
    "painot": lambda ask: weight_table(ask.frame("workstreams", ask.view.language), ask.view.language),
    "velvoitteet": duties,
    "sanasto": lambda ask: term_list(ask.frame("terms"), ask.view.language),
}
