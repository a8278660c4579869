"""The map of the regions from outlines that the keeper brought in: filled polygons on plain axes, the capital region enlarged.

No `choropleth` and no `geo` subplot: they ask another host for the shapes of the world.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tilannekuva.figures.cell import Cell
from tilannekuva.figures.chart import Chart
from tilannekuva.figures.comparison import STEP_PERCENT, STEPS, Comparison, comparison_table, place_title, share_step
from tilannekuva.figures.palette import colour
from tilannekuva.figures.template import CLEAR, faint, figure
from tilannekuva.readiness import NO_INFORMATION
from tilannekuva.texts import text

Position = Sequence[float]
Ring = Sequence[Position]

HEIGHT_PX = 700
INSET_BOX = (318.0, 6648.0, 479.0, 6750.0)
"""West, south, east, north of the enlarged part (km, ETRS-TM35FIN): Helsinki and its neighbours are too small to read or to press."""
INSET_CORNER, INSET_SCALE = (-70.0, 7110.0), 2.35
"""Where the south-west corner of the enlarged part is drawn, over Sweden, and how much larger."""
TINTS = (0.05, 0.13, 0.21, 0.30, 0.38)
"""How much of the ink's colour each step of readiness lets through: words stay readable on the darkest."""
OTHER_STAGES = ("paused", "ended")
GLYPHS = {"not_started": "○", "in_preparation": "◔", "drafted": "◑", "decided": "◕", "in_operation": "●", "paused": "Ⅱ", "ended": "×"}
TOUCH_PX = 30
ROOM_BELOW_KM = 75
"""Room for the attribution; words outside the axes would not be drawn."""
SMALLEST_EDGED_KM = 30
"""Islands smaller than this get no heavy edge: it would fill them."""


@dataclass(frozen=True)
class Area:
    """One region: its rings (km, ETRS-TM35FIN), the point for its label, and whether it is on the board."""

    rings: Sequence[Ring]
    label: tuple[float, ...]
    on_board: bool = True


@dataclass(frozen=True)
class Outlines:
    """The outlines of all regions by code, and the words to print under the map."""

    areas: Mapping[str, Area]
    attribution: str


def region_map(compared: Comparison, outlines: Outlines, theme: str) -> Chart:
    """Draw a comparison on the map, with the table of the same numbers; a press on a region opens its evidence or its page."""
    rows = {row["region_code"]: row for row in compared.rows.to_dict("records") if row["region_code"] in outlines.areas}
    traces = [_fill(name, codes, outlines, look) for name, codes, look in _classes(compared, rows, theme)]
    outside = [code for code, area in outlines.areas.items() if not area.on_board]
    if outside:
        ink = colour(theme, "background", "text")
        look = {"fillcolor": faint(ink, 0.12), "line": {"color": faint(ink, 0.25), "width": 0.6}}
        traces.append(_fill(text("compare.outside", compared.language), outside, outlines, look))
    spots = _spots(rows, outlines)
    drawn = figure([*traces, *_edges(compared, outlines, theme), _points(spots, compared)], theme, HEIGHT_PX)
    _signs(drawn, spots, compared, theme)
    _frame(drawn, compared, outlines, theme)
    title = place_title(compared)
    table = comparison_table(compared, title, "vertailu_kartalla")
    return Chart(drawn, table, text("compare.alt_map", compared.language, title=title, name=compared.name))


