"""The years of a yearly workstream, such as the hyte negotiation: every region × year with its stage and marks, and what is told."""

from datetime import date

import pandas as pd
from sqlalchemy import ColumnElement, Connection, String, Subquery, and_, case, cast, func, literal, or_, select, true, union_all

from tilannekuva.read.cells import alive, candidates, claim_cells, standing_claims, superseded
from tilannekuva.read.frames import frame, name
from tilannekuva.read.marks import Judging, coming_plans, duty_evidence, judging, plans
from tilannekuva.readiness import HOLDING, NO_INFORMATION
from tilannekuva.store.reach import of_step
from tilannekuva.store.tables import actor_role, claim, duty, region, source, stage, step, workstream

HYTE = "hyte_negotiation"
MARKS = ("overdue", "unverified", "outcome_unknown")
SUPPORTERS = ("CSO adviser", "CSO advisers", "CSO change support")
"""Roles that speak for the change support: where they tell of a negotiation, no CSO is known to have taken part by that."""


def year_cells(db: Connection, workstream_code: str, on: date, known: date, language: str) -> pd.DataFrame:
    """Every region × year of a yearly workstream alive on day *on* as known on *known*; years from the duty's first to that of *on*.

    Each year is judged like the board judges the last one: after its end, where the duty was in force (`read.marks.Judging`).
    Columns: region_code, region, region_order, workstream_code, workstream, cycle (year), stage (no_information where nothing is
    known), stage_name, stage_rank, step_code, step, claim_id, source_id, known_on, valid (EDTF), overdue, unverified, outcome_unknown, judged
    (booleans), next_on, next_valid (EDTF).
    """
    years = _years(db, workstream_code, on, known)
    by = judging(db)
    judged = _judged(by, workstream_code, years, on)
    cells, standing = _cells(workstream_code, years, on), standing_claims(on, known, every_round=True)
    evidence, lost, coming = _duty_evidence(by, workstream_code, judged, on, known), _lost(on, known), _coming(on, known)

    def of(other: Subquery) -> ColumnElement[bool]:
        return and_(*(cells.c[key] == other.c[key] for key in ("region_code", "workstream_code", "cycle")))

    stage_code, is_judged = func.coalesce(standing.c.stage, NO_INFORMATION), cells.c.cycle.in_(judged)
    query = (
        select(
            cells.c.region_code, name(region, language).label("region"), region.c.sort_order.label("region_order"),
            cells.c.workstream_code, name(workstream, language).label("workstream"), cells.c.cycle,
            stage_code.label("stage"), name(stage, language).label("stage_name"), standing.c.stage_rank, standing.c.step_code,
            name(step, language).label("step"), standing.c.claim_id, standing.c.source_id, standing.c.known_on, standing.c.valid,
            and_(is_judged, func.coalesce(evidence.c.met == 0, False)).label("overdue"),
            and_(is_judged, evidence.c.met.is_(None)).label("unverified"),
            lost.c.cycle.is_not(None).label("outcome_unknown"), is_judged.label("judged"), coming.c.next_on, coming.c.next_valid,
        )
        .select_from(cells)
        .join(region, region.c.region_code == cells.c.region_code)
        .join(workstream, workstream.c.workstream_code == cells.c.workstream_code)
        .outerjoin(standing, of(standing))
        .outerjoin(step, of_step(standing))
        .join(stage, stage.c.stage == stage_code)
        .outerjoin(evidence, of(evidence)).outerjoin(lost, of(lost)).outerjoin(coming, of(coming))
        .order_by(region.c.sort_order, cells.c.cycle)
    )  # fmt: skip
    return frame(db, query, flags=(*MARKS, "judged"))


def _years(db: Connection, workstream_code: str, on: date, known: date) -> list[str]:
    """The years to show: from the first that the duty or a claim names to that of day *on*, or the last that a claim names."""
    every = candidates(on, known)
    told = db.execute(select(every.c.cycle).where(every.c.workstream_code == workstream_code, every.c.cycle.is_not(None)).distinct()).scalars()
    named = [int(cycle) for cycle in told]
    starts = db.execute(select(duty.c.starts_on).join(workstream, workstream.c.duty_code == duty.c.duty_code).where(
        workstream.c.workstream_code == workstream_code)).scalar()  # fmt: skip
    first = min([*named, starts.year if starts else on.year])
    return [str(year) for year in range(first, max([first, on.year, *named]) + 1)]


