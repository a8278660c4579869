"""Steering groups: in which regions they are known to have met, meetings and events with a day, tallies, and the seats of CSOs."""

from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, or_, select

from tilannekuva.read.calendar import dated_claims
from tilannekuva.read.cells import claim_cells, superseded
from tilannekuva.read.frames import frame, name
from tilannekuva.readiness import ANNOUNCING, HOLDING, TOP_RANK
from tilannekuva.store.reach import of_step
from tilannekuva.store.tables import claim, region, source, step

TRACK = "steering_group"
MEETINGS, SEATS, INVITED = "meetings", "cso_representatives", "cso_members_invited"
"""Units of a count of meetings and of seats of CSOs; the step at which a CSO has been invited or chosen."""
LONGEST_DAYS = 100
"""A time no longer than a season has a place on the strip; a year has none."""


def steering_regions(db: Connection, on: date, known: date, language: str) -> pd.DataFrame:
    """What is known by day *on*, as known on *known*, of the steering group of every region on the board.

    Columns: region_code, region, region_order, workstream_code, told (a source tells of the group), met (known to have met: a meeting
    or a count of meetings is told, or a step whose test is a meeting), seated (a CSO has a seat, or has been invited or chosen).
    """
    cells = claim_cells()
    holds = and_(claim.c.certainty.in_(HOLDING), claim.c.valid_from <= on)
    met = and_(holds, or_(and_(claim.c.unit == MEETINGS, func.coalesce(claim.c.value, 1) > 0), func.coalesce(step.c.stage_rank, 0) == TOP_RANK))
    seated = and_(holds, or_(and_(claim.c.unit == SEATS, func.coalesce(claim.c.value, 1) > 0), func.coalesce(claim.c.step_code, "") == INVITED))
    told = (
        select(cells.c.region_code, func.max(case((met, 1), else_=0)).label("met"), func.max(case((seated, 1), else_=0)).label("seated"))
        .select_from(claim)
        .join(cells, cells.c.claim_id == claim.c.claim_id)
        .outerjoin(step, of_step(claim))
        .where(*_known(known), or_(holds, and_(claim.c.certainty.in_(ANNOUNCING), claim.c.known_on <= on)))
        .group_by(cells.c.region_code)
        .subquery("told")
    )
    query = (
        select(
            region.c.region_code, name(region, language).label("region"), region.c.sort_order.label("region_order"),
            told.c.region_code.is_not(None).label("told"), (func.coalesce(told.c.met, 0) == 1).label("met"),
            (func.coalesce(told.c.seated, 0) == 1).label("seated"),
        )
        .outerjoin(told, told.c.region_code == region.c.region_code)
        .where(region.c.on_board)
        .order_by(region.c.sort_order)
    )  # fmt: skip
    return frame(db, query, flags=("told", "met", "seated")).assign(workstream_code=TRACK)


def _known(known: date) -> tuple[ColumnElement[bool], ...]:
    return (claim.c.workstream_code == TRACK, claim.c.known_on <= known, claim.c.claim_id.not_in(superseded(known)))


def steering_events(db: Connection, on: date, known: date, language: str) -> pd.DataFrame:
    """Meetings, decisions, topics and plans of the regions' steering groups, oldest first.

    With them the single events that a source tells of in the same breath: of the same region and source as a claim on the group.
    Columns: those of `read.calendar.dated_claims`, region_code, region, region_order, step, relation, related_claim_id, meeting (a meeting
    of the group), on_strip (it has a day or month of its own: no part of another event, and no plan that another event fulfilled).
    """
    beside = claim.alias("beside")
    same_source = exists(
        select(beside.c.claim_id).where(beside.c.workstream_code == TRACK, beside.c.scope == claim.c.scope, beside.c.source_id == claim.c.source_id)
    )
    query = (
        dated_claims(on, known, language)
        .add_columns(
            claim.c.scope.label("region_code"), name(region, language).label("region"), region.c.sort_order.label("region_order"),
            name(step, language).label("step"), claim.c.relation, claim.c.related_claim_id,
            and_(claim.c.workstream_code == TRACK, func.coalesce(claim.c.unit, "") == MEETINGS).label("meeting"),
        )
        .join(region, region.c.region_code == claim.c.scope)
        .outerjoin(step, of_step(claim))
        .where(
            region.c.on_board,
            or_(claim.c.workstream_code == TRACK, and_(claim.c.workstream_code == "event", claim.c.kind == "event", same_source)),
        )
        .order_by(claim.c.valid_from, region.c.sort_order, claim.c.claim_id)
    )  # fmt: skip
    found = frame(db, query, flags=("meeting",))
    return found.assign(on_strip=_on_strip(found), workstream_code=TRACK)


