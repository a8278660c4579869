"""The script that Streamlit runs: the menu, the shared choices, then the page.

It lies in another folder than pages/ on purpose: beside it, Streamlit would take the files for its own menu, and a first
visitor's deep link would lead to a bare page.
"""

from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import streamlit as st

from tilannekuva.shell import away, data, filters, gauges
from tilannekuva.shell.layout import open_frame, tell_fault
from tilannekuva.shell.pages import FOLDER, PAGES, PageFile
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


def _menu(made: list[Any], view: View) -> None:
    """Draw the menu: links of our own, as they carry the choices along; Streamlit's menu opens every page bare."""
    with st.sidebar:
        for group, members in groupby(zip(PAGES, made, strict=True), key=lambda pair: pair[0].group_key):
            st.caption(text(group, view.language))
            for file, page in members:
                seen = filters.seen_on(file, view)
                st.page_link(page, label=text(file.title_key, view.language), query_params=seen.parameters(), width="stretch")
        st.caption(text("app.title", view.language))


def main() -> None:
    """Run one page."""
    # Before anything is drawn, else the menu opens at Streamlit's own width; the page's name is known only after the menu.
    st.set_page_config(page_icon=str(FAVICON), layout="wide", initial_sidebar_state=SIDEBAR_PX)
    gauges.Runs.add()
    today, fault = date.today(), None
    allowed = NOTHING_KNOWN
    try:
        st.session_state["generation"] = data.current_generation()
        allowed = data.allowed(data.read)
    except StoreFault as found:
        fault = found
    made = _pages()
    page = st.navigation(made, position="hidden")
    file = PAGES[[one.url_path for one in made].index(page.url_path)]
    filters.settle(allowed, today, file)
    filters.keep_controls()
    view = filters.chosen(today)
    _menu(made, view)
    st.set_page_config(page_title=text("app.tab", view.language, page=text(file.title_key, view.language), title=text("app.title", view.language)))
    if fault is not None:
        tell_fault(fault, view.language)
        return
    try:
        _page(view, page, file)
    except NoSuchGeneration as gone:
        # Ten loads came in while the page was made, or the replica that had it was left: the page is run once more, on what there is.
        if data.current_generation() == st.session_state["generation"]:
            tell_fault(gone, view.language)
        else:
            st.rerun()
    except Exception as found:  # noqa: BLE001  # the store's or ours: the reader is told in his language, the log has the cause
        tell_fault(found, view.language)


def _page(view: View, page: Any, file: PageFile) -> None:
    regions, workstreams = data.frame("regions", view.language), data.frame("workstreams", view.language)
    view = filters.opened_on(file, view, regions)
    filters.publish(view, file)
    st.session_state["view"] = view
    open_frame(view, text(file.title_key, view.language), regions, workstreams, file.one_region)
    away.notice(view.language)
    page.run()


main()
