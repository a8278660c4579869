"""The board played through time: the history of every cell in a few signs, sent once; the browser steps through it."""

import json
from collections.abc import Sequence
from typing import Any

import pandas as pd

from tilannekuva.figures.elements import Element, el, stage_badge
from tilannekuva.readiness import NO_INFORMATION
from tilannekuva.texts import day, percent, text

ABSENT = "-"
"""Sign of a day on which the cell does not exist: its workstream was not followed."""
FIRST_SIGN = ord("a")


def player(boards: pd.DataFrame, series: pd.DataFrame, regions: pd.DataFrame, tracks: pd.DataFrame, stages: pd.DataFrame, language: str) -> Element:
    """Draw the controls and an empty board; shell/canvas/player.js fills it from `data-player`, month by month.

    *boards* is the frame of `read.history.boards_over`, *series* that of `readiness_over` for the same days.
    """
    shown_regions = regions[regions["region_code"].isin(boards["region_code"])]
    shown_tracks = tracks[tracks["workstream_code"].isin(boards["workstream_code"])]
    now = boards[boards["on"] == boards["on"].max()]
    history = {
        "days": [f"@{row.on:%Y-%m-%d}@{row.known:%Y-%m-%d}" for row in series.itertuples()],
        "months": [month_words(row.on, language) for row in series.itertuples()],
        "told": [_told(row, language) for row in series.itertuples()],
        "regions": shown_regions[["region_code", "region"]].to_numpy().tolist(),
        "tracks": shown_tracks[["workstream_code", "workstream"]].to_numpy().tolist(),
        "stages": [[row.stage.replace("_", "-"), row.stage_name] for row in stages.itertuples()],
        "runs": runs(boards, list(series["on"]), list(shown_regions["region_code"]), list(shown_tracks["workstream_code"]), list(stages["stage"])),
        "words": [text(f"history.{name}", language) for name in ("play", "stop", "absent")],
    }
    pickers = _pickers(shown_tracks, shown_tracks["workstream_code"].isin(now["workstream_code"]), language)
    packed = json.dumps(history, ensure_ascii=False, separators=(",", ":"))
    return el(
        "div", _controls(len(series), language), pickers, _board(shown_tracks, language), _keys(stages, language), class_="player", data_player=packed
    )


def runs(boards: pd.DataFrame, days: Sequence[Any], regions: Sequence[str], tracks: Sequence[str], stages: Sequence[str]) -> list[str]:
    """Return the history of every cell, region by region: a sign and the number of the day from which it holds, `-0d30e45`.

    The sign of a stage is its letter in the order of *stages* (a, b, …); before its first day and where there is none, a cell is absent.
    """
    place = {pd.Timestamp(on): nth for nth, on in enumerate(days)}
    signs = {stage: chr(FIRST_SIGN + nth) for nth, stage in enumerate(stages)}
    kept: dict[tuple[str, str], list[str]] = {(region, track): [ABSENT] * len(days) for region in regions for track in tracks}
    for on, region, track, stage in zip(boards["on"], boards["region_code"], boards["workstream_code"], boards["stage"], strict=True):
        kept[region, track][place[on]] = signs[stage]
    return ["".join(f"{sign}{nth}" for nth, sign in enumerate(cell) if nth == 0 or sign != cell[nth - 1]) for cell in kept.values()]


def month_words(on: Any, language: str) -> str:
    """Return a month in words, with the day where it is not the last of the month."""
    month = text("calendar.month_year", language, month=text(f"calendar.month_{on.month}", language), year=on.year)
    return month if on.is_month_end else f"{month} ({day(on, language)})"


def _told(row: Any, language: str) -> str:
    share = percent(row.share, language) if pd.notna(row.share) else "–"
    counted: dict[str, Any] = {"known": row.known_cells, "total": row.alive_cells, "known_share": percent(row.known_share, language)}
    return text("history.point", language, share=share, **counted)


def _controls(count: int, language: str) -> Element:
    play = el("button", text("history.play", language), type="button", class_="action", data_play="")
    reach = el(
        "input", type="range", min="0", max=str(count - 1), step="1", value=str(count - 1), aria_label=text("history.slider", language), data_month=""
    )
    now = el("p", el("strong", class_="played"), " ", el("span", class_="told"), class_="shown")
    return el("div", play, reach, now, class_="controls")


def _pickers(tracks: pd.DataFrame, followed: pd.Series, language: str) -> Element:
    """The workstream that a narrow screen shows: at first one that is followed on the last day."""
    first = (*tracks.loc[followed, "workstream_code"], None)[0]
    buttons = [
        el("button", row.short, type="button", data_pick=row.workstream_code, aria_pressed="true" if row.workstream_code == first else "false")
        for row in tracks.itertuples()
    ]
    return el("div", buttons, class_="pickers", role="group", aria_label=text("board.choose_track", language))


def _board(tracks: pd.DataFrame, language: str) -> Element:
    heads = [el("th", row.short, scope="col", title=row.workstream, data_column=row.workstream_code) for row in tracks.itertuples()]
    head = el("tr", el("th", text("board.region_column", language), scope="col"), heads)
    drawn = el(
        "table", el("caption", text("history.player_caption", language)), el("thead", head), el("tbody"), class_="board small", data_key="soitin"
    )
    return el("div", drawn, class_="scroll", tabindex="0", role="region", aria_label=text("history.heading_player", language))


def _keys(stages: pd.DataFrame, language: str) -> Element:
    badges = [stage_badge(row.stage, row.stage_name) for row in stages.sort_values("stage", key=lambda codes: codes == NO_INFORMATION).itertuples()]
    changed = el("span", el("span", class_="changed-key", aria_hidden="true"), text("history.key_changed", language), class_="mark-words")
    return el("p", badges, changed, el("span", text("history.key_absent", language)), class_="keys")
