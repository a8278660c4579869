"""What the reader has chosen, as the address has it: language, the two days, regions, collaboration area, workstreams."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from tilannekuva.texts import LANGUAGES

FIRST_DAY, LAST_DAY = date(2015, 1, 1), date(2050, 12, 31)
PARAMETERS = ("kieli", "paiva", "tiedossa", "alue", "yta", "asia")
"""Names in the address: language, day V, day R, regions, collaboration area, workstreams."""

NOWHERE = "-"
"""Stands for the regions that two choices leave when they exclude each other: no region has this code."""


@dataclass(frozen=True)
class View:
    """One choice of what to see; *on* is the day V whose situation is shown, *known* the day R whose knowledge is used."""

    today: date
    language: str = "fi"
    on: date = field(default=date.min)
    known: date = field(default=date.min)
    regions: tuple[str, ...] = ()
    collab_area: str | None = None
    workstreams: tuple[str, ...] = ()

    def parameters(self) -> dict[str, list[str]]:
        """Return the address parameters that give this view; what is as by default is left out."""
        return {
            name: values
            for name, values in (
                ("kieli", [self.language] if self.language != "fi" else []),
                ("paiva", [self.on.isoformat()] if self.on != self.today else []),
                ("tiedossa", [self.known.isoformat()] if self.known != self.today else []),
                ("alue", list(self.regions)),
                ("yta", [self.collab_area] if self.collab_area else []),
                ("asia", list(self.workstreams)),
            )
            if values
        }

    @property
    def narrowed(self) -> int:
        """How many of the choices narrow what is shown."""
        return bool(self.regions) + bool(self.collab_area) + bool(self.workstreams)

    def places(self, regions: pd.DataFrame) -> tuple[str, ...]:
        """Return the codes of the regions that the choices leave; empty where they leave all."""
        if not self.regions and not self.collab_area:
            return ()
        left = (
            code
            for code, area in zip(regions["region_code"], regions["collab_area_code"], strict=True)
            if (not self.regions or code in self.regions) and (not self.collab_area or area == self.collab_area)
        )
        return tuple(left) or (NOWHERE,)

    def of(self, board: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a board that the choices leave."""
        left = board
        if self.collab_area:
            members = regions.loc[regions["collab_area_code"] == self.collab_area, "region_code"]
            left = left[left["region_code"].isin(members)]
        if self.regions:
            left = left[left["region_code"].isin(self.regions)]
        if self.workstreams:
            left = left[left["workstream_code"].isin(self.workstreams)]
        return left

    def about(self, claims: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of a frame of claims that are on the workstreams chosen."""
        return claims[claims["workstream_code"].isin(self.workstreams)] if self.workstreams else claims

    def of_groups(self, statements: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
        """Return the statements on groups that the choices leave: on the workstreams chosen, on a group with a region chosen."""
        left, places = self.about(statements), self.places(regions)
        return left[left["member_codes"].map(lambda codes: not places or not {*codes}.isdisjoint(places)).astype(bool)]


@dataclass(frozen=True)
class Allowed:
    """The codes that the choices may take; anything else in an address is passed over."""

    regions: frozenset[str]
    collab_areas: frozenset[str]
    workstreams: frozenset[str]


def view_of(parameters: Mapping[str, Iterable[str]], allowed: Allowed, today: date) -> View:
    """Return the view that address parameters ask for; what is unknown or impossible is as by default."""

    def chosen(name: str, known: frozenset[str]) -> tuple[str, ...]:
        given = (code for value in parameters.get(name, ()) for code in value.split(","))
        return tuple(dict.fromkeys(code for code in given if code in known))

    areas = chosen("yta", allowed.collab_areas)
    return View(
        today=today,
        language=next(iter(chosen("kieli", frozenset(LANGUAGES))), "fi"),
        on=_day(parameters.get("paiva", ()), today),
        known=_day(parameters.get("tiedossa", ()), today),
        regions=chosen("alue", allowed.regions),
        collab_area=areas[0] if areas else None,
        workstreams=chosen("asia", allowed.workstreams),
    )


def _day(values: Iterable[str], otherwise: date) -> date:
    try:
        found = date.fromisoformat(next(iter(values), ""))
    except ValueError:
        return otherwise
    return found if FIRST_DAY <= found <= LAST_DAY else otherwise
