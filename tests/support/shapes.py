"""Small map files for tests: every region of the board a square of its own, in the coordinates asked for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.plain_rule import rows

BOARD = tuple(row["region_code"] for row in rows("reference/regions.csv") if row["on_board"] == "1")
Place = Callable[[float, float], tuple[float, float]]


def metres(x: float, y: float) -> tuple[float, float]:
    """Return kilometres as metres of EPSG:3067."""
    return x * 1000, y * 1000


def kilometres(x: float, y: float) -> tuple[float, float]:
    """Return kilometres as they are."""
    return x, y


def square(nth: int, place: Place = metres) -> list[list[float]]:
    """Return the ring of the nth square, 40 km wide, ten in a row from E 100 N 6700 km."""
    west, south = 100 + 50 * (nth % 10), 6700 + 50 * (nth // 10)
    corners = ((west, south), (west + 40, south), (west + 40, south + 40), (west, south + 40), (west, south))
    return [list(place(x, y)) for x, y in corners]


def feature(code: str, *rings: list[list[float]], **properties: Any) -> dict[str, Any]:
    """Return a feature of one polygon."""
    return {"type": "Feature", "properties": {"code": code, **properties}, "geometry": {"type": "Polygon", "coordinates": list(rings)}}


def squares(place: Place = metres, codes: tuple[str, ...] = BOARD) -> dict[str, Any]:
    """Return GeoJSON in which every code has its square."""
    return {"type": "FeatureCollection", "features": [feature(code, square(nth, place)) for nth, code in enumerate(codes)]}


def written(folder: Path, made: Any, name: str = "map.geojson") -> Path:
    """Write a file and return its path; text goes in as it is."""
    path = folder / name
    path.write_text(made if isinstance(made, str) else json.dumps(made), encoding="utf-8")
    return path
