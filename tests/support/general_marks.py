"""Marks over every claim, in plain Python and without read tables: what `read.marks` must agree with."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, RowMapping, select

from tilannekuva.readiness import HOLDING, PLAN_KINDS
from tilannekuva.store.tables import claim, region, region_group_member, step

Fate = tuple[str, str, str, str]
"""Region, workstream, planned claim, fate."""
COLUMNS = (
    "claim_id", "scope", "quantifier", "workstream_code", "cycle", "kind", "step_code", "certainty", "valid_from", "valid_to", "known_on",
    "relation", "related_claim_id",
)  # fmt: skip


def fates(db: Connection, on: date, known: date) -> list[Fate]:
    """Return the fate of every planned claim in each of its cells, sorted."""
    told = _in_cells(db, known)
    gone = {one["related_claim_id"] for _, one in told if one["relation"] == "supersedes"}
    held: dict[Any, list[RowMapping]] = defaultdict(list)
    for cell, one in told:
        if one["certainty"] in HOLDING and one["valid_from"] <= on:
            held[cell].append(one)
    orders = {(row.workstream_code, row.step_code): row.step_order for row in db.execute(select(step))}

    def order(one: RowMapping) -> int:
        return orders.get((one["workstream_code"], one["step_code"]), -1)

    def fate(plan: RowMapping, others: Iterable[RowMapping]) -> str:
        first, last = plan["valid_from"], plan["valid_to"] or plan["valid_from"]
        if first > on:
            return "coming"
        if plan["valid_to"] is None or last >= on:
            return "running"
        further = any(order(one) > order(plan) and (one["valid_to"] or one["known_on"]) >= first for one in others)
        event = any(one["kind"] == "event" and one["valid_from"] <= last and (one["valid_to"] or one["valid_from"]) >= first for one in others)
        return "held" if further or event else "unknown"

    return sorted(
        (cell[0], cell[1], one["claim_id"], fate(one, held[cell]))
        for cell, one in told
        if one["certainty"] == "planned" and one["kind"] in PLAN_KINDS and one["known_on"] <= on and one["claim_id"] not in gone
    )


def contradicted(db: Connection, known: date) -> set[tuple[str, str]]:
    """Return region and workstream of every cell that a claim of a contradiction reaches."""
    told = _in_cells(db, known)
    known_ids = set(db.execute(select(claim.c.claim_id).where(claim.c.known_on <= known)).scalars())
    named = db.execute(select(claim.c.claim_id, claim.c.related_claim_id).where(claim.c.relation == "contradicts")).all()
    sides = {one for pair in named if known_ids.issuperset(pair) for one in pair}
    return {(cell[0], cell[1]) for cell, one in told if one["claim_id"] in sides}


def group_statements(db: Connection, on: date, known: date) -> set[tuple[str, str]]:
    """Return region and workstream of every cell of whose group something is told with a step."""
    told = db.execute(select(claim).where(claim.c.known_on <= known)).mappings().all()
    gone = {one["related_claim_id"] for one in told if one["relation"] == "supersedes"}
    stated = [one for one in told if one["step_code"] and one["valid_from"] <= on and one["claim_id"] not in gone]
    members = db.execute(select(region_group_member)).all()
    return {(row.region_code, one["workstream_code"]) for one in stated for row in members if row.group_code == one["scope"]}


def _in_cells(db: Connection, known: date) -> list[tuple[tuple[str, str, str], RowMapping]]:
    """Return every claim known by then with each of its cells: region, workstream, round."""
    members: dict[str, list[str]] = defaultdict(list)
    for row in db.execute(select(region_group_member)):
        members[row.group_code].append(row.region_code)
    regions = set(db.execute(select(region.c.region_code)).scalars())
    found = []
    for one in db.execute(select(*(claim.c[name] for name in COLUMNS)).where(claim.c.known_on <= known)).mappings():
        named = [one["scope"]] if one["scope"] in regions and one["quantifier"] in (None, "named", "each") else []
        reached = named + (members[one["scope"]] if one["quantifier"] == "each" else [])
        found += [((code, one["workstream_code"], one["cycle"] or ""), one) for code in reached]
    return found
