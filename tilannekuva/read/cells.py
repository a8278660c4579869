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
    Boolean,
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
    union_all,
    values,
)  # fmt: skip

from tilannekuva.readiness import ANNOUNCING, HOLDING, LOWER_BOUND, ON_CELL
from tilannekuva.store.tables import claim, region, region_group_member, step, workstream


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


def one_day(on: date, known: date) -> Days:
    """Return the days of a single board."""
    return Days(cast(literal(on), Date), cast(literal(known), Date))


def many_days(pairs: Iterable[tuple[date, date]]) -> Days:
    """Return the days of many boards, as a table of (V, R) with the columns on_day and known_day."""
    table = values(column("on_day", Date), column("known_day", Date), name="days").data(sorted(set(pairs)))
    return Days(table.c.on_day, table.c.known_day, table)


def claim_cells() -> Subquery:
    """Every claim that may stand in a cell, with its cell.

    Columns: claim_id, region_code, via_group (an `each` statement on a group that contains the region).
    """
    own = select(claim.c.claim_id, claim.c.scope.label("region_code"), literal(False, Boolean).label("via_group")).where(
        claim.c.scope.in_(select(region.c.region_code)), or_(claim.c.quantifier.is_(None), claim.c.quantifier.in_(ON_CELL))
    )
    shared = (
        select(claim.c.claim_id, region_group_member.c.region_code, literal(True, Boolean))
        .join(region_group_member, region_group_member.c.group_code == claim.c.scope)
        .where(claim.c.quantifier == "each")
    )
    return union_all(own, shared).subquery("claim_cell")


def replaced() -> Subquery:
    """Claims that another claim replaces.  Columns: claim_id, replaced_on (first day on which the other is known)."""
    later = claim.alias("later")
    return (
        select(later.c.related_claim_id.label("claim_id"), func.min(later.c.known_on).label("replaced_on"))
        .where(later.c.relation == "supersedes", later.c.related_claim_id.is_not(None))
        .group_by(later.c.related_claim_id)
        .subquery("replaced")
    )


def superseded(known: date) -> Select[tuple[str]]:
    """Ids of the claims that another claim, known by then, has replaced."""
    every = replaced()
    return select(every.c.claim_id).where(every.c.replaced_on <= known)


def alive(on: date) -> Select[tuple[str, str]]:
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


def candidates(on: date, known: date) -> Subquery:
    """Every claim that may decide a cell on day *on* as known on day *known* (point 1 of the rule).

    Columns: region_code, workstream_code, cycle, claim_id, source_id, via_group, step_code, stage, stage_rank, step_order,
    speaks_until (date), known_on, valid, lower_bound.
    """
    return candidates_over(one_day(on, known))


def candidates_over(days: Days) -> Subquery:
    """Every claim that may decide a cell on each of the days.  Columns: those of `candidates`, and the keys of the days."""
    cells, gone, live = claim_cells(), replaced(), alive_over(days).subquery("alive")
    now = days.of(live)
    announces = claim.c.certainty.in_(ANNOUNCING)
    speaks_until = case((announces, claim.c.known_on), else_=func.least(func.coalesce(claim.c.valid_to, claim.c.known_on), claim.c.known_on, now.on))
    holds = or_(
        and_(claim.c.certainty.in_(HOLDING), claim.c.valid_from <= now.on),
        and_(announces, claim.c.known_on <= now.on),
    )
    lower_bound = and_(func.coalesce(claim.c.qualifier, "") == LOWER_BOUND, claim.c.value.is_(None))
    return (
        select(
            *days.cell(live),
            case((live.c.cycle_kind != "none", claim.c.cycle)).label("cycle"),
            claim.c.claim_id, claim.c.source_id, cells.c.via_group,
            step.c.step_code, step.c.stage, step.c.stage_rank, step.c.step_order,
            speaks_until.label("speaks_until"), claim.c.known_on, claim.c.valid, lower_bound.label("lower_bound"),
        )
        .select_from(claim)
        .join(cells, cells.c.claim_id == claim.c.claim_id)
        .join(live, and_(live.c.region_code == cells.c.region_code, live.c.workstream_code == claim.c.workstream_code))
        .join(step, and_(step.c.workstream_code == claim.c.workstream_code, step.c.step_code == claim.c.step_code))
        .outerjoin(gone, gone.c.claim_id == claim.c.claim_id)
        .where(claim.c.known_on <= now.known, holds, or_(gone.c.replaced_on.is_(None), gone.c.replaced_on > now.known))
        .subquery("candidate")
    )  # fmt: skip


def standing_claims(on: date, known: date, every_round: bool = False) -> Subquery:
    """The claim that decides each cell that has information (points 2 and 3 of the rule).

    With *every_round* each cycle of a yearly or term workstream is a cell of its own; else the newest with a candidate is the cell.
    Columns: those of `candidates`, and over all candidates of the cell: latest_known_on (date), own (some candidate names the
    region itself).
    """
    return standing_over(one_day(on, known), every_round)


def standing_over(days: Days, every_round: bool = False) -> Subquery:
    """The claim that decides each cell on each of the days.  Columns: those of `standing_claims`, and the keys of the days."""
    every = candidates_over(days)
    cell = [*days.cell(every), *((func.coalesce(every.c.cycle, ""),) if every_round else ())]
    newest_cycle = func.max(func.coalesce(every.c.cycle, "")).over(partition_by=cell)
    round_ = select(
        *every.c,
        newest_cycle.label("newest_cycle"),
        func.max(every.c.known_on).over(partition_by=cell).label("latest_known_on"),
        func.max(case((every.c.via_group, 0), else_=1)).over(partition_by=cell).label("own"),
    ).subquery("round")
    in_round = select(round_).where(func.coalesce(round_.c.cycle, "") == round_.c.newest_cycle).subquery("in_round")
    # Paused and ended have no rank; a lower bound does not speak against them.
    firm_rank = func.max(case((in_round.c.lower_bound, None), else_=func.coalesce(in_round.c.stage_rank, 99))).over(
        partition_by=[*days.cell(in_round), in_round.c.newest_cycle]
    )
    weighed = select(in_round, firm_rank.label("firm_rank")).subquery("weighed")
    eligible = or_(~weighed.c.lower_bound, weighed.c.firm_rank.is_(None), weighed.c.stage_rank > weighed.c.firm_rank)
    place = func.row_number().over(
        partition_by=[*days.cell(weighed), weighed.c.newest_cycle],
        order_by=[
            case((weighed.c.lower_bound, 1), else_=0).desc(), weighed.c.speaks_until.desc(), weighed.c.known_on.desc(),
            case((weighed.c.stage_rank.is_(None), 0), else_=1).desc(), weighed.c.step_order.desc(), weighed.c.claim_id.desc(),
        ],
    )  # fmt: skip
    placed = select(weighed, place.label("place")).where(eligible).subquery("placed")
    return select(placed).where(placed.c.place == 1).subquery("standing")
