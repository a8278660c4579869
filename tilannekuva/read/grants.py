"""Grant calls and sums of grants: windows of application with their fate, and sums as told, each with its kind and round."""

from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import CTE, ColumnElement, Connection, Date, Float, Subquery, and_, case, cast, false, func, literal, null, or_, select, union_all

from tilannekuva.read.cells import claim_cells, superseded
from tilannekuva.read.frames import frame, name
from tilannekuva.read.marks import plans
from tilannekuva.readiness import ANNOUNCING, DONE_RANK, HOLDING
from tilannekuva.store.reach import of_step
from tilannekuva.store.tables import claim, region, source, step

CALL, MODEL = "grant_call", "grant_model"
"""Workstreams of the yearly call for grants (avustushaku) and of the model by which they are given (avustusmalli)."""

OPENING_STEPS = ("announced", "open")
"""Steps of a call whose claim names its window, or the day on which it opens."""

CALL_STATES = ("open", "closing", "unended", "coming", "intended", "passed", "closed", "replaced")
"""What a call is on a day, the most pressing first: open · closing = only its last day is known and has not passed · unended =
opened, last day not told · coming · intended = a plan that nobody has confirmed · passed = its window has passed, outcome not
known · closed · replaced = another claim has taken its place."""


def grant_calls(db: Connection, on: date, known: date, language: str) -> pd.DataFrame:
    """Every window of application told of a region, as known on *known*, with what it is on day *on*.

    A window is a claim that opens a call, or an interval without a step that ends on the day of a deadline; a deadline alone is a
    call too, unless its round had been granted by then (it is then for reports). A moved deadline keeps the old one.
    Columns: region_code, region, region_order, workstream_code, cycle, claim_id, deadline_claim_id, opens_on, closes_on (as first
    told; null = not told), time_of_day (HH:MM of closing), moved_on, moved_time, moved_claim_id (the deadline that took its place),
    last_on (last day as it now stands), state (one of CALL_STATES), certainty, kind, valid (EDTF), title, quote, source_id,
    source_title, publisher, url, known_on.
    """
    call, fate = _calls(on, known), plans(on, known)
    query = (
        select(
            call.c.region_code, name(region, language).label("region"), region.c.sort_order.label("region_order"),
            literal(CALL).label("workstream_code"), call.c.cycle, call.c.claim_id, call.c.deadline_claim_id,
            call.c.opens_on, call.c.closes_on, call.c.time_of_day, call.c.moved_on, call.c.moved_time, call.c.moved_claim_id,
            call.c.last_on, _state(call, fate, on).label("state"), call.c.certainty, call.c.kind, call.c.valid,
            name(claim, language, "title").label("title"), claim.c.quote, claim.c.source_id, source.c.title.label("source_title"),
            source.c.publisher, source.c.url, claim.c.known_on,
        )
        .join(region, and_(region.c.region_code == call.c.region_code, region.c.on_board))
        .join(claim, claim.c.claim_id == call.c.claim_id)
        .join(source, source.c.source_id == claim.c.source_id)
        .outerjoin(fate, and_(fate.c.claim_id == call.c.claim_id, fate.c.region_code == call.c.region_code))
        .order_by(region.c.sort_order, func.coalesce(call.c.opens_on, call.c.closes_on), call.c.claim_id)
    )  # fmt: skip
    return frame(db, query)


def _state(call: Subquery, fate: Subquery, on: date) -> ColumnElement[str]:
    is_plan = call.c.kind == "plan"
    return case(
        (call.c.gone, "replaced"),
        (call.c.opens_on > on, case((is_plan, "intended"), else_="coming")),
        (or_(call.c.last_on >= on, call.c.open_end), case((is_plan, "intended"), (call.c.opens_on.is_(None), "closing"), else_="open")),
        (and_(call.c.closes_on.is_(None), call.c.over), "closed"),
        (or_(call.c.certainty.in_(HOLDING), func.coalesce(fate.c.fate, "") == "held"), case((call.c.closes_on.is_(None), "unended"), else_="closed")),
        else_="passed",
    )


