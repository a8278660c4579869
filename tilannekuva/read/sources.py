"""From sources to claims and back: which sources there are, and what each says."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Connection, and_, func, or_, select, true

from tilannekuva.read.evidence import with_names
from tilannekuva.read.frames import frame, name
from tilannekuva.store.tables import (
    actor_role,
    claim,
    load,
    region,
    region_group,
    region_group_member,
    source,
    stage,
    step,
    workstream,
)


def claims(
    db: Connection, regions: Sequence[str], workstreams: Sequence[str], on: date, known: date, language: str, source_id: str = ""
) -> pd.DataFrame:
    """Every claim known on day *known* that holds by day *on* or had been told by then, of the regions and workstreams chosen.

    An empty choice is all of them; a claim on a group is of each of its regions. Columns: claim_id, source_id, quote, scope,
    scope_name, quantifier, workstream_code, workstream, cycle, kind, step_code, step, stage, stage_name, certainty, value, unit,
    qualifier, amount_kind, valid (EDTF), valid_from, valid_to, reported (EDTF), recorded_on, known_on, time_of_day, title, actor_role,
    relation, related_claim_id, confidence, file, row, load_no; in the order of their ids.
    """
    columns = (
        "claim_id", "source_id", "quote", "scope", "quantifier", "workstream_code", "cycle", "kind", "step_code", "certainty", "value", "unit",
        "qualifier", "amount_kind", "valid", "valid_from", "valid_to", "reported", "recorded_on", "known_on", "time_of_day",
        "relation", "related_claim_id", "confidence", "file", "row",
    )  # fmt: skip
    query = with_names(
        select(
            *(claim.c[column] for column in columns), name(claim, language, "title").label("title"),
            func.coalesce(name(region, language), name(region_group, language)).label("scope_name"),
            func.coalesce(name(actor_role, language), claim.c.actor_role).label("actor_role"),
            name(workstream, language).label("workstream"), name(step, language).label("step"), step.c.stage,
            name(stage, language).label("stage_name"), select(func.max(load.c.load_no)).scalar_subquery().label("load_no"),
        )
    )  # fmt: skip
    chosen = query.where(_chosen(regions, workstreams, on, known), claim.c.source_id == source_id if source_id else true()).order_by(claim.c.claim_id)
    return frame(db, chosen)


def sources(db: Connection, regions: Sequence[str], workstreams: Sequence[str], on: date, known: date, language: str) -> pd.DataFrame:
    """Every source of the claims that `claims` gives for the same choice, the newest first.

    Columns: source_id, parent_source_id, kind, title, publisher, language, published (EDTF), published_from_on, published_basis, url,
    claims (how many of them), first_claim_id. *language* is that of the reader and changes nothing: a source keeps its own words.
    """
    used = (
        select(claim.c.source_id, func.count().label("claims"), func.min(claim.c.claim_id).label("first_claim_id"))
        .where(_chosen(regions, workstreams, on, known))
        .group_by(claim.c.source_id)
        .subquery("used")
    )
    query = (
        select(
            source.c.source_id, source.c.parent_source_id, source.c.kind, source.c.title, source.c.publisher, source.c.language,
            source.c.published, source.c.published_from.label("published_from_on"), source.c.published_basis, source.c.url,
            used.c.claims, used.c.first_claim_id,
        )
        .join(used, used.c.source_id == source.c.source_id)
        .order_by(source.c.published_from.desc().nulls_last(), source.c.source_id)
    )  # fmt: skip
    return frame(db, query)


def _chosen(regions: Sequence[str], workstreams: Sequence[str], on: date, known: date) -> ColumnElement[bool]:
    tests = [claim.c.known_on <= known, or_(claim.c.valid_from <= on, claim.c.known_on <= on)]
    if regions:
        groups = select(region_group_member.c.group_code).where(region_group_member.c.region_code.in_(regions))
        tests.append(or_(claim.c.scope.in_(regions), claim.c.scope.in_(groups)))
    if workstreams:
        tests.append(claim.c.workstream_code.in_(workstreams))
    return and_(*tests)
