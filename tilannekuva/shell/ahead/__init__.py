"""What a reader sees before any script: the first screen of the page shown last at the same address, sent along with Streamlit's empty page.

It is to be looked at, in a frame above the page that comes to life below, and goes when that one is drawn (canvas.js). See docs/decisions/058.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from tilannekuva.exports.page import markup
from tilannekuva.figures.elements import Element, el
from tilannekuva.shell import canvas
from tilannekuva.shell.static_files import typeface
from tilannekuva.store.engine import open_reading
from tilannekuva.texts import text

HERE = Path(__file__).parent
MOST_ADDRESSES, LONGEST_ADDRESS = 500, 2_000
"""A websocket may tell of an address half a million characters long."""

Address = tuple[str, tuple[tuple[str, str], ...]]
"""A page's path, and what is asked for there by name, in the order of the names."""


class Opened(NamedTuple):
    """What the first run of a session was asked for, its day and version, and what it has around the drawing, packed: the menu and the head."""

    address: Address
    today: date
    generation: int
    menu: bytes
    head: bytes


class Shown(NamedTuple):
    """A page as a first run has shown it."""

    opened: Opened
    drawing: bytes


class _Shown:
    """The page shown last at each address; the addresses not shown for longest make room."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Address, Shown] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, page: Shown) -> None:
        with self._lock:
            self._pages[page.opened.address] = page
            self._pages.move_to_end(page.opened.address)
            while len(self._pages) > MOST_ADDRESSES:
                self._pages.popitem(last=False)

    def at(self, address: Address) -> Shown | None:
        with self._lock:
            return self._pages.get(address)


SHOWN = _Shown()
ROOT = '<div id="root"></div>'
SCRIPTS = re.compile(r'<script type="module"[^>]*></script>|<link rel="modulepreload"[^>]*>')
NAME_SCRIPTS = (
    'const late = () => document.head.append(document.getElementById("late").content);'
    "requestAnimationFrame(() => setTimeout(late)); setTimeout(late, 300);"
)
"""A page that nobody sees, such as one in a tab behind, draws nothing, but shall be ready; the second time there is nothing left to name."""
FRAME = "position: fixed; inset: 0; z-index: 999992; width: 100%; height: 100%; border: 0"
"""Above the page and its menu, below what Streamlit tells of a lost connection."""


def address_of(path: str, asked: Mapping[str, Iterable[str]]) -> Address:
    """Return an address as pages are kept by it."""
    return path.strip("/"), tuple((name, value) for name in sorted(asked) for value in asked[name])


def keep(opened: Opened | None, drawing: bytes) -> None:
    """Keep the drawing of a first run; later runs of a session go the reader's own way, and have opened nothing."""
    if opened and len(str(opened.address)) <= LONGEST_ADDRESS:
        SHOWN.keep(Shown(opened, drawing))


def shown_at(address: Address) -> Shown | None:
    """Return the page that was shown last at an address, today and of the version that this process served last; the store is not asked."""
    page = SHOWN.at(address)
    return page if page and (page.opened.today, page.opened.generation) == (date.today(), open_reading().served) else None


def put_ahead(page: Shown, document: str) -> str:
    """Return Streamlit's page with the first screen of a page before its root; its scripts are named when that has been drawn.

    Named from the start, the eighty of them are looked up before anything else is done. Named before the root stands there, they would not find it.
    """
    late = f'<template id="late">{"".join(SCRIPTS.findall(document))}</template><script>{NAME_SCRIPTS}</script>'
    return SCRIPTS.sub("", document).replace(ROOT, f"{_frame(page)}{ROOT}{late}")


def _frame(page: Shown) -> str:
    """Return the first screen of a page in a frame that takes every press and answers none, and says so where that lasts.

    In the page itself each typeface and style that Streamlit's scripts add would have it laid out anew.
    """
    drawing, menu, head = (canvas.unpacked(one) for one in (page.drawing, page.opened.menu, page.opened.head))
    main = el(
        "main",
        el("div", [_without(element, _is_panel) for element in head["tree"]], class_="canvas"),
        el("div", _as_picked(list(_to_first_figure(drawing["tree"]))), class_="canvas"),
        el("p", text("state.not_alive", drawing["lang"]), class_="late"),
        lang=drawing["lang"],
    )
    body = markup(el("body", el("aside", el("div", menu["tree"], class_="canvas")), main, class_="canvas", inert=""))
    document = f"<!doctype html><html><head><style>{_style()}</style></head>{body}</html>"
    return f'<iframe id="ahead" aria-hidden="true" tabindex="-1" style="{FRAME}" srcdoc="{escape(document)}"></iframe>'


@cache
def _style() -> str:
    # Streamlit's colour of the menu's side is not in our palette.
    sides = "".join(f"--side-{theme}: {st.get_option(f'theme.{theme}.secondaryBackgroundColor')};" for theme in ("light", "dark"))
    return "\n".join((typeface(), canvas.styles(), f"body {{ {sides} }}", (HERE / "ahead.css").read_text(encoding="utf-8")))


def _flat(nodes: Sequence[Any]) -> Iterator[Element]:
    for node in nodes:
        if not isinstance(node, str):
            yield node
            yield from _flat(node["c"])


def _to_first_figure(tree: Sequence[Element]) -> Iterator[Element]:
    """Yield the elements that fill the first screen, without what is folded: all else would only hold the live page up."""
    for element in tree:
        yield _without(element, _is_details)
        if any("data-figure" in node["a"] for node in _flat([element])):
            return


def _without(element: Element, goes: Callable[[Element], bool]) -> Element:
    left = [child if isinstance(child, str) else _without(child, goes) for child in element["c"] if isinstance(child, str) or not goes(child)]
    return {**element, "c": left}


def _is_details(element: Element) -> bool:
    return bool(element["t"] == "details")


def _is_panel(element: Element) -> bool:
    return "panel" in element["a"].get("class", "").split()


def _as_picked(tree: list[Element]) -> list[Element]:
    """Hide, on a narrow screen, the columns of boards that are not picked, as the live page does (canvas.js, `pick`)."""
    buttons = [node["a"] for node in _flat(tree) if "data-pick" in node["a"]]
    column = next((one["data-pick"] for one in buttons if one["aria-pressed"] == "true"), buttons[0]["data-pick"] if buttons else None)
    for table in (node for node in _flat(tree) if column and node["t"] == "table" and "board" in node["a"].get("class", "").split()):
        rows = [node["c"] for node in _flat([table]) if node["t"] == "tr"]
        place = next((nth for nth, head in enumerate(rows[0]) if head["a"].get("data-column") == column), -1)
        for cell in (cell for row in rows for nth, cell in enumerate(row) if nth not in (0, place)):
            cell["a"]["class"] = f"{cell['a'].get('class', '')} unpicked".strip()
    return tree
