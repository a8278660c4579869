"""What every Plotly figure has in common: lean layout, our letters and colours, no template of Plotly's own."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from tilannekuva.figures.palette import colour

FONT = "Source Sans, Source Sans Pro, sans-serif"
CLEAR = "rgba(0,0,0,0)"


def figure(traces: Sequence[Any], theme: str, height: int, **layout: Any) -> go.Figure:
    """Return a figure of fixed height (px) in the colours of a theme; *layout* adds to the shared one.

    The first entry of a point's `customdata` names what a press on it opens, as in `figures.table`.
    """
    drawn = go.Figure(traces, layout={"template": "none"})
    ink, line = colour(theme, "background", "text"), colour(theme, "background", "outline")
    axis = {"gridcolor": faint(line), "linecolor": line, "zeroline": False, "tickfont": {"size": 13}, "automargin": True, "fixedrange": True}
    drawn.update_layout(
        height=height, font={"family": FONT, "size": 14, "color": ink}, paper_bgcolor=CLEAR, plot_bgcolor=CLEAR,
        margin={"l": 8, "r": 16, "t": 12, "b": 8}, showlegend=False, dragmode=False, hoverlabel={"font": {"family": FONT, "size": 13}},
        legend={"itemclick": False, "itemdoubleclick": False, "orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
    )  # fmt: skip
    drawn.update_xaxes(**axis).update_yaxes(**axis)
    # A press marks nothing: what it opens is the answer.
    drawn.update_traces(selector={"type": "scatter"}, selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}})
    drawn.update_traces(selector={"type": "bar"}, selected={"marker": {"opacity": 1}}, unselected={"marker": {"opacity": 1}})
    return drawn.update_layout(**layout)


def day_line(drawn: go.Figure, day: Any, words: str, theme: str) -> None:
    """Draw a vertical line on a day, such as today, with its words on top."""
    ink = colour(theme, "background", "text")
    drawn.add_shape(type="line", x0=day, x1=day, y0=0, y1=1, yref="paper", line={"color": ink, "width": 1.5, "dash": "dot"})
    drawn.add_annotation(x=day, y=1, yref="paper", yanchor="bottom", text=words, showarrow=False, font={"size": 12})


def faint(code: str, share: float = 0.25) -> str:
    """Return a colour of the palette let through by a share (0–1): what lies beneath shines through."""
    return "rgba({},{},{},{})".format(*_parts(code), share)


def paler(code: str, theme: str, share: float) -> str:
    """Return a colour of the palette mixed by a share (0–1) with the background of its theme: nothing shines through."""
    mixed = (round(share * own + (1 - share) * page) for own, page in zip(_parts(code), _parts(colour(theme, "background")), strict=True))
    return "rgb({},{},{})".format(*mixed)


def _parts(code: str) -> tuple[int, int, int]:
    red, green, blue = (int(code[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue
