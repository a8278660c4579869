"""The days on which a read can change: between two of them every day has the same answer, so that one read serves them all."""

from bisect import bisect_right
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Date, Integer, Select, case, cast, func, literal, select, type_coerce, union

from tilannekuva.store.cell_tables import cell_claim, cell_round
from tilannekuva.store.mark_tables import cell_conflict, group_claim
from tilannekuva.store.plan_tables import plan_claim, plan_told
from tilannekuva.store.reach import replaced
from tilannekuva.store.tables import claim, council_term, region_group, workstream


class Turning(NamedTuple):
    """Days, in order, on which a read can change: by the day that is shown, and by the day as known on which it is."""

    on: tuple[date, ...]
    known: tuple[date, ...]

    def last(self, on: date, known: date) -> tuple[date, date]:
        """Return the first days on which the answer for these two was the same; a year begins a round anew."""
        return max(_last(self.on, on), on.replace(month=1, day=1)), _last(self.known, known)


def _last(days: tuple[date, ...], day: date) -> date:
    place = bisect_right(days, day)
    return days[place - 1] if place else date.min


def board_turning(db: Connection) -> Turning:
    """Return the days on which the board can change, of each condition on a day in the cell rule and its marks.

    But of the first days of what is told beside a plan: an event that holds it begins before it ends, a step begins in its cell too.
    """
    stale_on = select(_after(cell_claim.c.known_on, workstream.c.stale_after_days)).select_from(
        cell_claim.join(cell_round, cell_round.c.round_no == cell_claim.c.round_no).join(
            workstream, workstream.c.workstream_code == cell_round.c.workstream_code
        )
    )
    on = (
        cell_claim.c.starts_on, _after(cell_claim.c.until_on), _after(cell_claim.c.span_to), group_claim.c.valid_from, plan_claim.c.known_on,
        plan_claim.c.valid_from, _after(func.coalesce(plan_claim.c.valid_to, plan_claim.c.valid_from)),
        council_term.c.valid_from, _after(council_term.c.valid_to), *_lives(),
    )  # fmt: skip
    known = (
        cell_claim.c.known_on, cell_claim.c.replaced_on, group_claim.c.known_on, group_claim.c.replaced_on, plan_claim.c.known_on,
        plan_claim.c.replaced_on, plan_told.c.known_on, cell_conflict.c.known_on,
    )  # fmt: skip
    return Turning(_days(db, *map(select, on), stale_on), _days(db, *map(select, known)))


def groups_turning(db: Connection) -> Turning:
    """Return the days on which the statements on groups can change."""
    gone, is_group = replaced(), claim.c.scope.in_(select(region_group.c.group_code))
    replaced_on = select(gone.c.replaced_on).join(claim, claim.c.claim_id == gone.c.claim_id)
    on = _days(db, select(claim.c.valid_from).where(is_group), *map(select, _lives()))
    return Turning(on, _days(db, select(claim.c.known_on).where(is_group), replaced_on.where(is_group)))


def _lives() -> tuple[ColumnElement[date], ...]:
    return workstream.c.valid_from, _after(workstream.c.valid_to)


def _after(day: ColumnElement[date], days: ColumnElement[int] | int = 0) -> ColumnElement[date]:
    """The day after so many days, or null where the calendar ends before it, as after the last day of what is never to end."""
    left = type_coerce(cast(literal(date.max), Date) - day, Integer)
    return case((left > days, day + days + 1))


def _days(db: Connection, *queries: Select[Any]) -> tuple[date, ...]:
    return tuple(sorted(day for day in db.execute(union(*queries)).scalars() if day))
