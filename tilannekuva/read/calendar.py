"""What has a day: events, deadlines and plans of every region and group, and the national milestones."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, or_, select, union_all

from tilannekuva.read.cells import superseded
from tilannekuva.read.frames import frame, name
from tilannekuva.read.groups import group_members
from tilannekuva.read.marks import plans
from tilannekuva.readiness import ANNOUNCING, HOLDING
from tilannekuva.store.tables import claim, load, region, region_group, source, timeline, workstream

DATED_KINDS = ("event", "deadline")
LAST_ORDER = 900
"""Where groups and areas off the board stand: after every region."""
_DOUBT = re.compile(r"[~?%X]")
_DAYS = re.compile(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d|\d{1,2}\.(\d{1,2}\.)?(\d{4})? ?[–-] ?\d{1,2}\.\d{1,2}\.\d{4}")


def told(language: str) -> tuple[Any, ...]:
    """Return the columns that tell of a claim and its source, for a query that joins workstream and source."""
    return (
        claim.c.claim_id, claim.c.workstream_code, name(workstream, language).label("workstream"), claim.c.kind, claim.c.certainty,
        name(claim, language, "title").label("title"), claim.c.quote, claim.c.valid, claim.c.valid_from.label("valid_from_on"),
        claim.c.valid_to.label("valid_to_on"), claim.c.source_id, source.c.title.label("source_title"), source.c.publisher, source.c.url,
        source.c.language.label("source_language"), claim.c.known_on,
    )  # fmt: skip


def dated_claims(on: date, known: date, language: str) -> Select[Any]:
    """Events and deadlines told by day *on*, past and coming, and plans with a day, as known on day *known*.

    Columns: those of `told`, fate (held = told as happened, ahead = told as a fact and still to come, ongoing = a span told as a
    fact that runs, passed = a deadline gone by, coming, running, unknown = planned, outcome not known), time_of_day.
    """
    plan = plans(on, known)
    # Materialized, as PostgreSQL would ask the fates of all plans anew for each claim.
    fates = select(plan.c.claim_id, func.max(plan.c.fate).label("fate")).group_by(plan.c.claim_id).cte("fate").prefix_with("MATERIALIZED")
    return (
        select(*told(language), _fate(fates.c.fate, on).label("fate"), claim.c.time_of_day)
        .join(workstream, workstream.c.workstream_code == claim.c.workstream_code)
        .join(source, source.c.source_id == claim.c.source_id)
        .outerjoin(fates, fates.c.claim_id == claim.c.claim_id)
        .where(
            claim.c.known_on <= known, claim.c.claim_id.not_in(superseded(known)),
            or_(
                and_(claim.c.kind.in_(DATED_KINDS), claim.c.certainty.in_(HOLDING), or_(claim.c.valid_from <= on, claim.c.known_on <= on)),
                and_(claim.c.kind.in_(DATED_KINDS), claim.c.certainty.in_(ANNOUNCING), claim.c.known_on <= on),
                and_(claim.c.kind == "plan", claim.c.certainty == "planned", claim.c.known_on <= on),
            ),
        )
    )  # fmt: skip


def _fate(planned_fate: ColumnElement[str], on: date) -> ColumnElement[str]:
    last, announced = func.coalesce(claim.c.valid_to, claim.c.valid_from), claim.c.certainty.in_(ANNOUNCING)
    plain = case((claim.c.valid_from > on, "coming"), (or_(claim.c.valid_to.is_(None), claim.c.valid_to >= on), "running"), else_="unknown")
    return case(
        (and_(claim.c.kind == "deadline", last < on), "passed"),
        (and_(claim.c.kind == "deadline", announced), "coming"),
        (announced, func.coalesce(planned_fate, plain)),
        (or_(claim.c.kind == "deadline", claim.c.valid_from > on), "ahead"),
        (and_(claim.c.valid.like("%/%"), claim.c.valid_to >= on), "ongoing"),
        else_="held",
    )


def calendar_items(db: Connection, on: date, known: date, language: str) -> pd.DataFrame:
    """Everything with a day, of every region and group, earliest first.

    Columns: those of `dated_claims`, scope (a region or a group), scope_name, scope_order, region_codes (tuple: the region, or the
    members of the group), precision (day, window = from a day to a day, loose = no certain day), quantifier, cycle.
    """
    query = (
        dated_claims(on, known, language)
        .add_columns(
            claim.c.scope, func.coalesce(name(region, language), name(region_group, language)).label("scope_name"),
            func.coalesce(region.c.sort_order, LAST_ORDER).label("scope_order"), claim.c.quantifier, claim.c.cycle,
        )
        .outerjoin(region, region.c.region_code == claim.c.scope)
        .outerjoin(region_group, region_group.c.group_code == claim.c.scope)
        .order_by(claim.c.valid_from, func.coalesce(claim.c.valid_to, claim.c.valid_from), "scope_order", claim.c.claim_id)
    )  # fmt: skip
    found = frame(db, query)
    members = group_members(db)
    found["region_codes"] = [members.get(scope, (scope,)) for scope in found["scope"]]
    days = zip(found["valid"], found["valid_from_on"], found["valid_to_on"], strict=True)
    found["precision"] = pd.Series([precision(*each) for each in days], index=found.index, dtype="object")
    return found


def precision(valid: str | None, first: Any, last: Any) -> str:
    """Return how exactly a claim tells its days: day, window (from a day to a day), or loose."""
    if not valid or _DOUBT.search(valid) or pd.isna(last):
        return "loose"
    if first == last and ".." not in valid:
        return "day"
    return "window" if _DAYS.fullmatch(valid) else "loose"


def items_of(items: pd.DataFrame, region_codes: Collection[str], workstreams: Collection[str]) -> pd.DataFrame:
    """Return the items of some regions and workstreams, with the statements on groups that one of the regions belongs to.

    No region stands for every region, no workstream for every workstream.
    """
    left = items
    if region_codes:
        wanted = frozenset(region_codes)
        left = left[pd.Series([not wanted.isdisjoint(codes) for codes in left["region_codes"]], index=left.index, dtype=bool)]
    return left[left["workstream_code"].isin(workstreams)] if workstreams else left


def national_milestones(db: Connection, known: date, language: str) -> pd.DataFrame:
    """National milestones that had begun by day *known*: the timeline tells no day on which each became known.

    Columns: code, title, valid (EDTF), valid_from_on, valid_to_on, category, certainty, source_title, publisher, url.
    """
    query = (
        select(
            timeline.c.code, name(timeline, language, "title").label("title"), timeline.c.valid, timeline.c.valid_from.label("valid_from_on"),
            timeline.c.valid_to.label("valid_to_on"), timeline.c.category, timeline.c.certainty, source.c.title.label("source_title"),
            source.c.publisher, source.c.url,
        )
        .join(source, source.c.source_id == timeline.c.source_id)
        .where(timeline.c.valid_from <= known)
        .order_by(timeline.c.valid_from, timeline.c.code)
    )  # fmt: skip
    return frame(db, query)


def calendar_names(db: Connection, language: str) -> pd.DataFrame:
    """What a feed may be asked of.  Columns: kind (region, group, workstream), code, name."""
    parts = (
        select(literal("region").label("kind"), region.c.region_code.label("code"), name(region, language).label("name")).where(region.c.on_board),
        select(literal("group"), region_group.c.group_code, name(region_group, language)),
        select(literal("workstream"), workstream.c.workstream_code, name(workstream, language)),
    )
    every = union_all(*parts).subquery()
    return frame(db, select(*every.c).order_by(every.c.kind, every.c.code))


def revisions(db: Connection, known: date) -> pd.DataFrame:
    """How often a dated claim was replaced: the claim that stands for the first one, and how many came in between.

    Columns: claim_id, first_claim_id, sequence (1 for the first replacement). Where several claims replace one, the one of the
    same kind goes on from it, else the smallest claim_id; the others begin anew and are not named here.
    """
    old = claim.alias("old")
    query = (
        select(claim.c.claim_id, old.c.claim_id.label("old_id"))
        .join(old, old.c.claim_id == claim.c.related_claim_id)
        .where(claim.c.relation == "supersedes", claim.c.known_on <= known)
        .order_by(case((claim.c.kind == old.c.kind, 0), else_=1), claim.c.claim_id)
    )
    after: dict[str, str] = {}
    for new_id, old_id in db.execute(query):
        after.setdefault(old_id, new_id)
    before = {new_id: old_id for old_id, new_id in after.items()}
    rows = [(new_id, *_first(new_id, before)) for new_id in sorted(before)]
    return pd.DataFrame(rows, columns=["claim_id", "first_claim_id", "sequence"])


def _first(claim_id: str, before: dict[str, str]) -> tuple[str, int]:
    seen = [claim_id]
    # Rows that name each other in a circle end where they began.
    while (older := before.get(seen[-1])) is not None and older not in seen:
        seen.append(older)
    return seen[-1], len(seen) - 1


def loaded_at(db: Connection) -> str:
    """Return when the generation was loaded: UTC, ISO 8601."""
    return str(db.execute(select(load.c.loaded_at).order_by(load.c.load_no.desc()).limit(1)).scalar_one())
