"""Two days compared: the state of every cell on both days, the class of its change and the claim that moved it."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd
from sqlalchemy import Connection, and_, case, func, or_, select

from tilannekuva.change import CellState, Clock, class_of, mirrored, path
from tilannekuva.read.cells import alive, claim_cells, standing_claims
from tilannekuva.read.frames import frame, name, typed
from tilannekuva.readiness import ANNOUNCING, HOLDING, NO_INFORMATION
from tilannekuva.store.reach import of_step
from tilannekuva.store.tables import claim, load, region, source, stage, step, workstream

Row = Mapping[Any, Any]
Key = tuple[str, str]
States = Mapping[Key, Row]

SEEN = ("stage", "stage_name", "stage_rank", "step", "cycle", "alive")
"""What a comparison tells of each side, under before_, start_ and after_."""
NAMES = ("region_code", "region", "workstream_code", "workstream", "workstream_short", "region_order", "workstream_order", "followed_to_on")
MOVER = ("claim_id", "title", "source_id", "source_title", "publisher", "url", "valid", "known_on")
COLUMNS = (*NAMES, "change", "restated", *(f"{side}_{column}" for side in ("before", "start", "after") for column in SEEN), *MOVER)
"""The columns of `changes`."""

SEARCHED_DAYS = 60
"""How many days on which something was told `last_change` looks through before it gives up."""


def cell_states(db: Connection, on: date, known: date, language: str) -> States:
    """What every cell alive on day *on* shows as known on *known*: the board without its marks, by region and workstream.

    Each has region_code, region, workstream_code, workstream, workstream_short, region_order, workstream_order, followed_to_on (last
    day of the workstream or null), stage, stage_name, stage_rank, step, step_order, cycle, claim_id, known_on.
    """
    cells, standing = alive(on).subquery("cell"), standing_claims(on, known)
    stage_code = func.coalesce(standing.c.stage, NO_INFORMATION)
    query = (
        select(
            cells.c.region_code, name(region, language).label("region"), cells.c.workstream_code,
            name(workstream, language).label("workstream"), name(workstream, language, "short").label("workstream_short"),
            region.c.sort_order.label("region_order"), workstream.c.sort_order.label("workstream_order"),
            workstream.c.valid_to.label("followed_to_on"), stage_code.label("stage"), name(stage, language).label("stage_name"),
            standing.c.stage_rank, name(step, language).label("step"), standing.c.step_order, standing.c.cycle, standing.c.claim_id,
            standing.c.known_on,
        )
        .select_from(cells)
        .join(region, region.c.region_code == cells.c.region_code)
        .join(workstream, workstream.c.workstream_code == cells.c.workstream_code)
        .outerjoin(standing, and_(standing.c.region_code == cells.c.region_code, standing.c.workstream_code == cells.c.workstream_code))
        .outerjoin(step, of_step(standing))
        .join(stage, stage.c.stage == stage_code)
        .order_by(region.c.sort_order, workstream.c.sort_order)
    )  # fmt: skip
    return {(row["region_code"], row["workstream_code"]): row for row in db.execute(query).mappings()}


def changes(db: Connection, on: date, known: date, later_on: date, later_known: date, language: str) -> pd.DataFrame:
    """Every cell alive on either day, from (on, known) to (later_on, later_known), in the official order.

    Columns: region_code, region, workstream_code, workstream, workstream_short, region_order, workstream_order, followed_to_on; change
    (one of CLASSES); before_ and after_ stage, stage_name, stage_rank, step, cycle, alive (whether followed that day); start_ the
    same for the earlier day as known later, restated (start_ differs from what was known then); and of the claim that moved the
    cell: claim_id, title, source_id, source_title, publisher, url, valid (EDTF), known_on; null where the cell is unchanged.
    """
    asked = Clock(on, known), Clock(later_on, later_known)
    sides = [cell_states(db, side.on, side.known, language) for side in path(*asked)]
    compared = compare(sides, backwards=path(*asked)[0] != asked[0])
    early, late = path(*asked)[0], path(*asked)[2]
    return _with_movers(db, compared, min(early.known, late.known), max(early.known, late.known), language)


def compare(sides: Sequence[States], *, backwards: bool = False) -> pd.DataFrame:
    """Compare three answers of `cell_states` along a path (change.path); *backwards*: told from the last to the first.

    Columns: those of `changes` up to after_alive, old_claim_id that decided before, and new_claim_id and
    new_known_on of the claim that decides now; of a correction, the claim that decides the earlier day now.
    """
    early, _, late = sides
    rows = [_compared(key, sides, backwards) for key in {**early, **late}]
    columns = [*COLUMNS[: -len(MOVER)], "old_claim_id", "new_claim_id", "new_known_on"]
    found = typed(pd.DataFrame(rows, columns=columns, dtype="object"))
    return found.sort_values(["region_order", "workstream_order"], ignore_index=True).astype(
        {"restated": bool, "region_order": int, "workstream_order": int}
    )


def _compared(key: Key, sides: Sequence[States], backwards: bool) -> dict[str, Any]:
    early, between, late = sides
    first, middle, last = (_state(side.get(key)) for side in sides)
    change = class_of(first, middle, last)
    old, new = (late, early) if backwards else (early, late)
    told: dict[str, Any] = {column: (early.get(key) or late[key])[column] for column in NAMES}
    told |= {"change": mirrored(change) if backwards else change, "restated": first != middle}
    for side, rows in (("before", old), ("start", between), ("after", new)):
        row = rows.get(key)
        told |= {f"{side}_{column}": (row is not None if column == "alive" else row[column] if row else None) for column in SEEN}
    was, now = early.get(key), (between if change == "corrected" else late).get(key)
    return told | {
        "old_claim_id": was["claim_id"] if was else None,
        "new_claim_id": now["claim_id"] if now else None,
        "new_known_on": now["known_on"] if now else None,
    }


def _state(row: Row | None) -> CellState:
    if row is None:
        return CellState(alive=False)
    return CellState(row["stage"], row["stage_rank"], row["step_order"], row["cycle"])


def _with_movers(db: Connection, compared: pd.DataFrame, since: date, known: date, language: str) -> pd.DataFrame:
    moved = compared[compared["change"] != "unchanged"]
    replaced = _replacements(db, set(moved["old_claim_id"].dropna()), since, known)
    movers = {place: _mover(row, since, replaced) for place, row in zip(moved.index, moved.to_dict("records"), strict=True)}
    compared["claim_id"] = pd.Series(movers, dtype="object").reindex(compared.index)
    told = _claims(db, {found for found in movers.values() if found}, language)
    return typed(compared.merge(told, how="left", on="claim_id", validate="many_to_one")[list(COLUMNS)])


def _mover(row: Row, since: date, replaced: Mapping[str, str]) -> str | None:
    """Return the claim that moved a cell: the one that decides it now, or the one that replaced what decided it before."""
    old, new = row["old_claim_id"], row["new_claim_id"]
    newly_told = isinstance(new, str) and row["new_known_on"] > pd.Timestamp(since)
    found = new if newly_told else replaced.get(old, new if new != old else None)
    return found if isinstance(found, str) else None


def _replacements(db: Connection, old: set[str], since: date, known: date) -> dict[str, str]:
    """Return, by replaced claim, the claim that replaced it after *since* and by *known*."""
    query = (
        select(claim.c.related_claim_id, claim.c.claim_id)
        .where(claim.c.relation == "supersedes", claim.c.related_claim_id.in_(old), claim.c.known_on > since, claim.c.known_on <= known)
        .order_by(claim.c.claim_id)
    )
    return dict(tuple(row) for row in db.execute(query))


def _claims(db: Connection, ids: set[str], language: str) -> pd.DataFrame:
    query = (
        select(
            claim.c.claim_id, name(claim, language, "title").label("title"), claim.c.source_id, source.c.title.label("source_title"),
            source.c.publisher, source.c.url, claim.c.valid, claim.c.known_on,
        )
        .join(source, source.c.source_id == claim.c.source_id)
        .where(claim.c.claim_id.in_(ids))
        .order_by(claim.c.claim_id)
    )  # fmt: skip
    return frame(db, query)


def last_change(db: Connection, on: date, known: date | None, regions: tuple[str, ...], workstreams: tuple[str, ...]) -> date | None:
    """Return the latest day up to *on* on which one of the cells came to show something else, or None.

    Each day is as known on that day, or as on *known* where it is given.
    """
    for day in _turning_days(db, on, known, regions, workstreams)[:SEARCHED_DAYS]:
        eve = day - timedelta(days=1)
        sides = [_shown(db, each, known or each, regions, workstreams) for each in (eve, day)]
        if sides[0] != sides[1]:
            return day
    return None


def _turning_days(db: Connection, on: date, known: date | None, regions: tuple[str, ...], workstreams: tuple[str, ...]) -> list[date]:
    """Days on which a cell may turn, the latest first: a claim begins to speak, replaces another, or a workstream is no longer followed."""
    cells = claim_cells()
    announces = claim.c.certainty.in_(ANNOUNCING)
    speaks = case((announces, claim.c.known_on), else_=claim.c.valid_from if known else func.greatest(claim.c.valid_from, claim.c.known_on))
    turning = case((and_(claim.c.relation == "supersedes", claim.c.step_code.is_(None)), claim.c.known_on), else_=speaks)
    query = (
        select(turning.label("day"))
        .join(cells, cells.c.claim_id == claim.c.claim_id)
        .where(
            cells.c.region_code.in_(regions), claim.c.workstream_code.in_(workstreams), turning <= on,
            or_(claim.c.step_code.is_not(None), claim.c.relation == "supersedes"),
            claim.c.known_on <= known if known else claim.c.known_on <= on,
        )
        .distinct()
    )  # fmt: skip
    ends = select(workstream.c.valid_to).where(workstream.c.workstream_code.in_(workstreams), workstream.c.valid_to < on)
    days = {*db.execute(query).scalars(), *(day + timedelta(days=1) for day in db.execute(ends).scalars())}
    return sorted(days, reverse=True)


def _shown(db: Connection, on: date, known: date, regions: tuple[str, ...], workstreams: tuple[str, ...]) -> set[tuple[object, ...]]:
    standing = standing_claims(on, known)
    shown = (standing.c.region_code, standing.c.workstream_code, standing.c.stage, standing.c.step_code, standing.c.cycle)
    query = select(*shown).where(standing.c.region_code.in_(regions), standing.c.workstream_code.in_(workstreams))
    return {tuple(row) for row in db.execute(query)}


def steering_meetings(db: Connection, on: date, known: date) -> pd.DataFrame:
    """Dated steering group meetings held by day *on*, as known on *known*, newest first.  Columns: region_code, held_on (date)."""
    cells = claim_cells()
    query = (
        select(cells.c.region_code, claim.c.valid_from.label("held_on"))
        .join(cells, cells.c.claim_id == claim.c.claim_id)
        .where(
            claim.c.workstream_code == "steering_group", claim.c.kind == "event", claim.c.certainty.in_(HOLDING),
            claim.c.valid_from == claim.c.valid_to, claim.c.valid_from <= on, claim.c.known_on <= known,
        )
        .distinct()
        .order_by(claim.c.valid_from.desc(), cells.c.region_code)
    )  # fmt: skip
    return frame(db, query)


def earlier_load_on(db: Connection) -> date | None:
    """Return the day (UTC) of the load before the one served, or None where there is none."""
    numbers = select(load.c.loaded_at).order_by(load.c.load_no.desc()).offset(1).limit(1)
    found: str | None = db.execute(numbers).scalar_one_or_none()
    return date.fromisoformat(found[:10]) if found else None
