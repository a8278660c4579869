"""How an exhibit is built: what it may ask, and what it is given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from tilannekuva.figures.table import Table
from tilannekuva.view import View

Read = Callable[..., Any]
"""Asks the read model by the name of a read: `read("board", on, known, language)`."""


@dataclass(frozen=True)
class Ask:
    """What a builder has: the read model of one generation, the reader's view, and the page's own choices."""

    read: Read
    view: View
    own: Mapping[str, str] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def frame(self, name: str, *asked: Any) -> pd.DataFrame:
        """Return a read that is a frame."""
        found: pd.DataFrame = self.read(name, *asked)
        return found

    def board(self) -> pd.DataFrame:
        """Return the board of the view's days, narrowed to its choices."""
        view = self.view
        found: pd.DataFrame = self.once(
            "board", lambda: view.of(self.frame("board", view.on, view.known, view.language), self.frame("regions", view.language))
        )
        return found

    def once(self, name: str, build: Callable[[], Any]) -> Any:
        """Return what *build* gives, built the first time it is asked for under its name: a pack asks many things again."""
        if name not in self.kept:
            self.kept[name] = build()
        return self.kept[name]


Builder = Callable[[Ask], Table]
