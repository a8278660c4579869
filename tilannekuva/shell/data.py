"""The reads of the pages, kept by generation, days and language: a generation never changes, so nothing kept grows old."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from tilannekuva.read import board as board_read
from tilannekuva.read import coverage, evidence, groups, history, reference, region, sources
from tilannekuva.store.engine import open_store
from tilannekuva.texts import LANGUAGES
from tilannekuva.view import Allowed

READS: dict[str, Callable[..., Any]] = {
    "board": board_read.progress_board,
    "boards": history.boards_over,
    "evidence": evidence.cell_evidence,
    "claim": evidence.claim_evidence,
    "history": evidence.cell_history,
    "groups": groups.group_statements,
    "regions": reference.regions,
    "workstreams": reference.workstreams,
    "stages": reference.stages,
    "steps": reference.steps,
    "neighbours": reference.neighbours,
    "data_age": reference.data_age,
    "source_list": reference.source_list,
    "events": region.region_events,
    "figures": region.region_figures,
    "coverage": coverage.coverage,
    "contacts": coverage.region_contacts,
    "contradictions": evidence.contradictions,
    "claims": sources.claims,
    "sources": sources.sources,
    "loads": sources.loads,
    "load_files": sources.load_files,
    "findings": sources.findings,
    "duties": reference.duties,
    "terms": reference.terms,
}
"""Every read that a page may ask for, by name."""

Asked = str | date | tuple[str, ...] | tuple[date, ...] | None
"""What a read may be asked with: what the cache can tell apart."""


@st.cache_data(max_entries=500, show_spinner=False)
def read_of(generation: int, name: str, *asked: Asked) -> Any:
    """Return a read of a generation, kept.  Raises the store's faults."""
    with open_store().connect(generation) as db:
        return READS[name](db, *asked)


def read(name: str, *asked: Asked) -> Any:
    """Return a read of the generation that this run of the page shows."""
    return read_of(st.session_state["generation"], name, *asked)


def allowed(ask: Callable[..., Any]) -> Allowed:
    """Return the codes that the choices in an address may take."""
    regions, workstreams = ask("regions", LANGUAGES[0]), ask("workstreams", LANGUAGES[0])
    return Allowed(*(frozenset(codes) for codes in (regions["region_code"], regions["collab_area_code"], workstreams["workstream_code"])))


def current_generation() -> int:
    """Return the generation to serve.  Raises the store's faults."""
    return open_store().generations.current()


def frame(name: str, *asked: Asked) -> pd.DataFrame:
    """Return a read that is a frame."""
    found: pd.DataFrame = read(name, *asked)
    return found
