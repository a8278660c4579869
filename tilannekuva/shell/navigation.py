"""The script that Streamlit runs: the menu, the shared choices, then the page.

It lies in another folder than pages/ on purpose: beside it, Streamlit would take the files for its own menu, and a first
visitor's deep link would lead to a bare page.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import streamlit as st

from tilannekuva.shell import ahead, away, data, filters, gauges, look
from tilannekuva.shell.canvas import canvas
from tilannekuva.shell.head import head_of, tab_of
from tilannekuva.shell.layout import follow, tell_fault
from tilannekuva.shell.menu import draw_menu
from tilannekuva.shell.pages import FOLDER, PAGES, PageFile
from tilannekuva.store.engine import open_reading
from tilannekuva.store.errors import NoSuchGeneration, StoreFault
from tilannekuva.view import Allowed, View

FAVICON = Path(__file__).with_name("favicon.png")
SIDEBAR_PX = 220
"""Width of the menu: the board needs the rest."""
NOTHING_KNOWN = Allowed(frozenset(), frozenset(), frozenset())
Opening = Callable[[bytes], ahead.Opened]


def _pages() -> list[Any]:
    """Return the pages as Streamlit knows them, in the order of PAGES; they are named where the reader's language is known."""
    return [st.Page(FOLDER / page.file, url_path=page.address if place else None, default=not place) for place, page in enumerate(PAGES)]


def main() -> None:
    """Run one page."""
    gauges.Runs.add()
    today, fault = date.today(), None
    asked, allowed = filters.asked(), NOTHING_KNOWN
    try:
        st.session_state["generation"] = data.current_generation()
        allowed = data.allowed(st.session_state["generation"])
    except StoreFault as found:
        fault = found
    # The same in every run of a session: making them anew takes a twentieth of it.
    made = st.session_state.get("pages") or st.session_state.setdefault("pages", _pages())
    page = st.navigation(made, position="hidden")
    file = PAGES[[one.url_path for one in made].index(page.url_path)]
    first = None if fault or "address" in st.session_state else ahead.address_of(page.url_path, asked)
    view = filters.settle(asked, allowed, today, file)
    # Before anything is drawn, else the menu opens at Streamlit's own width.
    st.set_page_config(page_title=tab_of(file, view.language), page_icon=str(FAVICON), layout="wide", initial_sidebar_state=SIDEBAR_PX)
    menu = draw_menu(file, view)
    opened = first and partial(ahead.Opened, first, today, st.session_state["generation"], menu)
    if fault is not None:
        tell_fault(fault, view.language)
        return
    try:
        _of_what_there_is(lambda: _page(asked, view, page, file, opened))
    except Exception as found:  # noqa: BLE001  # the store's or ours: the reader is told in his language, the log has the cause
        tell_fault(found, view.language)


def _of_what_there_is(draw: Callable[[], None]) -> None:
    try:
        draw()
    except NoSuchGeneration:
        # Ten loads came in while the page was made, or the replica that had it was left: the page is run once more, on what there is.
        if data.current_generation() == st.session_state["generation"]:
            raise
        look.draw_anew()


def _page(asked: filters.Asked, view: View, page: Any, file: PageFile, opened: Opening | None) -> None:
    around, view = filters.places_of(view), filters.opened_on(file, view, data.frame)
    filters.publish(asked, view, file)
    st.session_state["view"] = view
    head = head_of(file, view, st.session_state["generation"], look.at(), around)
    st.session_state["opened"] = opened and opened(head)
    follow(canvas("head", head))
    away.notice(view.language)
    page.run()


with open_reading().one_run():
    main()
