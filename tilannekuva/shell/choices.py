"""Choices of one page alone, such as its view or its year: kept in the address of that page, and while it stays open."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import streamlit as st

from tilannekuva.shell.look import OWN, own_choices


def settle_own(address: Mapping[str, Sequence[str]], names: Sequence[str]) -> None:
    """Take the choices of pages from an address that changed by itself."""
    st.session_state[OWN] = {name: address[name][0] for name in names if address.get(name)}


def set_own(name: str, value: str) -> None:
    """Make a choice of the page's own; an empty value takes it back."""
    held = st.session_state.setdefault(OWN, {})
    if value:
        held[name] = value
    else:
        held.pop(name, None)


def own(name: str, usual: str) -> str:
    """Return a choice of the page, as its address has it, or as usual."""
    return own_choices().get(name, usual)


def keep_own(name: str, given: str, usual: str) -> None:
    """Keep a choice of the page for its address; one as usual is left out there."""
    held = st.session_state.setdefault(OWN, {})
    if given == usual:
        held.pop(name, None)
    else:
        held[name] = given


def step_through(name: str, options: Sequence[str], label: str, words: Callable[[str], str], *, default: str) -> str:
    """Draw a choice among many in a row, such as months, with a button to the one before and the one after; return what is chosen."""
    held = own(name, default)
    place = options.index(held if held in options else default)

    def go(step: int) -> None:
        keep_own(name, options[place + step], default)

    with st.container(horizontal=True, vertical_alignment="bottom", key=f"own_{name}"):
        with st.container(width=220):
            chosen = choose(name, options, label, words, default=default, wide=True)
        for step, shape in ((-1, "‹ {}"), (1, "{} ›")):
            if 0 <= place + step < len(options):
                st.button(shape.format(words(options[place + step])), key=f"go_{name}_{step}", on_click=go, args=(step,))
    return chosen


def choose(name: str, options: Sequence[str], label: str, words: Callable[[str], str], *, default: str | None = None, wide: bool = False) -> str:
    """Draw a choice of the page and return what is chosen; *name* is its name in the address and in the page's line of PAGES.

    Few options stand side by side; *wide* makes a list to open. An option that does not exist is as by default, the first.
    """
    usual = options[0] if default is None else default
    held = own(name, usual)
    key = f"w_own_{name}"
    st.session_state[key] = held if held in options else usual

    def remember() -> None:
        given = st.session_state[key] or usual
        keep_own(name, given, usual)

    shared: dict[str, Any] = {"key": key, "format_func": words, "on_change": remember}
    if wide:
        return str(st.selectbox(label, options, **shared))
    return str(st.segmented_control(label, options, required=True, **shared))


def choose_day(name: str, label: str, *, default: date, first: date, last: date) -> date:
    """Draw a day of the page to choose, between *first* and *last*, and return it; *name* as in `choose`."""
    key = f"w_own_{name}"
    st.session_state[key] = default

    def remember() -> None:
        set_own(name, (st.session_state[key] or default).isoformat())

    given: date | None = st.date_input(label, key=key, min_value=first, max_value=last, format="DD.MM.YYYY", on_change=remember)
    return given or default
