"""The script that Streamlit runs: the menu, the shared choices, then the page.

It lies in another folder than pages/ on purpose: beside it, Streamlit would take the files for its own menu, and a first
visitor's deep link would lead to a bare page.
"""

from datetime import date
from pathlib import Path
from typing import Any

import streamlit as st

from tilannekuva.shell import data, filters
from tilannekuva.shell.layout import open_frame, tell_fault
from tilannekuva.shell.pages import FOLDER, PAGES, PageFile
from tilannekuva.shell.view import Allowed, View
from tilannekuva.store.errors import StoreFault
from tilannekuva.texts import LANGUAGES, text

FAVICON = Path(__file__).with_name("favicon.png")
SIDEBAR_PX = 220
"""Width of the menu: the board needs the rest."""


def _language() -> str:
    held = st.session_state.get(filters.KEYS["language"])
    asked = st.query_params.get("kieli")
    first = "address" not in st.session_state or (asked and st.session_state["address"].get("kieli") != [asked])
    wanted = asked if first and asked in LANGUAGES else held
    return wanted or "fi"


def _menu(language: str) -> tuple[Any, PageFile]:
    """Draw the menu, one level: with headings, Streamlit's list is no valid list for a screen reader."""
    made = [
        st.Page(FOLDER / page.file, title=text(page.title_key, language), url_path=page.address if place else None, default=not place)
        for place, page in enumerate(PAGES)
    ]
    chosen = st.navigation(made, expanded=True)
    st.sidebar.caption(text("app.title", language))
    return chosen, PAGES[[page.url_path for page in made].index(chosen.url_path)]


def main() -> None:
    """Run one page."""
    language = _language()
    # Before anything is drawn, else the menu opens at Streamlit's own width; the page's name is known only after the menu.
    st.set_page_config(page_icon=str(FAVICON), layout="wide", initial_sidebar_state=SIDEBAR_PX)
    page, file = _menu(language)
    st.set_page_config(page_title=text("app.tab", language, page=text(file.title_key, language), title=text("app.title", language)))
    today = date.today()
    try:
        st.session_state["generation"] = data.current_generation()
        regions, workstreams = data.frame("regions", language), data.frame("workstreams", language)
        allowed = Allowed(*(frozenset(codes) for codes in (regions["region_code"], regions["collab_area_code"], workstreams["workstream_code"])))
        filters.settle(allowed, file.address, today)
        filters.keep_controls()
        view: View = filters.chosen(today)
        filters.publish(view)
        st.session_state["view"] = view
        open_frame(view, text(file.title_key, language), regions, workstreams, file.one_region)
        page.run()
    except StoreFault as fault:
        tell_fault(fault, language)


main()
