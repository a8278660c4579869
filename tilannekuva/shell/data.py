"""The reads of the pages, kept by generation, days and language: a generation never changes, so nothing kept grows old."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from tilannekuva.read.reads import READS, Asked
from tilannekuva.store.engine import open_reading
from tilannekuva.texts import LANGUAGES
from tilannekuva.view import Allowed


@st.cache_data(max_entries=500, show_spinner=False)
def read_of(generation: int, name: str, *asked: Asked) -> Any:
    """Return a read of a generation, kept.  Raises the store's faults."""
    return open_reading().read(lambda db: READS[name](db, *asked), generation)


def read(name: str, *asked: Asked) -> Any:
    """Return a read of the generation that this run of the page shows."""
    return read_of(st.session_state["generation"], name, *asked)


def allowed(ask: Callable[..., Any]) -> Allowed:
    """Return the codes that the choices in an address may take."""
    regions, workstreams = ask("regions", LANGUAGES[0]), ask("workstreams", LANGUAGES[0])
    return Allowed(*(frozenset(codes) for codes in (regions["region_code"], regions["collab_area_code"], workstreams["workstream_code"])))


def current_generation() -> int:
    """Return the generation to serve; while the store is away, the last one served.  Raises the store's faults."""
    return open_reading().current()


def frame(name: str, *asked: Asked) -> pd.DataFrame:
    """Return a read that is a frame."""
    found: pd.DataFrame = read(name, *asked)
    return found
