"""The marks beside a stage (point 5 of the cell rule): plans and their fate, duties, contradictions, statements of groups.

Each function returns a subquery with region_code and workstream_code; `tilannekuva.read.board` joins them to the cells.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, case, exists, false, func, or_, select, union_all

from tilannekuva.read.cells import Day, candidates
from tilannekuva.readiness import DUTY_RANK, Cycle, last_ended_cycle
from tilannekuva.store.mark_tables import cell_conflict, group_claim
from tilannekuva.store.plan_tables import plan_cell, plan_claim, plan_told
from tilannekuva.store.reach import holds
from tilannekuva.store.tables import council_term, duty, region_group_member, workstream


def plans(on: Day, known: Day) -> Subquery:
    """Planned claims in cells, told by day *on* and known on day *known*, that no other claim has replaced, with their fate.

    Columns: region_code, workstream_code, claim_id, kind, cycle, valid, valid_from, valid_to, fate (coming, held, unknown, running).
    A plan was held when a claim tells of an event on its days, or of a further step on or after its first day.
    """
    planned, unheld = _planned(on, known).subquery("planned"), _unheld(on, known).subquery("unheld")
    fate = case(
        (planned.c.valid_from > on, "coming"),
        (or_(planned.c.open_end, planned.c.valid_to >= on), "running"),
        (unheld.c.claim_id.is_not(None), "unknown"),
        else_="held",
    )
    same = and_(unheld.c.claim_id == planned.c.claim_id, unheld.c.region_code == planned.c.region_code)
    return select(planned, fate.label("fate")).outerjoin(unheld, same).subquery("plan")


def coming_plans(on: Day, known: Day) -> Subquery:
    """Those of `plans` whose fate is coming, with the same columns but fate."""
    return _planned(on, known).where(plan_claim.c.valid_from > on).subquery("coming_plan")


def _planned(on: Day, known: Day) -> Select[Any]:
    return (
        select(
            plan_cell.c.region_code, plan_cell.c.workstream_code, plan_claim.c.cell_no, plan_claim.c.claim_id, plan_claim.c.kind,
            func.nullif(plan_cell.c.cycle, "").label("cycle"), plan_claim.c.valid, plan_claim.c.valid_from,
            func.coalesce(plan_claim.c.valid_to, plan_claim.c.valid_from).label("valid_to"), plan_claim.c.valid_to.is_(None).label("open_end"),
        )
        .join(plan_cell, plan_cell.c.cell_no == plan_claim.c.cell_no)
        .where(plan_claim.c.known_on <= on, holds(plan_claim, known))
    )  # fmt: skip


def _unheld(on: Day, known: Day, *which: ColumnElement[bool]) -> Select[Any]:
    """Plans, of *which* kind, whose days have passed and of which nothing tells that they were held.

    Columns: those of `_planned`. Further steps are looked at first: few rows tell of them, and they leave few plans for which to look
    among all events.
    """
    further, held = _further_steps(on, known), _told(on, known).where(plan_told.c.is_event).subquery("held_event")
    order = func.coalesce(plan_claim.c.step_order, -1)
    followed = and_(further.c.cell_no == plan_claim.c.cell_no, further.c.step_order > order, further.c.step_until >= plan_claim.c.valid_from)
    passed = (
        _planned(on, known)
        .outerjoin(further, followed)
        .where(plan_claim.c.valid_to < on, *which, further.c.cell_no.is_(None))
        .cte("passed")
        .prefix_with("MATERIALIZED")
    )
    overlaps = and_(held.c.valid_from <= passed.c.valid_to, func.coalesce(held.c.valid_to, held.c.valid_from) >= passed.c.valid_from)
    return select(passed).where(~exists().where(held.c.cell_no == passed.c.cell_no, overlaps))


def _told(on: Day, known: Day) -> Select[Any]:
    """What has been told to have happened in each cell of which something is planned.  Columns: those of `plan_told`."""
    return select(plan_told).where(plan_told.c.known_on <= known, plan_told.c.valid_from <= on)


def _further_steps(on: Day, known: Day) -> Subquery:
    """The last day of which a claim on each step tells.  Columns: cell_no, step_order, step_until."""
    told = _told(on, known).where(plan_told.c.step_order.is_not(None)).subquery("told")
    until = func.max(func.coalesce(told.c.valid_to, told.c.known_on)).label("step_until")
    return select(told.c.cell_no, told.c.step_order, until).group_by(told.c.cell_no, told.c.step_order).subquery("told_step")


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
    lost = _unheld(on, known, plan_claim.c.kind == "event").subquery("unheld")
    return (
        select(lost.c.region_code, lost.c.workstream_code, func.max(func.coalesce(lost.c.cycle, "")).label("cycle"))
        .group_by(lost.c.region_code, lost.c.workstream_code)
        .subquery("unknown_outcome")
    )


class Judging(NamedTuple):
    """By what duties are judged: the council terms, oldest first, and by workstream its kind of cycle, due rule and first day in force."""

    terms: tuple[Cycle, ...]
    due: Mapping[str, tuple[str, str, date]]

    def judged(self, on: date) -> dict[str, tuple[Cycle, int]]:
        """Return, by workstream, the cycle whose duty is judged on that day and the rank that meets it.

        Only duties whose due rule a step can prove, and only a cycle that had ended and in which the duty was in force (duties.csv).
        """
        ended = {code: last_ended_cycle(kind, on, self.terms) for code, (kind, _, _) in self.due.items()}
        return {
            code: (cycle, DUTY_RANK[due_rule])
            for code, (_, due_rule, starts_on) in self.due.items()
            if due_rule in DUTY_RANK and (cycle := ended[code]) is not None and cycle.last >= starts_on
        }


def judging(db: Connection) -> Judging:
    """Return the duties in force and the council terms by which they are judged."""
    told = select(council_term.c.cycle, council_term.c.valid_from, council_term.c.valid_to).order_by(council_term.c.valid_from)
    due = select(workstream.c.workstream_code, workstream.c.cycle, duty.c.due_rule, duty.c.starts_on).join(
        duty, duty.c.duty_code == workstream.c.duty_code
    )
    terms = tuple(Cycle(code, first, last) for code, first, last in db.execute(told))
    return Judging(terms, {code: (kind, due_rule, starts_on) for code, kind, due_rule, starts_on in db.execute(due)})


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
    return select(cell_conflict).where(cell_conflict.c.known_on <= known).subquery("contradicted")


def group_statements(on: Day, known: Day) -> Subquery:
    """Cells over which a group statement with a step stands, shown at the members or not.  Columns: region_code, workstream_code."""
    return (
        select(region_group_member.c.region_code, group_claim.c.workstream_code)
        .join(group_claim, group_claim.c.group_code == region_group_member.c.group_code)
        .where(group_claim.c.valid_from <= on, holds(group_claim, known))
        .distinct()
        .subquery("group_statement")
    )
