"""Steering groups: the finding, the strip of meetings and events in time, and the tables of tallies, seats and topics."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tilannekuva.figures.chart import Chart
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.palette import colour
from tilannekuva.figures.region import figure_words
from tilannekuva.figures.table import Column, Table
from tilannekuva.figures.template import day_line, figure
from tilannekuva.texts import day, text

ROW_PX, FRAME_PX = 36, 150
MANY_MONTHS = 30
"""From this many months on the axis names years only."""
SYMBOLS: Mapping[tuple[bool, str], str] = {
    (True, "held"): "circle",
    (True, "planned"): "circle-open",
    (True, "unknown"): "circle-x-open",
    (False, "held"): "diamond",
    (False, "planned"): "diamond-open",
    (False, "unknown"): "diamond-x-open",
}
"""The mark of a meeting (True) or of another event, by what became of it; planned is never drawn as held."""
STATES: Mapping[str, str] = {"held": "held", "ongoing": "held", "unknown": "unknown"}
NEAR_SHARE, APART = 0.07, 0.2
"""Marks of one region closer than this share of the axis stand above each other, so that each can be pressed on a phone too."""


def steering_finding(regions: pd.DataFrame, language: str) -> Element:
    """Return the finding as the heading: in how many regions the group is known to have met, and where CSOs have a seat."""
    counts = {name: int(regions[name].sum()) for name in ("met", "seated", "told")}
    return el("h2", text("steering.finding", language, total=len(regions), **counts))


def followed(first: pd.Timestamp, last: pd.Timestamp, on: date, known: date, language: str) -> Element:
    """Say when steering groups were followed, and, where that has ended, as known on which day they are shown."""
    span = {"first": day(first, language), "last": day(last, language)}
    state = "ended" if on > last.date() else "running"
    return el("p", text(f"steering.followed_{state}", language, known=day(known, language), **span))


def strip_chart(events: pd.DataFrame, regions: pd.DataFrame, span: tuple[date, date, date], theme: str, today: str, language: str) -> Chart:
    """Draw the events of `read.steering_events` that have a day, by region and time.

    *span*: first and last day on which the groups were followed, and the day shown; *today* names the line on that day.
    """
    shown = _strip_rows(events, language)
    names = regions.loc[regions["told"], "region"].tolist()
    first, last, on = span
    end = max(last, on)
    rows = {name: len(names) - place for place, name in enumerate(names, 1)}
    shown["height"] = _heights(shown, rows, (end - first).days * NEAR_SHARE)
    drawn = figure(_traces(shown, theme), theme, FRAME_PX + ROW_PX * len(names))
    drawn.update_yaxes(tickvals=list(rows.values()), ticktext=list(rows), range=[-0.5, len(names) - 0.5])
    months = (end - first).days / 30
    ticks = {"dtick": "M12", "tickformat": "%Y"} if months > MANY_MONTHS else {"dtick": "M3", "tickformat": "%-m/%Y"}
    drawn.update_xaxes(
        type="date", range=[first.isoformat(), (end + pd.Timedelta(days=45)).isoformat()], minor={"dtick": "M1", "ticks": "outside"}, **ticks
    )
    drawn.update_layout(
        showlegend=True,
        legend={"xref": "container", "x": 0, "yref": "container", "y": 0, "yanchor": "bottom", "font": {"size": 12}},
        margin={"l": 8, "r": 16, "t": 34, "b": 60},
    )
    if on > last:
        _not_followed(drawn, last, end, text("steering.not_followed", language), theme)
    day_line(drawn, on.isoformat(), today, theme)
    table = strip_table(events, language)
    return Chart(figure=drawn, table=table, alt=text("steering.strip_alt", language, finding=table.title))


def strip_table(events: pd.DataFrame, language: str) -> Table:
    """Return the events of `read.steering_events` that have a day."""
    shown = _strip_rows(events, language)
    title = text("steering.strip_finding", language, **{state: int(count) for state, count in _counts(shown).items()})
    return Table(
        name="ohjausryhmien_kokoukset", title=title, frame=shown,
        columns=(
            Column("region", text("board.region_column", language)), Column("valid", text("region.column_day", language), "when"),
            Column("kind_name", text("steering.kind", language)), Column("state_name", text("region.column_state", language)),
            Column("title", text("region.column_event", language)), Column("source_title", text("region.column_source", language), "link"),
        ),
        note=text("steering.strip_note", language),
    )  # fmt: skip


def _strip_rows(events: pd.DataFrame, language: str) -> pd.DataFrame:
    shown = events[events["on_strip"]].copy()
    shown["state"] = [STATES.get(fate, "planned") for fate in shown["fate"]]
    shown["state_name"] = [state_words(fate, language) for fate in shown["fate"]]
    shown["kind_name"] = [text("steering.meeting" if meeting else "steering.other", language) for meeting in shown["meeting"]]
    shown["at"] = [(first + (last - first) / 2).date().isoformat() for first, last in zip(shown["valid_from_on"], shown["valid_to_on"], strict=True)]
    shown["press"] = [f"claim:{claim_id}" for claim_id in shown["claim_id"]]
    return shown.reset_index(drop=True)


def _heights(shown: pd.DataFrame, rows: Mapping[str, int], near_days: float) -> list[float]:
    """The place of each mark on the axis of regions: in the middle of its row, or beside the mark that stands too near in time."""
    at = pd.to_datetime(shown["at"])
    heights = []
    for region, when_ in zip(shown["region"], at, strict=True):
        near = (shown["region"] == region) & ((at - when_).abs().dt.days < near_days)
        places = sorted(at[near].unique())
        shift = 0.0 if near.sum() == 1 else APART * (1 - 2 * (places.index(when_) % 2))
        heights.append(rows[region] + shift)
    return heights


def _counts(shown: pd.DataFrame) -> dict[str, int]:
    held = shown[(shown["state"] == "held") & shown["meeting"]]
    return {
        "meetings": len(held),
        "regions": held["region_code"].nunique(),
        "unknown": int((shown["state"] == "unknown").sum()),
        "planned": int((shown["state"] == "planned").sum()),
    }


def _traces(shown: pd.DataFrame, theme: str) -> list[go.Scatter]:
    traces = []
    for (meeting, state), symbol in SYMBOLS.items():
        part = shown[(shown["meeting"] == meeting) & (shown["state"] == state)]
        if part.empty:
            continue
        ink = colour(theme, "in_operation" if state == "held" else "drafted", "fill" if state == "held" else "outline")
        traces.append(
            go.Scatter(
                x=part["at"], y=part["height"], mode="markers", name=f"{part['kind_name'].iloc[0]}: {part['state_name'].iloc[0].lower()}",
                marker={"symbol": symbol, "size": 13, "color": ink, "line": {"width": 2, "color": ink}},
                customdata=[[press] for press in part["press"]], text=part["region"] + ": " + part["title"], hovertemplate="%{text}<extra></extra>",
            )
        )  # fmt: skip
    return traces


def _not_followed(drawn: go.Figure, last: date, end: date, words: str, theme: str) -> None:
    """Shade the time after the groups were no longer followed: an empty strip there tells nothing."""
    ink = colour(theme, "background", "outline")
    drawn.add_shape(
        type="rect", x0=last.isoformat(), x1=(end + pd.Timedelta(days=45)).isoformat(), y0=0, y1=1, yref="paper", fillcolor=ink, opacity=0.14,
        line={"width": 0}, layer="below",
    )  # fmt: skip
    drawn.add_annotation(
        x=last.isoformat(), y=1, yref="paper", xanchor="left", yanchor="top", text=words, showarrow=False, font={"size": 12}, xshift=4
    )


def state_words(fate: str, language: str) -> str:
    """Return what became of an event or plan; a plan without an end is planned, whatever the day."""
    return text("steering.open_plan" if fate == "running" else f"fate.{fate}", language)


def tally_table(tallies: pd.DataFrame, language: str) -> Table:
    """Return the counts of meetings as sources tell them."""
    return Table(
        name="ohjausryhmien_kokousmaarat",
        title=text("steering.tally_finding", language, n=tallies["region_code"].nunique()),
        frame=_with_words(tallies, language),
        columns=(
            Column("region", text("board.region_column", language)), Column("words", text("steering.meetings", language)),
            Column("valid", text("region.column_day", language), "when"), Column("title", text("region.column_what", language)),
            Column("source_title", text("region.column_source", language), "link"),
        ),
        note=text("steering.tally_note", language),
    )  # fmt: skip


def _with_words(counts: pd.DataFrame, language: str) -> pd.DataFrame:
    words = [figure_words(row.value, row.unit, row.qualifier, language) for row in counts.itertuples()]
    return counts.assign(words=words, press=[f"claim:{claim_id}" for claim_id in counts["claim_id"]])


def seat_table(seats: pd.DataFrame, events: pd.DataFrame, persons: int, total: int, language: str) -> Table:
    """Return the seats of CSOs by region; *persons* hold them, *total* regions are looked at."""
    shown = _with_words(seats, language)
    regions_of = dict(zip(seats["claim_id"], seats["region"], strict=True))
    shown["remark"] = [_seat_remark(row, regions_of, events, language) for row in seats.itertuples()]
    values = {"seats": int(seats["value"].fillna(0).sum()), "persons": persons, "regions": len(seats), "total": total}
    return Table(
        name="ohjausryhmien_jarjestopaikat",
        title=text("steering.seat_finding", language, **values),
        frame=shown,
        columns=(
            Column("region", text("board.region_column", language)), Column("words", text("steering.seats", language)),
            Column("title", text("region.column_what", language)), Column("valid", text("region.column_day", language), "when"),
            Column("remark", text("steering.remark", language)), Column("source_title", text("region.column_source", language), "link"),
        ),
        note=text("steering.seat_note", language),
    )  # fmt: skip


def _seat_remark(seat: Any, regions_of: Mapping[str, str], events: pd.DataFrame, language: str) -> str:
    """Who else's seat it is, and what is planned of it."""
    shared = [text("steering.same_person", language, region=regions_of[one]) for one in seat.same_as if one in regions_of]
    planned = events[(events["related_claim_id"] == seat.claim_id) & (events["certainty"] == "planned")]
    return ". ".join([*shared, *(f"{plan.title} ({state_words(plan.fate, language).lower()})" for plan in planned.itertuples())])


