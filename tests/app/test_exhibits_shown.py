"""Every table and chart that a page draws has the one menu of downloads, and every exhibit is shown by some page."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.support.sources import ROOT
from tilannekuva.exhibits.registry import EXHIBITS
from tilannekuva.shell.canvas import canvas
from tilannekuva.shell.pages import FOLDER, PAGES

NAVIGATION = ROOT / "tilannekuva" / "shell" / "navigation.py"
RUN_SECONDS = 60
OTHER_VIEWS: dict[str, tuple[dict[str, str], ...]] = {
    "vertailu": ({"mittari": "grant_model", "ryhmittely": "size"},),
    "aikajana": ({"nakyma": "viikot"}, {"nakyma": "kuukausi"}),
    "muutokset": ({"jakso": "oma", "vertaa": "2024-06-30"},),
    "valmius": ({"jako": "asioittain"},),
    "lahteet": ({"lahde": "kumaja-2020-12-ohjausryhmat"},),
}
"""The views of pages that draw other tables than the usual one: each by the page's own choices."""
ITSELF_A_FILE = "kokouspaketti"
"""The page that makes files: what it previews is in them."""
NO_EXHIBITS = {"soitin": "the boards of all months, which the page only plays; the board of each is the exhibit of Tilanne"}
"""Tables that are no exhibit, each with the reason."""


@dataclass
class Seen:
    """What the runs have drawn: tables without a menu, menus that name no figure beside them, and the exhibits that have both."""

    bare: list[str] = field(default_factory=list)
    blind: list[str] = field(default_factory=list)
    shown: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Node:
    """An element of a canvas, and the figures that it stands in."""

    tag: str
    given: dict[str, str]
    inside: frozenset[str]


def below(element: Any, inside: frozenset[str] = frozenset()) -> Iterator[Node]:
    """Yield an element and all below it."""
    if isinstance(element, dict):
        given = element["a"]
        within = inside | {given["data-figure"]} if given.get("data-figure") and element["t"] != "button" else inside
        yield Node(element["t"], given, within)
        for child in element["c"]:
            yield from below(child, within)


def judge(canvases: dict[str, list[Any]], plots: list[str], seen: Seen) -> None:
    """Sort what one run has drawn into *seen*: a table needs the menu of its exhibit on the page, a menu its figure in the same canvas."""
    nodes = {key: [node for tree in trees for node in below(tree)] for key, trees in canvases.items()}
    menus = {node.given["data-menu"] for found in nodes.values() for node in found if "data-menu" in node.given}
    pictured = {node.given["data-figure"] for found in nodes.values() for node in found if "data-picture" in node.given}
    seen.shown |= menus
    seen.bare += [f"chart {key}" for key in plots if f"plot:{key}" not in pictured]
    for key, found in nodes.items():
        framed = {one for node in found for one in node.inside}
        seen.blind += [
            f"{key}: {node.given['data-figure']}"
            for node in found
            if node.given.get("data-picture") == "svg" and node.given["data-figure"] not in framed | {f"plot:{one}" for one in plots}
        ]
        for node in found:
            name = node.given.get("data-key", "")
            if node.tag == "table" and name not in NO_EXHIBITS and not ({name} | node.inside) & menus:
                seen.bare.append(f"{key}: table {name}")


@pytest.fixture(scope="module")
def seen(real_store: str) -> Seen:
    """Every page run once in each of its views."""
    found = Seen()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TILANNEKUVA_STORE", real_store)
        canvases: dict[str, list[Any]] = {}
        plots: list[str] = []
        plotted = st.plotly_chart

        def draw(key: str, drawing: bytes) -> str | None:
            canvases[key] = json.loads(gzip.decompress(drawing))["tree"]
            return canvas(key, drawing)

        def plot(*given: Any, **named: Any) -> Any:
            plots.append(named["key"])
            return plotted(*given, **named)

        patch.setattr("tilannekuva.shell.layout.canvas", draw)
        patch.setattr(st, "plotly_chart", plot)
        for page in (page for page in PAGES if page.address != ITSELF_A_FILE):
            for own in ({}, *OTHER_VIEWS.get(page.address, ())):
                app = AppTest.from_file(str(NAVIGATION), default_timeout=RUN_SECONDS)
                app.run()
                canvases.clear()
                plots.clear()
                app.query_params.update(own)
                (app if page is PAGES[0] else app.switch_page(str(FOLDER / page.file))).run()
                assert [fault.value for fault in (*app.exception, *app.error)] == []
                judge(canvases, plots, found)
    return found


def test_every_table_and_chart_of_every_page_has_the_menu(seen: Seen) -> None:
    """A table or chart without a menu could not be taken to a meeting."""
    assert seen.bare == []


def test_every_menu_has_its_figure_beside_it(seen: Seen) -> None:
    """Without a figure in its own canvas the entries for pictures would do nothing."""
    assert seen.blind == []


def test_every_exhibit_is_shown(seen: Seen) -> None:
    """What the address gives as a file, a page shows; so a new view that this test does not visit is found as well."""
    assert sorted(set(EXHIBITS) - seen.shown) == []


@pytest.mark.parametrize(
    ("tree", "plots", "expected"),
    [
        ({"t": "table", "a": {"data-key": "uusi"}, "c": []}, [], (["c: table uusi"], [])),
        ({"t": "table", "a": {}, "c": ["sana"]}, [], (["c: table "], [])),
        ({"t": "details", "a": {"data-menu": "kuva"}, "c": [{"t": "button", "a": {"data-picture": "svg", "data-figure": "kuva"}, "c": []}]}, [],
         ([], ["c: kuva"])),
        ({"t": "p", "a": {}, "c": []}, ["x_chart"], (["chart x_chart"], [])),
    ],
)  # fmt: skip
def test_the_check_finds_what_lacks_a_menu_or_a_figure(tree: Any, plots: list[str], expected: tuple[list[str], list[str]]) -> None:
    """A check that finds nothing anywhere would pass for ever."""
    found = Seen()
    judge({"c": [tree]}, plots, found)
    assert (found.bare, found.blind) == expected
