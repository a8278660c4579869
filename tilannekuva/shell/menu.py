"""The menu of pages: links of our own, as they carry the choices along; Streamlit's menu opens every page bare.

One drawing for all: a dozen of Streamlit's links cost a third of the messages of every run.
"""

from itertools import groupby
from urllib.parse import urlencode

import streamlit as st

from tilannekuva.figures.elements import Element, el
from tilannekuva.shell import filters, look
from tilannekuva.shell.canvas import canvas, packed
from tilannekuva.shell.kept import Kept
from tilannekuva.shell.pages import PAGES, PageFile
from tilannekuva.texts import text
from tilannekuva.view import View

MENUS: Kept[bytes] = Kept(4_000_000, len)
"""Packed menus: some two thousand."""


def draw_menu(here: PageFile, view: View) -> bytes:
    """Draw the menu in the sidebar, and return it packed."""
    menu = menu_of(here, view, st.session_state.get("generation", 0), look.at(), st.session_state.get(filters.REGION))
    with st.sidebar:
        canvas("menu", menu)
    return menu


def menu_of(here: PageFile, view: View, generation: int, at: str, held: str | None = None) -> bytes:
    """Return the menu packed, as it stands on a page at the parameters *at* of its address; pages about one region open at the one *held*."""
    opened = tuple(_address(file, filters.seen_on(file, view, held)) for file in PAGES)
    return MENUS.get(
        (here, generation, view.language, opened, at), lambda: packed([_menu(here, generation, opened, view.language)], view.language, at=at)
    )


def _address(file: PageFile, view: View) -> str:
    """Return the address that opens a page with a view."""
    parameters = urlencode(view.parameters(), doseq=True)
    return f"{file.path}{'?' if parameters else ''}{parameters}"


def _menu(here: PageFile, generation: int, opened: tuple[str, ...], language: str) -> Element:
    listed = []
    for group, members in groupby(zip(PAGES, opened, strict=True), key=lambda pair: pair[0].group_key):
        listed.append(el("p", text(group, language)))
        for file, address in members:
            words = el("span", text(file.title_key, language))
            listed.append(el("a", words, href=address, data_page="", aria_current="page" if file is here else None))
    # From here, as it stands on every page, the browser knows whether what it shows is the newest (canvas/news.js).
    newer, press = text("state.newer", language, n="{n}"), text("state.show_newer", language)
    name = el("p", text("app.title", language), data_version=str(generation), data_newer=newer, data_show=press)
    return el("nav", listed, name, class_="pages")
