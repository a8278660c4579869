"""Grant calls: the finding (where can one apply, until when), what is open and coming, and the windows on a time axis."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tilannekuva.figures.bands import band_height, lanes, row_axis, span_bars, time_axis, top_legend
from tilannekuva.figures.chart import Chart
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.palette import colour
from tilannekuva.figures.table import Column, Table
from tilannekuva.figures.template import day_line, figure
from tilannekuva.figures.when import when
from tilannekuva.readiness import DONE_RANK, NO_INFORMATION
from tilannekuva.texts import day, text

STATES = ("open", "closing", "unended", "coming", "intended", "passed", "closed", "replaced")
"""The states of a call, the most pressing first, as `read.grants.CALL_STATES` has them."""
NOW = ("open", "closing", "unended", "coming", "intended")
"""The states of a call that may still be applied for."""
FAR = pd.Timedelta(days=400)
"""A round further than this from the day shown is drawn without that day: its bars would be too small to see."""
PAST, ROOM_AFTER = pd.Timedelta(days=20), 0.6
"""Room before the first day, and the part of the time after which words stand before a bar instead of after it."""


def grants_finding(cells: pd.DataFrame, calls: pd.DataFrame | None, total: int, on: Any, today: Any, language: str) -> Element:
    """Return the finding as the heading: in how many regions a call is open and which closes next, and whose model is ready.

    *cells* are the board's cells of the grant model, *calls* the frame of `read.grants.grant_calls`, *total* how many
    regions it could tell of.
    """
    sentences = [calls_sentence(calls, total, on, today, language)] if calls is not None else []
    if not cells.empty:
        done, known = int((cells["stage_rank"] >= DONE_RANK).fillna(False).sum()), int((cells["stage"] != NO_INFORMATION).sum())
        sentences.append(text("grants.finding_model", language, done=done, total=len(cells), known=known))
    return el("h2", " ".join(sentences))


def calls_sentence(calls: pd.DataFrame, total: int, on: Any, today: Any, language: str) -> str:
    """Return in how many of *total* regions a call is open on the day and which closes next, or what is known where none is."""
    now = text("grants.now", language) if on == today else text("grants.on_day", language, day=day(on, language))
    opened, coming = calls[calls["state"] == "open"], calls[calls["state"] == "coming"]
    if len(opened):
        regions = opened["region_code"].nunique()
        ending = opened[opened["last_on"].notna()].sort_values(["last_on", "region_order"])
        if len(ending):
            return text("grants.finding_open", language, n=regions, total=total, now=now, day=closing_words(ending.iloc[0], language))
        return text("grants.finding_open_end", language, n=regions, total=total, now=now)
    if len(coming):
        first = coming.sort_values(["opens_on", "region_order"]).iloc[0]
        return text("grants.finding_coming", language, now=now, region=first["region"], day=day(first["opens_on"], language))
    return text("grants.finding_none", language, now=now)


def closing_words(call: Any, language: str) -> str:
    """Return the last day of a call as it now stands, with its time of day where that is known."""
    moved = pd.notna(call["moved_on"]) and call["moved_on"] == call["last_on"]
    hour = call["moved_time"] if moved else call["time_of_day"]
    if moved or isinstance(hour, str):
        return _day_and_hour(call["last_on"], hour, language)
    return when(_last_told(call), language) or day(call["last_on"], language)


def _last_told(call: Any) -> str:
    """The last day of a window or a deadline as the source told it (EDTF), which may be a month."""
    first, slash, last = (call["valid"] or "").partition("/")
    return last if slash else first


def _day_and_hour(on: Any, hour: Any, language: str) -> str:
    words = day(on, language)
    return text("grants.at", language, day=words, time=hour.replace(":", text("grants.clock", language))) if isinstance(hour, str) else words


def calls_now(calls: pd.DataFrame, language: str) -> Element:
    """Return the calls that are open or coming, each a way to its claim; where there are none, what was the last known one."""
    now = calls[calls["state"].isin(NOW)].assign(order=lambda found: [STATES.index(state) for state in found["state"]])
    if now.empty:
        ended = calls[calls["last_on"].notna() & (calls["kind"] != "plan") & (calls["state"] != "replaced")].sort_values(["last_on", "region_order"])
        if ended.empty:
            return el("p", text("grants.none_known", language), class_="note")
        last = ended.iloc[-1]
        words = text("grants.last_known", language, region=last["region"], day=closing_words(last, language))
        return el("p", words, " ", text("grants.advice", language), class_="note")
    items = [
        el(
            "li",
            el("button", call["region"], type="button", class_="plain", style="flex-shrink:0", data_press=f"claim:{call['claim_id']}"),
            el("span", f"{call['title']}. {state_words(call, language)}.", class_="note"),
        )
        for call in now.sort_values(["order", "last_on", "region_order"]).to_dict("records")
    ]
    return el("ul", items, class_="list")


def state_words(call: Any, language: str) -> str:
    """Return what a call is, in words; of an open one whether a source saw it open, of a moved one to which day it was moved."""
    planned = call["state"] == "open" and call["certainty"] == "planned"
    words = text("grants.state_open_planned" if planned else f"grants.state_{call['state']}", language)
    if call["state"] in NOW and call["kind"] == "plan":
        words = text("grants.state_intended", language)
    if pd.isna(call["moved_on"]):
        return words
    moved = text("grants.moved", language, old=day(call["closes_on"], language), new=_day_and_hour(call["moved_on"], call["moved_time"], language))
    return f"{words}. {moved}"


def calls_table(calls: pd.DataFrame, regions: int, cycle: str | None, language: str) -> Table:
    """Return the calls of one round, or of all where *cycle* is None, as a table; *regions* is of how many regions it could tell."""
    frame = _worded(calls, language)
    told = frame[(frame["kind"] != "plan") & (frame["state"] != "replaced")]
    year = text("grants.year", language, cycle=cycle) if cycle else text("grants.all_years", language)
    title = text("grants.calls_title", language, year=year, n=told["region_code"].nunique(), total=regions)
    opening, closing = (told[told[name].notna()].sort_values(name) for name in ("opens_on", "last_on"))
    if len(opening) and len(closing):
        last = closing.iloc[-1]
        words = when(last["closes"], language) if last["last_on"] == last["closes_on"] else day(last["last_on"], language)
        title += text("grants.calls_days", language, first=when(opening.iloc[0]["opens"], language), last=words)
    return Table(
        "avustushaut", title, frame.reset_index(drop=True),
        (
            Column("region", text("board.region_column", language)),
            *(() if cycle else (Column("cycle", text("grants.column_cycle", language)),)),
            Column("opens", text("grants.column_opens", language), "when"),
            Column("closes", text("grants.column_closes", language), "when"),
            Column("time_of_day", text("grants.column_time", language)),
            Column("state_words", text("region.column_state", language)),
            Column("title", text("grants.column_told", language)),
            Column("source_title", text("source.label", language), "link"),
        ),
        caption=text("grants.calls_caption", language), note=text("grants.calls_note", language),
    )  # fmt: skip


def _worded(calls: pd.DataFrame, language: str) -> pd.DataFrame:
    """The calls with their state in words, and their first and last day as precise as the source told them (EDTF)."""
    ends = [_ends(valid, opened) for valid, opened in zip(calls["valid"], calls["opens_on"].notna(), strict=True)]
    return calls.assign(
        press="claim:" + calls["claim_id"], state_words=[state_words(call, language) for call in calls.to_dict("records")],
        opens=pd.Series([opens for opens, _ in ends], index=calls.index, dtype="object"),
        closes=pd.Series([closes for _, closes in ends], index=calls.index, dtype="object"),
    )  # fmt: skip


def _ends(valid: str | None, opened: bool) -> tuple[str | None, str | None]:
    """The first and the last day of a window as told (EDTF); of a lone deadline, the last."""
    first, _, last = (valid or "").partition("/")
    ends = (first, last) if opened else ("", first)
    opens, closes = (None if end in ("", "..") else end for end in ends)
    return opens, closes


def calls_chart(calls: pd.DataFrame, cells: pd.DataFrame, cycle: str | None, on: Any, today: Any, language: str, theme: str) -> Chart:
    """Return the windows of the calls as bars in time, a row for each region of *cells*, the board's cells of the grant call."""
    table = calls_table(calls, len(cells), cycle, language)
    regions, day_shown = list(cells["region_code"]), pd.Timestamp(on)
    found = table.frame
    ends = [one for one in pd.concat([found["opens_on"], found["last_on"]]) if pd.notna(one)]
    near = [day_shown] if not cycle or not ends or min(abs(one - day_shown) for one in ends) <= FAR else []
    first, last = min([*ends, *near]) - PAST, max([*ends, *near])
    last += max(PAST, (last - first) * (0.12 if near else 0.3))
    bands = _bands(found, regions, last, language)
    traces = [_state(bands[bands["state"] == state], state, language, theme) for state in STATES]
    if cycle:
        traces.append(_closings(bands, (first, last), language))
    traces += [_points(found, regions, language, theme), _moved(found, regions, language, theme), _silent(cells, found, first, language, theme)]
    drawn = figure(
        [trace for trace in traces if trace is not None], theme, band_height(len(regions)), barmode="overlay", showlegend=True,
        xaxis=time_axis(first, last), yaxis=row_axis(list(cells["region"])), legend=top_legend(len(regions)),
    )  # fmt: skip
    if near:
        day_line(drawn, day_shown.isoformat(), text("time.today", language) if on == today else day(on, language), theme)
    return Chart(drawn, table, text("grants.calls_alt", language, title=table.title))


