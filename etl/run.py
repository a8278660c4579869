"""One run of the ETL: extract → validate → build → publish. `load` returns an Outcome and never half-publishes."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from etl.build import claim_row, finding_rows, kept, source_row
from etl.columns import schema_of
from etl.extract import RawTable, read_table
from etl.findings import REFUSED, SET_ASIDE, Finding
from etl.reference import Reference, read_reference
from etl.validate import Known, Row, judge
from tilannekuva import __version__
from tilannekuva.store.engine import Store
from tilannekuva.store.errors import StoreEmpty, StoreUnreadable
from tilannekuva.store.generations import Run, publish
from tilannekuva.store.tables import claim

Progress = Callable[[str, int, int], None]
"""Told (name of the stage, done, all) as a run goes on."""

ALL_IN, SOME_SET_ASIDE, NOTHING_PUBLISHED = 0, 1, 2
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx")


@dataclass(frozen=True)
class FileCount:
    """Lines in = rows kept + rows set aside, of one file."""

    file: str
    sha256: str
    records_in: int
    rows_kept: int
    rows_set_aside: int


@dataclass(frozen=True)
class Outcome:
    """What a run did: exit code, the generation it published (None where nothing was new or nothing was published)."""

    exit_code: int
    generation: int | None
    files: tuple[FileCount, ...]
    findings: tuple[Finding, ...]
    unchanged: bool = False

    def total(self, name: str) -> int:
        """Return the sum of a count over the files of sources and claims."""
        return sum(getattr(file, name) for file in self.files)


@dataclass(frozen=True)
class Judged:
    """Everything read from a data folder, and what the rules say of it."""

    reference: Reference
    rows: dict[str, list[Row]]
    files: tuple[FileCount, ...]
    findings: tuple[Finding, ...]

    @property
    def exit_code(self) -> int:
        """Exit code that follows from the findings."""
        severities = Counter(finding.severity for finding in self.findings)
        return NOTHING_PUBLISHED if severities[REFUSED] else SOME_SET_ASIDE if severities[SET_ASIDE] else ALL_IN


def check(data: Path, progress: Progress = lambda *_: None) -> Judged:
    """Read and judge a data folder: reference/, sources/, claims/; the store is not touched."""
    progress("reference", 0, 1)
    reference = read_reference(data)
    if any(finding.severity == REFUSED for finding in reference.findings):
        return Judged(reference, {}, (), reference.findings)
    raws = {table: _read(data / folder, table, progress) for table, folder in (("source", "sources"), ("claim", "claims"))}
    findings = [*reference.findings, *(found for tables in raws.values() for raw in tables for found in raw.findings)]
    empty = [Finding("no_files", folder, severity=REFUSED) for table, folder in (("source", "sources"), ("claim", "claims")) if not raws[table]]
    known = _known(reference, raws)
    rows: dict[str, list[Row]] = {}
    for table, tables in raws.items():
        judged, said = _judge(table, tables, known, progress)
        rows[table], findings = judged, [*findings, *said]
        # A claim on a source that was set aside has no proof any more, so it is judged by the sources kept.
        if table == "source":
            rows[table], lost = _with_proof(judged)
            known = replace(known, sources=frozenset(row["source_id"] for row in rows[table]))
            findings += [*lost, *_milestones_without_source(reference, known)]
    findings += empty
    return Judged(reference, rows, _counts(raws, rows), tuple(findings))


def load(data: Path, store: Store, now: datetime, today: date, strict: bool = False, progress: Progress = lambda *_: None) -> Outcome:
    """Run the whole way from the files of *data* to a published generation.

    Exit code 0 all in; 1 published, some rows set aside; 2 nothing published. Raises the store's faults.
    """
    judged = check(data, progress)
    code = NOTHING_PUBLISHED if strict and judged.exit_code == SOME_SET_ASIDE else judged.exit_code
    if code == NOTHING_PUBLISHED:
        return Outcome(code, None, judged.files, judged.findings)
    progress("build", 0, 1)
    rows = {
        **judged.reference.rows,
        "source": [source_row(row) for row in judged.rows["source"]],
        "claim": _claims(judged.rows["claim"], store, today),
        "finding": finding_rows(judged.findings),
    }
    progress("publish", 0, 1)
    run = Run(now, __version__, tuple(vars(file) for file in judged.files))
    generation = publish(store, rows, run)
    return Outcome(code, generation, judged.files, judged.findings, unchanged=generation is None)


def _read(folder: Path, table: str, progress: Progress) -> list[RawTable]:
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in SUFFIXES and not path.name.startswith((".", "~")))
    raws = []
    for done, path in enumerate(paths):
        progress(f"read_{table}", done, len(paths))
        raws.append(read_table(path, schema_of(table), name=f"{folder.name}/{path.name}"))
    return raws


def _known(reference: Reference, raws: dict[str, list[RawTable]]) -> Known:
    rows = reference.rows
    ids = {table: frozenset(row.values.get(f"{table}_id", "") for raw in tables for row in raw.rows) for table, tables in raws.items()}
    steps: dict[str, list[str]] = {}
    for row in rows["step"]:
        steps.setdefault(row["workstream_code"], []).append(row["step_code"])
    return Known(
        regions={row["region_code"]: row["name_fi"] for row in rows["region"]},
        forms={row["form"].casefold(): row["region_code"] for row in rows["region_form"] if row["form_kind"] != "ellipsis"},
        groups=frozenset(row["group_code"] for row in rows["region_group"]),
        workstreams={row["workstream_code"]: row["cycle"] for row in rows["workstream"]},
        steps={code: tuple(ladder) for code, ladder in steps.items()},
        terms=frozenset(row["cycle"] for row in rows["council_term"]),
        sources=ids["source"],
        claims=ids["claim"],
    )


def _judge(table: str, raws: Iterable[RawTable], known: Known, progress: Progress) -> tuple[list[Row], list[Finding]]:
    rows = [Row(table, raw.file, record) for raw in raws for record in raw.rows]
    findings: list[Finding] = []
    for done, row in enumerate(rows):
        if done % 200 == 0:
            progress(f"check_{table}", done, len(rows))
        findings += judge(row, known)
    return kept(rows, findings), findings


def _with_proof(sources: list[Row]) -> tuple[list[Row], list[Finding]]:
    """Return the sources whose parent is kept too, and what sets the others aside: a letter goes with its newsletter."""
    findings: list[Finding] = []
    while True:
        ids = {row["source_id"] for row in sources}
        lost = [row for row in sources if row["parent_source_id"] and row["parent_source_id"] not in ids]
        if not lost:
            return sources, findings
        findings += [row.finding("unknown_source", "parent_source_id", suggestion="–") for row in lost]
        sources = [row for row in sources if row not in lost]


def _milestones_without_source(reference: Reference, known: Known) -> list[Finding]:
    """National milestones are reference data: one whose source is missing or set aside stops the load."""
    return [
        Finding("unknown_reference", "timeline", None, "source_id", row["source_id"], {"table": "source"}, REFUSED)
        for row in reference.rows["timeline"]
        if row["source_id"] not in known.sources
    ]


def _counts(raws: dict[str, list[RawTable]], rows: dict[str, list[Row]]) -> tuple[FileCount, ...]:
    stay = Counter(row.file for judged in rows.values() for row in judged)
    return tuple(
        FileCount(raw.file, raw.sha256, raw.records_in, stay[raw.file], raw.records_in - stay[raw.file]) for tables in raws.values() for raw in tables
    )


def _claims(rows: Iterable[Row], store: Store, today: date) -> list[dict[str, object]]:
    rows = list(rows)
    seen = _first_seen(store) if any(not row["recorded"] for row in rows) else {}
    return [claim_row(row, seen, today) for row in rows]


def _first_seen(store: Store) -> dict[str, date]:
    """Return the day on which each claim of the served generation was entered."""
    try:
        with store.connect() as db:
            return dict(db.execute(select(claim.c.claim_id, claim.c.recorded_on)).all())
    except (StoreEmpty, StoreUnreadable):
        return {}
