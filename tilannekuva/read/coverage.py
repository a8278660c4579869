"""What is known and how old it is: the age of the newest information of every cell, and who has told of each region."""

from datetime import date

import pandas as pd
from sqlalchemy import Connection, Date, and_, cast, func, literal, select

from tilannekuva.read.cells import alive, standing_claims
from tilannekuva.read.frames import frame, name
from tilannekuva.store.tables import claim, region, source, workstream

PUBLISHERS_NAMED = 3
"""How many publishers are named as those to ask about a region."""


def coverage(db: Connection, on: date, known: date, language: str) -> pd.DataFrame:
    """Every cell alive on day *on* with the age of what was known on day *known*, in the order of the board.

    Columns: region_code, region, region_order, workstream_code, workstream, workstream_short, workstream_order, latest_known_on
    (day of the newest claim that may decide the cell, null where nothing is known), age_days (from it to *on*; below zero where it
    was told later), stale_after_days, claim_id and source_id (of the claim that
    decides, null where nothing is known), is_known, is_stale (older than the workstream's limit: the mark stale of the board).
    """
    cells, standing = alive(on).subquery("cell"), standing_claims(on, known)
    age = cast(literal(on), Date) - standing.c.latest_known_on
    query = (
        select(
            cells.c.region_code, name(region, language).label("region"), region.c.sort_order.label("region_order"),
            cells.c.workstream_code, name(workstream, language).label("workstream"),
            name(workstream, language, "short").label("workstream_short"), workstream.c.sort_order.label("workstream_order"),
            standing.c.latest_known_on, age.label("age_days"), workstream.c.stale_after_days,
            standing.c.claim_id, standing.c.source_id, standing.c.claim_id.is_not(None).label("is_known"),
            func.coalesce(age > workstream.c.stale_after_days, False).label("is_stale"),
        )
        .select_from(cells)
        .join(region, region.c.region_code == cells.c.region_code)
        .join(workstream, workstream.c.workstream_code == cells.c.workstream_code)
        .outerjoin(
            standing, and_(standing.c.region_code == cells.c.region_code, standing.c.workstream_code == cells.c.workstream_code)
        )
        .order_by(region.c.sort_order, workstream.c.sort_order)
    )  # fmt: skip
    return frame(db, query, flags=("is_known", "is_stale")).astype({"age_days": "Int32"})


def region_contacts(db: Connection, known: date) -> pd.DataFrame:
    """Whom to ask about each region on the board: those whose claims on it are known, the most frequent first.

    Columns: region_code, publishers (up to three names with commas, null where nobody has told), domain (of the region itself).
    """
    told = (
        select(claim.c.scope, source.c.publisher, func.count().label("claims"), func.min(source.c.source_id).label("first_id"))
        .join(source, source.c.source_id == claim.c.source_id)
        .where(claim.c.known_on <= known)
        .group_by(claim.c.scope, source.c.publisher)
        .subquery("told")
    )
    place = func.row_number().over(partition_by=told.c.scope, order_by=[told.c.claims.desc(), told.c.first_id])
    placed = select(told, place.label("place")).subquery("placed")
    query = select(placed.c.scope, placed.c.publisher).where(placed.c.place <= PUBLISHERS_NAMED).order_by(placed.c.scope, placed.c.place)
    named: dict[str, list[str]] = {}
    for scope, publisher in db.execute(query):
        named.setdefault(scope, []).append(publisher)
    found = frame(db, select(region.c.region_code, region.c.domain).where(region.c.on_board).order_by(region.c.sort_order))
    publishers = [", ".join(named.get(code, ())) or None for code in found["region_code"]]
    return found.assign(publishers=pd.Series(publishers, dtype="object"))


def coverage_by_region(cells: pd.DataFrame) -> pd.DataFrame:
    """Count the cells of each region, those of which least is known first.

    Columns: region_code, region, region_order, cells, known_cells, stale_cells, latest_known_on.
    """
    counted = cells.groupby(["region_code", "region", "region_order"], as_index=False, sort=False).agg(
        cells=("is_known", "size"), known_cells=("is_known", "sum"), stale_cells=("is_stale", "sum"), latest_known_on=("latest_known_on", "max")
    )  # fmt: skip
    return counted.sort_values(["known_cells", "region_order"]).reset_index(drop=True)
