"""Build, verify, publish, list and roll back generations, alike on DuckDB files and PostgreSQL schemas."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from tilannekuva.store.engine import Store
from tilannekuva.store.errors import NoSuchGeneration, NotVerified, StoreEmpty, StoreUnreadable
from tilannekuva.store.rows import Row, Rows, content_hash, copy_in, counts, read_back
from tilannekuva.store.tables import SCHEMA_VERSION, claim, load, load_file, metadata, region, region_group, source, step


@dataclass(frozen=True)
class Run:
    """What a load knows of itself: when, by which program, and the counts of each file."""

    loaded_at: datetime
    program_version: str
    files: tuple[Row, ...]


def publish(store: Store, rows: Rows, run: Run) -> int | None:
    """Publish the rows as a new generation and return its number, or None where the served one holds the same.

    *rows* holds every table but load and load_file. Raises StoreBusy, NotVerified.
    """
    digest = content_hash(rows)
    with store.generations.writing():
        served = _served(store)
        if served is not None and served[-1]["content_hash"] == digest and served[-1]["schema_version"] == SCHEMA_VERSION:
            return None
        number = max([0, *store.generations.numbers()]) + 1
        full = _with_run(store, rows, run, number, digest)

        def fill(db: Connection, folder: Path) -> None:
            metadata.create_all(db, checkfirst=False)
            for table in metadata.sorted_tables:
                copy_in(db, table, full[table.name], folder)

        store.generations.publish(number, fill, lambda db: _check(db, full, number, digest))
        return number


def _served(store: Store) -> list[Row] | None:
    try:
        with store.connect() as db:
            return loads(db)
    except (StoreEmpty, StoreUnreadable):
        # A store in which nothing is whole is mended by the next load.
        return None


def loads(db: Connection) -> list[Row]:
    """Return the runs that a generation knows of, its own last."""
    return [dict(row) for row in db.execute(select(load).order_by(load.c.load_no)).mappings()]


def _with_run(store: Store, rows: Rows, run: Run, number: int, digest: str) -> dict[str, list[Row]]:
    full: dict[str, list[Row]] = {table.name: list(rows.get(table.name, ())) for table in metadata.sorted_tables}
    full["finding"] = [{**row, "load_no": number} for row in full["finding"]]
    history = _served(store) or []
    if history:
        with store.connect() as db:
            full["load_file"] = [dict(row) for row in db.execute(select(load_file)).mappings()]
    own = {
        "load_no": number,
        "loaded_at": run.loaded_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "schema_version": SCHEMA_VERSION,
        "program_version": run.program_version,
        "content_hash": digest,
        **{name: sum(file[name] for file in run.files) for name in ("records_in", "rows_kept", "rows_set_aside")},
    }
    full["load"] = [*history, own]
    full["load_file"] = [*full["load_file"], *({**file, "load_no": number} for file in run.files)]
    return full


def _check(db: Connection, rows: Rows, number: int, digest: str) -> None:
    found = counts(db)
    for name, expected in rows.items():
        if found[name] != len(expected):
            raise NotVerified(generation=number, what=f"{name}: {found[name]} ≠ {len(expected)}")
    if content_hash(read_back(db)) != digest:
        raise NotVerified(generation=number, what="content_hash")
    if orphans := _orphans(db):
        raise NotVerified(generation=number, what=orphans)


def _orphans(db: Connection) -> str:
    """Name what refers to nothing where a foreign key cannot say it: scopes, and steps of a workstream."""
    scopes = select(region.c.region_code).union(select(region_group.c.group_code))
    loose = select(func.count()).select_from(claim).where(claim.c.scope.not_in(scopes))
    steps = select(func.count()).select_from(
        claim.outerjoin(step, (claim.c.workstream_code == step.c.workstream_code) & (claim.c.step_code == step.c.step_code))
    )
    parents = select(source.c.source_id)
    checks = {
        "claim.scope": loose,
        "claim.step_code": steps.where(claim.c.step_code.is_not(None), step.c.step_code.is_(None)),
        "source.parent_source_id": select(func.count()).select_from(source).where(source.c.parent_source_id.not_in(parents)),
    }
    return ", ".join(name for name, query in checks.items() if db.execute(query).scalar_one())


def verify(store: Store, number: int | None = None) -> dict[str, Any]:
    """Check a kept generation, by default the served one, against its checksum and content hash, and return its load.

    A generation of an older schema has other tables than those hashed now: of it only the checksum is asked.
    Raises NotVerified, NoSuchGeneration, StoreEmpty.
    """
    chosen = store.generations.current() if number is None else number
    if chosen not in store.generations.numbers():
        raise NoSuchGeneration(generation=chosen)
    if not store.generations.is_whole(chosen):
        raise NotVerified(generation=chosen, what="sha256")
    with store.connect(chosen) as db:
        own = loads(db)[-1]
        if own["schema_version"] != SCHEMA_VERSION:
            return dict(own)
        if content_hash(read_back(db)) != own["content_hash"]:
            raise NotVerified(generation=chosen, what="content_hash")
        return {**own, "tables": counts(db)}


def rollback(store: Store, number: int | None = None) -> int:
    """Serve an earlier generation, by default the one before the served one, and return its number.

    Raises NoSuchGeneration, NotVerified.
    """
    with store.generations.writing():
        current = store.generations.current()
        earlier = [kept for kept in store.generations.numbers() if kept < current]
        if number is None and not earlier:
            raise NoSuchGeneration(generation="–")
        chosen = earlier[-1] if number is None else number
        store.generations.point(chosen)
        return chosen