def _classes(compared: Comparison, rows: Mapping[Any, Cell], theme: str) -> Iterator[tuple[str, list[str], dict[str, Any]]]:
    """Yield name, regions and look of each class in its order: steps of readiness in grey, or stages in their colours."""
    edge = {"color": colour(theme, "background", "fill"), "width": 0.8}
    ink = colour(theme, "background", "text")
    if compared.is_readiness:
        for step in range(STEPS):
            low, high = step * STEP_PERCENT, 100 if step == STEPS - 1 else (step + 1) * STEP_PERCENT - 1
            codes = [code for code, row in rows.items() if not pd.isna(row["place"]) and share_step(row["place"]) == step]
            if codes:
                outline = {"color": faint(ink, 0.55), "width": 0.8}
                yield text("compare.step", compared.language, low=low, high=high), codes, {"fillcolor": faint(ink, TINTS[step]), "line": outline}
    else:
        present = dict.fromkeys(row["stage"] for row in rows.values() if row["stage"] != NO_INFORMATION)
        for stage in present:
            codes = [code for code, row in rows.items() if row["stage"] == stage]
            name = str(rows[codes[0]]["stage_name"])
            if stage in OTHER_STAGES:
                yield name, codes, {"fillcolor": faint(ink, 0.06), "line": {"color": faint(ink, 0.55), "width": 0.8}}
            else:
                yield name, codes, {"fillcolor": colour(theme, stage), "line": edge | {"color": colour(theme, stage, "outline")}}
        codes = [code for code, row in rows.items() if pd.isna(row["place"]) and row["known"]]
        if codes:
            yield text("compare.no_stage", compared.language), codes, {"fillcolor": CLEAR, "line": {"color": faint(ink, 0.55), "width": 0.8}}
    codes = [code for code, row in rows.items() if not row["known"]]
    if codes:
        line = colour(theme, "no_data", "outline")
        hatch = {"shape": "/", "bgcolor": colour(theme, "no_data"), "fgcolor": line, "size": 7, "solidity": 0.12}
        yield text("compare.no_place", compared.language), codes, {"fillpattern": hatch, "line": {"color": line, "width": 0.8, "dash": "dot"}}


def _fill(name: str, codes: Iterable[str], outlines: Outlines, look: Mapping[str, Any]) -> go.Scatter:
    xs, ys = _path(ring for code in codes for ring in _both(outlines.areas[code].rings))
    return go.Scatter(x=xs, y=ys, mode="lines", fill="toself", name=name, hoverinfo="skip", showlegend=True, **look)


def _both(rings: Sequence[Ring]) -> Iterator[Ring]:
    """Yield the rings, and their part in the enlarged box."""
    yield from rings
    for ring in rings:
        if clipped := clip(ring, INSET_BOX):
            yield [enlarged(position) for position in clipped]


def enlarged(position: Position) -> Position:
    """Return where a position of the enlarged box is drawn."""
    west, south, _, _ = INSET_BOX
    return [INSET_CORNER[0] + (position[0] - west) * INSET_SCALE, INSET_CORNER[1] + (position[1] - south) * INSET_SCALE]


def clip(ring: Ring, box: tuple[float, float, float, float]) -> list[Position]:
    """Return the part of a ring inside a box, closed, or nothing (Sutherland and Hodgman 1974)."""
    kept: list[Position] = [*ring[:-1]]
    for axis, limit, sign in ((0, box[0], 1), (1, box[1], 1), (0, box[2], -1), (1, box[3], -1)):
        kept = list(_cut(kept, axis, limit, sign))
    return [*kept, kept[0]] if kept else []


def _cut(points: list[Position], axis: int, limit: float, sign: int) -> Iterator[Position]:
    for place, end in enumerate(points):
        start = points[place - 1]
        is_in, was_in = (sign * (point[axis] - limit) >= 0 for point in (end, start))
        if is_in != was_in:
            along = (limit - start[axis]) / (end[axis] - start[axis])
            yield [start[0] + along * (end[0] - start[0]), start[1] + along * (end[1] - start[1])]
        if is_in:
            yield end


def _path(rings: Iterable[Ring]) -> tuple[list[float | None], list[float | None]]:
    xs: list[float | None] = []
    ys: list[float | None] = []
    for ring in rings:
        xs += [*(round(position[0], 2) for position in ring), None]
        ys += [*(round(position[1], 2) for position in ring), None]
    return xs, ys


def _edges(compared: Comparison, outlines: Outlines, theme: str) -> list[go.Scatter]:
    """The chosen regions with a heavy edge, over everything else."""
    codes = [code for code in compared.chosen if code in outlines.areas]
    xs, ys = _path(ring for code in codes for ring in _both(outlines.areas[code].rings) if _size(ring) >= SMALLEST_EDGED_KM)
    line = {"color": colour(theme, "background", "text"), "width": 2}
    return [go.Scatter(x=xs, y=ys, mode="lines", line=line, hoverinfo="skip", showlegend=False)] if codes else []


