"""Readiness and the share known over time, always together: the finding, the chart over all cells, and one panel a workstream."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from tilannekuva.figures.chart import Chart
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.palette import colour
from tilannekuva.figures.table import SHARE_COLOURS, Column, Native, Table
from tilannekuva.figures.template import figure
from tilannekuva.figures.time_axis import FOOT_PX, TOP_PX, matrix_of_days, panels, shares, step_line, value_label, years
from tilannekuva.texts import day, number, percent, text

UPPER_PX, LOWER_PX, ROW_PX, HEAD_PX, TWO_LINES_PX = 240, 150, 110, 26, 44
FAINT = 0.28
VALUES = ("share", "known_cells", "alive_cells")
"""What a step line of readiness turns by."""


def scope_words(regions: Sequence[str], total: int, area: str | None, tracks: Sequence[str], language: str) -> str:
    """Return in words of what readiness is told: all regions, one, a collaboration area or several; and of which workstreams."""
    if len(regions) == 1:
        words = regions[0]
    elif len(regions) == total:
        words = text("filter.area_placeholder", language)
    else:
        words = area or text("history.regions", language, n=len(regions))
    if not tracks:
        return words
    return f"{words}, {tracks[0] if len(tracks) == 1 else text('history.tracks', language, n=len(tracks))}"


def readiness_finding(now: Any, before: Any, same: pd.DataFrame, scope: str, language: str) -> Element:
    """Return the finding as the heading: readiness and share known now and their change over 12 months, each with n.

    *now* and *before* are rows of `read.history.readiness_over` (before may be None); *same* holds the two days over the cells
    known on both.
    """
    counted: dict[str, Any] = {"known": now.known_cells, "total": now.alive_cells, "known_share": percent(now.known_share, language)}
    if pd.isna(now.share):
        head = text("history.finding_none", language, scope=scope, **counted)
    else:
        head = text("history.finding", language, scope=scope, share=percent(now.share, language), **counted)
    return el("div", el("h2", f"{head} {_change(now, before, language)}".strip()), el("p", _same(same, language), class_="note"))


def _change(now: Any, before: Any, language: str) -> str:
    if before is None or not before.known_cells:
        return text("history.no_before", language)
    known = _points(now.known_share, before.known_share, language)
    told: dict[str, Any] = {"known": before.known_cells, "total": before.alive_cells, "known_change": known}
    if pd.isna(now.share) or pd.isna(before.share):
        return text("history.change_known", language, **told)
    return text("history.change", language, change=_points(now.share, before.share, language), **told)


def _points(now: float, before: float, language: str) -> str:
    """The change in percentage points between two shares as they are shown, with its sign."""
    points = int(now * 100 + 0.5) - int(before * 100 + 0.5)
    return f"+{number(points, language)}" if points > 0 else number(points, language)


def _same(same: pd.DataFrame, language: str) -> str:
    how = text("history.how", language)
    if len(same) < 2 or same["share"].isna().any():
        return how
    first, last = same["share"]
    told = {"before": percent(first, language), "now": percent(last, language)}
    return f"{text('history.same', language, n=same['known_cells'].iloc[-1], **told)} {how}"


def _words(row: Any, language: str) -> str:
    share = percent(row.share, language) if pd.notna(row.share) else "–"
    counted: dict[str, Any] = {"known": row.known_cells, "total": row.alive_cells, "known_share": percent(row.known_share, language)}
    return text("history.point", language, share=share, **counted)


def _panel_words(row: Any, language: str) -> str:
    share = percent(row.share, language) if pd.notna(row.share) else "–"
    return text("history.panel", language, share=share, known=row.known_cells, total=row.alive_cells)


def pressed_day(row: Any) -> str:
    """Return the press that opens the board of a day: `day:V@R`."""
    return f"day:{row.on:%Y-%m-%d}@{row.known:%Y-%m-%d}"


def _told(series: pd.DataFrame, language: str) -> list[list[str]]:
    return [[pressed_day(row), f"<b>{day(row.on, language)}</b><br>{_words(row, language)}"] for row in series.itertuples()]


def readiness_chart(series: pd.DataFrame, marked: pd.DataFrame, theme: str, language: str) -> Chart:
    """Draw readiness above and the share known below, by month, on one axis of time; a press opens the board of the day.

    *series* is the frame of `read.history.readiness_over`.
    """
    told, grey = _told(series, language), colour(theme, "background", "outline")
    upper = step_line(series["on"], series["share"], 1, theme, told, line={"shape": "hv", "width": 2.5, "color": colour(theme, "background", "text")})
    lower = step_line(
        series["on"], series["known_share"], 2, theme, told, fill="tozeroy", fillcolor=_clear(grey), line={"shape": "hv", "width": 2, "color": grey}
    )
    last = series.iloc[-1]
    drawn = figure([upper, lower], theme, TOP_PX + UPPER_PX + LOWER_PX + FOOT_PX, xaxis=years(series["on"].iloc[0], last["on"]))
    heads = [f"<b>{text(f'history.{name}', language)}</b>" for name in ("share", "known_share")]
    panels(drawn, [shares(language)] * 2, (UPPER_PX, LOWER_PX), heads, HEAD_PX, marked, theme)
    value_label(drawn, last["on"], last["share"], 1, _percent(last["share"], language))
    value_label(drawn, last["on"], last["known_share"], 2, _percent(last["known_share"], language))
    table = readiness_table(series, language)
    return Chart(
        drawn, table, text("history.alt", language, first=day(series["on"].iloc[0], language), last=day(last["on"], language), title=table.title)
    )


def readiness_table(series: pd.DataFrame, language: str) -> Table:
    """Return readiness and the share known by month as a table; between which values they have been is its finding."""
    if series["share"].isna().all():
        return _table("valmius", series, text("history.chart_none", language), (), language)
    days = {"first": day(series["on"].iloc[0], language), "last": day(series["on"].iloc[-1], language)}
    title = text("history.chart", language, share=_range(series["share"], language), known_share=_range(series["known_share"], language), **days)
    return _table("valmius", series, title, (), language)


def _range(shares_of: pd.Series, language: str) -> str:
    low, high = (int(share * 100 + 0.5) for share in (shares_of.min(), shares_of.max()))
    return percent(low / 100, language) if low == high else text("unit.percent", language, n=f"{low}–{high}")


def _table(name: str, series: pd.DataFrame, title: str, leading: tuple[Column, ...], language: str) -> Table:
    kinds = (("day_on", "day"), ("share", "share"), ("known_share", "share"), ("known_cells", "number"), ("alive_cells", "number"))
    columns = tuple(Column(column, text(f"history.{column}", language), kind) for column, kind in kinds)
    shown = series.assign(press=[pressed_day(row) for row in series.itertuples()]).rename(columns={"on": "day_on"}).reset_index(drop=True)
    native = None if leading else Native("lines", "day_on", ("share", "known_share"), SHARE_COLOURS)
    return Table(name, title, shown, (*leading, *columns), note=text("history.table_note", language), native=native)


def track_charts(series: pd.DataFrame, names: pd.Series, marked: pd.DataFrame, theme: str, language: str) -> Chart:
    """Draw a panel for each workstream: readiness as a line over the share known as an area, on one axis of time.

    *series* holds the turning points of `read.history.readiness_over` by workstream_code; *names* the names by code, in their order.
    """
    codes = [code for code in names.index if code in set(series["workstream_code"])]
    first, end, traces, heads = series["on"].min(), series["on"].max(), [], []
    for nth, code in enumerate(codes, 1):
        mine = series[series["workstream_code"] == code]
        told, grey = _told(mine, language), colour(theme, "background", "outline")
        traces.append(
            step_line(
                mine["on"],
                mine["known_share"],
                nth,
                theme,
                told,
                fill="tozeroy",
                fillcolor=_clear(grey),
                line={"shape": "hv", "width": 1, "color": grey},
            )
        )
        traces.append(step_line(mine["on"], mine["share"], nth, theme, told))
        last = mine.iloc[-1]
        over = "" if last["on"] == end else f" ({text('history.followed_until', language, on=day(last['on'], language))})"
        heads.append(f"<b>{names[code]}</b>{over}<br>{_panel_words(last, language)}")
    drawn = figure(traces, theme, TOP_PX + ROW_PX * len(codes) + FOOT_PX, xaxis=years(first, end))
    panels(drawn, [shares(language)] * len(codes), [ROW_PX] * len(codes), heads, TWO_LINES_PX, marked, theme)
    table = track_table(series, names, language)
    return Chart(drawn, table, text("history.alt", language, first=day(first, language), last=day(end, language), title=table.title))


def track_table(series: pd.DataFrame, names: pd.Series, language: str) -> Table:
    """Return readiness and the share known by workstream as a table: the months in which one of them turns."""
    shown = series.assign(workstream=series["workstream_code"].map(names))
    return _table("valmius_asioittain", shown, _spread(shown, language), (Column("workstream", text("board.choose_track", language)),), language)


def track_matrix(table: Table, series: pd.DataFrame, names: pd.Series, language: str) -> Table:
    """Return readiness and cells known as a matrix: a row a workstream, a column a day of *series* (`read.history.readiness_over`)."""
    told = series.assign(words=[_panel_cell(row, language) for row in series.itertuples()])
    followed = [code for code in names.index if code in set(series["workstream_code"])]
    wide = told.pivot(index="workstream_code", columns="on", values="words").reindex(followed)
    return matrix_of_days(table, wide, names, "text", text("history.matrix_note", language), language)


def _panel_cell(row: Any, language: str) -> str:
    return f"{_percent(row.share, language) or '–'} ({row.known_cells}/{row.alive_cells})"


def split_keys(language: str) -> Element:
    """Return what line and area of the panels mean."""
    return el("p", text("history.tracks_keys", language), class_="note")


def _spread(series: pd.DataFrame, language: str) -> str:
    """The finding of the panels: the best known and the least known workstream of the last day."""
    if series.empty:
        return text("history.chart_none", language)
    now = series[series["on"] == series["on"].max()].sort_values("known_share", kind="stable")
    low, high = now.iloc[0], now.iloc[-1]
    told: dict[str, Any] = {"high": high["workstream"], "high_known": high["known_cells"], "high_total": high["alive_cells"]}
    return text("history.tracks_chart", language, low=low["workstream"], low_known=low["known_cells"], low_total=low["alive_cells"], **told)


def _percent(share: Any, language: str) -> str:
    return percent(float(share), language) if pd.notna(share) else ""


def _clear(code: str) -> str:
    red, green, blue = (int(code[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgba({red},{green},{blue},{FAINT})"
