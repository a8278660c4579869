"""Statements on groups of regions: shown beside the board with their bounds, never in a cell."""

from datetime import date
from functools import cache
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Date, Select, bindparam, case, func, or_, select

from tilannekuva.read.cells import superseded
from tilannekuva.read.frames import frame, name
from tilannekuva.readiness import bounds
from tilannekuva.store.reach import of_step
from tilannekuva.store.tables import claim, region_group, region_group_member, source, stage, step, workstream

WHOLE = ("UUSIMAA",)
"""Groups that are a place of their own: a claim on one says nothing of its areas, so it has no members to count (point 6 of the rule)."""


def group_statements(db: Connection, on: date, known: date, language: str) -> pd.DataFrame:
    """Claims with a step on a group of regions that hold by day *on* as known on *known*, those shown at each member left out.

    Columns: claim_id, group_code, group_name, members (count; 0 for one of WHOLE), member_codes (tuple), quantifier, bounds_low,
    bounds_high (equal where the source counts the areas; null where the words name no share), workstream_code, workstream, step, stage,
    stage_name, title, quote, source_id, source_title, source_language, publisher, url, valid (EDTF), reported (EDTF), known_on, cycle.
    """
    found = frame(db, _statements(language), {"on": on, "known": known})
    members = group_members(db)
    found["member_codes"] = [members.get(code, ()) for code in found["group_code"]]
    found["members"] = [0 if code in WHOLE else len(codes) for code, codes in zip(found["group_code"], found["member_codes"], strict=True)]
    counted = zip(found["quantifier"], found["members"], found.pop("told_count"), strict=True)
    pairs = [_bounds(quantifier, members, None if pd.isna(told) else int(told)) for quantifier, members, told in counted]
    found["bounds_low"] = pd.array([low for low, _ in pairs], dtype="Int16")
    found["bounds_high"] = pd.array([high for _, high in pairs], dtype="Int16")
    return found


@cache
def _statements(language: str) -> Select[Any]:
    """Return the query of the statements for any two days, which it asks for as on and known."""
    on, known = bindparam("on", type_=Date), bindparam("known", type_=Date)
    return (
        select(
            claim.c.claim_id, claim.c.scope.label("group_code"), name(region_group, language).label("group_name"),
            claim.c.quantifier, case((claim.c.unit == "counties", claim.c.value)).label("told_count"), claim.c.workstream_code,
            name(workstream, language).label("workstream"),
            name(step, language).label("step"), step.c.stage, name(stage, language).label("stage_name"),
            name(claim, language, "title").label("title"), claim.c.quote, claim.c.source_id, source.c.title.label("source_title"),
            source.c.language.label("source_language"), source.c.publisher, source.c.url, claim.c.valid, claim.c.reported,
            claim.c.known_on, claim.c.cycle,
        )
        .join(region_group, region_group.c.group_code == claim.c.scope)
        .join(workstream, workstream.c.workstream_code == claim.c.workstream_code)
        .join(step, of_step(claim))
        .join(stage, stage.c.stage == step.c.stage)
        .join(source, source.c.source_id == claim.c.source_id)
        .where(
            func.coalesce(claim.c.quantifier, "named") != "each", claim.c.known_on <= known, claim.c.valid_from <= on,
            claim.c.claim_id.not_in(superseded(known)),
            workstream.c.on_board,
            or_(workstream.c.valid_from.is_(None), workstream.c.valid_from <= on),
            or_(workstream.c.valid_to.is_(None), workstream.c.valid_to >= on),
        )
        .order_by(workstream.c.sort_order, claim.c.known_on.desc(), claim.c.claim_id)
    )  # fmt: skip


def _bounds(quantifier: str | None, members: int, told: int | None) -> tuple[int | None, int | None]:
    """How many of the members are spoken of: as the source counts them, or else as its words allow."""
    if not members:
        return None, None
    return (told, told) if told is not None else bounds(quantifier or "", members) or (None, None)


def group_members(db: Connection) -> dict[str, tuple[str, ...]]:
    """Return the region codes of every group, by the code of the group."""
    members: dict[str, tuple[str, ...]] = {}
    query = select(region_group_member.c.group_code, region_group_member.c.region_code).order_by(*region_group_member.primary_key.columns)
    for group_code, region_code in db.execute(query):
        members[group_code] = (*members.get(group_code, ()), region_code)
    return members
