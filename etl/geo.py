"""Bringing in the outlines of the regions for the map: read → judge → project → keep beside the generations of the store.

The outlines are no part of a generation: they come from another file, change once in years, and a rollback of the board
must not take the map away. Nothing is kept when the file cannot be drawn whole.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from etl.findings import REFUSED, SET_ASIDE, Finding, Unreadable
from etl.geofile import Feature, Layer, read_layers
from etl.projection import SYSTEMS, Point, Ring, System, to_km
from etl.reference import read_reference
from etl.run import ALL_IN, NOTHING_PUBLISHED, SOME_SET_ASIDE
from etl.shapes import coarser, label_point, ring_fault
from tilannekuva.store.engine import Store
from tilannekuva.store.files import OUTLINES
from tilannekuva.texts import LANGUAGES, text

FORMAT = 1
"""Raised whenever the kept file changes in form."""
PREFIX = "HVA"
"""StatFin writes HVA01 for 01."""
NAMED = 5


@dataclass(frozen=True)
class Brought:
    """What became of a file: exit code, the findings, and what was kept (None where nothing was)."""

    exit_code: int
    findings: tuple[Finding, ...]
    kept: dict[str, Any] | None = None


@dataclass(frozen=True)
class Codes:
    """The codes that features may have: *board* all have to be there, *off_board* may be."""

    board: Mapping[str, str]
    off_board: frozenset[str]


def bring_in(path: Path, data: Path, store: Store, now: datetime, attribution: str | None = None) -> Brought:
    """Judge a map file by the regions of a data folder and keep its outlines in the store.

    Exit code 0 kept; 1 kept, some features set aside; 2 nothing kept. Raises the store's faults.
    """
    reference = read_reference(data)
    refused = [finding for finding in reference.findings if finding.severity == REFUSED]
    if refused:
        return Brought(NOTHING_PUBLISHED, tuple(refused))
    regions = reference.rows["region"]
    codes = Codes(
        {row["region_code"]: row["name_fi"] for row in regions if row["on_board"]},
        frozenset(row["region_code"] for row in regions if not row["on_board"]),
    )
    try:
        layer, column = _layer_with_codes(read_layers(path), codes)
    except Unreadable as found:
        return Brought(NOTHING_PUBLISHED, (Finding(found.code, path.name, value=found.value, values=found.values, severity=REFUSED),))
    findings = [*_judge_codes(layer, column, codes, path.name), *_judge_rings(layer, column, path.name)]
    areas = {
        code: list(feature.rings) for feature in layer.features if (code := region_code(feature, column)) in codes.board.keys() | codes.off_board
    }
    system = _system(point for rings in areas.values() for ring in rings for point in ring)
    if system is None:
        findings.append(_unknown_system(areas, path.name))
    if system is None or any(finding.severity == REFUSED for finding in findings):
        return Brought(NOTHING_PUBLISHED, tuple(findings))
    told = _told(path, now, attribution)
    kept = {**told, **_outlines(areas, system, codes)}
    store.keep_file(OUTLINES, json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())
    return Brought(SOME_SET_ASIDE if findings else ALL_IN, tuple(findings), kept)


def region_code(feature: Feature, column: str) -> str:
    """Return the code that a feature has in a property, as the board writes it: HVA01, 01 and 1 are 01."""
    given = str(feature.properties.get(column, "")).strip().upper().removeprefix(PREFIX)
    return given.zfill(2) if given.isdigit() else given


def _layer_with_codes(layers: list[Layer], codes: Codes) -> tuple[Layer, str]:
    """Return the layer and the property in which most regions of the board are found.  Raises Unreadable."""
    counted = [
        (len({region_code(feature, column) for feature in layer.features} & codes.board.keys()), layer, column)
        for layer in layers
        for column in dict.fromkeys(name for feature in layer.features for name in feature.properties)
    ]
    best = max(counted, key=lambda one: one[0], default=None)
    if best is None or not best[0]:
        found = [f"{column}={next(iter(layer.features)).properties.get(column)}" for _, layer, column in counted]
        raise Unreadable("geo_no_codes", found=", ".join(found[:NAMED]) or "–")
    return best[1], best[2]


def _judge_codes(layer: Layer, column: str, codes: Codes, file: str) -> list[Finding]:
    found = Counter(region_code(feature, column) for feature in layer.features)
    missing = [f"{code} {name}" for code, name in codes.board.items() if code not in found]
    twice = [code for code, count in found.items() if count > 1 and code in codes.board.keys() | codes.off_board]
    unknown = [code or "–" for code in found if code not in codes.board.keys() | codes.off_board]
    findings = []
    if missing:
        findings.append(Finding("geo_missing", file, values={"codes": ", ".join(missing), "column": column}, severity=REFUSED))
    if twice:
        findings.append(Finding("geo_twice", file, values={"codes": ", ".join(twice), "column": column}, severity=REFUSED))
    if unknown:
        findings.append(Finding("geo_unknown", file, values={"codes": ", ".join(unknown), "column": column}, severity=SET_ASIDE))
    return findings


def _judge_rings(layer: Layer, column: str, file: str) -> list[Finding]:
    findings = []
    for feature in layer.features:
        code = region_code(feature, column)
        if not feature.rings:
            findings.append(Finding("geo_no_polygon", file, value=code, severity=REFUSED))
        for place, ring in enumerate(feature.rings, 1):
            if fault := ring_fault(ring):
                findings.append(Finding(f"geo_ring_{fault}", file, value=code, values={"n": str(place)}, severity=REFUSED))
                break
    return findings


def _system(points: Iterable[Point]) -> System | None:
    listed = list(points)
    return next((system for system in SYSTEMS if listed and system.holds(listed)), None)


def _unknown_system(areas: Mapping[str, list[Ring]], file: str) -> Finding:
    points = [point for rings in areas.values() for ring in rings for point in ring]
    turned = _system((y, x) for x, y in points)
    xs, ys = [x for x, _ in points] or [0.0], [y for _, y in points] or [0.0]
    box = f"{min(xs):.6g}…{max(xs):.6g}; {min(ys):.6g}…{max(ys):.6g}"
    return Finding("geo_axes" if turned else "geo_system", file, values={"box": box}, severity=REFUSED)


def _told(path: Path, now: datetime, attribution: str | None) -> dict[str, Any]:
    """What is kept of the file beside its outlines; without an attribution of its own, Statistics Finland's."""
    return {
        "format": FORMAT,
        "file": path.name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "brought_in": now.isoformat(timespec="seconds"),
        "attribution": {language: attribution or text("geo.attribution", language) for language in LANGUAGES},
    }


def _outlines(areas: Mapping[str, list[Ring]], system: System, codes: Codes) -> dict[str, Any]:
    plane = {code: [[to_km(point, system) for point in ring] for ring in rings] for code, rings in areas.items()}
    drawn, grid = coarser(plane)
    # A region smaller than the grid, such as one in a test, stays as it is.
    rings = {code: drawn[code] or plane[code] for code in sorted(plane)}
    return {
        "system": system.name,
        "grid_km": grid,
        "areas": {
            code: {"on_board": code in codes.board, "label": label_point(own), "rings": own} for code, own in rings.items()
        },
    }  # fmt: skip
