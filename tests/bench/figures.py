"""Figures of a measurement: quantiles, ratios and goals, told on the terminal and kept in build/ as JSON."""

import argparse
import json
import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from tests.support.sources import ROOT

BUILD = ROOT / "build"


class Goal(NamedTuple):
    """One goal: what is compared, what was found, and the most that it may be (or the least, where *least*)."""

    what: str
    found: float
    limit: float
    unit: str = "×"
    least: bool = False

    @property
    def held(self) -> bool:
        """Tell whether the goal is held; a figure that could not be had holds nothing."""
        if math.isnan(self.found):
            return False
        return self.found >= self.limit if self.least else self.found <= self.limit

    def line(self) -> str:
        """Return the goal as a line, e.g. `held    board, first view warm: 0.42 × (goal ≤ 0.5)`."""
        sign = "≥" if self.least else "≤"
        return f"{'held' if self.held else 'MISSED':<8}{self.what}: {self.found:.3g} {self.unit} (goal {sign} {self.limit:g})"


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value that *share* of the values do not exceed: the nearest rank, never one between two; nan of none."""
    if not values:
        return math.nan
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def median(values: Sequence[float]) -> float:
    """Return the median; nan of none."""
    return statistics.median(values) if values else math.nan


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return the ratio of the medians; nan where either has none, or theirs is nothing or without end."""
    below = median(theirs)
    return median(ours) / below if below and math.isfinite(below) else math.nan


def spread(values: Sequence[float], digits: int = 3) -> str:
    """Return the median with the least and the most, e.g. `0.420 (0.401–0.467)`."""
    if not values:
        return "none"
    return f"{median(values):.{digits}f} ({min(values):.{digits}f}–{max(values):.{digits}f})"


def table(rows: Sequence[Sequence[object]]) -> str:
    """Return rows as a table of text; the first row is its head, the first column stands left."""
    texts = [[str(one) for one in row] for row in rows]
    widths = [max(len(row[place]) for row in texts) for place in range(len(texts[0]))]
    return "\n".join(
        "  ".join(one.rjust(width) if place else one.ljust(width) for place, (one, width) in enumerate(zip(row, widths, strict=True)))
        for row in texts
    )


def some_of(names: Iterable[str]) -> Callable[[str], list[str]]:
    """Return a reader of an option that names some of these, with commas between."""
    known = list(names)

    def read(given: str) -> list[str]:
        if unknown := [name for name in given.split(",") if name not in known]:
            raise argparse.ArgumentTypeError(f"there is no {', '.join(unknown)}; there are {', '.join(known)}")
        return given.split(",")

    return read


def keep(name: str, found: dict[str, Any]) -> Path:
    """Write what was found to build/bench-<name>.json, beside what other parts of the same measurement left there, and return its path."""
    BUILD.mkdir(exist_ok=True)
    path = BUILD / f"bench-{name}.json"
    before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    path.write_text(json.dumps(_finite({**before, **found}), indent=1, ensure_ascii=False, allow_nan=False), encoding="utf-8")
    return path


def _finite(found: Any) -> Any:
    """Return what was found with null for what is no number: JSON has no infinity."""
    if isinstance(found, dict):
        return {name: _finite(one) for name, one in found.items()}
    if isinstance(found, list | tuple):
        return [_finite(one) for one in found]
    return None if isinstance(found, float) and not math.isfinite(found) else found


def tell_goals(goals: Sequence[Goal]) -> list[dict[str, Any]]:
    """Print which goals are held, and return them for the file."""
    for goal in goals:
        print(goal.line())
    return [{**goal._asdict(), "held": goal.held} for goal in goals]