def _told(on: date, known: date) -> CTE:
    """Every claim on a call, in its region, told by day *on* or of a day gone by; replaced ones are marked as gone."""
    cells = claim_cells()
    return (
        select(
            cells.c.region_code, claim.c.claim_id, func.coalesce(claim.c.cycle, "").label("cycle"), claim.c.kind, claim.c.step_code,
            step.c.stage_rank, step.c.step_order, claim.c.certainty, claim.c.valid, claim.c.valid_from, claim.c.valid_to, claim.c.time_of_day,
            func.coalesce(claim.c.valid, "").like("%/%").label("interval"), claim.c.claim_id.in_(superseded(known)).label("gone"),
            claim.c.relation, claim.c.related_claim_id,
        )
        .select_from(claim)
        .join(cells, cells.c.claim_id == claim.c.claim_id)
        .outerjoin(step, of_step(claim))
        .where(
            claim.c.workstream_code == CALL, claim.c.known_on <= known,
            or_(
                and_(claim.c.certainty.in_(HOLDING), claim.c.valid_from <= on),
                and_(claim.c.certainty.in_((*HOLDING, *ANNOUNCING)), claim.c.known_on <= on),
            ),
        )
        .cte("told")
    )  # fmt: skip


def _calls(on: date, known: date) -> Subquery:
    """Windows with their deadline, and deadlines without a window, with the deadline that took the place of each."""
    told = _told(on, known)
    deadline, window = told.alias("deadline"), _windows(told)
    moved, reopened = _successors(told), window.alias("reopened")
    choice = func.row_number().over(
        partition_by=[window.c.region_code, window.c.claim_id],
        order_by=[case((deadline.c.time_of_day.is_(None), 1), else_=0), deadline.c.claim_id],
    )
    windows = (
        select(
            *_window_columns(window, told), func.coalesce(deadline.c.time_of_day, window.c.time_of_day).label("time_of_day"),
            deadline.c.claim_id.label("deadline_claim_id"), choice.label("choice"),
        )
        .outerjoin(deadline, and_(deadline.c.kind == "deadline", _same_end(deadline, window)))
    )  # fmt: skip
    alone = _lone_deadlines(told, window)
    every = union_all(windows, alone).subquery("every")
    extended = and_(moved.c.moved_on.is_not(None), ~_exists_end(every, reopened, moved))
    return (
        select(
            *every.c, moved.c.moved_on, moved.c.moved_time, moved.c.moved_claim_id,
            case((extended, moved.c.moved_on), else_=every.c.closes_on).label("last_on"),
        )
        .outerjoin(moved, moved.c.claim_id == every.c.deadline_claim_id)
        .where(every.c.choice == 1)
        .subquery("call")
    )  # fmt: skip


def _windows(told: CTE) -> CTE:
    """Claims that name a window or the day on which one opens."""
    end = told.alias("end")
    ends_on_deadline = select(end.c.claim_id).where(end.c.kind == "deadline", _same_end(end, told)).exists()
    opening = and_(
        func.coalesce(told.c.step_code, "").in_(OPENING_STEPS), or_(told.c.interval, told.c.step_code == "open", told.c.certainty.in_(ANNOUNCING))
    )  # fmt: skip
    beside = and_(told.c.step_code.is_(None), told.c.kind.in_(("event", "plan")), told.c.interval, ends_on_deadline)
    return select(*told.c).where(or_(opening, beside)).cte("window")


def _window_columns(window: CTE, told: CTE) -> tuple[ColumnElement[Any], ...]:
    """What a call is made of; over = a source tells a further step of its round, such as applications counted or grants given."""
    after = told.alias("after")
    over = select(after.c.claim_id).where(
        after.c.region_code == window.c.region_code, after.c.cycle == window.c.cycle, after.c.certainty.in_(HOLDING),
        after.c.step_code.not_in(OPENING_STEPS), after.c.step_order > window.c.step_order, after.c.valid_to >= window.c.valid_from,
    ).exists()  # fmt: skip
    return (
        window.c.region_code, window.c.claim_id, window.c.cycle, window.c.kind, window.c.certainty, window.c.valid, window.c.gone,
        window.c.valid_from.label("opens_on"), case((window.c.interval, window.c.valid_to)).label("closes_on"),
        and_(window.c.interval, window.c.valid_to.is_(None)).label("open_end"), over.label("over"),
    )  # fmt: skip


def _same_end(one: Any, other: Any) -> ColumnElement[bool]:
    """Two claims of one region and round that end on the same day."""
    return and_(one.c.region_code == other.c.region_code, one.c.cycle == other.c.cycle, one.c.valid_to == other.c.valid_to)


def _exists_end(every: Subquery, window: Any, moved: Subquery) -> ColumnElement[bool]:
    ends = and_(window.c.region_code == every.c.region_code, window.c.cycle == every.c.cycle, window.c.valid_to == moved.c.moved_on)
    return select(window.c.claim_id).where(ends, window.c.interval).exists()


