"""The board over time: the cells of many days in one query, and readiness and the share known of each day."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

import pandas as pd
from sqlalchemy import Connection, and_, func, select

from tilannekuva.read.cells import alive_over, many_days, standing_over
from tilannekuva.read.frames import frame
from tilannekuva.readiness import NO_INFORMATION, readiness
from tilannekuva.store.tables import claim, region, workstream


def boards_over(db: Connection, days: Sequence[date], known: date | Sequence[date] | None = None) -> pd.DataFrame:
    """Every cell of the boards of many days, by the rule of `read.cells`, without marks; one query.

    *known* is the day R: one for all days, one for each, or none given: each day as known on that same day.
    Columns: on (day V), known (day R), region_code, workstream_code, stage (no_information where nothing is known), stage_rank
    (0-4 or null), step_code, cycle, claim_id, source_id, weight; in the order of V, R, regions, workstreams.
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
            standing.c.cycle, standing.c.claim_id, standing.c.source_id, workstream.c.weight,
        )
        .select_from(cells)
        .join(region, region.c.region_code == cells.c.region_code)
        .join(workstream, workstream.c.workstream_code == cells.c.workstream_code)
        .outerjoin(standing, and_(*same))
        .order_by(cells.c.on_day, cells.c.known_day, region.c.sort_order, workstream.c.sort_order)
    )  # fmt: skip
    return frame(db, query).rename(columns={"v_on": "on", "r_on": "known"}).astype({"weight": "int64"})


def first_day(db: Connection) -> date:
    """Return the first day on which the board can have a cell: a workstream begins, or, where none has a beginning, the first claim was known."""
    known = select(func.min(claim.c.known_on)).scalar_subquery()
    begins = db.execute(select(func.min(func.coalesce(workstream.c.valid_from, known))).where(workstream.c.on_board)).scalar_one()
    return begins or date.max


def month_ends(first: date, last: date) -> tuple[date, ...]:
    """Return the last day of every month from *first* on, and *last* itself in place of the end of its month; none where it is before."""
    ends = [date(year, month, monthrange(year, month)[1]) for year in range(first.year, last.year + 1) for month in range(1, 13)]
    return (*(day for day in ends if first <= day < last), last) if first <= last else ()


def year_before(day: date) -> date:
    """Return the same day a year earlier; 28 February for 29 February."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def readiness_over(boards: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Readiness and the share known of each day over all its cells together, or over those of each value of *by*.

    Never the mean of regions: Σ weight·rank / Σ weight·4 over every cell that has a rank (`readiness.readiness`).
    Columns: on, known (as in `boards_over`), those of *by*, share (0-1 or null where no cell has a rank), known_share (0-1),
    known_cells, alive_cells, set_aside (paused and ended cells).
    """
    keys = ["on", "known", *by]
    series = boards[keys].drop_duplicates(ignore_index=True)
    cells: list[list[tuple[str, int | None, int]]] = [[] for _ in series.index]
    ranks = boards["stage_rank"].astype("object").where(boards["stage_rank"].notna(), None)
    places = boards.groupby(keys, sort=False).ngroup()
    for place, *cell in zip(places, boards["stage"], ranks, boards["weight"], strict=True):
        cells[place].append((cell[0], cell[1], cell[2]))
    ready = [readiness(found) for found in cells]
    return series.assign(
        share=pd.array([one.share for one in ready], dtype="float64"),
        known_share=pd.array([one.known_share for one in ready], dtype="float64"),
        known_cells=pd.array([one.known for one in ready], dtype="int64"),
        alive_cells=pd.array([one.alive for one in ready], dtype="int64"),
        set_aside=pd.array([one.set_aside for one in ready], dtype="int64"),
    )


def turning_points(series: pd.DataFrame, by: Sequence[str], told: Sequence[str]) -> pd.DataFrame:
    """Return the rows in which a step line turns: those whose *told* differ from the row before of the same *by*, and the last of each."""
    groups = series.groupby(list(by), sort=False)
    before = groups[list(told)].shift()
    first, last = groups.cumcount() == 0, groups.cumcount(ascending=False) == 0
    same = ((series[list(told)] == before) | (series[list(told)].isna() & before.isna())).all(axis=1)
    return series[first | last | ~same.astype(bool)]


def known_twice(boards: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of the boards of two days that have information on both: a change among them is no change in what is known."""
    told = boards[boards["stage"] != NO_INFORMATION]
    return told[told.duplicated(["region_code", "workstream_code"], keep=False)]