def topic_table(events: pd.DataFrame, language: str) -> Table:
    """Return meetings, decisions, topics and plans of the groups, each with its source."""
    shown = events.sort_values(["region_order", "valid_from_on", "claim_id"])
    shown = shown.assign(
        state_name=[state_words(fate, language) for fate in shown["fate"]], press=[f"claim:{claim_id}" for claim_id in shown["claim_id"]]
    )
    return Table(
        name="ohjausryhmien_asiat",
        title=text("steering.topic_finding", language, n=len(shown), regions=shown["region_code"].nunique()),
        frame=shown,
        columns=(
            Column("region", text("board.region_column", language)), Column("title", text("steering.topic", language)),
            Column("valid", text("region.column_day", language), "when"), Column("state_name", text("region.column_state", language)),
            Column("source_title", text("region.column_source", language), "link"),
        ),
        note=text("steering.topic_note", language),
    )  # fmt: skip


def silent_groups(regions: pd.DataFrame, language: str) -> Element:
    """Return the regions of whose steering group no source tells anything; each opens its page."""
    silent = regions[~regions["told"]]
    items = [el("li", el("button", row.region, type="button", class_="plain", data_press=f"region:{row.region_code}")) for row in silent.itertuples()]
    note = el("p", text("steering.silent_note", language), class_="note")
    return el("details", el("summary", text("steering.silent", language, n=len(silent))), note, el("ul", items, class_="list"))
