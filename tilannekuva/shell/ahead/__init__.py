"""What a reader sees before any script: the first screen of the page shown last at the same address, sent along with Streamlit's empty page.

It is to be looked at, in a frame above the page that comes to life below, and goes when that one is drawn (canvas.js). See docs/decisions/058.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from tilannekuva.texts import LANGUAGES, text

HERE = Path(__file__).parent
MOST_ADDRESSES = 500

Address = tuple[str, tuple[tuple[str, str], ...]]
"""A page's path, and what is asked for there by name, in the order of the names."""


class Opened(NamedTuple):
    """What the first run of a session was asked for, and what it has above the drawing: the page's name, and the packed menu at its side."""

    address: Address
    title: str
    menu: bytes


class Shown(NamedTuple):
    """A page as a first run has shown it."""

    opened: Opened
    drawing: bytes


class _Shown:
    """The page shown last at each address, as long as its day lasts; the addresses not shown for longest make room."""

    def __init__(self) -> None:
        self._pages: OrderedDict[Address, tuple[date, Shown]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, page: Shown) -> None:
        with self._lock:
            self._pages[page.opened.address] = (date.today(), page)
            self._pages.move_to_end(page.opened.address)
            while len(self._pages) > MOST_ADDRESSES:
                self._pages.popitem(last=False)

    def at(self, address: Address) -> Shown | None:
        with self._lock:
            on, page = self._pages.get(address, (None, None))
        return page if on == date.today() else None


SHOWN = _Shown()
FRAME = "position: fixed; inset: 0; z-index: 100; width: 100%; height: 100%; border: 0"
"""Above the page, below what Streamlit tells of a lost connection."""


def address_of(path: str, asked: Mapping[str, Iterable[str]]) -> Address:
    """Return an address as pages are kept by it."""
    return path.strip("/"), tuple((name, value) for name in sorted(asked) for value in asked[name])


def keep(opened: Opened | None, drawing: bytes) -> None:
    """Keep the drawing of a first run; later runs of a session go the reader's own way, and have opened nothing."""
    if opened:
        SHOWN.keep(Shown(opened, drawing))


def shown_at(address: Address) -> Shown | None:
    """Return the page that was shown last at an address today, if any; the store is not asked."""
    return SHOWN.at(address)


def html(page: Shown) -> str:
    """Return the first screen of a page in a frame that nothing can be done with.

    In the page itself each typeface and style that Streamlit's scripts add would have it laid out anew.
    """
    drawing, menu = canvas.unpacked(page.drawing), canvas.unpacked(page.opened.menu)
    languages = el("span", [el("i", text(f"lang.{code}", code)) for code in LANGUAGES], class_="tongues", aria_hidden="true")
    main = el(
        "main",
        el("header", el("h1", page.opened.title), languages),
        el("div", el("i"), el("i", text("filter.more", drawing["lang"])), class_="choices", aria_hidden="true"),
        el("div", _as_picked(list(_to_first_figure(drawing["tree"]))), class_="canvas"),
        lang=drawing["lang"],
    )
    body = markup(el("body", el("aside", el("div", menu["tree"], class_="canvas")), main, class_="canvas"))
    document = f"<!doctype html><html><head><style>{_style()}</style></head>{body}</html>"
    return f'<iframe id="ahead" inert style="{FRAME}" srcdoc="{escape(document)}"></iframe>'


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
        yield _without_details(element)
        if any("data-figure" in node["a"] for node in _flat([element])):
            return


def _without_details(element: Element) -> Element:
    left = [
        child if isinstance(child, str) else _without_details(child) for child in element["c"] if isinstance(child, str) or child["t"] != "details"
    ]
    return {**element, "c": left}


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
