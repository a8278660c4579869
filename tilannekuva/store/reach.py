"""Which cells a claim reaches, what replaces it, and its step: the joins that the read tables and the reads share."""

from collections.abc import Callable, Collection
from datetime import date

from sqlalchemy import ColumnElement, FromClause, Subquery, and_, case, false, func, or_, select, true, union_all

from tilannekuva.readiness import ON_CELL
from tilannekuva.store.tables import claim, region, region_group_member, step

Among = Callable[[Subquery], ColumnElement[bool]]
"""Told the place of a claim, by scope and region_code, says whether it is among those asked for."""


def everywhere(_place: Subquery) -> ColumnElement[bool]:
    """Take every region."""
    return true()


def within(regions: Collection[str]) -> Among:
    """Take these regions: by the scopes that reach one, too, so that DuckDB reads little of other claims."""

    def among(place: Subquery) -> ColumnElement[bool]:
        reached = places()
        scopes = select(reached.c.scope).where(reached.c.region_code.in_(regions))
        return and_(place.c.region_code.in_(regions), claim.c.scope.in_(scopes))

    return among


def places() -> Subquery:
    """Scopes that reach a region.  Columns: scope, region_code, via_group (a group that contains the region)."""
    own = select(region.c.region_code.label("scope"), region.c.region_code, false().label("via_group"))
    member = region_group_member
    return union_all(own, select(member.c.group_code, member.c.region_code, true())).subquery("place")


def stands_in(place: Subquery) -> ColumnElement[bool]:
    """What makes a claim stand in the cell of a place, by scope and via_group: it names the region, or says of `each` region of a group."""
    named = or_(claim.c.quantifier.is_(None), claim.c.quantifier.in_(ON_CELL))
    return and_(place.c.scope == claim.c.scope, case((place.c.via_group, func.coalesce(claim.c.quantifier, "") == "each"), else_=named))


def of_step(told: FromClause) -> ColumnElement[bool]:
    """What joins a step to rows that name it, by workstream_code and step_code."""
    return and_(step.c.workstream_code == told.c.workstream_code, step.c.step_code == told.c.step_code)


def holds(told: FromClause, known: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Whether rows of claims, by known_on and replaced_on, are known on a day and not replaced by another that is."""
    return and_(told.c.known_on <= known, or_(told.c.replaced_on.is_(None), told.c.replaced_on > known))


def replaced() -> Subquery:
    """Claims that another claim replaces.  Columns: claim_id, replaced_on (first day on which the other is known)."""
    later = claim.alias("later")
    return (
        select(later.c.related_claim_id.label("claim_id"), func.min(later.c.known_on).label("replaced_on"))
        .where(later.c.relation == "supersedes", later.c.related_claim_id.is_not(None))
        .group_by(later.c.related_claim_id)
        .subquery("replaced")
    )
