"""Who says so: every claim behind a cell, the deciding one first, with its sentence, source and days."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, case, exists, func, literal, or_, select, union_all

from tilannekuva.read.cells import candidates, claim_cells, standing_claims, superseded
from tilannekuva.read.frames import frame, name
from tilannekuva.read.spells import stage_spells
from tilannekuva.readiness import ANNOUNCING
from tilannekuva.store.reach import of_step
from tilannekuva.store.tables import actor_role, claim, load, load_file, region, region_group, region_group_member, source, stage, step, workstream

ROLES = ("deciding", "candidate", "planned", "background", "group", "superseded")
"""What a claim does in its cell, in the order in which the evidence lists them."""


def cell_evidence(
    db: Connection, region_code: str, workstream_code: str, on: date, known: date, language: str, cycle: str | None = None
) -> pd.DataFrame:
    """Every claim known by *known* on region × workstream, or on a group that contains the region; with *cycle* of that round alone.

    Columns: claim_id, role (one of ROLES: deciding, candidate = could have decided, planned = its day is after *on*, background =
    moves no stage, group = stays on the group, superseded), title, quote, workstream_code, workstream, step, stage, stage_name,
    stage_rank, cycle, scope, scope_name, quantifier, kind, certainty, source_id, source_title, publisher, url, source_kind,
    source_language, valid (EDTF), valid_from_on, valid_to_on, reported (EDTF), recorded_on, known_on, actor_role, relation,
    related_claim_id, confidence, value, unit, file, row, load_no, file_sha256 (null where the load does not tell).
    """
    role = _role(region_code, workstream_code, on, known, every_round=cycle is not None)
    of_round = () if cycle is None else (claim.c.cycle == cycle,)
    query = (
        _told(role, language)
        .where(claim.c.workstream_code == workstream_code, claim.c.known_on <= known, _touches(region_code), *of_round)
        .order_by(case({code: place for place, code in enumerate(ROLES)}, value=role), claim.c.known_on.desc(), claim.c.claim_id)
    )
    return frame(db, query)


def claim_evidence(db: Connection, claim_id: str, known: date, language: str) -> pd.DataFrame:
    """One claim known by *known*, first, and the claims that it is tied to by a relation, in either direction.

    Columns: those of `cell_evidence`; role is named for the claim asked for and tied for the others.
    """
    role = case((claim.c.claim_id == claim_id, "named"), else_="tied")
    related = select(claim.c.related_claim_id).where(claim.c.claim_id == claim_id, claim.c.related_claim_id.is_not(None))
    query = (
        _told(role, language)
        .where(or_(claim.c.claim_id == claim_id, claim.c.related_claim_id == claim_id, claim.c.claim_id.in_(related)), claim.c.known_on <= known)
        .order_by(role, claim.c.known_on.desc(), claim.c.claim_id)
    )
    found = frame(db, query)
    return found if (found["role"] == "named").any() else found.iloc[0:0]


def contradictions(db: Connection, known: date, language: str) -> pd.DataFrame:
    """Claims known by *known* that contradict each other, two rows a pair, the one told first first.

    Columns: those of `cell_evidence` (role is always contradicting), pair (id of the claim that names the other).
    """
    other = claim.alias("other")
    pairs = select(claim.c.claim_id.label("one"), other.c.claim_id.label("two")).where(
        claim.c.relation == "contradicts", claim.c.related_claim_id == other.c.claim_id, claim.c.known_on <= known, other.c.known_on <= known
    ).subquery("pair")  # fmt: skip
    sides = union_all(select(pairs.c.one.label("pair"), pairs.c.one.label("claim_id")), select(pairs.c.one, pairs.c.two)).subquery("side")
    query = (
        _told(literal("contradicting"), language)
        .add_columns(sides.c.pair)
        .join(sides, sides.c.claim_id == claim.c.claim_id)
        .order_by(sides.c.pair, claim.c.known_on, claim.c.claim_id)
    )
    return frame(db, query)


def claim_words(db: Connection, language: str) -> pd.DataFrame:
    """Every claim in a word or two.  Columns: claim_id, title, source_id, source_title."""
    query = select(claim.c.claim_id, name(claim, language, "title").label("title"), claim.c.source_id, source.c.title.label("source_title"))
    return frame(db, query.join(source, source.c.source_id == claim.c.source_id))


def _told(role: ColumnElement[str], language: str) -> Select[Any]:
    newest = select(func.max(load.c.load_no)).scalar_subquery()
    query = (
        select(
            claim.c.claim_id, role.label("role"), name(claim, language, "title").label("title"), claim.c.quote,
            claim.c.workstream_code, name(workstream, language).label("workstream"),
            name(step, language).label("step"), step.c.stage, name(stage, language).label("stage_name"), step.c.stage_rank, claim.c.cycle,
            claim.c.scope, func.coalesce(name(region, language), name(region_group, language)).label("scope_name"),
            claim.c.quantifier, claim.c.kind, claim.c.certainty, claim.c.source_id, source.c.title.label("source_title"),
            source.c.publisher, source.c.url, source.c.kind.label("source_kind"), source.c.language.label("source_language"), claim.c.valid,
            claim.c.valid_from.label("valid_from_on"), claim.c.valid_to.label("valid_to_on"), claim.c.reported, claim.c.recorded_on,
            claim.c.known_on, func.coalesce(name(actor_role, language), claim.c.actor_role).label("actor_role"), claim.c.relation,
            claim.c.related_claim_id, claim.c.confidence, claim.c.value,
            claim.c.unit, claim.c.file, claim.c.row, newest.label("load_no"), load_file.c.sha256.label("file_sha256"),
        )
        .join(source, source.c.source_id == claim.c.source_id)
        .outerjoin(load_file, and_(load_file.c.file == claim.c.file, load_file.c.load_no == newest))
    )  # fmt: skip
    return with_names(query)


def with_names(query: Select[Any]) -> Select[Any]:
    """Join to a query of claims what names their codes: workstream, step, stage, role, region or group."""
    return (
        query.join(workstream, workstream.c.workstream_code == claim.c.workstream_code)
        .outerjoin(step, of_step(claim))
        .outerjoin(stage, stage.c.stage == step.c.stage)
        .outerjoin(actor_role, actor_role.c.actor_role == claim.c.actor_role)
        .outerjoin(region, region.c.region_code == claim.c.scope)
        .outerjoin(region_group, region_group.c.group_code == claim.c.scope)
    )


def _touches(region_code: str) -> ColumnElement[bool]:
    groups = select(region_group_member.c.group_code).where(region_group_member.c.region_code == region_code)
    return or_(claim.c.scope == region_code, claim.c.scope.in_(groups))


def _role(region_code: str, workstream_code: str, on: date, known: date, every_round: bool) -> ColumnElement[str]:
    def ids(found: Subquery) -> Select[tuple[str]]:
        return select(found.c.claim_id).where(found.c.region_code == region_code, found.c.workstream_code == workstream_code)

    cells = claim_cells()
    in_cell = exists(select(cells.c.claim_id).where(cells.c.claim_id == claim.c.claim_id, cells.c.region_code == region_code))
    return case(
        (claim.c.claim_id.in_(ids(standing_claims(on, known, every_round))), "deciding"),
        (claim.c.claim_id.in_(superseded(known)), "superseded"),
        (~in_cell, "group"),
        (claim.c.claim_id.in_(ids(candidates(on, known))), "candidate"),
        (and_(claim.c.certainty.in_(ANNOUNCING), claim.c.valid_from > on), "planned"),
        else_="background",
    )


def cell_history(db: Connection, region_code: str, workstream_code: str, known: date, language: str) -> pd.DataFrame:
    """The stages that a cell has gone through, as known on *known*: one row each time the deciding claim changes.

    Columns: from_on (first day on which it decides), claim_id, stage, stage_rank, stage_name, step, cycle, title.
    """
    spells = stage_spells(db, workstream_code, known, known, language)
    columns = ["from_on", "claim_id", "stage", "stage_rank", "stage_name", "step", "cycle", "title"]
    return spells.loc[spells["region_code"] == region_code, columns].reset_index(drop=True)
