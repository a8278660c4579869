"""The read tables behind the fate of plans: what is planned in each cell, and what is told there by which a plan may have been held.

What they hold depends on no day: which plan was held, as known on a day, is in `read.marks`.
"""

from typing import Any

from sqlalchemy import Boolean, Column, ColumnElement, Date, Integer, Select, SmallInteger, Table, and_, func, or_, select

from tilannekuva.readiness import HOLDING, PLAN_KINDS
from tilannekuva.store.reach import Among, everywhere, of_step, places, replaced, stands_in
from tilannekuva.store.tables import Code, claim, made, step

plan_cell = Table(
    "plan_cell", made,
    Column("cell_no", Integer, nullable=False), Column("region_code", Code, nullable=False), Column("workstream_code", Code, nullable=False),
    Column("cycle", Code, nullable=False, comment="as told; empty where none is"),
    comment="Region, workstream and round of which something is planned, numbered",
)  # fmt: skip
plan_claim = Table(
    "plan_claim", made,
    Column("cell_no", Integer, nullable=False), Column("claim_id", Code, nullable=False), Column("kind", Code, nullable=False),
    Column("step_order", SmallInteger), Column("valid", Code), Column("valid_from", Date, nullable=False), Column("valid_to", Date),
    Column("known_on", Date, nullable=False), Column("replaced_on", Date),
    comment="Planned claim in a cell",
)  # fmt: skip
plan_told = Table(
    "plan_told", made,
    Column("cell_no", Integer, nullable=False), Column("step_order", SmallInteger), Column("is_event", Boolean, nullable=False),
    Column("valid_from", Date, nullable=False), Column("valid_to", Date), Column("known_on", Date, nullable=False),
    comment="Event or step that is told to have happened in a cell of which something is planned",
)  # fmt: skip


def plan_cells() -> Select[Any]:
    """Return what `plan_cell` is made by."""
    place = places()
    cell = (place.c.region_code, claim.c.workstream_code, _cycle().label("cycle"))
    named = select(*cell).join(place, stands_in(place)).where(_is_plan()).distinct().subquery("named")
    number = func.row_number().over(order_by=list(named.c))
    return select(number.label("cell_no"), named)


def plan_claims(among: Among = everywhere) -> Select[Any]:
    """Return what `plan_claim` is made by, of the regions *among* takes."""
    gone = replaced()
    return (
        _in_cells(among)
        .add_columns(
            claim.c.claim_id, claim.c.kind, step.c.step_order, claim.c.valid, claim.c.valid_from, claim.c.valid_to, claim.c.known_on,
            gone.c.replaced_on,
        )
        .outerjoin(gone, gone.c.claim_id == claim.c.claim_id)
        .where(_is_plan())
    )  # fmt: skip


def plan_tolds(among: Among = everywhere) -> Select[Any]:
    """Return what `plan_told` is made by, of the regions *among* takes."""
    is_event = claim.c.kind == "event"
    return (
        _in_cells(among)
        .add_columns(step.c.step_order, is_event.label("is_event"), claim.c.valid_from, claim.c.valid_to, claim.c.known_on)
        .where(claim.c.certainty.in_(HOLDING), or_(is_event, step.c.step_order.is_not(None)))
    )


def _is_plan() -> ColumnElement[bool]:
    return and_(claim.c.certainty == "planned", claim.c.kind.in_(PLAN_KINDS))


def _cycle() -> ColumnElement[str]:
    return func.coalesce(claim.c.cycle, "")


def _in_cells(among: Among) -> Select[Any]:
    """Every claim in the cells of which something is planned, with its step.  Columns: cell_no."""
    place = places()
    here = (plan_cell.c.region_code == place.c.region_code, plan_cell.c.workstream_code == claim.c.workstream_code, plan_cell.c.cycle == _cycle())
    return (
        select(plan_cell.c.cell_no)
        .select_from(claim)
        .join(place, stands_in(place))
        .join(plan_cell, and_(*here))
        .outerjoin(step, of_step(claim))
        .where(among(place))
    )
