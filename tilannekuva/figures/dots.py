"""The sorted dot plot of regions: a row a region, the furthest on top, the median as a line, the chosen ones to the fore."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tilannekuva.figures.cell import Cell
from tilannekuva.figures.chart import Chart
from tilannekuva.figures.comparison import Comparison, comparison_table, comparison_title
from tilannekuva.figures.palette import colour
from tilannekuva.figures.template import faint, figure, paler
from tilannekuva.readiness import TOP_RANK
from tilannekuva.texts import text

ROW_PX, EDGES_PX = 38, 90
LABEL_SHIFT, HEAD_SHIFT = 0.2, -0.22
"""How far over its line, in rows, the label of a region and the head of a group begin."""
QUIET = 0.45
DOT_PX, CHOSEN_PX, OTHER_PX = 13, 18, 10
WORD_LENGTH = 12
"""Names of stages on the axis break after a word that brings a line to this length."""


@dataclass(frozen=True)
class _Lane:
    """One row of the plot: a region, or the head of a group."""

    height: int
    region: Cell | None = None
    head: str = ""


def dot_plot(compared: Comparison, theme: str) -> Chart:
    """Draw the regions of a comparison as dots in their order, with the table of the same numbers."""
    lanes = list(_lanes(compared))
    has_gutter = len(compared.ranked) < len(compared.rows)
    drawn = figure([_labels(compared, lanes, theme, has_gutter), _dots(compared, lanes, theme)], theme, ROW_PX * len(lanes) + EDGES_PX)
    _axes(drawn, compared, lanes, theme, has_gutter)
    _median_line(drawn, compared, lanes, theme)
    if compared.grouping != "none":
        _group_lines(drawn, compared, lanes, theme)
    title = comparison_title(compared)
    middle = text("compare.no_place", compared.language) if compared.median is None else compared.words(compared.median)
    alt = text("compare.alt_dots", compared.language, title=title, median=middle, total=len(compared.rows))
    return Chart(drawn, comparison_table(compared, title, "vertailu"), alt)


def _lanes(compared: Comparison) -> Iterator[_Lane]:
    parts = compared.groups() if compared.grouping != "none" else [("", compared.rows, None)]
    height = len(compared.rows) + (len(parts) if compared.grouping != "none" else 0)
    for name, cells, middle in parts:
        if name:
            height -= 1
            words = compared.words(middle) if middle is not None else text("compare.no_place", compared.language)
            median = text("compare.median", compared.language, value=words)
            yield _Lane(height, head=f"<b>{name}</b><br>{median}")
        for row in cells.to_dict("records"):
            height -= 1
            yield _Lane(height, region=row)


def _scale(compared: Comparison) -> float:
    """Right end of the axis; a gutter of a sixth of it stands left of zero, for what has no place."""
    return 1.0 if compared.is_readiness else float(TOP_RANK)


def _dots(compared: Comparison, lanes: list[_Lane], theme: str) -> go.Scatter:
    rows = [(lane.height, lane.region) for lane in lanes if lane.region is not None]
    gutter = -_scale(compared) / 6
    looks = [_look(row, compared, theme) for _, row in rows]
    return go.Scatter(
        x=[gutter if pd.isna(row["place"]) else float(row["place"]) for _, row in rows], y=[height for height, _ in rows], mode="markers",
        marker={
            "color": [fill for fill, _, _, _ in looks], "size": [size for _, _, size, _ in looks], "opacity": 1,
            "symbol": [symbol for _, _, _, symbol in looks], "line": {"color": [line for _, line, _, _ in looks], "width": 1.5},
        },
        customdata=[[row["press"]] for _, row in rows], text=[compared.spoken(row) for _, row in rows],
        hovertemplate="%{text}<extra></extra>", cliponaxis=False,
    )  # fmt: skip


def _look(row: Cell, compared: Comparison, theme: str) -> tuple[str, str, int, str]:
    """Fill, line, size (px) and symbol of a dot: chosen ones larger, the others smaller; without a place an empty circle.

    The others are paler where the dot is grey; a stage keeps its colour, as a paler one is the colour of another stage.
    """
    ink = colour(theme, "background", "text")
    is_chosen = row["region_code"] in compared.chosen
    size = DOT_PX if not compared.chosen else CHOSEN_PX if is_chosen else OTHER_PX
    tone = paler(ink, theme, QUIET if compared.chosen and not is_chosen else 1.0)
    if pd.isna(row["place"]):
        edge = colour(theme, "no_data", "outline")
        return edge, edge, size, "circle-open"  # an open symbol takes its line from the fill
    if compared.is_readiness:
        return tone, tone, size, "circle"
    key = str(row["stage"])  # what has a place stands on the ladder, and every stage of it has its colour
    return colour(theme, key), colour(theme, key, "outline"), size, "circle"


def _left(compared: Comparison, has_gutter: bool) -> float:
    """Left end of the axis."""
    return -_scale(compared) * (0.29 if has_gutter else 0.04 if compared.is_readiness else 0.1)


def _axes(drawn: go.Figure, compared: Comparison, lanes: list[_Lane], theme: str, has_gutter: bool) -> None:
    end, ink = _scale(compared), colour(theme, "background", "text")
    places = [0, 0.25, 0.5, 0.75, 1] if compared.is_readiness else list(range(TOP_RANK + 1))
    words = [_broken(compared.words(place)) for place in places]
    if has_gutter:
        only_silent = not compared.rows.loc[compared.rows["place"].isna(), "known"].any()
        places, words = [-end / 6, *places], [_broken(text("compare.no_place" if only_silent else "compare.no_stage", compared.language)), *words]
        line = {"color": faint(ink, 0.4), "width": 1}
        drawn.add_shape(type="line", x0=-end / 12, x1=-end / 12, y0=0, y1=1, yref="paper", line=line, layer="below")
    drawn.update_xaxes(
        range=[_left(compared, has_gutter), end * 1.09], tickvals=places, ticktext=words, side="top", autotickangles=[0, 90],
        tickfont={"size": 12}, gridcolor=faint(ink, 0.1),
    )  # fmt: skip
    drawn.update_yaxes(
        range=[-0.5, len(lanes) - 0.2], tickvals=[lane.height for lane in lanes if lane.region is not None], showticklabels=False, showline=False
    )
    drawn.update_layout(margin={"b": 30})


def _labels(compared: Comparison, lanes: list[_Lane], theme: str, has_gutter: bool) -> go.Scatter:
    """The name of each region over its line, so that a phone gives the dots the whole width."""
    steady = {"textfont": {"color": colour(theme, "background", "text")}}
    return go.Scatter(
        x=[_left(compared, has_gutter)] * len(lanes), y=[lane.height + (HEAD_SHIFT if lane.region is None else LABEL_SHIFT) for lane in lanes],
        text=[_lane_words(lane, compared, theme) for lane in lanes], textfont={"size": 13}, mode="text", textposition="top right",
        hoverinfo="skip", cliponaxis=False,
        selected=steady, unselected=steady,
    )  # fmt: skip


def _lane_words(lane: _Lane, compared: Comparison, theme: str) -> str:
    if lane.region is None:
        return lane.head
    row, tone = lane.region, paler(colour(theme, "background", "text"), theme, 0.72)
    name = f"<b>{row['region']}</b>" if row["region_code"] in compared.chosen else str(row["region"])
    if compared.chosen and row["region_code"] not in compared.chosen:
        name = f'<span style="color:{tone}">{name}</span>'
    return f'{name}  <span style="font-size:12px;color:{tone}">{compared.told(row)}</span>'


def _broken(words: str) -> str:
    """Break a name into lines for the axis."""
    lines = [""]
    for word in words.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= WORD_LENGTH:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def _median_line(drawn: go.Figure, compared: Comparison, lanes: list[_Lane], theme: str) -> None:
    if compared.median is None:
        return
    ink = colour(theme, "background", "text")
    line: dict[str, Any] = {"color": ink, "width": 1.5, "dash": "dot"}
    drawn.add_shape(type="line", x0=compared.median, x1=compared.median, y0=-0.6, y1=len(lanes) - 0.4, line=line, layer="below")
    words = text("compare.median", compared.language, value=compared.words(compared.median))
    near_end = compared.median > 0.6 * _scale(compared)
    drawn.add_annotation(
        x=compared.median, y=0, yref="paper", yanchor="top", xanchor="right" if near_end else "left", text=words, showarrow=False, font={"size": 12},
    )  # fmt: skip


def _group_lines(drawn: go.Figure, compared: Comparison, lanes: list[_Lane], theme: str) -> None:
    """The median of each group as a solid line across its own rows."""
    line = {"color": colour(theme, "background", "text"), "width": 2.5}
    for _, cells, middle in compared.groups():
        heights = [lane.height for lane in lanes if lane.region is not None and lane.region["region_code"] in set(cells["region_code"])]
        if middle is not None:
            drawn.add_shape(type="line", x0=middle, x1=middle, y0=min(heights) - 0.5, y1=max(heights) + 0.5, line=line, layer="below")
