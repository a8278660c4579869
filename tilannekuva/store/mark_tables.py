"""The read tables behind two marks: cells in which claims contradict each other, and what groups state with a step.

Both are few rows that one would else look up among all claims for every board; when they hold is in `read.marks`.
"""

from typing import Any

from sqlalchemy import CTE, Column, Date, Select, Table, func, select, union_all

from tilannekuva.store.reach import places, replaced, stands_in
from tilannekuva.store.tables import Code, claim, made, region_group_member

cell_conflict = Table(
    "cell_conflict", made,
    Column("region_code", Code, nullable=False), Column("workstream_code", Code, nullable=False),
    Column("known_on", Date, nullable=False, comment="first day on which both claims of a pair are known"),
    comment="Cell of which a claim contradicts another",
)  # fmt: skip
group_claim = Table(
    "group_claim", made,
    Column("group_code", Code, nullable=False), Column("workstream_code", Code, nullable=False),
    Column("valid_from", Date, nullable=False), Column("known_on", Date, nullable=False), Column("replaced_on", Date),
    comment="Claim of a group that names a step",
)  # fmt: skip


def cell_conflicts() -> Select[Any]:
    """Return what `cell_conflict` is made by."""
    place, pair = places(), _pairs()
    sides = union_all(select(pair.c.one.label("claim_id"), pair.c.known_on), select(pair.c.two, pair.c.known_on)).subquery("side")
    cell = (place.c.region_code, claim.c.workstream_code)
    return (
        select(*cell, func.min(sides.c.known_on).label("known_on"))
        .join(place, stands_in(place))
        .join(sides, sides.c.claim_id == claim.c.claim_id)
        .where(claim.c.claim_id.in_(select(sides.c.claim_id)))
        .group_by(*cell)
    )


def _pairs() -> CTE:
    """Claims that contradict each other.  Columns: one, two, known_on.

    Looked up step by step, as they are few: DuckDB would else make ready to find every claim that has been told.
    """
    named = _few(select(claim.c.claim_id, claim.c.related_claim_id, claim.c.known_on).where(claim.c.relation == "contradicts"), "named")
    other = _few(select(claim.c.claim_id, claim.c.known_on).where(claim.c.claim_id.in_(select(named.c.related_claim_id))), "other")
    both = func.greatest(named.c.known_on, other.c.known_on).label("known_on")
    told = select(named.c.claim_id.label("one"), other.c.claim_id.label("two"), both).join(other, other.c.claim_id == named.c.related_claim_id)
    return _few(told, "pair")


def _few(rows: Select[Any], name: str) -> CTE:
    return rows.cte(name).prefix_with("MATERIALIZED")


def group_claims() -> Select[Any]:
    """Return what `group_claim` is made by."""
    gone = replaced()
    return (
        select(claim.c.scope.label("group_code"), claim.c.workstream_code, claim.c.valid_from, claim.c.known_on, gone.c.replaced_on)
        .outerjoin(gone, gone.c.claim_id == claim.c.claim_id)
        .where(claim.c.step_code.is_not(None), claim.c.scope.in_(select(region_group_member.c.group_code)))
    )