def _lone_deadlines(told: CTE, window: CTE) -> Any:
    """Deadlines that no window ends on, that take no other deadline's place and that come before the round is granted."""
    alone, earlier = told.alias("alone"), told.alias("earlier")
    of_a_window = select(window.c.claim_id).where(window.c.interval, _same_end(window, alone)).exists()
    granted = select(earlier.c.claim_id).where(
        earlier.c.region_code == alone.c.region_code, earlier.c.cycle == alone.c.cycle, earlier.c.stage_rank >= DONE_RANK,
        earlier.c.valid_to < alone.c.valid_to,
    ).exists()  # fmt: skip
    moves_another = and_(func.coalesce(alone.c.relation, "") == "supersedes", alone.c.related_claim_id.in_(select(told.c.claim_id)))
    return select(
        alone.c.region_code, alone.c.claim_id, alone.c.cycle, alone.c.kind, alone.c.certainty, alone.c.valid, false().label("gone"),
        cast(null(), Date).label("opens_on"), alone.c.valid_to.label("closes_on"), false().label("open_end"), false().label("over"),
        alone.c.time_of_day, alone.c.claim_id.label("deadline_claim_id"), literal(1).label("choice"),
    ).where(alone.c.kind == "deadline", ~of_a_window, ~granted, ~moves_another)  # fmt: skip


def _successors(told: CTE) -> Subquery:
    """The deadline that now stands in the place of each replaced one, however often it moved."""
    later = told.alias("later")
    pairs = select(later.c.related_claim_id.label("claim_id"), later.c.claim_id.label("moved_claim_id")).where(
        later.c.relation == "supersedes", later.c.related_claim_id.is_not(None), later.c.kind == "deadline"
    )
    chain = pairs.cte("chain", recursive=True)
    further = told.alias("further")
    chain = chain.union(
        select(chain.c.claim_id, further.c.claim_id)
        .join(further, further.c.related_claim_id == chain.c.moved_claim_id)
        .where(further.c.relation == "supersedes", further.c.kind == "deadline")
    )
    last = told.alias("last")
    place = func.row_number().over(partition_by=chain.c.claim_id, order_by=[last.c.valid_to.desc(), last.c.claim_id.desc()])
    ends = (
        select(
            chain.c.claim_id, last.c.claim_id.label("moved_claim_id"), last.c.valid_to.label("moved_on"),
            last.c.time_of_day.label("moved_time"), place.label("place"),
        )
        .join(last, last.c.claim_id == chain.c.moved_claim_id)
        .where(~last.c.gone)
        .subquery("ends")
    )  # fmt: skip
    return select(ends).where(ends.c.place == 1).subquery("moved")


def grant_amounts(db: Connection, on: date, known: date, language: str) -> pd.DataFrame:
    """Sums in euros told of the calls of a region by day *on*, as known on *known*: never to be added, nor ranked across kinds.

    Columns: region_code, region, region_order, workstream_code, cycle, amount_kind, claim_id, value_eur (EUR), qualifier, planned
    (only proposed or expected), population (persons), population_on, per_resident_eur (EUR a person), valid (EDTF), title, source_id,
    source_title, publisher, url, known_on.
    """
    cells = claim_cells()
    value = cast(claim.c.value, Float)
    announces = claim.c.certainty.in_(ANNOUNCING)
    query = (
        select(
            cells.c.region_code, name(region, language).label("region"), region.c.sort_order.label("region_order"), claim.c.workstream_code,
            claim.c.cycle, claim.c.amount_kind, claim.c.claim_id, value.label("value_eur"), claim.c.qualifier, announces.label("planned"),
            region.c.population, region.c.population_on, (value / func.nullif(region.c.population, 0)).label("per_resident_eur"),
            claim.c.valid, name(claim, language, "title").label("title"), claim.c.source_id, source.c.title.label("source_title"),
            source.c.publisher, source.c.url, claim.c.known_on,
        )
        .select_from(claim)
        .join(cells, cells.c.claim_id == claim.c.claim_id)
        .join(region, and_(region.c.region_code == cells.c.region_code, region.c.on_board))
        .join(source, source.c.source_id == claim.c.source_id)
        .where(
            claim.c.workstream_code == CALL, claim.c.kind == "amount", claim.c.unit == "EUR", claim.c.value.is_not(None),
            claim.c.amount_kind.is_not(None), claim.c.known_on <= known, claim.c.claim_id.not_in(superseded(known)),
            or_(and_(claim.c.certainty.in_(HOLDING), claim.c.valid_from <= on), and_(announces, claim.c.known_on <= on)),
        )
        .order_by(claim.c.amount_kind, claim.c.cycle, region.c.sort_order, claim.c.claim_id)
    )  # fmt: skip
    found = frame(db, query)
    return found.astype({"value_eur": "Float64", "per_resident_eur": "Float64", "planned": bool})