def _bands(found: pd.DataFrame, regions: list[str], edge: pd.Timestamp, language: str) -> pd.DataFrame:
    """The windows of which the first day and the last are told, or whose end is open."""
    open_end = found["valid"].fillna("").str.endswith(("/", "/.."))
    spans = found[found["opens_on"].notna() & (found["last_on"].notna() | open_end)].sort_values(["region_order", "opens_on"])
    last = spans["last_on"].fillna(edge)
    placed = lanes(list(spans["region_code"]), list(spans["opens_on"]), list(last))
    rows = [regions.index(code) for code in spans["region_code"]]
    words = [f"{call['region']}<br>{call['title']}<br>{state_words(call, language)}" for call in spans.to_dict("records")]
    return pd.DataFrame(
        {
            "first": spans["opens_on"], "last": last, "place": [row + offset for row, (offset, _) in zip(rows, placed, strict=True)],
            "width": [width for _, width in placed], "words": words, "press": spans["press"], "state": spans["state"], "row": rows,
            "closing": [closing_words(call, language) if pd.notna(call["last_on"]) else "" for call in spans.to_dict("records")],
        }
    )  # fmt: skip


def _state(bands: pd.DataFrame, state: str, language: str, theme: str) -> go.Bar | None:
    """The bars of one state: full where it is told, hollow where it is to come, hatched where the outcome is not known."""
    if bands.empty:
        return None
    ink, ground, accent = colour(theme, "background", "outline"), colour(theme, "background"), colour(theme, "in_operation")
    hatch = {"shape": "/", "fgcolor": ink, "bgcolor": ground, "size": 6, "solidity": 0.35}
    marker: dict[str, Any] = {"color": ink, "line": {"color": ink, "width": 1.5}}
    if state in ("open", "unended"):
        marker = {"color": accent, "line": {"color": accent, "width": 1.5}}
    elif state in ("coming", "intended"):
        marker = {"color": ground, "line": {"color": accent if state == "coming" else ink, "width": 2}}
    elif state in ("passed", "replaced"):
        marker |= {"pattern": hatch if state == "passed" else {**hatch, "shape": "."}}
    return span_bars(bands, theme, "background", **marker).update(name=text(f"grants.state_{state}", language))


