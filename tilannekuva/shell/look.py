"""What a page is drawn from: the view, the version of the data, the page's own choices; those of a run of Streamlit, or of a page that is fetched.

A script in pages/ draws either way and does not know which.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import NoReturn
from urllib.parse import parse_qs, urlencode

import streamlit as st

from tilannekuva.view import View

OWN = "own"
"""Where the session keeps the choices of the page, by their name in the address."""
MOVED = "moved"
"""Where the session keeps, for the run that follows, what the page's address asks for by name, if Streamlit has not heard of it."""


class Anew(Exception):  # no fault: the page is to be drawn once more
    """What was to be drawn is of a version that nobody needs any more."""


@dataclass(frozen=True)
class Fetched:
    """A page that is fetched (shell/fetched.py), at the parameters *at* of its address; *drawn* takes its drawings by their key, packed."""

    view: View
    generation: int
    own: Mapping[str, str]
    at: str
    drawn: dict[str, bytes] = field(default_factory=dict)


_FETCHED: ContextVar[Fetched | None] = ContextVar("fetched", default=None)


@contextmanager
def fetching(page: Fetched) -> Iterator[None]:
    """Draw within for a page that is fetched."""
    token = _FETCHED.set(page)
    try:
        yield
    finally:
        _FETCHED.reset(token)


def fetched() -> Fetched | None:
    """Return the page that is fetched, or None in a run of Streamlit."""
    return _FETCHED.get()


def open_page() -> View:
    """Return the view of the page."""
    page = fetched()
    view: View = page.view if page else st.session_state["view"]
    return view


def generation() -> int:
    """Return the version of the data that the page shows."""
    page = fetched()
    number: int = page.generation if page else st.session_state["generation"]
    return number


def own_choices() -> Mapping[str, str]:
    """Return the page's own choices by their names in the address, those as usual left out."""
    page = fetched()
    held: Mapping[str, str] = page.own if page else st.session_state.setdefault(OWN, {})
    return held


def parameters_of(view: View, own: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the parameters of an address that give a view and a page's own choices."""
    return {**view.parameters(), **{name: [value] for name, value in own.items()}}


def at() -> str:
    """Return the parameters of the page's address as they stand there."""
    page = fetched()
    return page.at if page else urlencode(st.session_state["address"][1], doseq=True)


def draw_anew() -> NoReturn:
    """Leave this drawing, and draw the page once more."""
    if fetched():
        raise Anew
    st.session_state[MOVED] = parse_qs(at())
    st.rerun()
