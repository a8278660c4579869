"""From judged rows to the rows of one new generation: days worked out, what was set aside named, first days kept."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from etl.findings import SET_ASIDE, Finding
from etl.known import Row
from etl.values import number
from tilannekuva import dates
from tilannekuva.store import tables as t

Built = dict[str, Any]


def claim_row(row: Row, first_days: Mapping[str, date], today: date) -> Built:
    """Return a judged claim as a row of the table `claim`.

    A claim that came without `recorded` keeps the day it was first seen; known_on is the earlier of the last day on which
    it can have been reported and that day; an empty `valid` means "when told", an open start counts as its end (model.md).
    """
    built = _plain(row, t.claim)
    reported = dates.parse(row["reported"])
    recorded_on = dates.parse(row["recorded"]).first if row["recorded"] else first_days.get(row["claim_id"], today)
    if reported.first is None or reported.last is None or recorded_on is None:
        raise ValueError(f"{row.file}:{row.raw.row} was not judged before it was built")
    known_on = min(reported.last, recorded_on)
    built |= {"reported_from": reported.first, "reported_to": reported.last, "recorded_on": recorded_on, "known_on": known_on}
    valid = dates.parse(row["valid"]) if row["valid"] else None
    built["valid_from"] = (valid.first or valid.last) if valid else known_on
    built["valid_to"] = valid.last if valid else known_on
    observed = dates.parse(row["observed"]) if row["observed"] else None
    built["observed_from"], built["observed_to"] = (observed.first, observed.last) if observed else (None, None)
    built["value"] = number(row["value"]) if row["value"] else None
    return built


def source_row(row: Row) -> Built:
    """Return a judged source as a row of the table `source`."""
    published = dates.parse(row["published"]) if row["published"] else None
    days = (published.first, published.last) if published else (None, None)
    return _plain(row, t.source) | {"published_from": days[0], "published_to": days[1]}


def _plain(row: Row, table: Any) -> Built:
    built: Built = {name: row[name] or None for name in row.raw.values if name in table.columns}
    return built | {"file": row.file, "row": row.raw.row}


def first_seen_rows(claims: Iterable[Built], met: Iterable[str], today: date) -> list[Built]:
    """Return what the table `first_seen` has to learn of the claims met now: the day a claim was recorded, else today."""
    days = {**dict.fromkeys(met, today), **{claim["claim_id"]: claim["recorded_on"] for claim in claims}}
    return [{"claim_id": claim_id, "first_seen_on": day} for claim_id, day in days.items()]


def finding_rows(findings: Iterable[Finding]) -> list[Built]:
    """Return findings as rows of the table `finding`, numbered in their order."""
    return [{"finding_no": number_, **finding.as_record()} for number_, finding in enumerate(findings, 1)]


def kept(rows: Iterable[Row], findings: Iterable[Finding]) -> list[Row]:
    """Return the rows that no finding sets aside."""
    aside = {(finding.file, finding.row) for finding in findings if finding.severity == SET_ASIDE}
    return [row for row in rows if (row.file, row.raw.row) not in aside]