def _size(ring: Ring) -> float:
    """The longer side of the box round a ring."""
    return max(max(position[axis] for position in ring) - min(position[axis] for position in ring) for axis in (0, 1))


def _points(spots: Sequence[tuple[Cell, Position]], compared: Comparison) -> go.Scatter:
    """A place to press in every region: a filled polygon cannot be pressed."""
    return go.Scatter(
        x=[spot[0] for _, spot in spots], y=[spot[1] for _, spot in spots], mode="markers", marker={"size": TOUCH_PX, "color": CLEAR},
        hovertext=[compared.spoken(row) for row, _ in spots], hovertemplate="%{hovertext}<extra></extra>",
        customdata=[[row["press"]] for row, _ in spots], showlegend=False, name="",
    )  # fmt: skip


def _spots(rows: Mapping[Any, Cell], outlines: Outlines) -> list[tuple[Cell, Position]]:
    """Where each region is read and pressed: those of the enlarged box there."""
    west, south, east, north = INSET_BOX
    placed = []
    for code, row in rows.items():
        x, y = outlines.areas[code].label
        placed.append((row, enlarged((x, y)) if west <= x <= east and south <= y <= north else (x, y)))
    return placed


def _signs(drawn: go.Figure, spots: Sequence[tuple[Cell, Position]], compared: Comparison, theme: str) -> None:
    """The sign of each stage, or the per cents: colour is never alone. As annotations, as a press would fade words of a trace."""
    size = 12 if compared.is_readiness else 15
    for row, (x, y) in spots:
        drawn.add_annotation(x=x, y=y, text=_sign(row, compared), showarrow=False, font={"size": size, "color": _ink(row, compared, theme)})


def _sign(row: Cell, compared: Comparison) -> str:
    if compared.is_readiness:
        return "–" if pd.isna(row["place"]) else str(int(row["place"] * 100 + 0.5))
    return GLYPHS.get(str(row["stage"]), "–")


def _ink(row: Cell, compared: Comparison, theme: str) -> str:
    is_stage = not compared.is_readiness and str(row["stage"]) not in (*OTHER_STAGES, NO_INFORMATION)
    return colour(theme, str(row["stage"]) if is_stage else "background", "text")


def _frame(drawn: go.Figure, compared: Comparison, outlines: Outlines, theme: str) -> None:
    """Axes without signs and of one scale, the edge and name of the enlarged part, the attribution under the map."""
    xs = [INSET_CORNER[0], *(position[0] for area in outlines.areas.values() for ring in area.rings for position in ring)]
    ys = [position[1] for area in outlines.areas.values() for ring in area.rings for position in ring]
    west, south = INSET_CORNER
    east, north = enlarged(INSET_BOX[2:])
    line = {"color": colour(theme, "background", "outline"), "width": 1}
    drawn.add_shape(type="rect", x0=west, x1=east, y0=south, y1=north, line=line)
    drawn.add_annotation(
        x=west, y=north, xanchor="left", yanchor="bottom", align="left", text=_broken(text("compare.inset", compared.language)), showarrow=False
    )
    drawn.add_annotation(
        x=west, y=min(ys) - 5, xanchor="left", yanchor="top", align="left", showarrow=False, font={"size": 11},
        text=_broken(outlines.attribution),
    )  # fmt: skip
    hidden = {"visible": False, "showgrid": False}
    drawn.update_xaxes(range=[min(xs) - 5, max(xs) + 5], constrain="domain", constraintoward="left", **hidden)
    drawn.update_yaxes(range=[min(ys) - ROOM_BELOW_KM, max(ys) + 5], scaleanchor="x", constrain="domain", constraintoward="top", **hidden)
    drawn.update_layout(showlegend=True)


def _broken(words: str) -> str:
    """Break the attribution in two lines near its middle, so that it fits a phone."""
    place = words.find(" ", len(words) // 2)
    return words if place < 0 else f"{words[:place]}<br>{words[place + 1 :]}"
