"""The cell rule, in one place: which claim speaks for region × workstream on day V as known on day R.

Everything that shows a stage goes through `standing_claims`, or `standing_over` for many days at once; the words of the rule
(what holds, what announces, what is a lower bound) are those of `tilannekuva.readiness`. Source of the rule: the model's cell
rule, points 1–4.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Select,
    Subquery,
    and_,
    case,
    cast,
    column,
    func,
    literal,
    or_,
    select,
    true,
    values,
)  # fmt: skip

from tilannekuva.store.cell_tables import cell_claim, cell_round, days_since_epoch
from tilannekuva.store.reach import holds, of_step, places, replaced, stands_in
from tilannekuva.store.tables import claim, region, step, workstream

WHOLE_ORDER = 2**32
"""More than any order among claims that speak for the same day."""


@dataclass(frozen=True)
class Days:
    """For which days the rule is asked: V and R as expressions, and the table of pairs that they come from, if there is one.

    A rule asked for a table of pairs names the pair beside each cell, in the columns on_day and known_day.
    """

    on: ColumnElement[date]
    known: ColumnElement[date]
    table: FromClause | None = None

    @property
    def keys(self) -> tuple[ColumnElement[Any], ...]:
        """What tells one board from another: nothing where there is one."""
        return () if self.table is None else (self.on, self.known)

    def of(self, cells: FromClause) -> "Days":
        """Return the same days as the columns of a table of cells that names them."""
        return self if self.table is None else Days(cells.c.on_day, cells.c.known_day, cells)

    def cell(self, cells: FromClause) -> list[ColumnElement[Any]]:
        """Return the columns of a table of cells that tell one cell from another."""
        return [*self.of(cells).keys, cells.c.region_code, cells.c.workstream_code]


Day = date | ColumnElement[date]
"""A day, or the place of one in a query that is made once for all days."""


def one_day(on: Day, known: Day) -> Days:
    """Return the days of a single board."""
    return Days(_as_date(on), _as_date(known))


def _as_date(day: Day) -> ColumnElement[date]:
    return cast(day if isinstance(day, ColumnElement) else literal(day), Date)


def many_days(pairs: Iterable[tuple[date, date]]) -> Days:
    """Return the days of many boards, as a table of (V, R) with the columns on_day and known_day."""
    table = values(column("on_day", Date), column("known_day", Date), name="days").data(sorted(set(pairs)))
    return Days(table.c.on_day, table.c.known_day, table)


def claim_cells() -> Subquery:
    """Every claim that may stand in a cell, with its cell.  Columns: claim_id, region_code, via_group."""
    place = places()
    return select(claim.c.claim_id, place.c.region_code, place.c.via_group).join(place, stands_in(place)).subquery("claim_cell")


def superseded(known: Day) -> Select[tuple[str]]:
    """Ids of the claims that another claim, known by then, has replaced."""
    every = replaced()
    return select(every.c.claim_id).where(every.c.replaced_on <= known)


def alive(on: Day) -> Select[tuple[str, str]]:
    """Codes of the cells that exist on that day: on-board regions × on-board workstreams alive.

    Columns: region_code, workstream_code, cycle_kind.
    """
    return alive_over(one_day(on, on))


def alive_over(days: Days) -> Select[Any]:
    """Codes of the cells that exist on each of the days.  Columns: those of `alive`, and the keys of the days."""
    every = region.join(workstream, true())
    return select(
        *days.keys, region.c.region_code, workstream.c.workstream_code, workstream.c.cycle.label("cycle_kind")
    ).select_from(every if days.table is None else every.join(days.table, true())).where(
        region.c.on_board, workstream.c.on_board,
        or_(workstream.c.valid_from.is_(None), workstream.c.valid_from <= days.on),
        or_(workstream.c.valid_to.is_(None), workstream.c.valid_to >= days.on),
    )  # fmt: skip


def candidates(on: Day, known: Day) -> Subquery:
    """Every claim that may decide a cell on day *on* as known on day *known* (point 1 of the rule).

    Columns: region_code, workstream_code, cycle, claim_id, stage_rank.
    """
    day, live = one_day(on, known), alive(on).subquery("alive")
    return (
        select(cell_round.c.region_code, cell_round.c.workstream_code, cell_round.c.cycle, cell_claim.c.claim_id, cell_claim.c.stage_rank)
        .join(cell_round, cell_round.c.round_no == cell_claim.c.round_no)
        .join(live, and_(live.c.region_code == cell_round.c.region_code, live.c.workstream_code == cell_round.c.workstream_code))
        .where(_speaks(day))
        .subquery("candidate")
    )


def _speaks(days: Days) -> ColumnElement[bool]:
    """What makes a claim a candidate on a day: it has begun, it is known, and none that is known has replaced it."""
    return and_(cell_claim.c.starts_on <= days.on, holds(cell_claim, days.known))


def _worth_a_look(days: Days) -> ColumnElement[bool]:
    """What makes a claim worth a look on a day: it is a candidate, and no other is sure to decide before it."""
    gone = cell_claim.c.outlived_on
    return and_(_speaks(days), or_(gone.is_(None), gone > func.least(days.on, days.known)))


def _order(days: Days) -> ColumnElement[int]:
    """The claim with the greatest decides: the one that speaks for the latest day up to V, then by its order among equals (point 2)."""
    return days_since_epoch(func.least(cell_claim.c.until_on, days.on)) * WHOLE_ORDER + cell_claim.c.tie_order


def standing_claims(on: Day, known: Day, every_round: bool = False) -> Subquery:
    """The claim that decides each cell that has information (points 2 and 3 of the rule).

    With *every_round* each cycle of a yearly or term workstream is a cell of its own; else the newest with a candidate is the cell.
    Columns: region_code, workstream_code, cycle, claim_id, source_id, step_code, stage, stage_rank, step_order, known_on, valid, span_to
    (last day of the span of which it tells, or null), and over all candidates of the cell: latest_known_on (date), own (1 where a
    candidate names the region itself, else 0).
    """
    return standing_over(one_day(on, known), every_round)


def standing_over(days: Days, every_round: bool = False) -> Subquery:
    """The claim that decides each cell on each of the days.  Columns: those of `standing_claims`, and the keys of the days."""
    found = _deciding_over(days, every_round)
    return (
        select(
            *days.cell(found), found.c.cycle, found.c.claim_id, found.c.source_id, step.c.step_code, step.c.stage, step.c.stage_rank,
            step.c.step_order, found.c.known_on, found.c.valid, found.c.span_to, found.c.latest_known_on, found.c.own,
        )
        .join(step, of_step(found))
        .where(found.c.place == 1)
        .subquery("standing")
    )  # fmt: skip


def _deciding_over(days: Days, every_round: bool) -> Subquery:
    """The claims that come first in each cell; of several that are equal to the last, the greatest id has place 1.

    Columns: the keys of the days, region_code, workstream_code, cycle, claim_id, source_id, step_code, known_on, valid, span_to,
    latest_known_on, own, place.
    """
    cell = _cells_of_rounds(days, every_round)
    now = days.of(cell)
    place = func.row_number().over(partition_by=[*days.cell(cell), cell.c.cycle], order_by=cell_claim.c.claim_id.desc())
    of_claim = [cell_claim.c[name] for name in ("claim_id", "source_id", "step_code", "known_on", "valid", "span_to")]
    return (
        select(*days.cell(cell), cell.c.cycle, *of_claim, cell.c.latest_known_on, cell.c.own, place.label("place"))
        .join(cell_claim, and_(cell_claim.c.round_no == cell.c.round_no, cell_claim.c.lower_bound == cell.c.bound, _order(now) == cell.c.decides))
        .where(_worth_a_look(now), or_(~cell.c.bound, _above(cell.c.firm_rank)))
        .subquery("deciding")
    )


def _cells_of_rounds(days: Days, every_round: bool) -> Subquery:
    """The round that each cell shows, with what decides it.

    Columns: the keys of the days, region_code, workstream_code, cycle, round_no, decides (the order of the deciding claim), bound
    (it is a lower bound), firm_rank, latest_known_on, own.
    """
    rounds = _rounds(days)
    bounds = _bounds(days, rounds)
    live = alive_over(days).subquery("alive")
    cell, here = days.cell(live), and_(live.c.region_code == cell_round.c.region_code, live.c.workstream_code == cell_round.c.workstream_code)
    shown = func.row_number().over(partition_by=cell, order_by=func.coalesce(cell_round.c.cycle, "").desc())
    told = [*cell, *((cell_round.c.cycle,) if every_round else ())]
    query = (
        select(
            *cell, cell_round.c.cycle, rounds.c.round_no, func.coalesce(bounds.c.decides, rounds.c.decides).label("decides"),
            bounds.c.decides.is_not(None).label("bound"), rounds.c.firm_rank,
            func.max(rounds.c.latest_known_on).over(partition_by=told).label("latest_known_on"),
            func.max(rounds.c.own).over(partition_by=told).label("own"), shown.label("place"),
        )
        .select_from(rounds)
        .join(cell_round, cell_round.c.round_no == rounds.c.round_no)
        .join(live, and_(here, *_same_day(days, live, rounds)))
        .outerjoin(bounds, and_(bounds.c.round_no == rounds.c.round_no, *_same_day(days, bounds, rounds)))
        .subquery("shown")
    )  # fmt: skip
    return query if every_round else select(query).where(query.c.place == 1).subquery("cell_shown")


def _same_day(days: Days, one: FromClause, other: FromClause) -> list[ColumnElement[bool]]:
    return [mine == its for mine, its in zip(days.of(one).keys, days.of(other).keys, strict=True)]


def _rounds(days: Days) -> CTE:
    """What the candidates of each round add up to.

    Columns: the keys of the days, round_no, decides (the greatest order of a firm claim), firm_rank (their greatest rank),
    latest_known_on, own.
    """
    firm = ~cell_claim.c.lower_bound
    query = select(
        *days.keys, cell_claim.c.round_no, func.max(case((firm, _order(days)))).label("decides"),
        # Paused and ended have no rank; a lower bound does not speak against them.
        func.max(case((firm, func.coalesce(cell_claim.c.stage_rank, 99)))).label("firm_rank"),
        func.max(cell_claim.c.known_on).label("latest_known_on"), func.max(case((cell_claim.c.via_group, 0), else_=1)).label("own"),
    )  # fmt: skip
    of_days = query.select_from(cell_claim if days.table is None else cell_claim.join(days.table, true())).where(_worth_a_look(days))
    return of_days.group_by(*days.keys, cell_claim.c.round_no).cte("round").prefix_with("MATERIALIZED")


def _bounds(days: Days, rounds: CTE) -> Subquery:
    """The lower bound that decides a round, where every firm claim has a lower rank.  Columns: the keys of the days, round_no, decides."""
    now = days.of(rounds)
    return (
        select(*now.keys, rounds.c.round_no, func.max(_order(now)).label("decides"))
        .join(cell_claim, cell_claim.c.round_no == rounds.c.round_no)
        .where(cell_claim.c.lower_bound, _worth_a_look(now), _above(rounds.c.firm_rank))
        .group_by(*now.keys, rounds.c.round_no)
        .subquery("bound")
    )


def _above(firm_rank: ColumnElement[int]) -> ColumnElement[bool]:
    """What a lower bound needs to decide: no firm claim stands as high."""
    return or_(firm_rank.is_(None), cell_claim.c.stage_rank > firm_rank)
