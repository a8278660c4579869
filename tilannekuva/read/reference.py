"""What the pages offer and name: regions, collaboration areas, workstreams, stages, steps, neighbours, loads."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, case, func, select, union_all

from tilannekuva.read.frames import frame, name
from tilannekuva.read.marks import judging
from tilannekuva.readiness import DUTY_RANK
from tilannekuva.store.tables import claim, duty, load, municipality, neighbour, region, source, stage, step, term, tile, workstream


def regions(db: Connection, language: str) -> pd.DataFrame:
    """The regions on the board in their official order.

    Columns: region_code, region, region_long, collab_area_code, collab_area, population (persons), population_on, bilingual,
    tile_col, tile_row, sort_order.
    """
    query = (
        select(
            region.c.region_code, name(region, language).label("region"), name(region, language, "name_long").label("region_long"),
            region.c.collab_area_code, name(region, language, "collab_area").label("collab_area"), region.c.population,
            region.c.population_on, region.c.bilingual, tile.c.col.label("tile_col"), tile.c.row.label("tile_row"), region.c.sort_order,
        )
        .outerjoin(tile, tile.c.region_code == region.c.region_code)
        .where(region.c.on_board)
        .order_by(region.c.sort_order)
    )  # fmt: skip
    return frame(db, query)


def workstreams(db: Connection, language: str) -> pd.DataFrame:
    """The workstreams on the board in their order.

    Columns: workstream_code, workstream, short, question, cycle, statutory, weight, stale_after_days, valid_from_on, valid_to_on,
    duty_code, duty (title or null).
    """
    query = (
        select(
            workstream.c.workstream_code, name(workstream, language).label("workstream"), name(workstream, language, "short").label("short"),
            name(workstream, language, "question").label("question"), workstream.c.cycle, workstream.c.statutory, workstream.c.weight,
            workstream.c.stale_after_days, workstream.c.valid_from.label("valid_from_on"), workstream.c.valid_to.label("valid_to_on"),
            workstream.c.duty_code, name(duty, language, "title").label("duty"),
        )
        .outerjoin(duty, duty.c.duty_code == workstream.c.duty_code)
        .where(workstream.c.on_board)
        .order_by(workstream.c.sort_order)
    )  # fmt: skip
    return frame(db, query)


def region_codes(db: Connection) -> list[str]:
    """Return the code of every region that claims may speak of, on the board or off it."""
    return list(db.execute(select(region.c.region_code).order_by(region.c.sort_order)).scalars())


def workstream_codes(db: Connection) -> list[str]:
    """Return the code of every workstream, on the board or only findable."""
    return list(db.execute(select(workstream.c.workstream_code).order_by(workstream.c.sort_order)).scalars())


def stages(db: Connection, language: str) -> pd.DataFrame:
    """The common ladder.  Columns: stage, stage_rank, stage_name, meaning, symbol, in their order."""
    query = select(
        stage.c.stage, stage.c.stage_rank, name(stage, language).label("stage_name"), name(stage, language, "meaning").label("meaning"),
        stage.c.symbol,
    ).order_by(stage.c.sort_order)  # fmt: skip
    return frame(db, query)


def steps(db: Connection, language: str) -> pd.DataFrame:
    """Every workstream's own ladder.  Columns: workstream_code, step_code, step_order, stage, stage_rank, step, criterion."""
    query = select(
        step.c.workstream_code, step.c.step_code, step.c.step_order, step.c.stage, step.c.stage_rank,
        name(step, language).label("step"), name(step, language, "criterion").label("criterion"),
    ).order_by(step.c.workstream_code, step.c.step_order)  # fmt: skip
    return frame(db, query)


