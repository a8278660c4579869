"""Showing a chart: its finding as the heading, the figure, and its table twin; a press on either opens the evidence."""

from typing import Any

import streamlit as st

from tilannekuva.figures.chart import Chart
from tilannekuva.figures.elements import el
from tilannekuva.figures.table import table_twin
from tilannekuva.shell.exhibit import menu
from tilannekuva.shell.layout import follow, show
from tilannekuva.shell.look import open_page

CONFIG: dict[str, Any] = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def theme() -> str:
    """Return the theme that the reader sees, light or dark: figures take their colours by it."""
    return "dark" if st.context.theme.type == "dark" else "light"


def show_chart(key: str, chart: Chart, *, opened: bool = False) -> None:
    """Draw a chart under its finding, with its table twin below, unfolded where *opened*; *key* must not change between runs."""
    language = open_page().language
    show(f"{key}_head", el("h3", chart.table.title))

    def pressed() -> None:
        points = st.session_state[f"{key}_chart"].selection.points
        found = [point["customdata"][0] for point in points if point.get("customdata")]
        st.session_state["chart_press"] = found[0] if found else None

    st.plotly_chart(
        chart.figure, theme=None, key=f"{key}_chart", alt=chart.alt, config=CONFIG, on_select=pressed, selection_mode="points",
        height=int(chart.figure.layout.height),
    )  # fmt: skip
    follow(st.session_state.pop("chart_press", None))
    show(f"{key}_twin", menu(chart.table.name, chart.table.title, f"plot:{key}_chart"), table_twin(chart.table, language, opened=opened))
