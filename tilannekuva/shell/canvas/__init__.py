"""The one component of the product: draws element trees and tells which button was pressed."""

import gzip
import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import streamlit as st
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.palette import light_colours
from tilannekuva.figures.style import stylesheet
from tilannekuva.shell.look import MOVED
from tilannekuva.texts import catalogue, text

HERE = Path(__file__).parent


SCRIPTS = ("picture.js", "player.js", "words.js", "address.js", "early.js", "head.js", "canvas.js", "news.js")
STYLES = ("player.css", "menu.css", "head.css", "news.css")
LOADER = "export default (component) => { canvas.then((loaded) => loaded.default(component)); };"
LEVEL = 6
"""Of compression: the board takes 3 ms, and 14 kB in place of 230."""


@cache
def styles() -> str:
    """Return the styles of all that the component draws."""
    return "\n".join((stylesheet(), *((HERE / name).read_text(encoding="utf-8") for name in STYLES)))


@cache
def script() -> str:
    """Return the component's script with its styles and the colours that pictures turn to, in one module."""
    given = f"const LIGHT_COLOURS = {light_colours()};\nconst STYLES = {json.dumps(styles())};"
    return "\n".join((given, *((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)))


@cache
def address() -> str:
    """Return where the script is served: the name carries a hash of its content, so that a browser may keep it for ever."""
    return f"/osat/canvas-{hashlib.sha256(script().encode()).hexdigest()[:12]}.js"


async def serve(request: Request) -> Response:
    """Answer the address of the script."""
    if request.url.path != address():
        return PlainTextResponse("Not found", 404)
    return Response(script(), media_type="text/javascript", headers={"Cache-Control": "public, immutable, max-age=31536000"})


SCRIPT = Route("/osat/{name:str}", serve, methods=["GET"])


@cache
def foreign_words(language: str) -> dict[str, str]:
    """Return our words for those that Streamlit says in English; the English texts of `widget` are Streamlit's own, to the letter."""
    return {theirs: catalogue(language)[key] for key, theirs in catalogue("en").items() if key.startswith("widget.")}


def _component() -> Any:
    # Inline, the script would travel with every drawing; from within it, only a whole address can be imported.
    loader = f"const canvas = import(location.origin + {json.dumps(address())});\n" + LOADER
    return st.components.v2.component("tilannekuva_canvas", js=loader)


def packed(tree: Sequence[Element | None], language: str, *, at: str | None = None, nonce: int = 0) -> bytes:
    """Return element trees as the component takes them, a twentieth of their size.

    *at* are the parameters of the address that they are drawn for, where they hang on them; *nonce* tells two equal ones apart.
    """
    drawn = [element for element in tree if element is not None]
    data = {"tree": drawn, "lang": language, "at": at, "nonce": nonce, "words": foreign_words(language)}
    return gzip.compress(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode(), LEVEL, mtime=0)


def unpacked(drawing: bytes) -> dict[str, Any]:
    """Return what was packed: the element trees as `tree`, their language as `lang`."""
    data: dict[str, Any] = json.loads(gzip.decompress(drawing))
    return data


def canvas(key: str, drawing: bytes) -> str | None:
    """Draw packed element trees and return what was pressed in this run, if anything; *key* must not change between runs."""
    result = _component()(data=drawing, key=key, on_pressed_change=lambda: _catch_up(key))
    pressed: str | None = result.pressed
    return pressed.partition("\n")[0] if pressed else None


def _catch_up(key: str) -> None:
    """Before a run: take over the address to which the page has moved by itself since the last one (address.js); the press tells of it.

    Streamlit is not told: it would write it into the browser's address, from where the reader may have gone on.
    """
    pressed: str = st.session_state[key].pressed or ""
    _, _, moved = pressed.partition("\n")
    if moved:
        st.session_state[MOVED] = parse_qs(moved.partition("?")[2])


def dialog(key: str, content: Element, language: str) -> None:
    """Open a native dialog over the page; Escape, its button and a press beside it close it, and focus returns."""
    count = st.session_state.get("dialogs", 0) + 1
    st.session_state["dialogs"] = count
    close = el("div", el("button", text("btn.close", language), type="button", data_close=""), class_="top")
    label = el("dialog", close, content, aria_label=content["c"][0]["c"][0])
    canvas(key, packed([label], language, nonce=count))
