"""The script that Streamlit runs: the menu, the shared choices, then the page.

It lies in another folder than pages/ on purpose: beside it, Streamlit would take the files for its own menu, and a first
visitor's deep link would lead to a bare page.
"""

from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from tilannekuva.shell import ahead, away, data, filters, gauges
from tilannekuva.shell.layout import open_frame, tell_fault
from tilannekuva.shell.menu import draw_menu
from tilannekuva.shell.pages import FOLDER, PAGES, PageFile
from tilannekuva.store.engine import open_reading
from tilannekuva.store.errors import NoSuchGeneration, StoreFault
from tilannekuva.texts import text
from tilannekuva.view import Allowed, View

FAVICON = Path(__file__).with_name("favicon.png")
SIDEBAR_PX = 220
"""Width of the menu: the board needs the rest."""
NOTHING_KNOWN = Allowed(frozenset(), frozenset(), frozenset())


def _pages() -> list[Any]:
    """Return the pages as Streamlit knows them, in the order of PAGES; they are named where the reader's language is known."""
    return [st.Page(FOLDER / page.file, url_path=page.address if place else None, default=not place) for place, page in enumerate(PAGES)]


def main() -> None:
    """Run one page."""
    gauges.Runs.add()
    today, fault = date.today(), None
    allowed = NOTHING_KNOWN
    try:
        st.session_state["generation"] = data.current_generation()
        allowed = data.allowed(st.session_state["generation"])
    except StoreFault as found:
        fault = found
    # The same in every run of a session: making them anew takes a twentieth of it.
    made = st.session_state.get("pages") or st.session_state.setdefault("pages", _pages())
    page = st.navigation(made, position="hidden")
    file = PAGES[[one.url_path for one in made].index(page.url_path)]
    asked = None if fault or "address" in st.session_state else ahead.address_of(page.url_path, filters.asked())
    filters.settle(allowed, today, file)
    filters.keep_controls()
    view = filters.chosen(today)
    name = text(file.title_key, view.language)
    title = text("app.tab", view.language, page=name, title=text("app.title", view.language))
    # Before anything is drawn, else the menu opens at Streamlit's own width.
    st.set_page_config(page_title=title, page_icon=str(FAVICON), layout="wide", initial_sidebar_state=SIDEBAR_PX)
    menu = draw_menu(file, view)
    st.session_state["opened"] = asked and ahead.Opened(asked, today, st.session_state["generation"], name, menu)
    if fault is not None:
        tell_fault(fault, view.language)
        return
    try:
        _page_of_what_there_is(view, page, file)
    except Exception as found:  # noqa: BLE001  # the store's or ours: the reader is told in his language, the log has the cause
        tell_fault(found, view.language)


def _page_of_what_there_is(view: View, page: Any, file: PageFile) -> None:
    try:
        _page(view, page, file)
    except NoSuchGeneration:
        # Ten loads came in while the page was made, or the replica that had it was left: the page is run once more, on what there is.
        if data.current_generation() == st.session_state["generation"]:
            raise
        st.rerun()


def _page(view: View, page: Any, file: PageFile) -> None:
    view = filters.opened_on(file, view, data.frame)
    filters.publish(view, file)
    st.session_state["view"] = view
    open_frame(view, text(file.title_key, view.language), data.named(view.language), file.one_region)
    away.notice(view.language)
    page.run()


with open_reading().one_run():
    main()
