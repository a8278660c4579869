"""What charts over many years share: the axis of years, rows of small panels under one axis, and national milestones by number."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.palette import colour
from tilannekuva.figures.table import Column, Table
from tilannekuva.figures.template import CLEAR
from tilannekuva.figures.when import when
from tilannekuva.texts import day, percent, text

TOP_PX, FOOT_PX, LABEL_PX = 30, 34, 52
"""Room above the panels for the numbers of milestones, below them for the years, and right of them for the last value."""
MARKED = ("election", "governance", "law")
"""Categories of milestones that are marked, the weightiest first: what changed who decides, then by which law."""
APART_DAYS = 150
"""Milestones nearer than this would stand on each other on a phone."""
SHARES = (0, 0.5, 1)


def marked_milestones(milestones: pd.DataFrame, first: Any, last: Any) -> pd.DataFrame:
    """Return the few milestones to mark, in order of time, with their `number` from 1: each a single sure day, well apart from the others."""
    start, end = pd.Timestamp(first), pd.Timestamp(last)
    days = milestones["valid_from_on"]
    exact = (days == milestones["valid_to_on"]) & (milestones["certainty"] == "asserted") & days.between(start, end)
    taken: list[Any] = []
    for category in MARKED:
        for place in milestones.index[exact & (milestones["category"] == category)]:
            if all(abs((days[place] - days[other]).days) >= APART_DAYS for other in taken):
                taken.append(place)
    found = milestones.loc[sorted(taken, key=lambda place: days[place])]
    return found.assign(number=range(1, len(found) + 1))


def milestone_keys(marked: pd.DataFrame, language: str) -> Element | None:
    """Return the marked milestones by their number, day and title: the legend of their lines."""
    if marked.empty:
        return None
    items = [
        el(
            "li", el("strong", str(row.number), class_="number"), f"{when(row.valid, language)} ",
            el("button", row.title, type="button", class_="plain", data_press=f"milestone:{row.code}"),
        )
        for row in marked.itertuples()
    ]  # fmt: skip
    return el("div", el("p", text("history.marked", language), class_="note"), el("ul", items, class_="list milestones"))


def milestone_table(milestones: pd.DataFrame, marked: pd.DataFrame, language: str) -> Table:
    """Return every national milestone as a table, newest last, with the number of those marked in the charts."""
    numbers = marked.set_index("code")["number"].astype("object")
    listed = milestones.assign(number=milestones["code"].map(numbers), press="milestone:" + milestones["code"])
    listed["category_name"] = [text(f"history.category_{code}", language) for code in listed["category"]]
    heads = (("title", "text"), ("valid", "when"), ("category_name", "text"), ("number", "number"), ("source_title", "link"))
    columns = tuple(Column(name, text(f"history.milestone_{name}", language), kind) for name, kind in heads)
    title = text("history.milestones", language, n=len(listed))
    return Table("virstanpylvaat", title, listed.reset_index(drop=True), columns, caption=title)


def matrix_of_days(table: Table, wide: pd.DataFrame, names: pd.Series, kind: str, note: str, language: str) -> Table:
    """Return a table as a matrix for slides: *wide* has a row a workstream_code and a column a day, its cells of one *kind* of column."""
    heads = [Column(f"{on:%Y-%m-%d}", when(f"{on:%Y-%m}", language) if on.is_month_end else day(on, language), kind) for on in wide.columns]
    frame = wide.set_axis([head.name for head in heads], axis="columns").reset_index()
    frame["workstream"] = frame["workstream_code"].map(names)
    return Table(table.name, table.title, frame, (Column("workstream", text("board.choose_track", language)), *heads), note=note)


def _milestones(marked: pd.DataFrame, theme: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """A line through every panel on the day of each marked milestone, and its number on top: shapes and annotations of a figure."""
    ink, line = colour(theme, "background", "text"), colour(theme, "background", "outline")
    lines = [
        {"type": "line", "x0": on, "x1": on, "y0": 0, "y1": 1, "yref": "paper", "line": {"color": line, "width": 1, "dash": "dot"}}
        for on in marked["valid_from_on"]
    ]
    numbers = [
        {
            "x": row.valid_from_on, "y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 4, "text": str(row.number), "showarrow": False,
            "font": {"size": 12, "color": ink}, "bordercolor": line, "borderwidth": 1, "borderpad": 3, "hovertext": row.title,
        }
        for row in marked.itertuples()
    ]  # fmt: skip
    return lines, numbers


def years(first: Any, last: Any) -> dict[str, Any]:
    """Return the axis of time of a figure: a tick each year, room after the last day for its value."""
    return {
        "type": "date",
        "range": [pd.Timestamp(first), pd.Timestamp(last)],
        "dtick": "M12",
        "tick0": "2000-01-01",
        "tickformat": "%Y",
        "side": "bottom",
    }


def shares(language: str) -> dict[str, Any]:
    """Return an axis of shares from 0 to 100 %, the same in every panel."""
    return {"range": [-0.03, 1.05], "tickvals": list(SHARES), "ticktext": [percent(share, language) for share in SHARES]}


def panels(
    drawn: go.Figure, axes: Sequence[dict[str, Any]], heights: Sequence[int], heads: Sequence[str], head_px: int, marked: pd.DataFrame, theme: str
) -> None:
    """Lay out panels under each other on one axis of time: a y axis for each, its height (px) and its head, and the milestones through all.

    All in one update: Plotly looks through the whole layout at each.
    """
    total, above, alike = sum(heights), 0, drawn.layout.xaxis
    look = {"gridcolor": alike.gridcolor, "linecolor": alike.linecolor, "zeroline": False, "tickfont": {"size": 12}, "automargin": True}
    layout: dict[str, Any] = {"xaxis": {"anchor": axis_name(len(axes))}, "margin": {"l": 8, "r": LABEL_PX, "t": TOP_PX, "b": FOOT_PX}}
    lines, titles = _milestones(marked, theme)
    for nth, (axis, height, words) in enumerate(zip(axes, heights, heads, strict=True), 1):
        domain = [1 - (above + height - 6) / total, 1 - (above + head_px) / total]
        layout[f"yaxis{axis_name(nth)[1:]}"] = {**look, "fixedrange": True, "anchor": "x", **axis, "domain": domain}
        titles.append(
            {
                "x": 0, "xref": "paper", "xanchor": "left", "y": 1 - above / total, "yref": "paper", "yanchor": "top", "text": words,
                "showarrow": False, "font": {"size": 13}, "align": "left", "bgcolor": colour(theme, "background"),
            }
        )  # fmt: skip
        above += height
    drawn.update_layout(shapes=lines, annotations=titles, **layout)


def step_line(days: pd.Series, values: pd.Series, nth: int, theme: str, told: Sequence[Sequence[str]], **look: Any) -> go.Scatter:
    """Return a step line in panel *nth* (from 1): a value holds until the next; *told* is, by point, what a press opens and its words.

    Before a gap the last value is drawn on to the day on which it ends.
    """
    points: list[tuple[Any, Any, Sequence[str]]] = []
    for on, value, words in zip(days, values.astype("object").where(values.notna(), None), told, strict=True):
        if value is None and points and points[-1][1] is not None:
            points.append((on, points[-1][1], points[-1][2]))
        points.append((on, value, words))
    usual = {
        "mode": "lines+markers", "line": {"shape": "hv", "width": 2, "color": colour(theme, "background", "text")},
        "marker": {"size": 9, "color": CLEAR, "line": {"width": 0}}, "hovertemplate": "%{customdata[1]}<extra></extra>",
    }  # fmt: skip
    x, y, custom = (list(part) for part in zip(*points, strict=True))
    return go.Scatter(x=x, y=y, customdata=custom, yaxis=axis_name(nth), **{**usual, **look})


def axis_name(nth: int) -> str:
    """Return Plotly's name of the y axis of a panel."""
    return f"y{nth if nth > 1 else ''}"


def value_label(drawn: go.Figure, day: Any, value: Any, nth: int, words: str) -> None:
    """Write the last value of a line right of it."""
    if pd.notna(value):
        drawn.add_annotation(x=day, y=value, yref=axis_name(nth), xanchor="left", xshift=5, text=words, showarrow=False, font={"size": 13})
