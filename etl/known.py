"""What the rows of a load are judged by: reference tables, ids of the input, what the store remembers; and a row to judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from etl.columns import Words
from etl.extract import RawRow
from etl.findings import SET_ASIDE, Finding
from etl.reference import Reference

Place = tuple[str, int]
"""A file and a row in it."""


@dataclass(frozen=True)
class Row:
    """One row under judgement, where it stands, and the codes that were read for the words that it holds."""

    table: str
    file: str
    raw: RawRow
    codes: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, column: str) -> str:
        return self.codes.get(column) or self.raw.values.get(column, "")

    @property
    def place(self) -> Place:
        """Return where the row stands."""
        return self.file, self.raw.row

    @property
    def own_id(self) -> str:
        """Return the id of the claim or source."""
        return self[f"{self.table}_id"]

    def finding(self, code: str, column: str, value: str | None = None, severity: str = SET_ASIDE, **values: str) -> Finding:
        """Make a finding about a cell of this row, by default with what the file says there."""
        told = self.raw.values.get(column, "") if value is None else value
        return Finding(code, self.file, self.raw.row, column, told, values, severity)


@dataclass(frozen=True)
class Known:
    """The codes of the reference tables, the ids of the input, and the rows that share an id with another.

    *some_unread* says that rows of claims were set aside before anything of them was known, not even their id.
    """

    words: Words
    regions: Mapping[str, str]
    official: Mapping[str, str]
    forms: Mapping[str, str]
    groups: frozenset[str]
    workstreams: Mapping[str, str]
    steps: Mapping[str, tuple[str, ...]]
    terms: frozenset[str]
    today: date = date.max
    sources: frozenset[str] = frozenset()
    claims: frozenset[str] = frozenset()
    some_unread: bool = False
    replaces: Mapping[str, str] = field(default_factory=dict)
    doubles: Mapping[Place, Place] = field(default_factory=dict)


def known_of(reference: Reference, words: Words, today: date) -> Known:
    """Return what the reference tables tell; ids and doubles are added as the rows of the input are known."""
    rows = reference.rows
    steps: dict[str, list[str]] = {}
    for row in rows["step"]:
        steps.setdefault(row["workstream_code"], []).append(row["step_code"])
    names = [f"{stem}_{language}" for stem in ("name", "name_long") for language in ("fi", "sv", "en")]
    return Known(
        words=words,
        regions={row["region_code"]: row["name_fi"] for row in rows["region"]},
        official={row[name]: row["region_code"] for row in rows["region"] for name in names if row[name]},
        forms={row["form"].casefold(): row["region_code"] for row in rows["region_form"] if row["form_kind"] != "ellipsis"},
        groups=frozenset(row["group_code"] for row in rows["region_group"]),
        workstreams={row["workstream_code"]: row["cycle"] for row in rows["workstream"]},
        steps={code: tuple(ladder) for code, ladder in steps.items()},
        terms=frozenset(row["cycle"] for row in rows["council_term"]),
        today=today,
    )
