"""The reference tables: which file fills which table, under which names, and how a text becomes a typed value.

Broken reference data stop a load: everything else is judged by it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from sqlalchemy import Boolean, Column, Date, Integer, Numeric, Table

from etl.columns import CLOSED
from etl.extract import RawTable, read_table
from etl.findings import Finding
from tilannekuva import dates
from tilannekuva.store import tables as t

LANGUAGES = ("fi", "sv", "en")


@dataclass(frozen=True)
class ReferenceFile:
    """One file of reference data and the table it fills; *renamed* maps a column of the file to one of the table."""

    path: str
    table: Table
    renamed: Mapping[str, str] = field(default_factory=dict)
    not_stored: tuple[str, ...] = ()


FILES = (
    ReferenceFile(
        "reference/regions.csv", t.region,
        {"population_date": "population_on", **{f"name_{language}_long": f"name_long_{language}" for language in LANGUAGES}},
    ),
    ReferenceFile("reference/region_forms.csv", t.region_form),
    ReferenceFile("reference/region_groups.csv", t.region_group, not_stored=("member_codes",)),
    ReferenceFile("reference/municipalities.csv", t.municipality),
    ReferenceFile("reference/programmes.csv", t.programme),
    ReferenceFile("reference/stages.csv", t.stage),
    ReferenceFile("reference/duties.csv", t.duty),
    ReferenceFile("reference/council_terms.csv", t.council_term),
    ReferenceFile("reference/workstreams.csv", t.workstream),
    ReferenceFile("reference/steps.csv", t.step),
    ReferenceFile("reference/timeline.csv", t.timeline),
    ReferenceFile("reference/glossary.csv", t.term),
    ReferenceFile("reference/actor_roles.csv", t.actor_role),
    ReferenceFile("reference/columns.csv", t.input_column, {"table": "table_name"}),
    ReferenceFile("reference/vocabularies.csv", t.vocabulary, {"table": "table_name"}),
    ReferenceFile("geo/neighbours.csv", t.neighbour),
    ReferenceFile("geo/tiles.csv", t.tile),
)  # fmt: skip


NEEDED = {
    "claim": ("claim_id", "source_id", "quote", "scope", "workstream_code", "kind", "certainty", "reported"),
    "source": ("source_id", "kind", "title", "publisher", "language"),
}
"""Columns of claims and sources without which nothing can be built; columns.csv must have them as required."""


@dataclass(frozen=True)
class Reference:
    """All reference tables as typed rows, the files they came from, and what is wrong with them."""

    rows: Mapping[str, list[dict[str, Any]]]
    files: tuple[RawTable, ...]
    findings: tuple[Finding, ...]


class ValueUnclear(ValueError):
    """A text that is no value of its column's type."""


def typed(column: Column[Any], text: str) -> Any:
    """Return the text as a value of the column; blank is null.  Raises ValueUnclear."""
    text = text.strip()
    if not text:
        return None
    kind = column.type
    try:
        if isinstance(kind, Boolean):
            return {"1": True, "0": False}[text]
        if isinstance(kind, Date):
            return date.fromisoformat(text)
        if isinstance(kind, Numeric):
            return Decimal(text)
        if isinstance(kind, Integer):
            return int(text)
    except (KeyError, ValueError, InvalidOperation) as error:
        raise ValueUnclear(text) from error
    return text


def read_reference(folder: Path) -> Reference:
    """Read every reference file of the data folder, all faults at once."""
    rows: dict[str, list[dict[str, Any]]] = {}
    findings: list[Finding] = []
    files = []
    for wanted in FILES:
        raw = read_table(folder / wanted.path, None)
        files.append(raw)
        findings += [found for found in raw.findings if found.severity in ("refused", "set_aside")]
        rows[wanted.table.name] = list(_rows(wanted, raw, findings))
    _derive(rows, files, findings)
    findings += [*_keys(rows, files), *_words(rows)]
    return Reference(rows, tuple(files), tuple(findings))


