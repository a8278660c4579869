"""Showing an exhibit: the table, or what stands for it on the page, with the one menu of downloads."""

from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.registry import EXHIBITS
from tilannekuva.figures.downloads import download_menu
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.table import Table, folded_table, titled_table
from tilannekuva.shell.data import frame, read
from tilannekuva.shell.look import open_page, own_choices, parameters_of
from tilannekuva.texts import day, text


def ask() -> Ask:
    """Return what builders of exhibits are given in this run."""
    return Ask(read, open_page(), own_choices())


def exhibit(name: str) -> Table:
    """Return the table of an exhibit for this run's view."""
    return EXHIBITS[name](ask())


def framed(table: Table, drawn: Element) -> Element:
    """Return what is drawn for a table, with its menu below."""
    return with_menu(table.name, table.title, drawn)


def with_menu(name: str, title: str, drawn: Element) -> Element:
    """Return what is drawn with the menu of the exhibit of that name below; the exhibit itself is built when a file is asked for."""
    return el("div", el("div", drawn, data_figure=name), menu(name, title, name))


def titled(name: str) -> Element:
    """Return the table of an exhibit under its finding, with its menu below."""
    table = exhibit(name)
    return framed(table, titled_table(table, open_page().language))


def folded(name: str) -> Element:
    """Return the table of an exhibit folded under its finding, with its menu inside."""
    table = exhibit(name)
    return folded_table(table, open_page().language, menu(table.name, table.title, table.name))


def menu(name: str, title: str, figure: str) -> Element | None:
    """Return the menu of an exhibit; *figure* names what a picture is taken of. Nothing for a name that is none."""
    if name not in EXHIBITS:
        return None
    view = open_page()
    made = frame("data_age").iloc[0]["generation"]
    foot = text("stamp.foot", view.language, product=text("app.title", view.language), on=day(view.on, view.language), n=made)
    return download_menu(name, title, parameters_of(view, own_choices()), view.language, figure, foot)
