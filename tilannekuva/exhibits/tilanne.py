"""The tables of the page Tilanne: the board, and how many regions stand at each stage."""

from dataclasses import replace

import pandas as pd

from tilannekuva.exhibits.ask import Ask
from tilannekuva.figures.cell import mark_words, marks_of
from tilannekuva.figures.palette import stage_key
from tilannekuva.figures.summary import finding_words
from tilannekuva.figures.table import SIGNS, Column, Native, Table
from tilannekuva.readiness import NO_INFORMATION
from tilannekuva.texts import day, text


def board(ask: Ask) -> Table:
    """Every cell of the board: a row a region and workstream."""
    found: Table = ask.once("tilannetaulu", lambda: _board(ask))
    return found


def _board(ask: Ask) -> Table:
    view, cells = ask.view, ask.board()
    marked = cells.assign(
        marks=[" · ".join(mark_words(cell, mark, view.language) for mark in marks_of(cell)) for cell in cells.to_dict("records")],
        press=[f"cell:{region}.{track}" for region, track in zip(cells["region_code"], cells["workstream_code"], strict=True)],
    )
    columns = (
        Column("region", text("board.region_column", view.language)), Column("workstream", text("board.choose_track", view.language)),
        Column("stage", text("table.stage", view.language), "stage"), Column("step", text("evidence.step", view.language)),
        Column("cycle", text("table.cycle", view.language), "cycle"), Column("known_on", text("evidence.known_on", view.language), "day"),
        Column("marks", text("table.marks", view.language)), Column("claim_id", text("table.claim", view.language)),
    )  # fmt: skip
    caption = text("board.caption", view.language, on=day(view.on, view.language))
    title = finding_words(cells, view.language)
    return Table("tilannetaulu", title, marked, columns, caption=caption, spread=_matrix(ask, cells, title, caption))


def _matrix(ask: Ask, cells: pd.DataFrame, title: str, caption: str) -> Table:
    """The board as on the page: a row a region, a column a workstream, each cell the sign of its stage."""
    tracks = cells.drop_duplicates("workstream_code")
    wide = cells.pivot(index=["region_order", "region_code", "region"], columns="workstream_code", values="stage").reset_index()
    heads = [Column(row.workstream_code, row.workstream_short, "sign") for row in tracks.itertuples()]
    note = signs_in_words(ask, cells["stage"])
    first = Column("region", text("board.region_column", ask.view.language))
    return Table("tilannetaulu", title, wide, (first, *heads), caption=caption, note=note)


def signs_in_words(ask: Ask, used: pd.Series) -> str:
    """Return what the signs of the stages used mean, for a matrix of signs."""
    named, found = ask.frame("stages", ask.view.language), set(used)
    return " · ".join(f"{SIGNS[row.stage]} {row.stage_name}" for row in named.itertuples() if row.stage in found)


def stages(ask: Ask) -> Table:
    """How many regions stand at each stage, by workstream; a native stacked bar chart."""
    view, cells = ask.view, ask.board()
    named = ask.frame("stages", view.language)
    names = {row.stage: row.stage_name for row in named.itertuples() if row.stage in set(cells["stage"])}
    counts = (
        cells.groupby(["workstream_order", "workstream", "stage"], sort=True).size().unstack(fill_value=0).reindex(columns=list(names), fill_value=0)
    )
    frame = counts.reset_index().assign(total=counts.sum(axis=1).to_numpy())
    frame["known"] = frame["total"] - frame.get(NO_INFORMATION, 0)
    columns = (
        Column("workstream", text("board.choose_track", view.language)), *(Column(stage, name, "number") for stage, name in names.items()),
        Column("known", text("table.known", view.language), "number"), Column("total", text("table.total", view.language), "number"),
    )  # fmt: skip
    native = Native("stacked_bars", "workstream", tuple(names), tuple(stage_key(stage) for stage in names))
    title = text("board.heading_stages", view.language)
    return Table("vaiheet", title, pd.DataFrame(frame), columns, note=text("board.stages_note", view.language), native=native)


def track(ask: Ask, code: str) -> Table:
    """One workstream: the stage of every region, with the day of the newest information."""
    whole = board(ask)
    cells = whole.frame[whole.frame["workstream_code"] == code]
    kept = ("region", "stage", "step", "known_on", "marks")
    columns = tuple(column for column in whole.columns if column.name in kept)
    known = (cells["stage"] != NO_INFORMATION).any()
    title = (
        finding_words(cells, ask.view.language) if known else text("board.finding_track_none", ask.view.language, track=cells["workstream"].iloc[0])
    )
    return replace(whole, name=code, title=title, frame=cells, columns=columns, spread=None)


def told(ask: Ask) -> Table:
    """What is told of the cells with information: the deciding claim in words, and its source."""
    view, cells = ask.view, ask.board()
    claims = ask.frame("claim_words", view.language).set_index("claim_id")
    known = cells[cells["claim_id"].notna()]
    found = known.assign(
        title=claims.loc[known["claim_id"], "title"].to_numpy(), source=claims.loc[known["claim_id"], "source_title"].to_numpy(),
        press=[f"claim:{one}" for one in known["claim_id"]],
    )  # fmt: skip
    columns = (
        Column("workstream", text("board.choose_track", view.language)), Column("stage", text("table.stage", view.language), "stage"),
        Column("title", text("table.told", view.language)), Column("source", text("source.label", view.language)),
        Column("known_on", text("evidence.known_on", view.language), "day"),
    )  # fmt: skip
    return Table("kerrottu", text("table.told_title", view.language, n=len(found)), found, columns)
