"""Tables of a generation that are made from its other tables, so that a page reads few and narrow rows, not every claim.

Each is defined beside the query that it is made by; `make` fills them when a generation is published. What they hold depends on
no day: the rule of a day is in `read.cells`. Belongs here: what follows from the loaded tables alone.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ClauseElement,
    Column,
    ColumnElement,
    Connection,
    Date,
    Integer,
    MetaData,
    Select,
    SmallInteger,
    Subquery,
    Table,
    and_,
    case,
    cast,
    event,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)

from tilannekuva.readiness import ANNOUNCING, HOLDING, LOWER_BOUND, ON_CELL
from tilannekuva.store.tables import Code, claim, region, region_group_member, step, workstream

made = MetaData()
"""The tables made here. They are no part of what is loaded, so neither of the content hash."""

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
    Column("outlived_on", Date, comment="from this day on others decide before it, whatever is asked; null = never"),
    comment="Claim that may decide a cell on some day",
)  # fmt: skip

Among = Callable[[ColumnElement[int]], ColumnElement[bool]]
"""Told the number of a region, says whether it is among those asked for."""

EPOCH = date(1970, 1, 1)
NEXT = 8
"""Claims after one, in the order among equals, among which those that outlive it are looked for."""
KNOWN_DAY, LADDER_STEP = 2**16, 2**15
"""What a day weighs in tie_order, and a step of the ladder against a pause or an end; the order of a step is less than either."""


def days_since_epoch(day: ColumnElement[date]) -> ColumnElement[int]:
    """Return a day as a number, to be weighed together with others."""
    return cast(type_coerce(day - cast(literal(EPOCH), Date), Integer), BigInteger)


def replaced() -> Subquery:
    """Claims that another claim replaces.  Columns: claim_id, replaced_on (first day on which the other is known)."""
    later = claim.alias("later")
    return (
        select(later.c.related_claim_id.label("claim_id"), func.min(later.c.known_on).label("replaced_on"))
        .where(later.c.relation == "supersedes", later.c.related_claim_id.is_not(None))
        .group_by(later.c.related_claim_id)
        .subquery("replaced")
    )


def stands_in(place: Subquery) -> ColumnElement[bool]:
    """What makes a claim stand in the cell of a place, by scope and via_group: it names the region, or says of `each` region of a group."""
    named = or_(claim.c.quantifier.is_(None), claim.c.quantifier.in_(ON_CELL))
    return and_(place.c.scope == claim.c.scope, case((place.c.via_group, func.coalesce(claim.c.quantifier, "") == "each"), else_=named))


def _places(among: Among) -> Subquery:
    """Scopes that reach a region on the board, of those *among* takes.  Columns: scope, region_no, via_group."""
    mine = _regions()
    own = select(mine.c.region_code.label("scope"), mine.c.region_no, false().label("via_group")).where(among(mine.c.region_no))
    member = region_group_member
    shared = select(member.c.group_code, mine.c.region_no, true()).join(mine, mine.c.region_code == member.c.region_code)
    return union_all(own, shared.where(among(mine.c.region_no))).subquery("place")


def _regions() -> Subquery:
    number = func.row_number().over(order_by=region.c.region_code) - 1
    return select(region.c.region_code, number.label("region_no")).where(region.c.on_board).subquery("board_region")


def _tracks() -> Subquery:
    number = func.row_number().over(order_by=workstream.c.workstream_code) - 1
    has_rounds = (workstream.c.cycle != "none").label("has_rounds")
    return select(workstream.c.workstream_code, has_rounds, number.label("track_no")).where(workstream.c.on_board).subquery("track")


def _cycles() -> Subquery:
    """Rounds told of tracks that have rounds; elsewhere a claim may name any text.  Columns: cycle, cycle_no."""
    track = _tracks()
    on_track = and_(track.c.workstream_code == claim.c.workstream_code, track.c.has_rounds)
    named = select(claim.c.cycle).join(track, on_track).where(claim.c.cycle.is_not(None)).distinct().subquery("named")
    return select(named.c.cycle, func.row_number().over(order_by=named.c.cycle).label("cycle_no")).subquery("told_cycle")


def _round_no(region_no: ColumnElement[int], track_no: ColumnElement[int], cycle_no: ColumnElement[int]) -> ColumnElement[int]:
    """Number the rounds from nought up, close to each other: DuckDB then counts by number and not by hash."""
    tracks = select(func.count()).select_from(workstream).where(workstream.c.on_board).scalar_subquery()
    cycles = select(func.count() + 1).select_from(_cycles()).scalar_subquery()
    return cast((region_no * tracks + track_no) * cycles + cycle_no, Integer)


def cell_rounds() -> Select[Any]:
    """Return what `cell_round` is made by."""
    mine, track, told = _regions(), _tracks(), _cycles()
    cycle = union_all(select(told.c.cycle, told.c.cycle_no), select(cast(null(), Code), literal(0))).subquery("cycle")
    return (
        select(
            _round_no(mine.c.region_no, track.c.track_no, cycle.c.cycle_no).label("round_no"), mine.c.region_code, track.c.workstream_code,
            cycle.c.cycle,
        )
        .select_from(mine.join(track, true()).join(cycle, true()))
        .where(or_(track.c.has_rounds, cycle.c.cycle_no == 0))
    )  # fmt: skip


def cell_claims(among: Among = lambda _: true()) -> Select[Any]:
    """Return what `cell_claim` is made by, of the regions *among* takes.

    A claim is outlived when others of the same rank, reach and kind come after it in the order among equals, none of them is ever
    replaced, and one of them speaks as long as it does: once they have begun and are known, one decides before it on every day asked
    for, and nothing that all candidates together tell is lost with it.
    """
    every = _candidates(among).subquery("every")
    alike = (every.c.round_no, every.c.lower_bound, every.c.via_group, every.c.stage_rank)

    def latest(day: ColumnElement[date]) -> ColumnElement[date]:
        stays = case((every.c.replaced_on.is_(None), day))
        return func.max(stays).over(partition_by=alike, order_by=(every.c.tie_order, every.c.claim_id), rows=(1, NEXT))

    outlived_on = case((latest(every.c.until_on) >= every.c.until_on, latest(func.greatest(every.c.starts_on, every.c.known_on))))
    return select(*every.c, outlived_on.label("outlived_on"))


def _candidates(among: Among) -> Select[Any]:
    """Return point 1 of the cell rule, but for the days (V, R).

    A holding claim stands from the first day of which it tells, an announcing one from the day on which it was told; a claim speaks
    up to the last day of which it tells and no longer than it was known.
    """
    place, track, told, gone = _places(among), _tracks(), _cycles(), replaced()
    announces = claim.c.certainty.in_(ANNOUNCING)
    told_to = func.least(func.coalesce(claim.c.valid_to, claim.c.known_on), claim.c.known_on)
    tie_order = (
        days_since_epoch(claim.c.known_on) * KNOWN_DAY + case((step.c.stage_rank.is_(None), 0), else_=LADDER_STEP) + step.c.step_order
    )  # fmt: skip
    return (
        select(
            _round_no(place.c.region_no, track.c.track_no, func.coalesce(told.c.cycle_no, 0)).label("round_no"),
            claim.c.claim_id, place.c.via_group, step.c.stage_rank,
            case((announces, claim.c.known_on), else_=claim.c.valid_from).label("starts_on"),
            case((announces, claim.c.known_on), else_=told_to).label("until_on"),
            claim.c.known_on, gone.c.replaced_on,
            and_(func.coalesce(claim.c.qualifier, "") == LOWER_BOUND, claim.c.value.is_(None)).label("lower_bound"),
            tie_order.label("tie_order"), claim.c.source_id, claim.c.step_code, claim.c.valid,
        )
        .join(place, stands_in(place))
        .join(track, track.c.workstream_code == claim.c.workstream_code)
        .join(step, and_(step.c.workstream_code == claim.c.workstream_code, step.c.step_code == claim.c.step_code))
        .outerjoin(told, and_(told.c.cycle == claim.c.cycle, track.c.has_rounds))
        .outerjoin(gone, gone.c.claim_id == claim.c.claim_id)
        .where(claim.c.certainty.in_((*HOLDING, *ANNOUNCING)))
    )  # fmt: skip


MADE_BY: dict[Table, Callable[[], Select[Any]]] = {cell_round: cell_rounds, cell_claim: cell_claims}
"""The query of each table, in the order in which they are made."""
SAMPLED_ROWS = 5_000
"""So many rows are compared with what they are made from, or those of one region where it has more."""


def make(db: Connection) -> None:
    """Make the read tables of a generation that has just been filled."""
    made.create_all(db, checkfirst=False)
    # Weighing how to compress costs DuckDB as much as all the rest; of these few narrow columns little would be won.
    with _uncompressed(db):
        for table, query in MADE_BY.items():
            db.exec_driver_sql(_text(db, table.insert().from_select(table.columns.keys(), query())))


@contextmanager
def _uncompressed(db: Connection) -> Iterator[None]:
    if db.dialect.name != "duckdb":
        yield
        return
    db.exec_driver_sql("SET force_compression = 'uncompressed'")
    yield
    db.exec_driver_sql("SET force_compression = 'auto'")


def _text(db: Connection, statement: ClauseElement) -> str:
    # No parameter: DuckDB's first statement with one imports pandas, which a load does not need.
    return str(statement.compile(dialect=db.dialect, compile_kwargs={"literal_binds": True}))


def wrong(db: Connection, chosen: int) -> list[str]:
    """Name the read tables that do not hold what they are made from, by the rows of a share of the regions; *chosen* chooses it."""
    faults = [cell_round.name] if _differ(db, cell_rounds(), select(cell_round)) else []
    counts = (select(func.count()).select_from(table).scalar_subquery() for table in (cell_claim, _regions()))
    of_a_region = _round_no(literal(1), literal(0), literal(0))
    rows, regions, rounds = db.exec_driver_sql(_text(db, select(*counts, func.greatest(of_a_region, 1)))).one()
    # Whole regions: what outlives a claim is within its round, and the rows of a region are made without a look at the others.
    shares = max(1, min(1 + rows // SAMPLED_ROWS, regions))
    share = chosen % shares
    kept = select(cell_claim).where(func.mod(cell_claim.c.round_no, shares * rounds).between(share * rounds, (share + 1) * rounds - 1))
    if _differ(db, cell_claims(lambda region_no: func.mod(region_no, shares) == share), kept):
        faults.append(cell_claim.name)
    return faults


def _differ(db: Connection, due: Select[Any], kept: Select[Any]) -> bool:
    sides = [select(*rows, literal(side).label("side")) for rows, side in ((due.subquery("due").c, 1), (kept.subquery("kept").c, -1))]
    either = union_all(*sides).subquery("either")
    rows = [column for column in either.c if column.name != "side"]
    query = select(func.count()).select_from(either).group_by(*rows).having(func.sum(either.c.side) != 0).limit(1)
    return db.exec_driver_sql(_text(db, query)).first() is not None


def stand_in(db: Connection) -> None:
    """Let reads of a generation that is older than the read tables take the query of each for it."""

    def with_queries(_db: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, _many: bool) -> tuple[str, Any]:
        named = [table for table in MADE_BY if table.name in statement]
        if not named:
            return statement, parameters
        queries = ", ".join(f"{table.name} AS ({_text(db, MADE_BY[table]())})" for table in named)
        begins = re.match(r"WITH( RECURSIVE)?\s", statement)
        rest = statement[begins.end() :] if begins else statement
        return f"{begins[0] if begins else 'WITH '}{queries}{', ' if begins else ' '}{rest}", parameters

    event.listen(db, "before_cursor_execute", with_queries, retval=True)
