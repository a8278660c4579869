"""A region's own page: its events and deadlines in order, its tallies beside them, and its share known and readiness."""

from collections.abc import Hashable
from datetime import date

import pandas as pd
from sqlalchemy import Connection, select

from tilannekuva.read.calendar import dated_claims, told
from tilannekuva.read.cells import superseded
from tilannekuva.read.frames import frame
from tilannekuva.readiness import Readiness, readiness
from tilannekuva.store.tables import claim, source, workstream

FIGURES = ("tally", "amount")
NOTHING = Readiness(share=None, known=0, alive=0, set_aside=0)


def region_events(db: Connection, region_code: str, on: date, known: date, language: str) -> pd.DataFrame:
    """Dated events and deadlines of a region, and plans with a day, newest first.

    Columns: claim_id, workstream_code, workstream, kind, certainty, fate (as in `calendar.dated_claims`), title, quote, valid (EDTF),
    valid_from_on, valid_to_on, time_of_day, source_id, source_title, publisher, url, known_on.
    """
    query = dated_claims(on, known, language).where(claim.c.scope == region_code)
    return frame(db, query.order_by(claim.c.valid_from.desc(), claim.c.claim_id))


def region_figures(db: Connection, region_code: str, on: date, known: date, language: str) -> pd.DataFrame:
    """Tallies and sums that sources give of a region: shown as told, never added, neither to each other nor to dated events.

    Columns: those told of a claim (claim_id … known_on), value, unit, qualifier, amount_kind, cycle.
    """
    query = (
        select(*told(language), claim.c.value, claim.c.unit, claim.c.qualifier, claim.c.amount_kind, claim.c.cycle)
        .join(workstream, workstream.c.workstream_code == claim.c.workstream_code)
        .join(source, source.c.source_id == claim.c.source_id)
        .where(
            claim.c.scope == region_code, claim.c.kind.in_(FIGURES), claim.c.known_on <= known, claim.c.valid_from <= on,
            claim.c.certainty != "planned", claim.c.claim_id.not_in(superseded(known)),
        )
        .order_by(claim.c.known_on.desc(), claim.c.claim_id)
    )  # fmt: skip
    return frame(db, query)


def readiness_of(board: pd.DataFrame) -> Readiness:
    """Return readiness and the share known over the cells of a board, or of a part of one."""
    cells = zip(board["stage"], board["stage_rank"], board["weight"], strict=True)
    return readiness((stage, None if pd.isna(rank) else int(rank), int(weight)) for stage, rank, weight in cells)


def region_summary(regions: pd.DataFrame, board: pd.DataFrame) -> pd.DataFrame:
    """What a board says of each region, beside what is known of the region itself.

    *regions* is the frame of `reference.regions`, *board* that of `progress_board` or a part of it. Columns: those of *regions*,
    readiness_share (0–1, null where no cell has a rank), cells, known_cells, set_aside_cells (paused or ended), stale_cells,
    overdue_cells, unverified_cells (numbers of cells).
    """
    ready = readiness_by_region(board)
    found = [ready.get(code, NOTHING) for code in regions["region_code"]]
    marks = board.groupby("region_code")[["stale", "overdue", "unverified"]].sum()
    counted = marks.reindex(regions["region_code"], fill_value=0).astype(int).add_suffix("_cells").reset_index(drop=True)
    told = regions.reset_index(drop=True).assign(
        readiness_share=pd.array([one.share for one in found], dtype="Float64"), cells=[one.alive for one in found],
        known_cells=[one.known for one in found], set_aside_cells=[one.set_aside for one in found],
    )  # fmt: skip
    return pd.concat([told, counted], axis="columns")


def readiness_by_region(board: pd.DataFrame) -> dict[Hashable, Readiness]:
    """Return readiness and the share known of every region of a board, by region_code."""
    return {code: readiness_of(cells) for code, cells in board.groupby("region_code", sort=False)}
