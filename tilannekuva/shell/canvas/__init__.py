"""The one component of the product: draws element trees and tells which button was pressed."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.palette import THEMES, css_variables
from tilannekuva.texts import text

HERE = Path(__file__).parent
STAGES = ("no-data", "not-started", "in-preparation", "drafted", "decided", "in-operation", "background")
SELECTOR = {"no-data": ".no-information", "background": ":is(.paused, .ended)"}
HATCH = "repeating-linear-gradient(135deg, transparent 0 5px, var(--hairline) 5px 6px)"


def _stage_rules() -> str:
    rules = []
    for key in STAGES:
        chosen = SELECTOR.get(key, f".{key}")
        rules.append(
            f":is(.cell, .tile, .bar){chosen} {{ background: var(--{key}-fill); color: var(--{key}-text); border-color: var(--{key}-outline); }}"
        )
    rules.append(f":is(.cell, .tile, .bar).no-information {{ background-image: {HATCH}; border-style: dashed; border-color: var(--hairline); }}")
    return "\n".join(rules)


def _themes() -> str:
    shared = (
        "--quiet: color-mix(in srgb, var(--background-text) 72%, var(--background-fill));"
        "--hairline: color-mix(in srgb, var(--background-text) 20%, var(--background-fill)); --focus: var(--drafted-fill);"
    )
    return "\n".join(f'.canvas[data-theme="{theme}"] {{ {css_variables(theme)}{shared} }}' for theme in THEMES)


@cache
def stylesheet() -> str:
    """Return the component's CSS: the palette of both themes, the stages, and canvas.css."""
    return "\n".join((_themes(), (HERE / "canvas.css").read_text(encoding="utf-8"), _stage_rules()))


def _component() -> Any:
    return st.components.v2.component("tilannekuva_canvas", css=stylesheet(), js=(HERE / "canvas.js").read_text(encoding="utf-8"))


def canvas(key: str, tree: Sequence[Element | None], language: str, nonce: int = 0) -> str | None:
    """Draw the elements and return what was pressed in this run, if anything; *key* must not change between runs."""
    data = {"tree": [element for element in tree if element is not None], "lang": language, "nonce": nonce}
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