def _rows(wanted: ReferenceFile, raw: RawTable, findings: list[Finding]) -> Iterator[dict[str, Any]]:
    names = {name: wanted.renamed.get(name, name) for name in raw.columns}
    derived = ("valid_from", "valid_to", "sort_order") if wanted.table is t.timeline or wanted.table is t.stage else ()
    if raw.rows or raw.columns:
        missing = [column.name for column in wanted.table.columns if column.name not in (*names.values(), *derived)]
        findings.extend(Finding("missing_column", raw.file, None, name, name, {"found": ", ".join(raw.columns)}, "refused") for name in missing)
    for row in raw.rows:
        made: dict[str, Any] = {}
        for name, text in row.values.items():
            if names[name] not in wanted.table.columns:
                if name in wanted.not_stored:
                    made[name] = text
                continue
            column = wanted.table.columns[names[name]]
            try:
                made[column.name] = typed(column, text)
            except ValueUnclear:
                findings.append(Finding("bad_reference_value", raw.file, row.row, name, text, {}, "refused"))
            if made.get(column.name) is None and not column.nullable:
                findings.append(Finding("required_value", raw.file, row.row, name, text, {}, "refused"))
        yield made


def _derive(rows: dict[str, list[dict[str, Any]]], files: list[RawTable], findings: list[Finding]) -> None:
    """Add what the files say in other words: members of groups, order of stages, days of national milestones."""
    rows["region_group_member"] = [
        {"group_code": row["group_code"], "region_code": code}
        for row in rows["region_group"]
        for code in row.pop("member_codes", "").split("|")
        if code
    ]
    for order, row in enumerate(rows["stage"]):
        row["sort_order"] = order
    for row in rows["timeline"]:
        try:
            days = dates.parse(row["valid"] or "")
        except dates.DateUnclear as error:
            findings.append(Finding("bad_reference_value", "timeline.csv", None, "valid", error.text, {}, "refused"))
            continue
        row["valid_from"], row["valid_to"] = days.first or days.last, days.last


def _keys(rows: Mapping[str, list[dict[str, Any]]], files: list[RawTable]) -> Iterator[Finding]:
    """Every key once, and every reference to another reference table found in it."""
    for wanted in FILES:
        file = Path(wanted.path).name
        seen: set[tuple[Any, ...]] = set()
        for row in rows[wanted.table.name]:
            own = tuple(row.get(column.name) for column in wanted.table.primary_key)
            if own in seen:
                yield Finding("duplicate_key", file, None, wanted.table.primary_key.columns.keys()[0], "|".join(map(str, own)), {}, "refused")
            seen.add(own)
    for table in (*(wanted.table for wanted in FILES), t.region_group_member):
        for key in table.foreign_keys:
            target = key.column
            if target.table.name not in rows:
                continue
            known = {row.get(target.name) for row in rows[target.table.name]}
            for row in rows[table.name]:
                value = row.get(key.parent.name)
                if value is not None and value not in known:
                    yield Finding("unknown_reference", table.name, None, key.parent.name, str(value), {"table": target.table.name}, "refused")


def _words(rows: Mapping[str, list[dict[str, Any]]]) -> Iterator[Finding]:
    """The columns that a load cannot do without, and at least one code for each column that holds only codes."""
    required = {(row.get("table_name"), row.get("column_code")) for row in rows["input_column"] if row.get("required")}
    for table, columns in NEEDED.items():
        for column in columns:
            if (table, column) not in required:
                yield Finding("missing_reference_row", "columns.csv", None, "column_code", f"{table}, {column}", {}, "refused")
    filled = {(row.get("table_name"), row.get("column_code")) for row in rows["vocabulary"]}
    for table, columns in CLOSED.items():
        for column in columns:
            if column != "actor_role" and (table, column) not in filled:
                yield Finding("missing_reference_row", "vocabularies.csv", None, "column_code", f"{table}, {column}", {}, "refused")
