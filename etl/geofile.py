"""Reading a map file: GeoJSON or TopoJSON → layers of features with their properties and rings, in the file's own coordinates.

TopoJSON as in its specification: arcs are shared, their positions are differences when there is a transform, and ~n is arc n
turned round. No judgement of the regions here.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from etl.findings import Unreadable
from etl.projection import Point, Ring
from etl.shapes import area

LARGEST_MB = 64


@dataclass(frozen=True)
class Feature:
    """One area of a file: its properties (`id` among them) and the rings of its polygons; holes run the other way round."""

    properties: Mapping[str, Any]
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class Layer:
    """The features that stand together in a file; GeoJSON has one layer, TopoJSON one for each object."""

    name: str
    features: tuple[Feature, ...]


def read_layers(path: Path) -> list[Layer]:
    """Return the layers of a file.  Raises Unreadable."""
    content = _content(path)
    try:
        if content.get("type") == "Topology":
            arcs = _arcs(content)
            return [Layer(name, tuple(_features(made, arcs))) for name, made in content["objects"].items()]
        if content.get("type") in ("FeatureCollection", "Feature"):
            return [Layer(path.stem, tuple(_features(content, None)))]
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Unreadable("geo_damaged", f"{type(error).__name__}: {error}") from error
    raise Unreadable("geo_format", str(content.get("type", "–")))


def _content(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > LARGEST_MB * 1024 * 1024:
            raise Unreadable("geo_too_large", limit=LARGEST_MB)
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Unreadable("unreadable_file", error.strerror or type(error).__name__) from error
    except (ValueError, RecursionError) as error:
        raise Unreadable("geo_json", str(error)) from error
    if not isinstance(found, dict):
        raise Unreadable("geo_format", type(found).__name__)
    return found


def _arcs(topology: Mapping[str, Any]) -> list[Ring]:
    transform = topology.get("transform")
    if transform is None:
        return [[_point(position) for position in arc] for arc in topology["arcs"]]
    (step_x, step_y), (from_x, from_y) = transform["scale"], transform["translate"]
    decoded = []
    for arc in topology["arcs"]:
        x, y, points = 0.0, 0.0, []
        for position in arc:
            x, y = x + position[0], y + position[1]
            points.append(_point((x * step_x + from_x, y * step_y + from_y)))
        decoded.append(points)
    return decoded


def _features(made: Mapping[str, Any], arcs: list[Ring] | None) -> Iterator[Feature]:
    """Yield the features of a GeoJSON object, or of a TopoJSON object whose *arcs* are decoded."""
    kind = made["type"]
    if kind == "FeatureCollection":
        for feature in made["features"]:
            yield from _features(feature, arcs)
    elif kind == "GeometryCollection":
        for geometry in made["geometries"]:
            yield from _features(geometry, arcs)
    else:
        geometry = (made.get("geometry") or {}) if kind == "Feature" else made
        named = {"id": made["id"]} if "id" in made else {}
        yield Feature({**named, **(made.get("properties") or {})}, tuple(_rings(geometry, arcs)))


def _rings(geometry: Mapping[str, Any], arcs: list[Ring] | None) -> Iterator[Ring]:
    """Yield the rings of a polygon or a multipolygon, outer ones anticlockwise (RFC 7946, 3.1.6); other geometries have none."""
    if geometry.get("type") not in ("Polygon", "MultiPolygon"):
        return
    parts = geometry["coordinates" if arcs is None else "arcs"]
    for polygon in [parts] if geometry["type"] == "Polygon" else parts:
        for place, ring in enumerate(polygon):
            points = [_point(position) for position in ring] if arcs is None else _stitched(ring, arcs)
            yield points if (area(points) > 0) == (place == 0) else points[::-1]


def _stitched(indexes: list[int], arcs: list[Ring]) -> Ring:
    points: Ring = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def _point(position: Any) -> Point:
    x, y = float(position[0]), float(position[1])
    if not (isfinite(x) and isfinite(y)):
        raise ValueError(f"{x}, {y}")
    return x, y
