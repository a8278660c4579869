"""Rings on the plane: are they whole, how coarse may they be, and where does a label go.  Units: kilometres."""

from collections.abc import Iterable
from itertools import pairwise, product
from math import floor, hypot, sqrt

from etl.projection import Point, Ring

SHORTEST = 4
"""Positions of the shortest ring, the first one told twice (RFC 7946, 3.1.6)."""
GRIDS_KM = (0.1, 0.25, 0.5, 1.0, 2.0)
MOST_POINTS = 9_000
"""As many points draw fast; the official outlines 1:4 500 000 have fewer on the finest grid."""
LABEL_STEPS = 10


def ring_fault(ring: Ring) -> str | None:
    """Return what is wrong with a ring: short, open, flat or crossing; None where it is whole."""
    if len(ring) < SHORTEST:
        return "short"
    if ring[0] != ring[-1]:
        return "open"
    if area(ring) == 0:
        return "flat"
    return "crossing" if crosses_itself(ring) else None


def area(ring: Ring) -> float:
    """Return the signed area of a ring; positive where it runs anticlockwise."""
    x0, y0 = ring[0]
    pairs = pairwise(ring)
    return sum((ax - x0) * (by - y0) - (bx - x0) * (ay - y0) for (ax, ay), (bx, by) in pairs) / 2


def crosses_itself(ring: Ring) -> bool:
    """Tell whether two edges of a ring cross; edges that only touch do not.

    Only edges in one square of a grid are held against each other: a detailed coast has tens of thousands.
    """
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    side = max(max(xs) - min(xs), max(ys) - min(ys)) / (2 * sqrt(len(ring))) or 1.0
    squares: dict[tuple[int, int], list[tuple[Point, Point]]] = {}
    for a, b in pairwise(ring):
        across = range(floor(min(a[0], b[0]) / side), floor(max(a[0], b[0]) / side) + 1)
        along = range(floor(min(a[1], b[1]) / side), floor(max(a[1], b[1]) / side) + 1)
        for place in product(across, along):
            near = squares.setdefault(place, [])
            if any(_cross(a, b, c, d) for c, d in near):
                return True
            near.append((a, b))
    return False


def _cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    if max(a[1], b[1]) < min(c[1], d[1]) or max(c[1], d[1]) < min(a[1], b[1]):
        return False
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def coarser(areas: dict[str, list[Ring]]) -> tuple[dict[str, list[Ring]], float]:
    """Return the rings on the finest grid on which they are few enough points, and that grid in kilometres.

    Every point moves to its nearest node, so that regions still meet where they met; rings smaller than the grid go.
    """
    snapped, grid = areas, GRIDS_KM[0]
    for grid in GRIDS_KM:
        snapped = {code: [small for ring in rings if (small := _snapped(ring, grid))] for code, rings in areas.items()}
        if sum(len(ring) for rings in snapped.values() for ring in rings) <= MOST_POINTS:
            break
    return snapped, grid


def _snapped(ring: Ring, grid: float) -> Ring | None:
    points: Ring = []
    for x, y in ring:
        node = (round(round(x / grid) * grid, 3), round(round(y / grid) * grid, 3))
        if not points or points[-1] != node:
            points.append(node)
    return points if len(points) >= SHORTEST and area(points) else None


def label_point(rings: Iterable[Ring]) -> Point:
    """Return the point of the largest ring that lies furthest from its edges, near enough: looked for on two grids."""
    ring = max(rings, key=lambda one: abs(area(one)))
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    west, south, east, north = min(xs), min(ys), max(xs), max(ys)
    best, room = ((west + east) / 2, (south + north) / 2), -1.0
    for _ in range(2):
        step_x, step_y = (east - west) / LABEL_STEPS, (north - south) / LABEL_STEPS
        nodes = [(west + (i + 0.5) * step_x, south + (j + 0.5) * step_y) for i in range(LABEL_STEPS) for j in range(LABEL_STEPS)]
        for node in nodes:
            if inside(node, ring) and (free := _distance(node, ring)) > room:
                best, room = node, free
        west, east, south, north = best[0] - step_x, best[0] + step_x, best[1] - step_y, best[1] + step_y
    return round(best[0], 1), round(best[1], 1)


def inside(point: Point, ring: Ring) -> bool:
    """Tell whether a point lies inside a ring (even-odd rule)."""
    x, y = point
    crossed = False
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            crossed = not crossed
    return crossed


def _distance(point: Point, ring: Ring) -> float:
    """The distance to the nearest edge."""
    x, y = point
    nearest = float("inf")
    for (ax, ay), (bx, by) in pairwise(ring):
        dx, dy = bx - ax, by - ay
        along = max(0.0, min(1.0, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy or 1)))
        nearest = min(nearest, hypot(x - ax - along * dx, y - ay - along * dy))
    return nearest
