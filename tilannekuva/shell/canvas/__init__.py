"""The one component of the product: draws element trees and tells which button was pressed."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.palette import light_colours
from tilannekuva.figures.style import stylesheet
from tilannekuva.texts import catalogue, text

HERE = Path(__file__).parent


SCRIPTS = ("picture.js", "player.js", "words.js", "canvas.js")


@cache
def script() -> str:
    """Return the component's script: the colours that pictures turn to, and its parts, in one module."""
    return "\n".join((f"const LIGHT_COLOURS = {light_colours()};", *((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)))


@cache
def styles() -> str:
    """Return the component's CSS: that of the elements, and that of what moves on the page alone."""
    return "\n".join((stylesheet(), (HERE / "player.css").read_text(encoding="utf-8")))


@cache
def foreign_words(language: str) -> dict[str, str]:
    """Return our words for those that Streamlit says in English; the English texts of `widget` are Streamlit's own, to the letter."""
    return {theirs: catalogue(language)[key] for key, theirs in catalogue("en").items() if key.startswith("widget.")}


def _component() -> Any:
    return st.components.v2.component("tilannekuva_canvas", css=styles(), js=script())


def canvas(key: str, tree: Sequence[Element | None], language: str, nonce: int = 0) -> str | None:
    """Draw the elements and return what was pressed in this run, if anything; *key* must not change between runs."""
    drawn = [element for element in tree if element is not None]
    data = {"tree": drawn, "lang": language, "nonce": nonce, "words": foreign_words(language)}
    result = _component()(data=data, key=key, on_pressed_change=lambda: None)
    pressed: str | None = result.pressed
    return pressed


def dialog(key: str, content: Element, language: str) -> None:
    """Open a native dialog over the page; Escape, its button and a press beside it close it, and focus returns."""
    count = st.session_state.get("dialogs", 0) + 1
    st.session_state["dialogs"] = count
    close = el("div", el("button", text("btn.close", language), type="button", data_close=""), class_="top")
    label = el("dialog", close, content, aria_label=content["c"][0]["c"][0])
    canvas(key, [label], language, nonce=count)
