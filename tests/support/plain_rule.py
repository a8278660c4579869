"""The cell rule once more, in plain Python from the files: an independent opinion for the tests of `read.board`."""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tilannekuva import dates

DATA = Path(__file__).resolve().parents[2] / "data"


def rows(*files: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of files below data/."""
    for file in files:
        with (DATA / file).open(encoding="utf-8", newline="") as opened:
            yield from csv.DictReader(opened)


@cache
def claims() -> list[dict[str, Any]]:
    """Return every claim with its days: f and t of valid, known."""
    found = list(rows("claims/newsletters.csv", "claims/public.csv"))
    for one in found:
        reported, recorded = dates.parse(one["reported"]), dates.parse(one["recorded"])
        one["known"] = min(reported.last, recorded.first)
        valid = dates.parse(one["valid"]) if one["valid"] else None
        one["f"] = (valid.first or valid.last) if valid else one["known"]
        one["t"] = valid.last if valid else one["known"]
    return found


@cache
def groups() -> dict[str, list[str]]:
    """Return the members of every group."""
    return {row["group_code"]: row["member_codes"].split("|") for row in rows("reference/region_groups.csv")}


@cache
def steps() -> dict[tuple[str, str], dict[str, Any]]:
    """Return every step by workstream and code."""
    return {(row["workstream_code"], row["step_code"]): row for row in rows("reference/steps.csv")}


def speaks(one: dict[str, Any], on: date) -> date | None:
    """Return the day up to which a claim speaks on day *on*, or None where it does not speak."""
    if one["certainty"] in ("planned", "expected"):
        return one["known"] if one["known"] <= on else None
    if one["certainty"] in ("asserted", "speaker_view", "inferred") and one["f"] <= on:
        return min(one["t"] or one["known"], one["known"], on)
    return None


def cell(region: str, track: dict[str, Any], on: date, known: date) -> str | None:
    """Return the id of the claim that decides a cell, or None."""
    replaced = {one["related_claim_id"] for one in claims() if one["relation"] == "supersedes" and one["known"] <= known}
    found = []
    for one in claims():
        stands = (one["scope"] == region and one["quantifier"] in ("", "named", "each")) or (
            one["quantifier"] == "each" and region in groups().get(one["scope"], ())
        )
        if one["workstream_code"] != track["workstream_code"] or not one["step_code"] or not stands:
            continue
        until = speaks(one, on)
        if until is None or one["known"] > known or one["claim_id"] in replaced:
            continue
        step = steps()[one["workstream_code"], one["step_code"]]
        found.append((until, one["known"], step["stage_rank"] != "", int(step["step_order"]), one["claim_id"], one, step["stage_rank"]))
    if found and track["cycle"] != "none":
        newest = max(one[5]["cycle"] for one in found)
        found = [one for one in found if one[5]["cycle"] == newest]
    low = [one for one in found if one[5]["qualifier"] == "at_least" and not one[5]["value"]]
    firm = [one for one in found if one not in low]
    above = [one for one in low if all(int(other[6] or 9) < int(one[6] or 9) for other in firm)]
    deciding = max(above or firm or low, default=None, key=lambda one: one[:5])
    return deciding[4] if deciding else None


def board(on: date, known: date) -> dict[tuple[str, str], str | None]:
    """Return the deciding claim of every cell alive on day *on*."""
    tracks = [
        track for track in rows("reference/workstreams.csv")
        if track["on_board"] == "1" and (track["valid_from"] or "0") <= on.isoformat() <= (track["valid_to"] or "9")
    ]  # fmt: skip
    regions = [row["region_code"] for row in rows("reference/regions.csv") if row["on_board"] == "1"]
    return {(region, track["workstream_code"]): cell(region, track, on, known) for region in regions for track in tracks}
