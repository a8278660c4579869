"""A meeting pack from its definition: each section asks the read model and gives its parts, the same for every kind of file."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from tilannekuva.exhibits import avustus, hyte, muutokset, tilanne
from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.definition import Definition
from tilannekuva.exhibits.stamping import source_words, stamp
from tilannekuva.exports.pack import Pack, Part
from tilannekuva.figures.calendar import day_words, items_table, outlook, outlook_words
from tilannekuva.figures.cell import mark_words
from tilannekuva.figures.changes import basis_words, change_table
from tilannekuva.figures.changes import finding_words as finding_of_changes
from tilannekuva.figures.grant_calls import calls_sentence, calls_table
from tilannekuva.figures.hyte import hyte_words, judged_sentence
from tilannekuva.figures.summary import finding_words
from tilannekuva.figures.table import Column, Table
from tilannekuva.figures.when import when
from tilannekuva.read.calendar import items_of
from tilannekuva.read.grants import CALL
from tilannekuva.read.region import readiness_of
from tilannekuva.readiness import NO_INFORMATION
from tilannekuva.texts import percent, text

Section = Callable[[Ask, Definition], list[Part]]
MOST_ON_ONE_PAGE, MOST_RISKS = 5, 24
RISKS = ("overdue", "contradicted", "outcome_unknown", "unverified", "stale")
"""Marks that a meeting should know of, the gravest first."""


def pack(read: Callable[..., object], definition: Definition) -> Pack:
    """Return the pack of a definition, read by `read(name, …)` from one generation."""
    ask = Ask(read, definition.view())
    parts = [part for name in definition.sections if name in SECTIONS for part in SECTIONS[name](ask, definition)]
    title = text("pack.title", definition.language, whose=whose(ask))
    tables = [table for part in parts for table in part.tables]
    return Pack(stamp(ask, title, tables), tuple(parts))


def whose(ask: Ask) -> str:
    """Return whose situation it is, in words: the regions chosen, or all."""
    view = ask.view
    if not view.regions:
        return text("pack.all_regions", view.language)
    names = ask.frame("regions", view.language).set_index("region_code")["region"]
    return ", ".join(names[code] for code in view.regions)


def _one_page(ask: Ask, definition: Definition) -> list[Part]:
    view, cells = ask.view, ask.board()
    ready = readiness_of(cells)
    known = int((cells["stage"] != NO_INFORMATION).sum())
    lead = [text("pack.lead_known", view.language, known=known, total=len(cells))]
    if ready.share is not None:
        lead.append(text("pack.lead_ready", view.language, share=percent(ready.share, view.language), known=ready.known, total=ready.alive))
    counts = {mark: int(cells[mark].sum()) for mark in ("overdue", "unverified", "stale")}
    lead.append(text("pack.lead_marks", view.language, **counts))
    whole = tilanne.board(ask)
    own = tuple(column for column in whole.columns if column.name in ("workstream", "stage", "step", "known_on", "marks"))
    main = tilanne.stages(ask) if len(view.regions) != 1 else replace(whole, title=text("pack.own_cells", view.language), columns=own, spread=None)
    found = replace(_marked(ask, RISKS[:3]), title=text("pack.most_urgent", view.language))
    urgent = replace(found, frame=found.frame.head(MOST_ON_ONE_PAGE))
    return [_part(ask, "one_page", finding_words(cells, view.language), lead, main, urgent)]


def _decisions(ask: Ask, definition: Definition) -> list[Part]:
    """The reader's own lines; without any, what the data leave open and a meeting may have to settle."""
    language = ask.view.language
    if definition.decisions:
        title = text("pack.decisions_title", language, n=len(definition.decisions))
        return [Part("decisions", title, tuple(f"{nth}. {line}" for nth, line in enumerate(definition.decisions, 1)))]
    table = _marked(ask, RISKS[:3])
    title = text("pack.open_title", language, n=len(table.frame))
    return [_part(ask, "decisions", title, [text("pack.decisions_none", language)], replace(table, title=title))]


def _changes(ask: Ask, definition: Definition) -> list[Part]:
    """What changed between the two days, each as known then; corrections apart."""
    language, pair = ask.view.language, muutokset.sides(definition.compare, ask.view, at_once=False)
    changes = muutokset.cells(ask, pair)
    tables = (change_table(changes, pair.since, pair.now, language, corrections=corrections) for corrections in (False, True))
    title = finding_of_changes(changes, pair.since, pair.now, definition.on, language)
    return [_part(ask, "changes", title, [basis_words(changes, pair.since, pair.now, pair.at_once, language)], *tables)]


def _next(ask: Ask, definition: Definition) -> list[Part]:
    """What is known of the four weeks to come, and what comes first where they are empty."""
    view = ask.view
    items = items_of(ask.frame("calendar", view.on, view.known, view.language), view.regions, view.workstreams)
    seen = outlook(items, view.on)
    title = outlook_words(seen, len(view.regions) or len(ask.frame("regions", view.language)), view.language)
    near = [("calendar.next", seen.coming), ("calendar.previous", seen.previous)]
    lead = [f"{text(key, view.language)}: {item['title']} ({day_words(item, view.language)})" for key, item in near if item]
    table = items_table("tulossa", title, seen.soon, view.language)
    return [_part(ask, "next", title, lead, table)]


