"""The cell rule over every claim, by windows and without read tables: what `read.cells` must agree with."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, Date, and_, case, cast, func, literal, or_, select

from tilannekuva.read.cells import alive, claim_cells
from tilannekuva.readiness import ANNOUNCING, HOLDING, LOWER_BOUND
from tilannekuva.store.reach import replaced
from tilannekuva.store.tables import claim, step

Shown = tuple[str | None, str, date, bool]
"""Round, deciding claim, day of the newest claim, whether a claim names the region itself."""


def board(db: Connection, on: date, known: date) -> dict[tuple[str, str], Shown]:
    """Return what each cell with information shows."""
    every = _candidates(on, known)
    cell = [every.c.region_code, every.c.workstream_code]
    round_ = select(
        every, func.max(func.coalesce(every.c.cycle, "")).over(partition_by=cell).label("newest"),
        func.max(every.c.known_on).over(partition_by=cell).label("latest"),
        func.max(case((every.c.via_group, 0), else_=1)).over(partition_by=cell).label("own"),
    ).subquery()  # fmt: skip
    newest = select(round_).where(func.coalesce(round_.c.cycle, "") == round_.c.newest).subquery()
    cell = [newest.c.region_code, newest.c.workstream_code]
    rank = func.max(case((newest.c.lower_bound, None), else_=func.coalesce(newest.c.stage_rank, 99))).over(partition_by=cell)
    weighed = select(newest, rank.label("firm_rank")).subquery()
    place = func.row_number().over(
        partition_by=[weighed.c.region_code, weighed.c.workstream_code],
        order_by=[
            case((weighed.c.lower_bound, 1), else_=0).desc(), weighed.c.until.desc(), weighed.c.known_on.desc(),
            case((weighed.c.stage_rank.is_(None), 0), else_=1).desc(), weighed.c.step_order.desc(), weighed.c.claim_id.desc(),
        ],
    )  # fmt: skip
    may = or_(~weighed.c.lower_bound, weighed.c.firm_rank.is_(None), weighed.c.stage_rank > weighed.c.firm_rank)
    placed = select(weighed, place.label("place")).where(may).subquery()
    rows = db.execute(select(placed).where(placed.c.place == 1)).mappings()
    return {(row["region_code"], row["workstream_code"]): (row["cycle"], row["claim_id"], row["latest"], bool(row["own"])) for row in rows}


def _candidates(on: date, known: date) -> Any:
    cells, gone, live, day = claim_cells(), replaced(), alive(on).subquery("alive"), cast(literal(on), Date)
    announces = claim.c.certainty.in_(ANNOUNCING)
    holds = or_(and_(claim.c.certainty.in_(HOLDING), claim.c.valid_from <= on), and_(announces, claim.c.known_on <= on))
    told_to = func.least(func.coalesce(claim.c.valid_to, claim.c.known_on), claim.c.known_on, day)
    return (
        select(
            live.c.region_code, live.c.workstream_code, case((live.c.cycle_kind != "none", claim.c.cycle)).label("cycle"), claim.c.claim_id,
            cells.c.via_group, step.c.stage_rank, step.c.step_order, case((announces, claim.c.known_on), else_=told_to).label("until"),
            claim.c.known_on, and_(func.coalesce(claim.c.qualifier, "") == LOWER_BOUND, claim.c.value.is_(None)).label("lower_bound"),
        )
        .join(cells, cells.c.claim_id == claim.c.claim_id)
        .join(live, and_(live.c.region_code == cells.c.region_code, live.c.workstream_code == claim.c.workstream_code))
        .join(step, and_(step.c.workstream_code == claim.c.workstream_code, step.c.step_code == claim.c.step_code))
        .outerjoin(gone, gone.c.claim_id == claim.c.claim_id)
        .where(claim.c.known_on <= known, holds, or_(gone.c.replaced_on.is_(None), gone.c.replaced_on > known))
        .subquery("candidate")
    )  # fmt: skip
