"""What needs someone: the cells behind each mark, silent regions, and the statements on groups of regions."""

from operator import itemgetter

import pandas as pd

from tilannekuva.figures.cell import Cell, cell_place, mark_words, step_words
from tilannekuva.figures.elements import Element, el, link, stage_badge
from tilannekuva.figures.records import Record, records
from tilannekuva.figures.summary import is_done
from tilannekuva.figures.when import when
from tilannekuva.readiness import NO_INFORMATION
from tilannekuva.texts import day, text

LISTS = ("overdue", "contradicted", "outcome_unknown", "next", "stale", "unverified", "done")
"""The lists of cells, the gravest first; the first that is not empty stands open. Each key figure opens its own."""


def attention_lists(board: pd.DataFrame, language: str) -> Element:
    """Return a list of cells for each mark, every one of which opens its evidence, and the silent regions."""
    cells = sorted(records(board), key=itemgetter("workstream_order", "region_order"))
    found = {mark: [cell for cell in cells if _listed(cell, mark)] for mark in LISTS}
    opened = next((mark for mark in LISTS if len(found[mark])), None)
    lists = [_list(mark, cells, language, mark == opened) for mark, cells in found.items()]
    return el("div", lists, silent_regions(board, language))


def _listed(cell: Record, mark: str) -> bool:
    if mark == "next":
        return bool(pd.notna(cell["next_on"]))
    if mark == "done":
        return is_done(cell["stage_rank"])
    return bool(cell[mark])


def _list(mark: str, cells: list[Record], language: str, opened: bool) -> Element:
    items = [
        el(
            "li",
            el(
                "button",
                text("board.item", language, region=record["region"], track=record["workstream"]),
                type="button",
                class_="plain",
                data_press=f"cell:{cell_place(record)}",
            ),
            el(
                "span",
                mark_words(record, mark, language) if mark in ("next", "earlier_round") else str(record["stage_name"]),
                class_="note",
            ),
        )
        for record in cells
    ]
    body = el("ul", items, class_="list") if items else el("p", text("attention.none", language), class_="note")
    heading = el("summary", text(f"attention.{mark}", language, n=len(items)))
    return el("details", heading, body, open="" if opened else None, data_list=mark)


def silent_regions(board: pd.DataFrame, language: str) -> Element:
    """Return the regions of which no source tells anything on this day."""
    everywhere = sorted({*zip(board["region_order"], board["region_code"], board["region"], strict=True)})
    told = {code for code, stage in zip(board["region_code"], board["stage"], strict=True) if stage != NO_INFORMATION}
    silent = [(code, region) for _, code, region in everywhere if code not in told]
    items = [el("li", el("button", region, type="button", class_="plain", data_press=f"region:{code}")) for code, region in silent]
    body = el("ul", items, class_="list") if items else el("p", text("attention.none", language), class_="note")
    return el("details", el("summary", text("attention.silent", language, n=len(items))), body)


def group_list(statements: pd.DataFrame, language: str) -> Element:
    """Return the statements on groups of regions with their bounds, their sentence and their source."""
    if statements.empty:
        return el("p", text("groups.none", language), class_="note")
    items = [_statement(record, language) for record in records(statements)]
    return el("div", el("p", text("board.groups_note", language), class_="note"), el("div", items, class_="cards"))


def share_words(record: Cell, language: str) -> str:
    """Return the group of a statement and how much of it is spoken of; a group named as such is named alone."""
    if record["quantifier"] in (None, "named"):
        return str(record["group_name"])
    named = {"group": record["group_name"], "members": record["members"], "quantifier": text(f"quantifier.{record['quantifier']}", language)}
    low, high = record["bounds_low"], record["bounds_high"]
    if not record["members"]:
        return text("groups.whole", language, **named)
    if pd.isna(low) or low == record["members"]:
        return text("groups.no_bounds", language, **named)
    if low == high:
        return text("groups.exact", language, n=low, **named)
    return text("groups.bounds", language, low=low, high=high, **named)


def _days(record: Cell, language: str) -> str:
    told = [("evidence.valid", when(record["valid"], language)), ("evidence.reported", when(record["reported"], language))]
    told.append(("evidence.known_on", day(record["known_on"], language)))
    return " · ".join(f"{text(key, language)}: {words}" for key, words in told if words)


def _statement(record: Cell, language: str) -> Element:
    source = link(record["url"], str(record["source_title"]), hint=text("a11y.opens_new_tab", language), lang=record["source_language"])
    return el(
        "article",
        el("h4", str(record["workstream"])),
        stage_badge(str(record["stage"]), step_words(record)),
        el("p", str(record["title"])),
        el("p", share_words(record, language), class_="note"),
        el("blockquote", f"”{record['quote']}”", lang=record["source_language"]),
        el("p", _days(record, language), class_="note"),
        el("p", source, class_="note"),
        class_="card",
    )