def duties(db: Connection, language: str) -> pd.DataFrame:
    """What the law requires, the duties that the board can judge first.

    Columns: duty_code, duty, workstream_code, workstream, cycle, law (number in the statute book), section, checked (P, M or R: how
    the text was checked), starts_on, due_rule, evidence.
    """
    query = (
        select(
            duty.c.duty_code, name(duty, language, "title").label("duty"), duty.c.workstream_code,
            name(workstream, language).label("workstream"), duty.c.cycle, duty.c.law, duty.c.section, duty.c.checked, duty.c.starts_on,
            duty.c.due_rule, name(duty, language, "evidence").label("evidence"),
        )
        .outerjoin(workstream, workstream.c.workstream_code == duty.c.workstream_code)
        .order_by(case((duty.c.due_rule.in_(tuple(DUTY_RANK)), 0), else_=1), duty.c.law, duty.c.section, duty.c.duty_code)
    )  # fmt: skip
    return frame(db, query)


def judged_cycles(db: Connection, on: date, language: str) -> pd.DataFrame:
    """The duties that are judged on day *on* and on which ended cycle.

    Columns: workstream_code, workstream, duty_code, cycle, met_rank (the stage rank that meets the duty).
    """
    judged = judging(db).judged(on)
    query = (
        select(workstream.c.workstream_code, name(workstream, language).label("workstream"), workstream.c.duty_code)
        .where(workstream.c.workstream_code.in_(list(judged)))
        .order_by(workstream.c.sort_order)
    )
    found = frame(db, query)
    cycles = [judged[code] for code in found["workstream_code"]]
    return found.assign(cycle=[cycle.code for cycle, _ in cycles], met_rank=pd.array([rank for _, rank in cycles], dtype="Int8"))


def terms(db: Connection) -> pd.DataFrame:
    """The glossary.  Columns: term_code, category, fi, sv, en, status (verified, partly_verified, own_proposal), source; by category and code."""
    columns = (term.c.term_code, term.c.category, term.c.fi, term.c.sv, term.c.en, term.c.status, term.c.source)
    return frame(db, select(*columns).order_by(term.c.category, term.c.term_code))


def neighbours(db: Connection, region_code: str) -> list[str]:
    """Return the codes of the regions that share a land border with a region, longest border first."""
    either = union_all(
        select(neighbour.c.neighbour_code.label("code"), neighbour.c.border_km).where(neighbour.c.region_code == region_code),
        select(neighbour.c.region_code, neighbour.c.border_km).where(neighbour.c.neighbour_code == region_code),
    ).subquery()
    return list(db.execute(select(either.c.code).order_by(either.c.border_km.desc())).scalars())


def municipalities(db: Connection, language: str) -> pd.DataFrame:
    """Municipalities of today and the region of each.  Columns: municipality_code, municipality, region_code."""
    column = municipality.c.name_sv if language == "sv" else municipality.c.name_fi
    query = select(municipality.c.municipality_code, column.label("municipality"), municipality.c.region_code).where(
        municipality.c.valid_to.is_(None)
    )
    return frame(db, query)


def source_list(db: Connection) -> pd.DataFrame:
    """Every source by its id.  Columns: source_id, title, publisher, published (EDTF), url."""
    return frame(db, select(source.c.source_id, source.c.title, source.c.publisher, source.c.published, source.c.url))


def data_age(db: Connection) -> pd.DataFrame:
    """How fresh the generation is, in one row.

    Columns: generation, loaded_at (UTC, ISO 8601), latest_recorded_on, latest_known_on, earliest_known_on, claims, sources.
    """
    newest = select(load.c.load_no, load.c.loaded_at).order_by(load.c.load_no.desc()).limit(1).subquery()
    query = select(
        newest.c.load_no.label("generation"), newest.c.loaded_at,
        select(func.max(claim.c.recorded_on)).scalar_subquery().label("latest_recorded_on"),
        select(func.max(claim.c.known_on)).scalar_subquery().label("latest_known_on"),
        select(func.min(claim.c.known_on)).scalar_subquery().label("earliest_known_on"),
        select(func.count(claim.c.claim_id)).scalar_subquery().label("claims"),
        select(func.count(func.distinct(source.c.source_id))).where(source.c.source_id.in_(select(claim.c.source_id))).scalar_subquery().label("sources"),
    )  # fmt: skip
    return frame(db, query)