def _tracks(ask: Ask, definition: Definition) -> list[Part]:
    """A part for each workstream: the stage of every region. Of one region: what is told, in one part."""
    if len(ask.view.regions) == 1:
        table = tilanne.told(ask)
        return [_part(ask, "tracks", table.title, [], table)]
    codes = ask.board().drop_duplicates("workstream_code").sort_values("workstream_order")["workstream_code"]
    tables = [tilanne.track(ask, code) for code in codes]
    return [_part(ask, "tracks", table.title, [], table) for table in tables]


def _hyte(ask: Ask, definition: Definition) -> list[Part]:
    """The yearly negotiation: what is known of every year, and what is told of the ones held."""
    language, cells = ask.view.language, hyte.cells(ask)
    if cells.empty:
        return []
    lead = [words for words in (judged_sentence(cells, language),) if words]
    return [_part(ask, "hyte", hyte_words(cells, ask.view.on, language), lead, hyte.tiles(ask), hyte.negotiations(ask), hyte.duty(ask))]


def _calls(ask: Ask, definition: Definition) -> list[Part]:
    """Calls that are open or to come, and those of the year."""
    view, found = ask.view, avustus.told(ask, "grant_calls")
    regions = len(avustus.cells(ask, CALL))
    if not regions:
        return []
    title = calls_sentence(found, regions, view.on, view.on, view.language)
    years = sorted(year for year in found["cycle"].unique() if year >= str(view.on.year))
    tables = [calls_table(found[found["cycle"] == year], regions, year, view.language) for year in years]
    return [_part(ask, "calls", title, [], *tables)]


def _risks(ask: Ask, definition: Definition) -> list[Part]:
    table = _marked(ask, RISKS)
    title = text("pack.risks_title", ask.view.language, n=len(table.frame))
    shown = table if len(table.frame) <= MOST_RISKS else _grouped(ask, table)
    return [_part(ask, "risks", title, [text("pack.risks_lead", ask.view.language)], replace(shown, title=title))]


def _grouped(ask: Ask, table: Table) -> Table:
    """The marked cells by mark and workstream, with the regions in one line: the annex has them one by one."""
    language = ask.view.language
    groups = table.frame.groupby(["mark", "workstream"], sort=False)
    rows = [{"mark": mark, "workstream": track, "cells": len(cells), "regions": ", ".join(cells["region"])} for (mark, track), cells in groups]
    columns = (
        Column("mark", text("table.marks", language)), Column("workstream", text("filter.track", language)),
        Column("cells", text("table.total", language), "number"), Column("regions", text("filter.area", language)),
    )  # fmt: skip
    return replace(table, frame=pd.DataFrame(rows).assign(source_id=None), columns=columns)


def _annex(ask: Ask, definition: Definition) -> list[Part]:
    language = ask.view.language
    board = tilanne.board(ask)
    sources = source_words(ask, [board])
    stages = ask.frame("stages", language)
    meaning = (Column("stage", text("table.stage", language), "stage"), Column("meaning", text("pack.meaning", language)))
    words = [
        {"mark": text(f"mark.{mark}", language), "meaning": text(f"mark.{mark}_help", language)} for mark in (*RISKS, "earlier_round", "group_only")
    ]
    marks = (Column("mark", text("table.marks", language)), Column("meaning", text("pack.meaning", language)))
    listed = pd.DataFrame({"place": range(1, len(sources) + 1), "source": sources})
    return [
        Part("annex", text("pack.annex_board", language), tables=(replace(board, title=text("pack.annex_board", language)),)),
        Part("annex", text("pack.annex_sources", language, n=len(sources)), tables=(Table("lahteet", "", listed, (
            Column("place", text("pack.number", language), "number"), Column("source", text("source.label", language)))),)),
        Part("annex", text("pack.annex_words", language), tables=(
            Table("vaiheet-selitys", text("pack.annex_stages", language), stages, meaning),
            Table("merkinnat-selitys", text("pack.annex_marks", language), pd.DataFrame(words), marks),
        )),
    ]  # fmt: skip


def _marked(ask: Ask, marks: tuple[str, ...]) -> Table:
    """The cells that carry one of the marks, the gravest first, each once for every mark."""
    language, cells = ask.view.language, ask.board()
    found = []
    for mark in marks:
        for cell in cells[cells[mark]].sort_values(["workstream_order", "region_order"]).to_dict("records"):
            told = when(cell["valid"], language) if cell["valid"] else ""
            found.append({**cell, "mark": mark_words(cell, mark, language), "told": told})
    frame = pd.DataFrame(found, columns=[*cells.columns, "mark", "told"])
    columns = (
        Column("mark", text("table.marks", language)), Column("region", text("board.region_column", language)),
        Column("workstream", text("board.choose_track", language)), Column("stage", text("table.stage", language), "stage"),
        Column("known_on", text("evidence.known_on", language), "day"),
    )  # fmt: skip
    return Table("huomiot", text("pack.marked", language), frame, columns)


def _part(ask: Ask, key: str, title: str, lead: list[str], *tables: Table) -> Part:
    kept = tuple(table for table in tables if len(table.frame))
    return Part(key, title, tuple(lead), kept, source_words(ask, kept))


SECTIONS: Mapping[str, Section] = {
    "one_page": _one_page,
    "decisions": _decisions,
    "changes": _changes,
    "tracks": _tracks,
    "hyte": _hyte,
    "calls": _calls,
    "risks": _risks,
    "next": _next,
    "annex": _annex,
}
"""How each section of a pack is made."""