def _closings(bands: pd.DataFrame, axis: tuple[pd.Timestamp, pd.Timestamp], language: str) -> go.Scatter | None:
    """The last day of the last call of each row in words, after its bar, or before a lone bar where there is no room after it."""
    ordered = bands.sort_values("last")
    late = (ordered["last"] - axis[0]) / (axis[1] - axis[0]) > ROOM_AFTER
    last = ordered[~ordered["row"].duplicated(keep="last") & ~(late & ordered["row"].duplicated(keep=False))]
    if last.empty:
        return None
    late = late[last.index]
    days = last["first"].where(late, last["last"] + pd.Timedelta(days=1))
    return go.Scatter(
        x=[one.isoformat() for one in days], y=list(last["place"]), mode="text", hoverinfo="skip", showlegend=False, textfont={"size": 12},
        text=[f" {text('grants.closes_label', language, day=words)} " for words in last["closing"]],
        textposition=["middle left" if is_late else "middle right" for is_late in late],
    )  # fmt: skip


def _points(found: pd.DataFrame, regions: list[str], language: str, theme: str) -> go.Scatter | None:
    """Calls of which only the first day or only the last is told."""
    alone = found[(found["opens_on"].isna() | found["last_on"].isna()) & ~found["valid"].fillna("").str.endswith(("/", "/.."))]
    if alone.empty:
        return None
    return go.Scatter(
        x=[day_.isoformat() for day_ in alone["opens_on"].fillna(alone["last_on"])], y=[regions.index(code) for code in alone["region_code"]],
        mode="markers", name=text("grants.one_day", language), hoverinfo="text", customdata=[[press] for press in alone["press"]],
        hovertext=[f"{call['region']}<br>{call['title']}<br>{state_words(call, language)}" for call in alone.to_dict("records")],
        marker={
            "symbol": ["triangle-left" if pd.isna(opens) else "triangle-right" for opens in alone["opens_on"]], "size": 13,
            "color": colour(theme, "background", "outline"),
        },
    )  # fmt: skip