def _on_strip(events: pd.DataFrame) -> pd.Series:
    """Which events stand on the strip, each meeting once."""
    has_start = ~events["valid"].fillna("..").str.startswith(("..", "/"))
    short = (events["valid_to_on"] - events["valid_from_on"]).dt.days <= LONGEST_DAYS
    part = (events["relation"] == "part_of") & events["related_claim_id"].isin(events["claim_id"])
    fulfilled = (events["certainty"] == "planned") & (events["fate"] == "held")
    return has_start & short & ~part & ~fulfilled


def steering_tallies(db: Connection, on: date, known: date, language: str) -> pd.DataFrame:
    """Counts of meetings up to a day, as sources tell them: never added to the meetings with a day.

    Columns: claim_id, region_code, region, region_order, workstream_code, value, unit, qualifier, valid (EDTF), title, source_id,
    source_title, url, known_on.
    """
    return _counts(db, MEETINGS, on, known, language)


def steering_seats(db: Connection, on: date, known: date, language: str) -> pd.DataFrame:
    """The seats of CSOs in each region's steering group, as told last.

    Columns: those of `steering_tallies`, same_as (tuple of claim ids: seats of other regions that the same person holds).
    """
    found = _counts(db, SEATS, on, known, language).drop_duplicates("region_code", keep="last").reset_index(drop=True)
    linked = select(claim.c.claim_id, claim.c.related_claim_id).where(*_known(known), claim.c.relation == "same_actor_as")
    pairs = [tuple(pair) for pair in db.execute(linked)]
    both = [*pairs, *((two, one) for one, two in pairs)]
    found["same_as"] = [tuple(sorted({two for one, two in both if one == claim_id})) for claim_id in found["claim_id"]]
    return found


def _counts(db: Connection, unit: str, on: date, known: date, language: str) -> pd.DataFrame:
    query = (
        select(
            claim.c.claim_id, claim.c.scope.label("region_code"), name(region, language).label("region"),
            region.c.sort_order.label("region_order"), claim.c.workstream_code, claim.c.value, claim.c.unit, claim.c.qualifier,
            claim.c.valid, name(claim, language, "title").label("title"), claim.c.source_id, source.c.title.label("source_title"), source.c.url,
            claim.c.known_on,
        )
        .join(region, region.c.region_code == claim.c.scope)
        .join(source, source.c.source_id == claim.c.source_id)
        .where(
            *_known(known), region.c.on_board, claim.c.kind == "tally", claim.c.unit == unit, claim.c.certainty.in_(HOLDING),
            claim.c.valid_from <= on,
        )
        .order_by(region.c.sort_order, claim.c.valid_from, claim.c.known_on, claim.c.claim_id)
    )  # fmt: skip
    return frame(db, query)


def people(seats: pd.DataFrame) -> int:
    """Return how many persons hold the seats of `steering_seats`: seats that the same person holds count once.

    Of seats tied to each other the largest number is taken: at least so many persons hold them.
    """
    held = {claim_id: 0 if pd.isna(value) else int(value) for claim_id, value in zip(seats["claim_id"], seats["value"], strict=True)}
    ties = dict(zip(seats["claim_id"], seats["same_as"], strict=True))
    counted, total = set(), 0
    for first in held:
        if first in counted:
            continue
        tied, open_ = set(), [first]
        while open_:
            one = open_.pop()
            tied.add(one)
            open_ += [other for other in ties[one] if other in held and other not in tied]
        counted |= tied
        total += max(held[one] for one in tied)
    return total
