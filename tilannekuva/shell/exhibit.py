"""Showing an exhibit: the table, or what stands for it on the page, with the one menu of downloads."""

import streamlit as st

from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.registry import EXHIBITS
from tilannekuva.figures.downloads import download_menu
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.table import Table, folded_table, titled_table
from tilannekuva.shell.choices import OWN
from tilannekuva.shell.data import frame, read
from tilannekuva.shell.layout import open_page
from tilannekuva.texts import day, text


def ask() -> Ask:
    """Return what builders of exhibits are given in this run."""
    return Ask(read, open_page(), st.session_state.get(OWN, {}))


def exhibit(name: str) -> Table:
    """Return the table of an exhibit for this run's view."""
    return EXHIBITS[name](ask())


def framed(table: Table, drawn: Element) -> Element:
    """Return what is drawn for a table, with its menu below."""
    return el("div", el("div", drawn, data_figure=table.name), menu(table, table.name))


def titled(name: str) -> Element:
    """Return the table of an exhibit under its finding, with its menu below."""
    table = exhibit(name)
    return framed(table, titled_table(table, open_page().language))


def folded(name: str) -> Element:
    """Return the table of an exhibit folded under its finding, with its menu inside."""
    table = exhibit(name)
    return folded_table(table, open_page().language, menu(table, table.name))


def menu(table: Table, figure: str) -> Element | None:
    """Return the menu of a table that is an exhibit; *figure* names what a picture is taken of."""
    if table.name not in EXHIBITS:
        return None
    view = open_page()
    made = frame("data_age").iloc[0]["generation"]
    foot = text("stamp.foot", view.language, product=text("app.title", view.language), on=day(view.on, view.language), n=made)
    parameters = {**view.parameters(), **{name: [value] for name, value in st.session_state.get(OWN, {}).items()}}
    return download_menu(table, parameters, view.language, figure, foot)