def _judged(by: Judging, workstream_code: str, years: list[str], on: date) -> list[str]:
    """The years that had ended by day *on* and whose duty is judged: each as on the first day after it."""
    ended = [int(year) for year in years if int(year) < on.year]
    return [str(year) for year in ended if workstream_code in by.judged(date(year + 1, 1, 1))]


def _cells(workstream_code: str, years: list[str], on: date) -> Subquery:
    live = alive(on).subquery("alive")
    each = union_all(*(select(cast(literal(year), String).label("cycle")) for year in years)).subquery("year")
    return (
        select(live.c.region_code, live.c.workstream_code, each.c.cycle)
        .select_from(live.join(each, true()))
        .where(live.c.workstream_code == workstream_code)
        .subquery("cell")
    )


def _duty_evidence(by: Judging, workstream_code: str, judged: list[str], on: date, known: date) -> Subquery:
    """What is known of each judged year.  Columns: region_code, workstream_code, cycle, met (1 or 0)."""
    tests = {year: by.judged(date(int(year) + 1, 1, 1)) for year in judged}
    parts = [(year, duty_evidence(on, known, {workstream_code: test[workstream_code]})) for year, test in tests.items()]
    each = [
        select(part.c.region_code, part.c.workstream_code, cast(literal(year), String).label("cycle"), part.c.met)
        for year, part in parts or [("", duty_evidence(on, known, {}))]
    ]
    return union_all(*each).subquery("evidence")


def _lost(on: date, known: date) -> Subquery:
    """Years of a planned event whose day has passed and of which nothing says that it was held."""
    plan = plans(on, known)
    return (
        select(plan.c.region_code, plan.c.workstream_code, plan.c.cycle)
        .where(plan.c.kind == "event", plan.c.fate == "unknown", plan.c.cycle.is_not(None))
        .distinct()
        .subquery("lost")
    )


def _coming(on: date, known: date) -> Subquery:
    """The earliest coming plan of each year.  Columns: region_code, workstream_code, cycle, next_on, next_valid."""
    plan = coming_plans(on, known)
    place = func.row_number().over(
        partition_by=[plan.c.region_code, plan.c.workstream_code, plan.c.cycle], order_by=[plan.c.valid_from, plan.c.valid_to, plan.c.claim_id]
    )
    coming = select(plan, place.label("place")).subquery("coming")
    return (
        select(
            coming.c.region_code, coming.c.workstream_code, coming.c.cycle, coming.c.valid_from.label("next_on"), coming.c.valid.label("next_valid")
        )
        .where(coming.c.place == 1)
        .subquery("next_plan")
    )


