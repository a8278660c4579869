"""From WGS84 degrees to the national plane ETRS-TM35FIN (EPSG:3067), and telling by its numbers in which of the two a file is.

Formulas: transverse Mercator by Krüger's series as in the public recommendation JHS 197 (ETRS-TM35FIN), the same as "Transverse
Mercator, JHS formulas" of IOGP Guidance Note 7-2; ellipsoid GRS80. WGS84 and ETRS89 differ by less than a metre.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, asinh, atan, atanh, cos, cosh, radians, sin, sinh, sqrt, tan

Point = tuple[float, float]
Ring = list[Point]

SEMI_MAJOR_M, FLATTENING = 6_378_137.0, 1 / 298.257222101
SCALE, MERIDIAN_DEGREES, FALSE_EASTING_M = 0.9996, 27.0, 500_000.0

_N = FLATTENING / (2 - FLATTENING)
_ECCENTRICITY = sqrt(2 * FLATTENING - FLATTENING**2)
_MEAN_RADIUS_M = SEMI_MAJOR_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_SERIES = (
    _N / 2 - 2 / 3 * _N**2 + 5 / 16 * _N**3 + 41 / 180 * _N**4,
    13 / 48 * _N**2 - 3 / 5 * _N**3 + 557 / 1440 * _N**4,
    61 / 240 * _N**3 - 103 / 140 * _N**4,
    49561 / 161280 * _N**4,
)


@dataclass(frozen=True)
class System:
    """A coordinate system that a file may have: the box of Finland in it, and the kilometres in one of its units."""

    name: str
    west: float
    east: float
    south: float
    north: float
    unit_km: float

    def holds(self, points: Iterable[Point]) -> bool:
        """Tell whether every point lies in the box."""
        return all(self.west <= x <= self.east and self.south <= y <= self.north for x, y in points)


SYSTEMS = (
    System("WGS84", 18.0, 33.0, 58.5, 71.0, 0.0),
    System("EPSG:3067", 40_000, 780_000, 6_500_000, 7_850_000, 0.001),
    System("EPSG:3067 km", 40, 780, 6_500, 7_850, 1.0),
)
"""Boxes somewhat wider than Finland with its waters; they do not overlap, so the numbers alone tell the system."""


def to_km(point: Point, system: System) -> Point:
    """Return a point of one of SYSTEMS as kilometres east and north in ETRS-TM35FIN."""
    if system.unit_km:
        return point[0] * system.unit_km, point[1] * system.unit_km
    return tm35fin_km(*point)


def tm35fin_km(longitude: float, latitude: float) -> Point:
    """Return degrees as kilometres east and north in ETRS-TM35FIN (source: JHS 197)."""
    phi, away = radians(latitude), radians(longitude - MERIDIAN_DEGREES)
    conformal = atan(sinh(asinh(tan(phi)) - _ECCENTRICITY * atanh(_ECCENTRICITY * sin(phi))))
    eta = atanh(cos(conformal) * sin(away))
    xi = asin(sin(conformal) * cosh(eta))
    north = xi + sum(term * sin(2 * place * xi) * cosh(2 * place * eta) for place, term in enumerate(_SERIES, 1))
    east = eta + sum(term * cos(2 * place * xi) * sinh(2 * place * eta) for place, term in enumerate(_SERIES, 1))
    return (FALSE_EASTING_M + SCALE * _MEAN_RADIUS_M * east) / 1000, SCALE * _MEAN_RADIUS_M * north / 1000
