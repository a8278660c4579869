"""The timeline: a row a region, days from left to right; told is filled, planned hollow, an unknown outcome has its question mark."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tilannekuva.figures.calendar import PLANNED, Item, Outlook, day_words, items_table, state_words
from tilannekuva.figures.chart import Chart
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.month import SIGNS, UNKNOWN
from tilannekuva.figures.palette import colour
from tilannekuva.figures.table import Table
from tilannekuva.figures.template import day_line, figure
from tilannekuva.figures.when import when
from tilannekuva.texts import day, text

SYMBOLS = {"event": "circle", "deadline": "triangle-down", "plan": "diamond"}
ROW_PX, FRAME_PX = 25, 76
DAY_MS = 86_400_000
TIMELINE = "aikajana"
DAYS_BACK, DAYS_AHEAD, EDGE = timedelta(days=365), timedelta(days=183), timedelta(days=14)
"""How far the timeline looks by default, and the room beyond the nearest known day where that lies farther off."""
WIDTH = 84
"""Letters in a line of a hover text."""


@dataclass(frozen=True)
class Sight:
    """What a timeline shows: from day to day, and the day *on* of its line with the words on it."""

    first: date
    last: date
    on: date
    words: str


def sight_of(seen: Outlook, items: pd.DataFrame, milestones: pd.DataFrame, every_year: bool, today: date, language: str) -> Sight:
    """Return the days to show: a year back and half a year ahead, widened to the nearest known days, or all that is known."""
    nearest = [item["valid_from_on"].date() for item in (seen.previous, seen.coming) if item]
    first = min([seen.first - DAYS_BACK, *(each - EDGE for each in nearest)])
    last = max([seen.first + DAYS_AHEAD, *(each + EDGE for each in nearest)])
    days = pd.concat([items["valid_from_on"], items["valid_to_on"], milestones["valid_from_on"]]).dropna()
    if every_year and len(days):
        first, last = min(first, days.min().date()), max(last, days.max().date())
    key = "calendar.today" if seen.first == today else "view.status"
    return Sight(first, last, seen.first, text(key, language, on=day(seen.first, language)))


def timeline_chart(items: pd.DataFrame, milestones: pd.DataFrame, rows: list[str], sight: Sight, theme: str, language: str) -> Chart:
    """Draw the items and milestones that touch the days in *sight*; *rows* are the names of the regions, from top to bottom."""
    shown, national = within(items, sight), within(milestones, sight)
    table = timeline_table(shown, national, sight, len(rows), language)
    others = text("calendar.row_others", language)
    placed = shown.assign(row=[name if name in rows else others for name in shown["scope_name"]])
    nation = text("calendar.row_national", language)
    names = [nation, *rows, *([others] if (placed["row"] == others).any() else [])]
    loose, windows = placed[placed["precision"] == "loose"], placed[placed["precision"] == "window"]
    traces = [
        _bars(windows, theme, language), _open_questions(windows, theme), _loose(loose, theme, language),
        _points(placed[placed["precision"] == "day"], theme, language), _milestones(national, nation, theme, language),
    ]  # fmt: skip
    drawn = figure(
        [trace for trace in traces if trace is not None],
        theme,
        FRAME_PX + ROW_PX * len(names),
        margin={"l": 8, "r": 16, "t": 30, "b": 8},
        barmode="overlay",
    )
    drawn.update_yaxes(type="category", categoryorder="array", categoryarray=names, range=[len(names) - 0.5, -0.5], showgrid=True)
    ticks = _ticks(sight.first, sight.last)
    drawn.update_xaxes(type="date", range=[sight.first, sight.last], tickvals=ticks, ticktext=[when(f"{tick:%Y-%m}", language) for tick in ticks])
    day_line(drawn, sight.on, sight.words, theme)
    alt = text("calendar.alt", language, first=day(sight.first, language), last=day(sight.last, language), n=len(shown), national=len(national))
    return Chart(drawn, table, alt)


def timeline_table(items: pd.DataFrame, milestones: pd.DataFrame, sight: Sight, regions: int, language: str) -> Table:
    """Return the table of the same items and milestones; its title is the finding of the chart."""
    places = {code for codes in items["region_codes"] if len(codes) == 1 for code in codes}
    words = {"first": day(sight.first, language), "last": day(sight.last, language), "n": len(items), "regions": len(places), "total": regions}
    title = text("calendar.chart_finding", language, unknown=int((items["fate"] == "unknown").sum()), **words)
    table = items_table(TIMELINE, title, items, language)
    national = pd.DataFrame(
        {
            "title": milestones["title"], "valid": milestones["valid"], "time_of_day": None, "week": None,
            "scope_name": text("calendar.row_national", language), "workstream": "", "state": "", "source_title": milestones["source_title"],
            "url": milestones["url"], "press": [f"milestone:{code}" for code in milestones["code"]],
        }
    )  # fmt: skip
    joined = pd.concat([part for part in (table.frame, national) if len(part)], ignore_index=True) if len(items) + len(national) else table.frame
    return Table(table.name, table.title, joined, table.columns)


def milestone_panel(milestone: Item, source: Element, language: str) -> Element:
    """Draw one national milestone: what, when, and where it is told."""
    label = el("strong", f"{text('source.label', language)}: ")
    return el(
        "div",
        el("h2", text("calendar.row_national", language)),
        el(
            "article",
            el("h4", str(milestone["title"])),
            el("p", when(milestone["valid"], language)),
            el("p", label, source, class_="source"),
            class_="claim",
        ),
        class_="evidence",
    )


def timeline_legend(language: str) -> Element:
    """Name the signs of the timeline."""
    keys: list[tuple[Element | str, str]] = [(SIGNS[kind], f"calendar.kind_{kind}") for kind in SIGNS]
    keys += [(el("span", class_="span-sign"), "calendar.kind_window"), ("○", "calendar.kind_planned"), (UNKNOWN, "fate.unknown")]
    keys += [("•–•", "calendar.kind_loose"), ("★", "calendar.kind_milestone")]
    return el("p", [el("span", el("span", sign, class_="sign", aria_hidden="true"), f" {text(key, language)}") for sign, key in keys], class_="keys")


def within(items: pd.DataFrame, sight: Sight) -> pd.DataFrame:
    """Return the items or milestones that touch the days in sight; a plan without an end stands on its first day."""
    ends = items["valid_to_on"].fillna(items["valid_from_on"])
    return items[(items["valid_from_on"] <= pd.Timestamp(sight.last)) & (ends >= pd.Timestamp(sight.first))]


def _ticks(first: date, last: date) -> list[date]:
    """First days of months, at most some eight of them."""
    count = (last.year - first.year) * 12 + last.month - first.month
    step = next((months for months in (1, 2, 3, 6, 12, 24, 60) if count / months <= 8), 120)
    every = [date(first.year + nth // 12, nth % 12 + 1, 1) for nth in range(0, (last.year - first.year + 1) * 12, step)]
    return [tick for tick in every if first <= tick <= last]


def _hover(item: Item, language: str) -> str:
    """The words of an item, wrapped; Plotly reads tags in them, so that no sign of the data may begin one."""
    head = " · ".join((day_words(item, language), str(item["scope_name"]), str(item["workstream"]), state_words(item, language)))
    return f"{_wrapped(head)}<br>{_wrapped(str(item['title']))}"


def _wrapped(words: str) -> str:
    lines, line = [], ""
    for word in words[:400].replace("&", "&amp;").replace("<", "&lt;").split():
        if line and len(line) + len(word) > WIDTH:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "<br>".join([*lines, line])


def _texts(items: pd.DataFrame, language: str) -> dict[str, Any]:
    records = items.to_dict("records")
    return {
        "customdata": [[f"claim:{item['claim_id']}"] for item in records], "hoverinfo": "text",
        "hovertext": [_hover(item, language) for item in records], "showlegend": False,
    }  # fmt: skip


def _fills(items: pd.DataFrame, theme: str) -> list[str]:
    told, ground = colour(theme, "in_operation"), colour(theme, "background")
    return [ground if fate in PLANNED else told for fate in items["fate"]]


def _bars(items: pd.DataFrame, theme: str, language: str) -> go.Bar | None:
    if items.empty:
        return None
    days = (items["valid_to_on"] - items["valid_from_on"]).dt.days + 1
    fills = [colour(theme, "background") if fate in PLANNED else colour(theme, "in_preparation") for fate in items["fate"]]
    edge = {"color": colour(theme, "in_operation"), "width": 1.5}
    return go.Bar(
        orientation="h", y=list(items["row"]), x=[int(count) * DAY_MS for count in days], width=0.46,
        base=[str(first.date()) for first in items["valid_from_on"]], marker={"color": fills, "line": edge},
        **_texts(items, language),
    )  # fmt: skip


def _open_questions(windows: pd.DataFrame, theme: str) -> go.Scatter | None:
    """The question mark in a bar: as a text of the bar Plotly would shrink it."""
    unknown = windows[windows["fate"] == "unknown"]
    if unknown.empty:
        return None
    middles = unknown["valid_from_on"] + (unknown["valid_to_on"] - unknown["valid_from_on"]) / 2
    return go.Scatter(
        x=[str(middle.date()) for middle in middles], y=list(unknown["row"]), mode="text", text=[UNKNOWN] * len(unknown), hoverinfo="skip",
        textposition="middle center", textfont={"size": 11, "color": colour(theme, "background", "text")}, showlegend=False,
    )  # fmt: skip


def _points(items: pd.DataFrame, theme: str, language: str) -> go.Scatter | None:
    if items.empty:
        return None
    ink = colour(theme, "in_operation")
    return go.Scatter(
        x=[str(first.date()) for first in items["valid_from_on"]], y=list(items["row"]), mode="markers+text",
        marker={"symbol": [SYMBOLS[kind] for kind in items["kind"]], "size": 12, "color": _fills(items, theme), "line": {"color": ink, "width": 1.5}},
        text=[UNKNOWN if fate == "unknown" else "" for fate in items["fate"]], textposition="middle center",
        textfont={"size": 10, "color": colour(theme, "background", "text")}, **_texts(items, language),
    )  # fmt: skip


def _loose(items: pd.DataFrame, theme: str, language: str) -> go.Scatter | None:
    """A thin line from the first to the last possible day, pressed at its ends."""
    if items.empty:
        return None
    told = _texts(items, language)
    ends = items["valid_to_on"].fillna(items["valid_from_on"])
    x: list[str | None] = []
    for first, last in zip(items["valid_from_on"], ends, strict=True):
        x += [str(first.date()), str(last.date()), None]
    tripled = {name: [each for value in told[name] for each in (value, value, empty)] for name, empty in (("customdata", [None]), ("hovertext", ""))}
    line = colour(theme, "background", "outline")
    return go.Scatter(
        x=x, y=[each for row in items["row"] for each in (row, row, row)], mode="lines+markers", line={"color": line, "width": 1},
        marker={"size": 6, "color": line}, hoverinfo="text", showlegend=False, **tripled,
    )  # fmt: skip


def _milestones(milestones: pd.DataFrame, row: str, theme: str, language: str) -> go.Scatter | None:
    if milestones.empty:
        return None
    words = [f"{when(valid, language)}<br>{_wrapped(title)}" for valid, title in zip(milestones["valid"], milestones["title"], strict=True)]
    return go.Scatter(
        x=[str(first.date()) for first in milestones["valid_from_on"]], y=[row] * len(milestones), mode="markers", hovertext=words, hoverinfo="text",
        marker={"symbol": "star", "size": 12, "color": colour(theme, "decided")},
        customdata=[[f"milestone:{code}"] for code in milestones["code"]], showlegend=False,
    )  # fmt: skip
