"""One run of the ETL: extract → validate → build → publish. `load` returns an Outcome and never half-publishes."""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from etl.build import claim_row, finding_rows, first_seen_rows, kept, source_row
from etl.columns import TableSchema, Words, words_of
from etl.doubles import AskServed, doubles
from etl.extract import TABLE_SUFFIXES, RawTable, read_table
from etl.findings import LONGEST_NAMED, REFUSED, SET_ASIDE, WARNING, Finding, shown
from etl.known import Known, Row, known_of
from etl.large import LargeClaims
from etl.memory import first_days, served_rows
from etl.personal import kinds_in
from etl.reference import Reference, read_reference
from etl.settle import notes, settled
from etl.validate import judge
from tilannekuva import __version__
from tilannekuva.store.begun import Begun
from tilannekuva.store.engine import Store
from tilannekuva.store.generations import Run, publish

Progress = Callable[[str, int, int], None]
"""Told (name of the stage, done, all) as a run goes on."""

ALL_IN, SOME_SET_ASIDE, NOTHING_PUBLISHED = 0, 1, 2
FOLDERS = {"source": "sources", "claim": "claims"}
UNSEEN = ("thumbs.db", "desktop.ini")
"""Files that a system leaves in folders without showing them; others of that kind begin with a dot or a tilde."""


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
    """Everything read from a data folder, what the rules say of it, and the ids of all claims in it, also of those set aside."""

    reference: Reference
    rows: dict[str, list[Row]]
    files: tuple[FileCount, ...]
    findings: tuple[Finding, ...]
    met: frozenset[str] = frozenset()

    @property
    def exit_code(self) -> int:
        """Exit code that follows from the findings."""
        severities = Counter(finding.severity for finding in self.findings)
        return NOTHING_PUBLISHED if severities[REFUSED] else SOME_SET_ASIDE if severities[SET_ASIDE] else ALL_IN


def check(data: Path, today: date, begun: Begun, served: AskServed = lambda *_: {}, progress: Progress = lambda *_: None) -> Judged:
    """Read and judge a data folder: reference/, sources/, claims/; *served* tells which rows are served now.

    Plain rows of large files of claims are taken into *begun* at once, and are not among the rows returned.
    """
    progress("reference", 0, 1)
    reference = read_reference(data)
    if any(finding.severity == REFUSED for finding in reference.findings):
        return Judged(reference, {}, (), reference.findings)
    words = words_of(reference.rows)
    findings = list(reference.findings)
    raws, others = {}, {}
    raws["source"], others["source"] = _read(data / FOLDERS["source"], "source", words, progress)
    known = known_of(reference, words, today)
    sources, said = _judge("source", raws["source"], known, served, progress)
    # A claim on a source that was set aside has no proof any more, so it is judged by the sources kept.
    proven, lost = _with_proof(sources)
    known = replace(known, sources=frozenset(row.own_id for row in proven))
    large = LargeClaims(begun, known)
    with large.taking():
        raws["claim"], others["claim"] = _read(data / FOLDERS["claim"], "claim", words, progress, large.read)
        raws["claim"] = large.given_back(raws["claim"])
        claims, said_of_claims = _judge("claim", raws["claim"], known, served, progress, large)
    for table, tables in raws.items():
        findings += [*(found for raw in tables for found in raw.findings), *others[table]]
    findings += [Finding("no_files", folder, severity=REFUSED) for table, folder in FOLDERS.items() if not raws[table]]
    findings += [*said, *lost, *_milestones_without_source(reference, known), *said_of_claims]
    rows = {"source": proven, "claim": claims}
    met = frozenset(row.values["claim_id"] for raw in raws["claim"] for row in raw.rows)
    return Judged(reference, rows, _counts(raws, rows), tuple(findings), met)


def load(data: Path, store: Store, now: datetime, today: date, strict: bool = False, progress: Progress = lambda *_: None) -> Outcome:
    """Run the whole way from the files of *data* to a published generation.

    Exit code 0 all in; 1 published, some rows set aside; 2 nothing published. Raises the store's faults.
    """
    with store.generations.scratch() as folder:
        return _load(data, store, Begun(folder), now, today, strict, progress)


