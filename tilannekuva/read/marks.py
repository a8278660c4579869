"""The marks beside a stage (point 5 of the cell rule): plans and their fate, duties, contradictions.

Each function returns a subquery with region_code and workstream_code; `tilannekuva.read.board` joins them to the cells.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Connection, Subquery, and_, case, false, func, or_, select, union_all

from tilannekuva.read.cells import Day, candidates, claim_cells, superseded
from tilannekuva.readiness import DUTY_RANK, HOLDING, Cycle, last_ended_cycle
from tilannekuva.store.tables import claim, council_term, duty, step, workstream

PLAN_KINDS = ("event", "deadline", "plan")
"""Kinds of planned claims whose coming day is worth naming beside a cell; only an event can be held or not."""


def terms(db: Connection) -> list[Cycle]:
    """Return the council terms, oldest first."""
    rows = db.execute(select(council_term.c.cycle, council_term.c.valid_from, council_term.c.valid_to).order_by(council_term.c.valid_from))
    return [Cycle(code, first, last) for code, first, last in rows]


def plans(on: Day, known: Day) -> Subquery:
    """Planned claims in cells, told by day *on* and known on day *known*, that no other claim has replaced, with their fate.

    Columns: region_code, workstream_code, claim_id, kind, cycle, valid, valid_from, valid_to, fate (coming, held, unknown, running).
    A plan was held when a claim tells of an event on its days, or of a further step on or after its first day.
    """
    planned, held = _planned(on, known), _held(on, known)
    fate = case(
        (planned.c.valid_from > on, "coming"),
        (or_(planned.c.open_end, planned.c.valid_to >= on), "running"),
        (held.c.claim_id.is_not(None), "held"),
        else_="unknown",
    )
    same = and_(held.c.claim_id == planned.c.claim_id, held.c.region_code == planned.c.region_code)
    return select(planned, fate.label("fate")).outerjoin(held, same).subquery("plan")


def coming_plans(on: Day, known: Day) -> Subquery:
    """Those of `plans` whose fate is coming, with the same columns but fate."""
    planned = _planned(on, known)
    return select(planned).where(planned.c.valid_from > on).subquery("coming_plan")


def _planned(on: Day, known: Day) -> Subquery:
    cells = claim_cells()
    return (
        select(
            cells.c.region_code, claim.c.workstream_code, claim.c.claim_id, claim.c.kind, claim.c.cycle, claim.c.valid,
            claim.c.valid_from, func.coalesce(claim.c.valid_to, claim.c.valid_from).label("valid_to"),
            claim.c.valid_to.is_(None).label("open_end"), func.coalesce(step.c.step_order, -1).label("step_order"),
        )
        .join(cells, cells.c.claim_id == claim.c.claim_id)
        .outerjoin(step, and_(step.c.workstream_code == claim.c.workstream_code, step.c.step_code == claim.c.step_code))
        .where(
            claim.c.certainty == "planned", claim.c.kind.in_(PLAN_KINDS), claim.c.known_on <= known, claim.c.known_on <= on,
            claim.c.claim_id.not_in(superseded(known)),
        )
        .subquery("planned")
    )  # fmt: skip


def _held(on: Day, known: Day) -> Subquery:
    """Plans whose days have passed and that were held.  Columns: claim_id, region_code."""
    planned, told = _planned(on, known), _told(on, known)
    overlaps = and_(told.c.event_on <= planned.c.valid_to, told.c.event_until >= planned.c.valid_from)
    further = and_(told.c.step_order > planned.c.step_order, told.c.step_until >= planned.c.valid_from)
    cell = (
        told.c.region_code == planned.c.region_code, told.c.workstream_code == planned.c.workstream_code,
        told.c.cycle == func.coalesce(planned.c.cycle, ""),
    )  # fmt: skip
    return (
        select(planned.c.claim_id, planned.c.region_code)
        .join(told, and_(*cell, or_(overlaps, further)))
        .where(planned.c.valid_to < on, ~planned.c.open_end)
        .distinct()
        .subquery("held")
    )


def _told(on: Day, known: Day) -> Subquery:
    """What has been told to have happened in each cell: one row for what is alike, as many claims tell of the same days and steps.

    Columns: region_code, workstream_code, cycle ('' for none), event_on (first day of an event, else null), event_until, step_order,
    step_until (last day of which a claim on the step tells).
    """
    cells = claim_cells()
    alike = (
        cells.c.region_code, claim.c.workstream_code, func.coalesce(claim.c.cycle, "").label("cycle"),
        case((claim.c.kind == "event", claim.c.valid_from)).label("event_on"), step.c.step_order,
    )  # fmt: skip
    return (
        select(
            *alike,
            func.max(func.coalesce(claim.c.valid_to, claim.c.valid_from)).label("event_until"),
            func.max(func.coalesce(claim.c.valid_to, claim.c.known_on)).label("step_until"),
        )
        .join(cells, cells.c.claim_id == claim.c.claim_id)
        .outerjoin(step, and_(step.c.workstream_code == claim.c.workstream_code, step.c.step_code == claim.c.step_code))
        .where(claim.c.certainty.in_(HOLDING), claim.c.known_on <= known, claim.c.valid_from <= on)
        .group_by(*alike)
        .subquery("told")
    )


def next_plans(on: Day, known: Day) -> Subquery:
    """The earliest coming plan of each cell.  Columns: region_code, workstream_code, next_on (date), next_valid, next_claim_id."""
    plan = coming_plans(on, known)
    place = func.row_number().over(
        partition_by=[plan.c.region_code, plan.c.workstream_code], order_by=[plan.c.valid_from, plan.c.valid_to, plan.c.claim_id]
    )
    coming = select(plan, place.label("place")).subquery("coming")
    return (
        select(
            coming.c.region_code, coming.c.workstream_code, coming.c.valid_from.label("next_on"),
            coming.c.valid.label("next_valid"), coming.c.claim_id.label("next_claim_id"),
        ).where(coming.c.place == 1).subquery("next_plan")
    )  # fmt: skip


def unknown_outcomes(on: Day, known: Day) -> Subquery:
    """Newest cycle, by cell, of a planned event whose day has passed and of which nothing says that it was held.

    Columns: region_code, workstream_code, cycle.
    """
    plan = plans(on, known)
    return (
        select(plan.c.region_code, plan.c.workstream_code, func.max(func.coalesce(plan.c.cycle, "")).label("cycle"))
        .where(plan.c.kind == "event", plan.c.fate == "unknown")
        .group_by(plan.c.region_code, plan.c.workstream_code)
        .subquery("unknown_outcome")
    )


def judged_duties(db: Connection, on: date) -> dict[str, tuple[Cycle, int]]:
    """Return, by workstream, the cycle whose duty is judged on that day and the rank that meets it.

    Only duties whose due rule a step can prove, and only a cycle that had ended and in which the duty was in force (duties.csv).
    """
    query = select(workstream.c.workstream_code, workstream.c.cycle, duty.c.due_rule, duty.c.starts_on).join(
        duty, duty.c.duty_code == workstream.c.duty_code
    )
    known_terms, judged = terms(db), {}
    for code, kind, due_rule, starts_on in db.execute(query):
        ended = last_ended_cycle(kind, on, known_terms)
        if due_rule in DUTY_RANK and ended is not None and ended.last >= starts_on:
            judged[code] = (ended, DUTY_RANK[due_rule])
    return judged


def duty_evidence(on: Day, known: Day, judged: Mapping[str, tuple[Cycle, int]]) -> Subquery:
    """What is known of the judged cycle of each cell.  Columns: region_code, workstream_code, met (1 or 0)."""
    every = candidates(on, known)
    tests = [
        select(every.c.region_code, every.c.workstream_code, case((every.c.stage_rank >= rank, 1), else_=0).label("met")).where(
            every.c.workstream_code == code, every.c.cycle == cycle.code
        )
        for code, (cycle, rank) in judged.items()
    ] or [select(every.c.region_code, every.c.workstream_code, case((false(), 1), else_=0).label("met")).where(false())]
    each = union_all(*tests).subquery("test")
    return (
        select(each.c.region_code, each.c.workstream_code, func.max(each.c.met).label("met"))
        .group_by(each.c.region_code, each.c.workstream_code)
        .subquery("duty_evidence")
    )


def contradicted(known: Day) -> Subquery:
    """Cells in which two claims known by then contradict each other.  Columns: region_code, workstream_code."""
    other, cells = claim.alias("other"), claim_cells()
    pairs = select(claim.c.claim_id.label("one"), other.c.claim_id.label("two")).where(
        claim.c.relation == "contradicts", claim.c.related_claim_id == other.c.claim_id, claim.c.known_on <= known, other.c.known_on <= known
    ).subquery("pair")  # fmt: skip
    sides = union_all(select(pairs.c.one.label("claim_id")), select(pairs.c.two)).subquery("side")
    return (
        select(cells.c.region_code, claim.c.workstream_code)
        .join(cells, cells.c.claim_id == claim.c.claim_id)
        .join(sides, sides.c.claim_id == claim.c.claim_id)
        .distinct()
        .subquery("contradicted")
    )
