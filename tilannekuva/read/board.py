"""The board: every cell of a day, its stage, its marks and the claim that decides it."""

from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Date, Select, Subquery, and_, bindparam, case, cast, func, select

from tilannekuva.read.cells import alive, standing_claims
from tilannekuva.read.frames import frame, name
from tilannekuva.read.marks import contradicted, duty_evidence, group_statements, judging, next_plans, unknown_outcomes
from tilannekuva.readiness import CYCLES, NO_INFORMATION, Cycle, cycle_of
from tilannekuva.store.reach import of_step
from tilannekuva.store.tables import region, stage, step, workstream

MARKS = ("stale", "overdue", "unverified", "contradicted", "group_only", "earlier_round", "outcome_unknown")
"""The marks of a cell, in the order in which they are named; `next` is told by next_on."""

CSV_COLUMNS = (
    "region_code", "region", "workstream_code", "workstream", "stage", "stage_rank", "step_code", "step", "cycle", "earlier_round",
    "stale", "overdue", "unverified", "contradicted", "group_only", "outcome_unknown", "claim_id", "source_id", "known_on", "valid",
)  # fmt: skip
"""The columns of the board as a file."""
KEPT_QUERIES = 64
"""Queries that differ by language, and by the years that run and are judged: some twenty years in three languages."""


def progress_board(db: Connection, on: date, known: date, language: str) -> pd.DataFrame:
    """Every cell alive on day *on* as known on day *known*: on-board regions × on-board workstreams, in their official order.

    Columns: those of CSV_COLUMNS (stage is a code of `stage`, no_information where nothing is known; stage_rank 0-4 or null; marks
    are booleans; known_on date; valid EDTF), stage_name, workstream_short, weight, region_order, workstream_order, next_on (date or
    null), next_valid (EDTF), next_claim_id, duty_judged (a duty with an ended cycle is judged in this column), ended_on (last day of
    the span of which the deciding claim speaks, where it is before *on*; else null).
    """
    by = judging(db)
    judged, running = by.judged(on), {kind: cycle.code for kind in CYCLES if (cycle := cycle_of(kind, on, by.terms))}
    query = _board(language, tuple(running.items()), tuple(judged.items()))
    return frame(db, query, {"on": on, "known": known}, flags=(*MARKS, "duty_judged"))


@lru_cache(KEPT_QUERIES)
def _board(language: str, running: tuple[tuple[str, str], ...], judging: tuple[tuple[str, tuple[Cycle, int]], ...]) -> Select[Any]:
    """Return the query of a board for any day on which these cycles run, by kind, and these are judged, by workstream; it asks for on and known.

    Kept, as making it costs as much as all that the engine does with it.
    """
    on, known, judged = bindparam("on", type_=Date), bindparam("known", type_=Date), dict(judging)
    cells, standing = alive(on).subquery("cell"), standing_claims(on, known)
    coming, lost, evidence = next_plans(on, known), unknown_outcomes(on, known), duty_evidence(on, known, judged)
    conflict, grouped = contradicted(known), group_statements(on, known)
    here = [cells.c.region_code, cells.c.workstream_code]

    def of(other: Subquery) -> ColumnElement[bool]:
        return and_(*(mine == other.c[mine.name] for mine in here))

    stage_code = func.coalesce(standing.c.stage, NO_INFORMATION)
    has_duty = cells.c.workstream_code.in_(list(judged))
    age = cast(on, Date) - standing.c.latest_known_on
    return (
        select(
            *here, name(region, language).label("region"), name(workstream, language).label("workstream"),
            stage_code.label("stage"), name(stage, language).label("stage_name"), standing.c.stage_rank,
            standing.c.step_code, name(step, language).label("step"), standing.c.cycle,
            func.coalesce(standing.c.cycle < _running_cycle(cells, running), False).label("earlier_round"),
            func.coalesce(age > workstream.c.stale_after_days, False).label("stale"),
            and_(has_duty, func.coalesce(evidence.c.met == 0, False)).label("overdue"),
            and_(has_duty, evidence.c.met.is_(None)).label("unverified"),
            conflict.c.region_code.is_not(None).label("contradicted"),
            and_(func.coalesce(standing.c.own, 0) == 0, grouped.c.region_code.is_not(None)).label("group_only"),
            and_(lost.c.cycle.is_not(None), lost.c.cycle >= func.coalesce(standing.c.cycle, "")).label("outcome_unknown"),
            standing.c.claim_id, standing.c.source_id, standing.c.known_on, standing.c.valid,
            name(workstream, language, "short").label("workstream_short"), workstream.c.weight,
            region.c.sort_order.label("region_order"), workstream.c.sort_order.label("workstream_order"),
            coming.c.next_on, coming.c.next_valid, coming.c.next_claim_id, has_duty.label("duty_judged"),
            case((standing.c.span_to < on, standing.c.span_to)).label("ended_on"),
        )
        .select_from(cells)
        .join(region, region.c.region_code == cells.c.region_code)
        .join(workstream, workstream.c.workstream_code == cells.c.workstream_code)
        .outerjoin(standing, of(standing))
        .outerjoin(step, of_step(standing))
        .join(stage, stage.c.stage == stage_code)
        .outerjoin(coming, of(coming)).outerjoin(lost, of(lost)).outerjoin(evidence, of(evidence))
        .outerjoin(conflict, of(conflict)).outerjoin(grouped, of(grouped))
        .order_by(region.c.sort_order, workstream.c.sort_order)
    )  # fmt: skip


def _running_cycle(cells: Subquery, running: tuple[tuple[str, str], ...]) -> ColumnElement[str | None]:
    """The code of the cycle that runs on that day, by the workstream's kind of cycle."""
    return case(*((cells.c.cycle_kind == kind, code) for kind, code in running), else_=None)