def _load(data: Path, store: Store, begun: Begun, now: datetime, today: date, strict: bool, progress: Progress) -> Outcome:
    judged = check(data, today, begun, lambda table, ids: served_rows(store, table, ids), progress)
    code = NOTHING_PUBLISHED if strict and judged.exit_code == SOME_SET_ASIDE else judged.exit_code
    if code == NOTHING_PUBLISHED:
        return Outcome(code, None, judged.files, judged.findings)
    progress("build", 0, 1)
    undated = [row["claim_id"] for row in judged.rows["claim"] if not row["recorded"]]
    rows = _build(judged, first_days(store, undated), today)
    progress("publish", 0, 1)
    run = Run(now, __version__, tuple(vars(file) for file in judged.files))
    generation = publish(store, rows, run, begun if begun.counts else None)
    return Outcome(code, generation, judged.files, judged.findings, unchanged=generation is None)


def _build(judged: Judged, days: Mapping[str, date], today: date) -> dict[str, list[dict[str, Any]]]:
    claims = [claim_row(row, days, today) for row in judged.rows["claim"]]
    # An id may be anything in a row that was set aside; what is kept of it must hold nothing personal.
    met = [claim_id for claim_id in sorted(judged.met) if claim_id.isprintable() and claim_id and not kinds_in(claim_id)]
    return {
        **judged.reference.rows,
        "source": [source_row(row) for row in judged.rows["source"]],
        "claim": claims,
        "first_seen": first_seen_rows(claims, met, today),
        "finding": finding_rows(judged.findings),
    }


ReadTable = Callable[[Path, TableSchema, str], RawTable]


def _read(folder: Path, table: str, words: Words, progress: Progress, read: ReadTable = read_table) -> tuple[list[RawTable], list[Finding]]:
    """Return the tables of a folder and of those inside it, and what says of every other file that it was not read."""
    paths = sorted(path for path in folder.rglob("*") if (path.is_symlink() or not path.is_dir()) and not _is_unseen(path.relative_to(folder)))
    raws, others = [], []
    for done, path in enumerate(paths):
        progress(f"read_{table}", done, len(paths))
        name = shown(f"{folder.name}/{path.relative_to(folder).as_posix()}", LONGEST_NAMED)
        if path.suffix.lower() in TABLE_SUFFIXES:
            raws.append(read(path, words.schemas[table], name))
        else:
            others.append(Finding("file_not_read", name, severity=WARNING))
    return raws, others


def _is_unseen(path: Path) -> bool:
    return any(part.startswith((".", "~")) for part in path.parts) or path.name.endswith("~") or path.name.lower() in UNSEEN


def _judge(
    table: str, raws: Sequence[RawTable], known: Known, served: AskServed, progress: Progress, large: LargeClaims | None = None
) -> tuple[list[Row], list[Finding]]:
    rows = [settled(Row(table, raw.file, record), known) for raw in raws for record in raw.rows]
    ids = frozenset(row.own_id for row in rows)
    known = replace(known, doubles=doubles(table, rows, served))
    if table == "source":
        known = replace(known, sources=ids)
    else:
        taken = large.ids_among({row["related_claim_id"] for row in rows} - ids) if large else set()
        replaces = {row.own_id: row["related_claim_id"] for row in rows if row["relation"] == "supersedes"}
        known = replace(known, claims=ids | taken, replaces=replaces, some_unread=any(raw.set_aside for raw in raws))
    findings = list(notes(rows))
    for done, row in enumerate(rows):
        if done % 200 == 0:
            progress(f"check_{table}", done, len(rows))
        findings += judge(row, known)
    stay = kept(rows, findings)
    lost = ids - {"", *(row.own_id for row in stay)}  # a row without an id is nothing that others could speak of
    aside = [*_relations_to(lost, stay), *(large.relations_to(lost) if large else ())]
    # In the order of the rows, whichever way they went in: the same files are the same content.
    places = {raw.file: place for place, raw in enumerate(raws)}
    return stay, findings + sorted(aside, key=lambda found: (places[found.file], found.row or 0))


def _relations_to(lost: Collection[str], claims: list[Row]) -> Iterator[Finding]:
    """A claim stays when the one it speaks of was set aside, but whoever mends that one should know."""
    for row in claims:
        if row["related_claim_id"] in lost:
            yield row.finding("related_claim_aside", "related_claim_id", severity=WARNING)


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
        FileCount(raw.file, raw.sha256, raw.records_in, stay[raw.file] + raw.taken, raw.records_in - stay[raw.file] - raw.taken)
        for tables in raws.values()
        for raw in tables
    )
