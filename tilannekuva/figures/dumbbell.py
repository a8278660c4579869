"""The chart of changes: each changed cell a line from its stage then to its stage now."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tilannekuva.change import PROGRESS, Clock
from tilannekuva.figures.changes import press_of, shown_stage, state_words
from tilannekuva.figures.chart import Chart
from tilannekuva.figures.palette import colour, stage_key
from tilannekuva.figures.table import Column, Table
from tilannekuva.figures.template import figure
from tilannekuva.readiness import NO_INFORMATION
from tilannekuva.texts import day, text

ROW_PX, HEAD_PX = 40, 150
MANY = 30
"""From so many rows on, the chart shows one workstream at a time unless the reader asks for all."""
LONG_WORD = 10
EVERY = "kaikki"
OFF_LADDER = ("paused", "ended")


def chart_choices(changes: pd.DataFrame) -> tuple[list[str], str]:
    """Return what the chart can show, all or one workstream with changes (codes in their order), and what it shows by itself."""
    moved = changes[changes["change"].isin(PROGRESS)]
    codes = list(moved.sort_values("workstream_order")["workstream_code"].unique())
    usual = EVERY if len(moved) < MANY else _busiest(moved)
    return [EVERY, *codes], usual


def _busiest(moved: pd.DataFrame) -> str:
    sizes = moved.groupby(["workstream_order", "workstream_code"]).size()
    return str(sizes.idxmax()[1])


def dumbbell(changes: pd.DataFrame, stages: pd.DataFrame, since: Clock, now: Clock, track: str, theme: str, language: str) -> Chart:
    """Draw the stage of every changed cell then and now; *changes* of `read.changes` with a change, *stages* of `read.stages`.

    *track* is a workstream code, or EVERY. The twin has the rows of the chart in its order, from the top.
    """
    table = chart_table(changes, since, now, track, language)
    order = _scale(stages, table.frame)
    height = HEAD_PX + ROW_PX * len(table.frame)
    places = list(range(len(table.frame), 0, -1))
    drawn = figure(_traces(table.frame, order, places, since, now, theme, language), theme, height)
    names = dict(zip(stages["stage"], stages["stage_name"], strict=True))
    drawn.update_xaxes(
        tickvals=list(order.values()), ticktext=[_tick(str(names[stage])) for stage in order], side="top",
        range=[-0.5, len(order) - 0.5], tickfont={"size": 12}, tickangle=0,
    )  # fmt: skip
    drawn.update_yaxes(showticklabels=False, showgrid=False, range=[0.3, len(places) + 0.9])
    for place, words in zip(places, table.frame["row"], strict=True):
        drawn.add_annotation(
            x=0, xref="paper", xanchor="left", y=place + 0.46, text=words, showarrow=False, font={"size": 12}, yanchor="middle"
        )  # fmt: skip
    drawn.update_layout(showlegend=True, legend={"y": 0, "yanchor": "top"}, margin={"b": 36})
    alt = text("changes.chart_alt", language, title=table.title, n=len(table.frame))
    return Chart(drawn, table, alt)


def chart_table(changes: pd.DataFrame, since: Clock, now: Clock, track: str, language: str) -> Table:
    """Return the rows of the chart: region, workstream, stage on both days, class."""
    moved = changes[changes["change"].isin(PROGRESS)]
    rows = moved if track == EVERY else moved[moved["workstream_code"] == track]
    rows = rows.sort_values(["workstream_order", "region_order"])
    records = rows.to_dict("records")
    drawn = rows[["region", "workstream", "change", "claim_id", "source_id"]].copy()
    drawn["row"] = [str(row["region"]) if track != EVERY else f"{row['region']}: {row['workstream_short']}" for row in records]
    for side in ("before", "after"):
        drawn[side] = [shown_stage(row, side) for row in records]
        drawn[f"{side}_name"] = [state_words(row, side, language) for row in records]
    drawn["change_name"] = [text(f"changes.class_{row['change']}", language) for row in records]
    drawn["press"] = [press_of(row, since, now) for row in records]
    columns = (
        Column("region", text("board.region_column", language)),
        Column("workstream", text("board.choose_track", language)),
        Column("before", day(since.on, language), "stage"),
        Column("after", day(now.on, language), "stage"),
        Column("change_name", text("changes.column_change", language)),
    )
    return Table("muutokset_kuvio", _finding(rows, changes, track, language), drawn.reset_index(drop=True), columns)


def _finding(rows: pd.DataFrame, changes: pd.DataFrame, track: str, language: str) -> str:
    if rows.empty:
        return text("changes.heading_changes", language, n=0)
    code = _busiest(rows) if track == EVERY else track
    total = int((changes["workstream_code"] == code).sum())
    busiest = rows[rows["workstream_code"] == code]
    key = "changes.chart_most" if track == EVERY and rows["workstream_code"].nunique() > 1 else "changes.chart_one"
    return text(key, language, track=busiest["workstream"].iloc[0], n=len(busiest), total=total)


def _tick(name: str) -> str:
    """Break a name into lines; a long single word stands a line higher, between the last words of its neighbours on a phone."""
    return name.replace(" ", "<br>") if " " in name or len(name) <= LONG_WORD else f"{name}<br> "


def _scale(stages: pd.DataFrame, drawn: pd.DataFrame) -> dict[str, int]:
    """Return the place of every stage from the left: no information, the ladder, then paused and ended where they occur."""
    ladder = list(stages.loc[stages["stage_rank"].notna()].sort_values("stage_rank")["stage"])
    occurring = {*drawn["before"], *drawn["after"]}
    return {stage: place for place, stage in enumerate([NO_INFORMATION, *ladder, *(one for one in OFF_LADDER if one in occurring)])}


def _traces(drawn: pd.DataFrame, order: dict[str, int], places: list[int], since: Clock, now: Clock, theme: str, language: str) -> list[Any]:
    was, then = [order[stage] for stage in drawn["before"]], [order[stage] for stage in drawn["after"]]
    ink = colour(theme, "background", "text")
    gaps = [None] * len(places)
    lines = go.Scatter(
        x=[x for three in zip(was, then, gaps, strict=True) for x in three], y=[y for three in zip(places, places, gaps, strict=True) for y in three],
        mode="lines", line={"color": ink, "width": 1.5}, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    press = [[code] for code in drawn["press"]]
    hover = "%{text}<extra></extra>"
    before = go.Scatter(
        x=was, y=places, mode="markers", name=day(since.on, language), customdata=press, hovertemplate=hover, text=list(drawn["before_name"]),
        marker={"symbol": "circle", "size": 19, "color": colour(theme, "background", "fill"), "line": {"color": ink, "width": 1.5}},
    )  # fmt: skip
    fills = [colour(theme, stage_key(stage)) for stage in drawn["after"]]
    after = go.Scatter(
        x=then, y=places, mode="markers", name=day(now.on, language), customdata=press, hovertemplate=hover, text=list(drawn["after_name"]),
        marker={"symbol": "diamond", "size": 12, "color": fills, "line": {"color": ink, "width": 1.5}},
    )  # fmt: skip
    return [lines, before, after]
