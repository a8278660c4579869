"""Looking into element trees."""

from collections.abc import Iterator, Sequence
from typing import Any

from tilannekuva.figures.elements import Element


def every(nodes: Sequence[Any]) -> Iterator[Element]:
    """Yield every element of some trees, each before what it holds."""
    for node in nodes:
        if not isinstance(node, str):
            yield node
            yield from every(node["c"])


def words_of(node: Any) -> str:
    """Return all words of a tree."""
    return node if isinstance(node, str) else "".join(map(words_of, node["c"]))
