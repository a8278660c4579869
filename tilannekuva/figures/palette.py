"""The colours of the product, by theme: the only place that knows a colour code (data/reference/palette.csv)."""

import csv
import json
from functools import cache
from pathlib import Path

PALETTE = Path(__file__).resolve().parents[2] / "data" / "reference" / "palette.csv"
THEMES = ("light", "dark")
OFF_THE_LADDER = {"no_information": "no_data", "paused": "background", "ended": "background"}
PARTS = ("fill", "text", "outline")


@cache
def palette() -> dict[tuple[str, str], dict[str, str]]:
    """Return every colour row by (theme, key)."""
    with PALETTE.open(encoding="utf-8", newline="") as file:
        return {(row["theme"], row["key"]): row for row in csv.DictReader(file)}


def colour(theme: str, key: str, part: str = "fill") -> str:
    """Return the code of a colour: key no_data, not_started … in_operation, overdue, stale or background; part fill, text or outline."""
    return palette()[theme, key][part]


def stage_key(stage: str) -> str:
    """Return the key of a stage's colours; paused and ended, which stand on no ladder, take the background's."""
    return OFF_THE_LADDER.get(stage, stage)


def css_variables(theme: str) -> str:
    """Return the colours of a theme as CSS custom properties: --decided-fill, --overdue-text, --background-outline and so on."""
    return "".join(
        f"--{key.replace('_', '-')}-{part}:{row[part]};" for (row_theme, key), row in palette().items() if row_theme == theme for part in PARTS
    )


@cache
def light_colours() -> str:
    """Return, as JSON, the dark theme's colours beside the light ones that stand for them in pictures, as browsers write them."""
    pairs: dict[str, str] = {}
    for (theme, key), row in palette().items():
        for part in PARTS:
            if theme == "dark" and row[part] != palette()["light", key][part]:
                pairs.setdefault(_rgb(row[part]), _rgb(palette()["light", key][part]))
    return json.dumps(list(pairs.items()))


def _rgb(code: str) -> str:
    return "rgb({}, {}, {})".format(*(int(code[place : place + 2], 16) for place in (1, 3, 5)))
