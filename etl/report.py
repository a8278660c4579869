"""How a run is told: progress on long work, the findings in the keeper's language, one summary table at the end; or JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from etl.findings import SEVERITIES, Finding
from etl.geo import Brought
from etl.run import FileCount, Outcome
from etl.run import Progress as Told
from tilannekuva.texts import text

SHOWN_OF_A_KIND = 20
"""How many findings of one code are printed; the rest are counted, and all are in the JSON and in the store."""


@contextmanager
def progress(console: Console, language: str, quiet: bool) -> Iterator[Told]:
    """Yield a function that shows how far a run is; on a terminal only, and never in JSON."""
    if quiet or not console.is_terminal:
        yield lambda *_: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda stage, done, total: bar.update(task, description=text(f"etl.stage_{stage}", language), completed=done, total=total)


def as_json(outcome: Outcome, language: str) -> str:
    """Return the outcome as JSON: exit_code, generation, unchanged, files, findings with their message."""
    told = {
        "exit_code": outcome.exit_code,
        "generation": outcome.generation,
        "unchanged": outcome.unchanged,
        "files": [vars(file) for file in outcome.files],
        "findings": _told_findings(outcome.findings, language),
    }
    return json.dumps(told, ensure_ascii=False, indent=1)


def geo_as_json(brought: Brought, language: str) -> str:
    """Return what became of a map file as JSON: exit_code, kept (what is kept of it, the outlines as counts), findings."""
    kept = brought.kept and {**brought.kept, "areas": len(brought.kept["areas"]), "points": _points(brought.kept)}
    told = {"exit_code": brought.exit_code, "kept": kept, "findings": _told_findings(brought.findings, language)}
    return json.dumps(told, ensure_ascii=False, indent=1)


def geo_closing_line(brought: Brought, language: str) -> str:
    """Return the last line: what the map is drawn from now."""
    if brought.kept is None:
        return text("geo.nothing_kept", language)
    kept = brought.kept
    named = {"areas": len(kept["areas"]), "points": _points(kept), "system": kept["system"], "attribution": kept["attribution"][language]}
    return text("geo.kept", language, **named)


def _points(kept: Mapping[str, Any]) -> int:
    return sum(len(ring) for area in kept["areas"].values() for ring in area["rings"])


def _told_findings(findings: Iterable[Finding], language: str) -> list[dict[str, Any]]:
    return [{**finding.as_record(), "values": finding.values, "message": finding.message(language)} for finding in findings]


def print_findings(console: Console, findings: Iterable[Finding], language: str) -> None:
    """Print each finding with its place, what was found and what to do, the gravest first."""
    told: Counter[str] = Counter()
    for finding in sorted(findings, key=lambda found: SEVERITIES.index(found.severity)):
        told[finding.code] += 1
        if told[finding.code] <= SHOWN_OF_A_KIND:
            line = Text(f"{text(f'etl.severity_{finding.severity}', language)}  ", style="bold")
            console.print(line + Text(f"{finding.place(language)}: {finding.message(language)}", style="none"), soft_wrap=True)
    for code, count in told.items():
        if count > SHOWN_OF_A_KIND:
            console.print(text("etl.more_of_a_kind", language, n=count - SHOWN_OF_A_KIND, code=code), soft_wrap=True)


def print_summary(console: Console, files: Iterable[FileCount], language: str) -> None:
    """Print the one table at the end: by file, lines in = kept + set aside."""
    table = Table(*(text(f"etl.column_{name}", language) for name in ("file", "in", "kept", "set_aside")))
    for column in table.columns[1:]:
        column.justify = "right"
    listed = list(files)
    for file in listed:
        table.add_row(file.file, str(file.records_in), str(file.rows_kept), str(file.rows_set_aside))
    sums = [sum(getattr(file, name) for file in listed) for name in ("records_in", "rows_kept", "rows_set_aside")]
    table.add_section()
    table.add_row(text("etl.total", language), *map(str, sums))
    console.print(table)


def closing_line(outcome: Outcome, language: str) -> str:
    """Return the last line: what is served now."""
    if outcome.generation is not None:
        return text("etl.published", language, generation=outcome.generation)
    return text("etl.unchanged" if outcome.unchanged else "etl.nothing_published", language)
