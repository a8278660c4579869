"""Element trees: HTML as data, so that no text from the data can ever become markup.

An element is a dict: t tag, a attributes, c children (elements or plain text). The page draws it with createElement and
textContent (shell/canvas); only the tags and attributes listed there are drawn.
"""

from collections.abc import Iterable
from typing import Any

Element = dict[str, Any]
Child = Element | str | None


def el(tag: str, *children: Child | Iterable[Child], **attributes: object) -> Element:
    """Return an element; an attribute's name loses a trailing _ and its other _ become -, None and False are left out."""
    flat: list[Element | str] = []
    for child in children:
        if child is None:
            continue
        if isinstance(child, str | dict):
            flat.append(child)
        else:
            flat += [one for one in child if one is not None]
    kept = {name.rstrip("_").replace("_", "-"): str(value) for name, value in attributes.items() if value is not None and value is not False}
    return {"t": tag, "a": kept, "c": flat}


def link(address: str | None, *children: Child, hint: str, lang: str | None = None) -> Element:
    """Return a link to another site that opens in a new tab and says so; plain text where there is no address.

    *lang* is the language of its words where that may not be the reader's, as with the title of a source.
    """
    words = el("span", *children, lang=lang)
    if not address:
        return words
    return el("a", words, el("span", f" ({hint})", class_="hidden"), href=address, target="_blank", rel="noopener noreferrer")


def stage_badge(stage: str, *words: str) -> Element:
    """Return the symbol of a stage and its word: a filling circle, so that colour is never the only sign."""
    return el("span", el("span", class_="dot", aria_hidden="true"), el("span", *words), class_=f"stage {stage.replace('_', '-')}")
