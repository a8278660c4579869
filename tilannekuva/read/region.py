"""A region's own page: its events and deadlines in order, its tallies beside them, and its share known and readiness."""

from collections.abc import Hashable
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from tilannekuva.read.cells import superseded
from tilannekuva.read.frames import frame, name
from tilannekuva.read.marks import plans
from tilannekuva.readiness import Readiness, readiness
from tilannekuva.store.tables import claim, region_group_member, source, workstream

DATED_KINDS = ("event", "deadline")
FIGURES = ("tally", "amount")


def region_events(db: Connection, region_code: str, on: date, known: date, language: str) -> pd.DataFrame:
    """Dated events and deadlines of a region, and plans with a day, newest first.

    Columns: claim_id, workstream_code, workstream, kind, certainty, fate (passed = a deadline gone by, held = told as
    happened, coming, running, unknown =
    planned, outcome not known), title, quote, valid (EDTF), valid_from_on, valid_to_on, time_of_day, source_id, source_title,
    publisher, url, known_on.
    """
    plan = plans(on, known)
    fates = select(plan.c.claim_id, plan.c.fate).where(plan.c.region_code == region_code).subquery("fate")
    passed = and_(claim.c.kind == "deadline", func.coalesce(claim.c.valid_to, claim.c.valid_from) < on)
    fate = case((passed, "passed"), (claim.c.certainty != "planned", "held"), else_=func.coalesce(fates.c.fate, _plain_fate(on)))
    query = (
        select(*_told(language), fate.label("fate"), claim.c.time_of_day)
        .join(workstream, workstream.c.workstream_code == claim.c.workstream_code)
        .join(source, source.c.source_id == claim.c.source_id)
        .outerjoin(fates, fates.c.claim_id == claim.c.claim_id)
        .where(
            claim.c.scope == region_code, claim.c.known_on <= known, claim.c.claim_id.not_in(superseded(known)),
            or_(
                and_(claim.c.kind.in_(DATED_KINDS), claim.c.certainty != "planned", claim.c.valid_from <= on),
                and_(claim.c.kind.in_((*DATED_KINDS, "plan")), claim.c.certainty == "planned", claim.c.known_on <= on),
            ),
        )
        .order_by(claim.c.valid_from.desc(), claim.c.claim_id)
    )  # fmt: skip
    return frame(db, query)


def _plain_fate(on: date) -> ColumnElement[str]:
    return case(
        (claim.c.valid_from > on, "coming"), (or_(claim.c.valid_to.is_(None), claim.c.valid_to >= on), "running"), else_="unknown"
    )  # fmt: skip


def _told(language: str) -> tuple[Any, ...]:
    return (
        claim.c.claim_id, claim.c.workstream_code, name(workstream, language).label("workstream"), claim.c.kind, claim.c.certainty,
        name(claim, language, "title").label("title"), claim.c.quote, claim.c.valid, claim.c.valid_from.label("valid_from_on"),
        claim.c.valid_to.label("valid_to_on"), claim.c.source_id, source.c.title.label("source_title"), source.c.publisher, source.c.url,
        claim.c.known_on,
    )  # fmt: skip


def region_figures(db: Connection, region_code: str, on: date, known: date, language: str) -> pd.DataFrame:
    """Tallies and sums that sources give of a region: shown as told, never added, neither to each other nor to dated events.

    Columns: those told of a claim (claim_id … known_on), value, unit, qualifier, amount_kind, cycle.
    """
    query = (
        select(*_told(language), claim.c.value, claim.c.unit, claim.c.qualifier, claim.c.amount_kind, claim.c.cycle)
        .join(workstream, workstream.c.workstream_code == claim.c.workstream_code)
        .join(source, source.c.source_id == claim.c.source_id)
        .where(
            claim.c.scope == region_code, claim.c.kind.in_(FIGURES), claim.c.known_on <= known, claim.c.valid_from <= on,
            claim.c.certainty != "planned", claim.c.claim_id.not_in(superseded(known)),
        )
        .order_by(claim.c.known_on.desc(), claim.c.claim_id)
    )  # fmt: skip
    return frame(db, query)


def region_groups_of(db: Connection, region_code: str) -> list[str]:
    """Return the codes of the groups that a region belongs to."""
    query = select(region_group_member.c.group_code).where(region_group_member.c.region_code == region_code)
    return sorted(db.execute(query).scalars())


def readiness_of(board: pd.DataFrame) -> Readiness:
    """Return readiness and the share known over the cells of a board, or of a part of one."""
    cells = zip(board["stage"], board["stage_rank"], board["weight"], strict=True)
    return readiness((stage, None if pd.isna(rank) else int(rank), int(weight)) for stage, rank, weight in cells)


def readiness_by_region(board: pd.DataFrame) -> dict[Hashable, Readiness]:
    """Return readiness and the share known of every region of a board, by region_code."""
    return {code: readiness_of(cells) for code, cells in board.groupby("region_code", sort=False)}
