"""Bands in time: a row for each name, bars from day to day, and the axes that go with them."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tilannekuva.figures.palette import colour
from tilannekuva.texts import day

MS_A_DAY = 86_400_000
ROW_PX, LEGEND_PX, AXIS_PX = 27, 64, 34
BAND = 0.8
"""Share of a row that its bars fill."""


def band_height(rows: int) -> int:
    """Return the height (px) of a figure with so many rows."""
    return rows * ROW_PX + LEGEND_PX + AXIS_PX


def row_axis(names: Sequence[str]) -> dict[str, Any]:
    """Return a vertical axis with a row for each name, the first on top."""
    return {"tickvals": list(range(len(names))), "ticktext": list(names), "range": [len(names) - 0.5, -0.5], "showgrid": True}


def time_axis(first: pd.Timestamp, last: pd.Timestamp) -> dict[str, Any]:
    """Return a time axis with as many marks as there is room for, in figures, as they read alike in every language."""
    stops = [(None, "M0.9", "%-d.%-m."), ("M1", "M11", "%-m/%Y"), ("M12", None, "%Y")]
    return {
        "type": "date", "range": [first.isoformat(), last.isoformat()], "showgrid": True, "tickangle": 0,
        "tickformatstops": [{"dtickrange": [low, high], "value": form} for low, high, form in stops],
    }  # fmt: skip


def top_legend(rows: int) -> dict[str, Any]:
    """Return a legend above the words of the day line."""
    return {"y": 1 + 22 / (rows * ROW_PX), "yanchor": "bottom", "x": 0, "orientation": "h", "font": {"size": 13}, "traceorder": "normal"}


def lanes(rows: Sequence[Any], opens: Sequence[pd.Timestamp], closes: Sequence[pd.Timestamp]) -> list[tuple[float, float]]:
    """Return (offset from the middle of the row, width) of each bar, so that bars of a row that overlap stand one below the other."""
    ends: dict[Any, list[pd.Timestamp]] = {}
    placed = []
    for row, first, last in zip(rows, opens, closes, strict=True):
        free = ends.setdefault(row, [])
        lane = next((nth for nth, end in enumerate(free) if end < first), len(free))
        free[lane : lane + 1] = [last]
        placed.append((row, lane))
    return [(-BAND / 2 + (lane + 0.5) * BAND / len(ends[row]), BAND / len(ends[row])) for row, lane in placed]


def span_bars(bands: pd.DataFrame, theme: str, key: str, **marker: Any) -> go.Bar:
    """Return bars from `first` to the end of `last`, at `place` ± `width`, each with its `words` and what a press on it opens.

    Columns of *bands*: first, last (days, both included), place (row), width (rows), words (hover), press; and label, if it stands
    in the bar. *key* names the colour, marker is Plotly's.
    """
    length = (bands["last"] - bands["first"]).dt.days + 1
    labelled = {"text": list(bands["label"]), "textposition": "inside", "insidetextanchor": "start", "textangle": 0} if "label" in bands else {}
    return go.Bar(
        base=[first.isoformat() for first in bands["first"]], x=[int(days) * MS_A_DAY for days in length], y=list(bands["place"]),
        width=list(bands["width"]), orientation="h", hovertext=list(bands["words"]), hoverinfo="text",
        customdata=[[press] for press in bands["press"]],
        insidetextfont={"color": colour(theme, key, "text"), "size": 12}, marker={"color": colour(theme, key), **marker}, **labelled,
    )  # fmt: skip


def words_of_span(first: Any, last: Any, language: str) -> str:
    """Return the days of a band, its end left open where there is none."""
    return f"{day(first, language)}–{day(last, language) if pd.notna(last) else ''}"