def negotiations(db: Connection, workstream_code: str, on: date, known: date, language: str) -> pd.DataFrame:
    """What is told of each region × year of a negotiation that has information: parties, CSOs, memo, follow-up; newest year first.

    Columns: region_code, region, workstream_code, cycle, stage, stage_name, stage_rank, step, valid (EDTF: the day it was held, or that of the
    deciding claim), parties (role), cso (title of a claim that tells of CSOs; null where none does), cso_claim_id, memo (title of the
    source that shows that it was documented), memo_url, follow_up (title), claim_id, source_id, source_title, url.
    """
    every, standing = candidates(on, known), standing_claims(on, known, every_round=True)
    told, shown, cso = claim.alias("told"), _claims_of_steps(workstream_code, every), _csos(workstream_code, every, on, known)
    held, follow_up, cso_told, memo = (claim.alias(alias) for alias in ("held_told", "follow_up_told", "cso_told", "memo_told"))
    memo_source = source.alias("memo_source")

    def of(other: Subquery) -> ColumnElement[bool]:
        return and_(*(standing.c[key] == other.c[key] for key in ("region_code", "workstream_code", "cycle")))

    query = (
        select(
            standing.c.region_code, name(region, language).label("region"), standing.c.workstream_code, standing.c.cycle, standing.c.stage,
            name(stage, language).label("stage_name"), standing.c.stage_rank, name(step, language).label("step"),
            func.coalesce(held.c.valid, told.c.valid).label("valid"), func.coalesce(name(actor_role, language), told.c.actor_role).label("parties"),
            name(cso_told, language, "title").label("cso"), cso.c.claim_id.label("cso_claim_id"), memo_source.c.title.label("memo"),
            memo_source.c.url.label("memo_url"), name(follow_up, language, "title").label("follow_up"), standing.c.claim_id,
            standing.c.source_id, source.c.title.label("source_title"), source.c.url,
        )
        .join(region, region.c.region_code == standing.c.region_code)
        .join(stage, stage.c.stage == standing.c.stage)
        .join(step, of_step(standing))
        .join(told, told.c.claim_id == standing.c.claim_id)
        .join(source, source.c.source_id == told.c.source_id)
        .outerjoin(actor_role, actor_role.c.actor_role == told.c.actor_role)
        .outerjoin(cso, of(cso)).outerjoin(cso_told, cso_told.c.claim_id == cso.c.claim_id)
        .outerjoin(shown, of(shown)).outerjoin(held, held.c.claim_id == shown.c.held)
        .outerjoin(memo, memo.c.claim_id == shown.c.documented).outerjoin(memo_source, memo_source.c.source_id == memo.c.source_id)
        .outerjoin(follow_up, follow_up.c.claim_id == shown.c.followed_up)
        .where(standing.c.workstream_code == workstream_code, standing.c.cycle.is_not(None))
        .order_by(standing.c.cycle.desc(), region.c.sort_order)
    )  # fmt: skip
    return frame(db, query)


def _claims_of_steps(workstream_code: str, every: Subquery) -> Subquery:
    """A claim of each cell and year for what it shows.  Columns: region_code, workstream_code, cycle, held, documented, followed_up."""
    keys = (every.c.region_code, every.c.workstream_code, every.c.cycle)
    shown = (func.min(case((claim.c.step_code == code, every.c.claim_id))).label(code) for code in ("held", "documented", "followed_up"))
    query = select(*keys, *shown).join(claim, claim.c.claim_id == every.c.claim_id).where(every.c.workstream_code == workstream_code)
    return query.group_by(*keys).subquery("shown")


def _csos(workstream_code: str, every: Subquery, on: date, known: date) -> Subquery:
    """One claim that tells of CSOs in the negotiation of each region and year, if any.

    It is a claim of that year on what CSOs did, or one on CSO representation in the same source and on the same days as a claim of
    that year.  Columns: region_code, workstream_code, cycle, claim_id.
    """
    cells, negotiated = claim_cells(), claim.alias("negotiated")
    tells = and_(
        claim.c.actor_role.contains("CSO"), claim.c.actor_role.not_in(SUPPORTERS), claim.c.certainty.in_(HOLDING),
        claim.c.known_on <= known, claim.c.valid_from <= on, claim.c.claim_id.not_in(superseded(known)),
    )  # fmt: skip
    of_year = (
        select(cells.c.region_code, claim.c.workstream_code, claim.c.cycle, claim.c.claim_id)
        .join(claim, claim.c.claim_id == cells.c.claim_id)
        .where(tells, claim.c.workstream_code == workstream_code, claim.c.cycle.is_not(None))
    )
    beside = (
        select(every.c.region_code, every.c.workstream_code, every.c.cycle, claim.c.claim_id)
        .select_from(every)
        .join(negotiated, negotiated.c.claim_id == every.c.claim_id)
        .join(claim, and_(claim.c.source_id == negotiated.c.source_id, claim.c.scope == every.c.region_code))
        .where(
            tells, every.c.workstream_code == workstream_code, claim.c.workstream_code == "representation",
            claim.c.valid_from <= func.coalesce(negotiated.c.valid_to, negotiated.c.valid_from),
            or_(claim.c.valid_to.is_(None), claim.c.valid_to >= negotiated.c.valid_from),
        )
    )  # fmt: skip
    both = union_all(of_year, beside).subquery("either")
    keys = (both.c.region_code, both.c.workstream_code, both.c.cycle)
    return select(*keys, func.min(both.c.claim_id).label("claim_id")).group_by(*keys).subquery("cso")
