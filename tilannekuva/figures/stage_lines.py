"""How the stage of every workstream of one region has moved: a step line each, every turn of which opens its evidence."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tilannekuva.figures.chart import Chart
from tilannekuva.figures.elements import Element, el, stage_badge
from tilannekuva.figures.palette import colour, stage_key
from tilannekuva.figures.table import Column, Table
from tilannekuva.figures.template import figure
from tilannekuva.figures.time_axis import FOOT_PX, TOP_PX, axis_name, matrix_of_days, panels, step_line, years
from tilannekuva.readiness import DONE_RANK, NO_INFORMATION, TOP_RANK
from tilannekuva.texts import day, text

ROW_PX, HEAD_PX = 96, 44
NO_RANK = {"paused": "square", "ended": "x"}
"""Signs of the stages that have no place on the ladder; they stand at its foot."""


def stage_chart(turns: pd.DataFrame, days: tuple[Any, Any], region: str, marked: pd.DataFrame, theme: str, language: str) -> Chart:
    """Draw a panel for each workstream of a region: the rank of its stage over time, a point where it turns.

    *days* are the first and last of the axis; *turns* holds the turning points of `read.history.boards_over` for the region, with
    workstream, stage_name and step in words. A workstream of which nothing is ever known has no panel (`silent_tracks`).
    """
    table, (first, end) = stage_table(turns, region, language), (pd.Timestamp(on) for on in days)
    told = table.frame.rename(columns={"day_on": "on"})
    codes, traces, heads = known_tracks(told), [], []
    for nth, code in enumerate(codes, 1):
        mine = told[told["workstream_code"] == code]
        last = mine.iloc[-1]
        traces += _lines(mine, nth, theme, language)
        over = "" if last["on"] == end else f" ({text('history.followed_until', language, on=day(last['on'], language))})"
        heads.append(f"<b>{last['workstream']}</b><br>{last['stage_name']}{over}")
    drawn = figure(traces, theme, TOP_PX + ROW_PX * len(codes) + FOOT_PX, xaxis=years(first, end))
    ladder = {"range": [-0.6, TOP_RANK + 0.6], "tickvals": list(range(TOP_RANK + 1)), "ticktext": ["0", "", "", "", str(TOP_RANK)]}
    panels(drawn, [ladder] * len(codes), [ROW_PX] * len(codes), heads, HEAD_PX, marked, theme)
    alt = text("history.alt", language, first=day(first, language), last=day(end, language), title=table.title)
    return Chart(drawn, table, alt)


def stage_table(turns: pd.DataFrame, region: str, language: str) -> Table:
    """Return the stages of a region as a table: the months in which one turns, each opening the evidence of its day."""
    told = turns.assign(press=[pressed_cell(row) for row in turns.itertuples()]).reset_index(drop=True)
    heads = (
        ("workstream", "board.choose_track", "text"),
        ("day_on", "history.day_on", "day"),
        ("stage", "table.stage", "stage"),
        ("step", "evidence.step", "text"),
    )
    columns = tuple(Column(name, text(key, language), kind) for name, key, kind in heads)
    return Table("vaiheet_ajassa", _finding(told, region, language), told.rename(columns={"on": "day_on"}), columns)


def stage_matrix(table: Table, held: pd.DataFrame, names: pd.Series, signs: str, language: str) -> Table:
    """Return the stages as a matrix: a row a workstream of *names*, a column a day of *held*, each cell the sign of the stage then."""
    wide = held.pivot(index="workstream_code", columns="on", values="stage").reindex(names.index)
    return matrix_of_days(table, wide, names, "sign", signs, language)


def known_tracks(turns: pd.DataFrame) -> list[str]:
    """Return the workstreams of which something is known at some time."""
    return list(dict.fromkeys(turns.loc[turns["stage"] != NO_INFORMATION, "workstream_code"]))


def silent_tracks(turns: pd.DataFrame, language: str) -> Element | None:
    """Return the names of the workstreams of which nothing is ever known."""
    silent = turns[~turns["workstream_code"].isin(known_tracks(turns))].drop_duplicates("workstream_code")
    return el("p", text("history.silent", language, names=", ".join(silent["workstream"]), n=len(silent)), class_="note") if len(silent) else None


def stage_keys(stages: pd.DataFrame, language: str) -> Element:
    """Return the names of the stages and what the lines mean."""
    return el(
        "div",
        el("p", [stage_badge(row.stage, row.stage_name) for row in stages.itertuples()], class_="keys"),
        el("p", text("history.stage_keys", language), class_="note"),
    )


def _lines(mine: pd.DataFrame, nth: int, theme: str, language: str) -> list[go.Scatter]:
    """The line of the ranks, and a point for each turn in the colour of its stage."""
    ranks = mine["stage_rank"].astype("float64")
    told = [[row.press, f"<b>{day(row.on, language)}</b><br>{row.stage_name}{f': {row.step}' if row.step else ''}"] for row in mine.itertuples()]
    marker = {
        "size": 12, "symbol": [NO_RANK.get(stage, "circle") for stage in mine["stage"]],
        "color": [_fill(theme, stage) for stage in mine["stage"]], "line": {"width": 1.5, "color": colour(theme, "background", "text")},
    }  # fmt: skip
    points = go.Scatter(
        x=list(mine["on"]), y=list(ranks.mask(mine["stage"].isin(list(NO_RANK)), 0.0)), yaxis=axis_name(nth), mode="markers", marker=marker,
        customdata=told, hovertemplate="%{customdata[1]}<extra></extra>", cliponaxis=False,
    )  # fmt: skip
    return [step_line(mine["on"], ranks, nth, theme, told, mode="lines", hoverinfo="skip", hovertemplate=None), points]


def _fill(theme: str, stage: str) -> str:
    return colour(theme, stage_key(stage))


def _finding(told: pd.DataFrame, region: str, language: str) -> str:
    """Of how many workstreams something is known on the last day, and how many are decided or in operation, then and a year before."""
    if told.empty:
        return text("history.stage_chart_none", language, region=region)
    end = told["on"].max()
    now = told[told["on"] == end].drop_duplicates("workstream_code", keep="last")
    before = told[told["on"] <= end - pd.DateOffset(years=1)].drop_duplicates("workstream_code", keep="last")
    before = before[before["workstream_code"].isin(now["workstream_code"])]
    done, earlier = (int((cells["stage_rank"] >= DONE_RANK).fillna(False).sum()) for cells in (now, before))
    return text(
        "history.stage_chart", language, region=region, total=len(now), known=int((now["stage"] != NO_INFORMATION).sum()), done=done, before=earlier
    )


def pressed_cell(row: Any) -> str:
    """Return the press that opens the evidence of a cell as of a day: `cell:21.grant_model@V@R`."""
    return f"cell:{row.region_code}.{row.workstream_code}@{row.on:%Y-%m-%d}@{row.known:%Y-%m-%d}"
