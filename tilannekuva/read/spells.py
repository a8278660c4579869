"""The stages of one workstream over time, in every region: from which day to which day each claim decides its cell."""

from datetime import date, timedelta

import pandas as pd
from sqlalchemy import Connection, func, or_, select

from tilannekuva.read.cells import many_days, standing_over
from tilannekuva.read.frames import frame, name
from tilannekuva.readiness import ANNOUNCING, HOLDING
from tilannekuva.store.reach import of_step
from tilannekuva.store.tables import claim, region, source, stage, step, workstream


def turning_days(db: Connection, workstream_code: str, on: date, known: date) -> list[date]:
    """Return the days up to *on* on which a cell of the workstream can change, as known on *known*, in order.

    A claim begins to count on the first day of a state, or on the day on which a plan was told; and on the day after it has ceased
    to speak, an older one that still speaks may take its place.
    """
    query = select(claim.c.certainty, claim.c.valid_from, claim.c.valid_to, claim.c.known_on).where(
        claim.c.workstream_code == workstream_code, claim.c.step_code.is_not(None), claim.c.known_on <= known,
        claim.c.certainty.in_((*HOLDING, *ANNOUNCING)),
    )  # fmt: skip
    days = set(db.execute(select(workstream.c.valid_from).where(workstream.c.workstream_code == workstream_code)).scalars())
    for certainty, valid_from, valid_to, known_on in db.execute(query):
        days |= {known_on} if certainty in ANNOUNCING else {valid_from, min(valid_to or known_on, known_on) + timedelta(1)}
    return sorted(day for day in days if day and day <= on)


def stage_spells(db: Connection, workstream_code: str, on: date, known: date, language: str) -> pd.DataFrame:
    """The spells of every cell of a workstream up to day *on*, as known on *known*: one row each time the deciding claim changes.

    Before its first spell nothing is known of a cell. Columns: region_code, region, region_order, workstream_code, from_on (first day
    on which the claim decides), to_on (first day on which another does; null = none does by day *on*), claim_id, stage, stage_rank,
    stage_name, step_code, step, cycle, valid (EDTF), title, source_id, source_title, publisher, url, known_on.
    """
    days = turning_days(db, workstream_code, on, known)
    standing = standing_over(many_days((day, known) for day in days or [on]))
    mine = standing.c.workstream_code == workstream_code
    before = func.lag(standing.c.claim_id).over(partition_by=standing.c.region_code, order_by=standing.c.on_day)
    daily = select(*standing.c, before.label("before_id")).where(mine).subquery("daily")
    turn = select(daily).where(or_(daily.c.before_id.is_(None), daily.c.before_id != daily.c.claim_id)).subquery("turn")
    following = func.lead(turn.c.on_day).over(partition_by=turn.c.region_code, order_by=turn.c.on_day)
    query = (
        select(
            turn.c.region_code, name(region, language).label("region"), region.c.sort_order.label("region_order"), turn.c.workstream_code,
            turn.c.on_day.label("from_on"), following.label("to_on"), turn.c.claim_id, turn.c.stage, turn.c.stage_rank,
            name(stage, language).label("stage_name"), turn.c.step_code, name(step, language).label("step"), turn.c.cycle, turn.c.valid,
            name(claim, language, "title").label("title"), turn.c.source_id, source.c.title.label("source_title"), source.c.publisher,
            source.c.url, turn.c.known_on,
        )
        .join(region, region.c.region_code == turn.c.region_code)
        .join(claim, claim.c.claim_id == turn.c.claim_id)
        .join(source, source.c.source_id == turn.c.source_id)
        .join(stage, stage.c.stage == turn.c.stage)
        .join(step, of_step(turn))
        .order_by(region.c.sort_order, turn.c.on_day)
    )  # fmt: skip
    return frame(db, query)
