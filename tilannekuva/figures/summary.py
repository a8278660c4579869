"""The finding of the board in one sentence, its key figures, and the choice of a workstream on a phone."""

from collections import Counter
from operator import itemgetter
from typing import Any

import pandas as pd

from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.records import tracks_of, values
from tilannekuva.figures.when import when
from tilannekuva.readiness import DONE_RANK, NO_INFORMATION
from tilannekuva.texts import day, text


def finding(board: pd.DataFrame, language: str, first: Any = None, topic: str | None = None) -> Element:
    """Return the finding as the heading; where no workstream is alive yet, from which day on there is one."""
    if board.empty:
        return el("h2", text("board.no_tracks", language, first=day(first, language)))
    return el("h2", finding_words(board, language, topic))


def topic_of(board: pd.DataFrame, wanted: str | None = None) -> str:
    """Return the code of the workstream that is told of first: the one wanted, or else the weightiest with information."""
    cells = list(zip(board["workstream_code"], board["weight"], board["stage"], strict=True))
    weights = {code: weight for code, weight, _ in cells}
    if wanted in weights:
        return str(wanted)
    counts = Counter(code for code, _, stage in cells if stage != NO_INFORMATION) or Counter(code for code, _, _ in cells)
    return str(max(sorted(counts), key=lambda code: (weights[code], counts[code])))


def finding_words(board: pd.DataFrame, language: str, topic: str | None = None) -> str:
    """Return the finding in words: of the workstream *topic*, or the weightiest with information, how far how many regions are."""
    stages = board["stage"].tolist()
    if all(stage == NO_INFORMATION for stage in stages):
        return text("board.finding_none", language)
    code = topic_of(board, topic)
    cells = [
        (name, stage, rank)
        for own, name, stage, rank in zip(board["workstream_code"], board["workstream"], stages, values(board["stage_rank"]), strict=True)
        if own == code
    ]
    track, informed = cells[0][0], sum(stage != NO_INFORMATION for _, stage, _ in cells)
    if not informed:
        return text("board.finding_track_none", language, track=track)
    sentence = text("board.finding", language, track=track, done=sum(is_done(rank) for *_, rank in cells), total=len(cells))
    return f"{sentence}. {text('board.finding_known', language, known=informed)}"


def is_done(rank: int | None) -> bool:
    """Tell whether a rank, None where nothing is known, is that of something decided or in use."""
    return rank is not None and rank >= DONE_RANK


def not_followed(track: str, first: Any, language: str) -> Element:
    """Return what a page of one workstream says on a day before it was followed."""
    return el("h2", text("board.not_followed", language, track=track, first=day(first, language)))


def key_figures(board: pd.DataFrame, language: str) -> Element:
    """Return four figures, each with the number of cells it is counted from."""
    total, known = len(board), sum(stage != NO_INFORMATION for stage in board["stage"])
    done = sum(is_done(rank) for rank in values(board["stage_rank"]))
    overdue, unverified, stale = (int(board[mark].sum()) for mark in ("overdue", "unverified", "stale"))
    duties = int((board["overdue"] | board["unverified"] | board["duty_judged"]).sum())
    figures = [
        ("kpi_done", str(done), text("board.kpi_done_n", language, n=done, known=known, total=total)),
        ("kpi_overdue", str(overdue), text("board.kpi_overdue_n", language, unverified=unverified, total=duties)),
        ("kpi_stale", str(stale), text("board.kpi_stale_n", language, n=stale, known=known)),
        ("kpi_next", *_next(board, language)),
    ]
    return el(
        "ul",
        [
            el(
                "li",
                el("span", text(f"board.{key}", language), class_="name"),
                el(
                    "button",
                    value,
                    type="button",
                    class_="value",
                    data_open=key.removeprefix("kpi_"),
                    aria_label=f"{text(f'board.{key}', language)}: {value}. {note}",
                ),
                el("span", note, class_="note"),
            )
            for key, value, note in figures
        ],
        class_="kpis",
    )


def _next(board: pd.DataFrame, language: str) -> tuple[str, str]:
    columns = ("next_on", "region_order", "workstream_order", "next_valid", "region", "workstream")
    cells = zip(*(values(board[column]) for column in columns), strict=True)
    coming = [cell for cell in cells if pd.notna(cell[0])]
    if not coming:
        return "–", text("board.kpi_next_none", language)
    *_, soonest, region, track = min(coming, key=itemgetter(0, 1, 2))
    return when(soonest, language), text("board.item", language, region=region, track=track)


def pickers(board: pd.DataFrame, language: str, topic: str | None = None, *, own: str | None = None, always: bool = False) -> Element:
    """Return the buttons that choose the workstream shown on a narrow screen; *always*, those of a wide one.

    With *own*, the name of a choice of the page's own, a press makes that choice too; *topic* is the one chosen.
    """
    buttons = [
        el(
            "button",
            short,
            type="button",
            title=name,
            data_pick=code,
            data_press=f"own:{own}={code}" if own else None,
            aria_pressed="true" if code == topic else "false",
        )
        for code, name, short in tracks_of(board)
    ]
    style = "pickers always" if always else "pickers"
    return el("div", buttons, class_=style, role="group", aria_label=text("board.choose_track", language))
