"""The board over time: the cells of many days in one query."""

from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import Connection, and_, func, select

from tilannekuva.read.cells import alive_over, many_days, standing_over
from tilannekuva.read.frames import frame
from tilannekuva.readiness import NO_INFORMATION
from tilannekuva.store.tables import region, workstream


def boards_over(db: Connection, days: Sequence[date], known: date | Sequence[date] | None = None) -> pd.DataFrame:
    """Every cell of the boards of many days, by the rule of `read.cells`, without marks; one query.

    *known* is the day R: one for all days, one for each, or none given: each day as known on that same day.
    Columns: on (day V), known (day R), region_code, workstream_code, stage (no_information where nothing is known), stage_rank
    (0-4 or null), step_code, cycle, claim_id, weight; in the order of V, R, regions, workstreams.
    """
    if not days:
        return boards_over(db, [date.max]).iloc[:0]
    known_days = [known] * len(days) if isinstance(known, date) else list(days if known is None else known)
    asked = many_days(zip(days, known_days, strict=True))
    cells, standing = alive_over(asked).subquery("cell"), standing_over(asked)
    same = (mine == standing.c[mine.name] for mine in asked.cell(cells))
    query = (
        select(
            cells.c.on_day.label("v_on"), cells.c.known_day.label("r_on"), cells.c.region_code, cells.c.workstream_code,
            func.coalesce(standing.c.stage, NO_INFORMATION).label("stage"), standing.c.stage_rank, standing.c.step_code,
            standing.c.cycle, standing.c.claim_id, workstream.c.weight,
        )
        .select_from(cells)
        .join(region, region.c.region_code == cells.c.region_code)
        .join(workstream, workstream.c.workstream_code == cells.c.workstream_code)
        .outerjoin(standing, and_(*same))
        .order_by(cells.c.on_day, cells.c.known_day, region.c.sort_order, workstream.c.sort_order)
    )  # fmt: skip
    return frame(db, query).rename(columns={"v_on": "on", "r_on": "known"}).astype({"weight": "int64"})
