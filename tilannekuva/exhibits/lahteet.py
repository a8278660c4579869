"""The tables of the pages Lähteet ja laatu and Tietoja."""

from collections.abc import Mapping

import pandas as pd

from tilannekuva.exhibits.ask import Ask, Builder
from tilannekuva.figures.about import term_list
from tilannekuva.figures.coverage import all_regions_table, coverage_table, least_known_table
from tilannekuva.figures.loads import file_table, finding_table, load_table
from tilannekuva.figures.method import all_steps_table, duty_table, example_region, example_table, weight_table
from tilannekuva.figures.sources import claim_table, contradiction_table, source_table
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


def contradictions(ask: Ask) -> Table:
    """The claims of the choice that contradict each other."""
    found = ask.frame("contradictions", ask.view.known, ask.view.language)
    return contradiction_table(found[found["claim_id"].isin(chosen(ask, "claims")["claim_id"])], ask.view.language)


def example(ask: Ask) -> Table:
    """The worked example of readiness: the parts of one region of the choice."""
    board = ask.board()
    return example_table(board[board["region_code"] == example_region(board)] if len(board) else board, ask.view.language)


def steps(ask: Ask) -> Table:
    """The steps of every workstream, each with its stage and its test."""
    language = ask.view.language
    return all_steps_table(ask.frame("workstreams", language), ask.frame("steps", language), ask.frame("stages", language), language)


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
    "ristiriidat": contradictions,
    "havainnot": lambda ask: finding_table(ask.frame("findings"), ask.view.language),
    "ladatut-tiedostot": lambda ask: file_table(ask.frame("load_files"), ask.view.language),
    "lataukset": lambda ask: load_table(ask.frame("loads"), ask.view.language),
    "valmiusaste-esimerkki": example,
    "painot": lambda ask: weight_table(ask.frame("workstreams", ask.view.language), ask.view.language),
    "velvoitteet": duties,
    "askelet": steps,
    "sanasto": lambda ask: term_list(ask.frame("terms"), ask.view.language),
}
