"""A chart with what travels with it: the figure, the table of the same numbers, and its words for whoever does not see it."""

from dataclasses import dataclass

import plotly.graph_objects as go

from tilannekuva.figures.table import Table


@dataclass(frozen=True)
class Chart:
    """A figure, its table twin (whose title is the chart's finding) and its alternative text."""

    figure: go.Figure
    table: Table
    alt: str