def _moved(found: pd.DataFrame, regions: list[str], language: str, theme: str) -> go.Scatter | None:
    """The old last day of a call whose deadline was moved."""
    moved = found[found["moved_on"].notna()]
    if moved.empty:
        return None
    return go.Scatter(
        x=[(day_ + pd.Timedelta(days=1)).isoformat() for day_ in moved["closes_on"]], y=[regions.index(code) for code in moved["region_code"]],
        mode="markers", name=text("grants.old_deadline", language), hoverinfo="text",
        customdata=[[f"claim:{claim_id}"] for claim_id in moved["deadline_claim_id"]],
        hovertext=[f"{call['region']}<br>{state_words(call, language)}" for call in moved.to_dict("records")],
        marker={"symbol": "x", "size": 12, "color": colour(theme, "overdue"), "line": {"color": colour(theme, "background"), "width": 1.5}},
    )  # fmt: skip


def _silent(cells: pd.DataFrame, found: pd.DataFrame, first: pd.Timestamp, language: str, theme: str) -> go.Scatter | None:
    """The words of no information in the row of a region of which no call of these is told; a press opens its cell."""
    places = [place for place, code in enumerate(cells["region_code"]) if code not in set(found["region_code"])]
    if not places:
        return None
    left = cells.iloc[places]
    return go.Scatter(
        x=[(first + PAST / 2).isoformat()] * len(places), y=places, mode="markers+text", textposition="middle right", hoverinfo="text",
        text=[text("grants.no_period", language)] * len(places), showlegend=False,
        hovertext=[f"{region}: {text('grants.no_period', language)}" for region in left["region"]],
        customdata=[[f"cell:{code}.{track}"] for code, track in zip(left["region_code"], left["workstream_code"], strict=True)],
        marker={"symbol": "circle-open", "size": 9, "color": colour(theme, "no_data", "outline")}, textfont={"size": 12},
    )  # fmt: skip
