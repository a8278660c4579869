"""The read tables behind the cells of the board: the rounds, and the claims that may decide them on some day.

What they hold depends on no day: the rule of a day is in `read.cells`.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Integer,
    Select,
    SmallInteger,
    Table,
    and_,
    case,
    cast,
    func,
    literal,
    null,
    select,
    true,
    type_coerce,
    union_all,
)

from tilannekuva.readiness import ANNOUNCING, HOLDING, LOWER_BOUND
from tilannekuva.store.reach import Among, everywhere, of_step, places, replaced, stands_in
from tilannekuva.store.tables import Code, claim, made, region, step, workstream

cell_round = Table(
    "cell_round", made,
    Column("round_no", Integer, nullable=False), Column("region_code", Code, nullable=False), Column("workstream_code", Code, nullable=False),
    Column("cycle", Code, comment="null in a workstream without rounds, and for claims that name none"),
    comment="Round of a cell of the board (kierros), numbered",
)  # fmt: skip
cell_claim = Table(
    "cell_claim", made,
    Column("round_no", Integer, nullable=False), Column("claim_id", Code, nullable=False), Column("via_group", Boolean, nullable=False),
    Column("stage_rank", SmallInteger),
    Column("starts_on", Date, nullable=False, comment="first day on which it may decide"),
    Column("until_on", Date, nullable=False, comment="last day for which it speaks"),
    Column("known_on", Date, nullable=False), Column("replaced_on", Date), Column("lower_bound", Boolean, nullable=False),
    Column("tie_order", BigInteger, nullable=False, comment="of claims that speak equally late the greatest decides"),
    Column("source_id", Code, nullable=False), Column("step_code", Code, nullable=False), Column("valid", Code),
    Column("span_to", Date, comment="last day of the span of which it tells; null where it tells of none, or the end is open"),
    Column("outlived_on", Date, comment="from this day on others decide before it, whatever is asked; null = never"),
    comment="Claim that may decide a cell on some day",
)  # fmt: skip

EPOCH = date(1970, 1, 1)
NEXT = 8
"""Claims after one, in the order among equals, among which those that outlive it are looked for."""
KNOWN_DAY, LADDER_STEP = 2**16, 2**15
"""What a day weighs in tie_order, and a step of the ladder against a pause or an end; the order of a step is less than either."""


def days_since_epoch(day: ColumnElement[date]) -> ColumnElement[int]:
    """Return a day as a number, to be weighed together with others."""
    return cast(type_coerce(day - cast(literal(EPOCH), Date), Integer), BigInteger)


def cell_rounds() -> Select[Any]:
    """Return what `cell_round` is made by: numbers close to each other, by which DuckDB counts without hashing."""
    on_board = (workstream.c.workstream_code == claim.c.workstream_code, workstream.c.on_board)
    named = select(claim.c.workstream_code, claim.c.cycle).join(workstream, and_(*on_board, _has_rounds())).where(claim.c.cycle.is_not(None))
    unnamed = select(workstream.c.workstream_code, cast(null(), Code)).where(workstream.c.on_board)
    told = union_all(named.distinct(), unnamed).subquery("told")
    of_cell = (region.c.region_code, told.c.workstream_code, told.c.cycle)
    number = (func.row_number().over(order_by=of_cell) - 1).label("round_no")
    return select(number, *of_cell).join(told, true()).where(region.c.on_board)


def _has_rounds() -> ColumnElement[bool]:
    """Elsewhere a claim may name any text as its round."""
    return workstream.c.cycle != "none"


def cell_claims(among: Among = everywhere) -> Select[Any]:
    """Return what `cell_claim` is made by, of the regions *among* takes.

    A claim is outlived when others of the same rank, reach and kind come after it in the order among equals, none of them is ever
    replaced, and one of them speaks as long as it does: once they have begun and are known, one decides before it on every day asked
    for, and nothing that all candidates together tell is lost with it.
    """
    candidate = _candidates(among).subquery("candidate")
    alike = (candidate.c.round_no, candidate.c.lower_bound, candidate.c.via_group, candidate.c.stage_rank)

    def latest(day: ColumnElement[date]) -> ColumnElement[date]:
        stays = case((candidate.c.replaced_on.is_(None), day))
        return func.max(stays).over(partition_by=alike, order_by=(candidate.c.tie_order, candidate.c.claim_id), rows=(1, NEXT))

    outlived_on = case((latest(candidate.c.until_on) >= candidate.c.until_on, latest(func.greatest(candidate.c.starts_on, candidate.c.known_on))))
    return select(*candidate.c, outlived_on.label("outlived_on"))


def _candidates(among: Among) -> Select[Any]:
    """Return point 1 of the cell rule, but for the days (V, R), of the regions *among* takes.

    A holding claim stands from the first day of which it tells, an announcing one from the day on which it was told; a claim speaks
    up to the last day of which it tells and no longer than it was known.
    """
    place, gone = places(), replaced()
    announces = claim.c.certainty.in_(ANNOUNCING)
    told_to = func.least(func.coalesce(claim.c.valid_to, claim.c.known_on), claim.c.known_on)
    tie_order = (
        days_since_epoch(claim.c.known_on) * KNOWN_DAY + case((step.c.stage_rank.is_(None), 0), else_=LADDER_STEP) + step.c.step_order
    )  # fmt: skip
    here = and_(
        cell_round.c.region_code == place.c.region_code, cell_round.c.workstream_code == claim.c.workstream_code,
        cell_round.c.cycle.is_not_distinct_from(case((_has_rounds(), claim.c.cycle))),
    )  # fmt: skip
    return (
        select(
            cell_round.c.round_no, claim.c.claim_id, place.c.via_group, step.c.stage_rank,
            case((announces, claim.c.known_on), else_=claim.c.valid_from).label("starts_on"),
            case((announces, claim.c.known_on), else_=told_to).label("until_on"),
            claim.c.known_on, gone.c.replaced_on,
            and_(func.coalesce(claim.c.qualifier, "") == LOWER_BOUND, claim.c.value.is_(None)).label("lower_bound"),
            tie_order.label("tie_order"), claim.c.source_id, claim.c.step_code, claim.c.valid,
            case((claim.c.valid.like("____%/____%"), claim.c.valid_to)).label("span_to"),
        )
        .select_from(claim)
        .join(place, stands_in(place))
        .join(workstream, workstream.c.workstream_code == claim.c.workstream_code)
        .join(cell_round, here)
        .join(step, of_step(claim))
        .outerjoin(gone, gone.c.claim_id == claim.c.claim_id)
        .where(claim.c.certainty.in_((*HOLDING, *ANNOUNCING)), among(place))
    )  # fmt: skip
