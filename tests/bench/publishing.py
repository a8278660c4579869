"""New versions of the data while people read: each load tells of one cell more, so every page can be held against its version.

Load n adds one claim on a cell without information, of a day before all that the readers ask for. So the page of version g
must count so many claims in its foot and show so many cells with information, for its region and its day; a page that
shows the foot of one version and the cells of another is mixed.
"""

import csv
import math
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from tests.bench import data
from tests.bench.driver import MONTH_ENDS
from tests.bench.readers import Look
from tests.support.sources import ROOT
from tilannekuva.read.reads import READS
from tilannekuva.store.engine import Store

EARLY = "2023"
"""The year of the added claims: before every day that the readers choose."""


class Expected(NamedTuple):
    """What the first version holds, and the region of the cell that each following one adds."""

    first: int
    claims: int
    informed: dict[tuple[str, str], int]
    added: list[str]

    def judge(self, look: Look) -> str:
        """Return how a page differs from what its version holds, or nothing."""
        more = self.added[: look.generation - self.first]
        claims = self.claims + len(more)
        cells = self.informed[look.region, look.day] + sum(1 for region in more if look.region in ("", region))
        if (look.claims, look.informed) == (claims, cells):
            return ""
        return f"version {look.generation} has {claims} claims and {cells} cells with information here, the page {look.claims} and {look.informed}"


class Publisher:
    """Loads a data folder again and again, each time with one claim more; `published` has the moment of each version."""

    def __init__(self, folder: Path) -> None:
        self.data, self.store = folder / "data", folder / "published"
        for name in ("reference", "sources", "geo", "claims"):
            shutil.copytree(ROOT / "data" / name, self.data / name)
        data.loaded(self.data, self.store)
        opened = Store(str(self.store))
        self.first = opened.generations.current()
        self.expected, self.rows = _prepared(opened, self.first)
        self.published: dict[int, float] = {}

    def publish(self) -> None:
        """Load one claim more.  Raises LoadFailed where no new version is served."""
        number = len(self.published) + 1
        with (self.data / "claims" / "added.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(self.rows[0]))
            writer.writeheader()
            writer.writerows(self.rows[:number])
        command = [sys.executable, "-m", "etl", "load", "--data", str(self.data), "--store", str(self.store)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        pointer = self.store / "CURRENT"
        if done.returncode or Store(str(self.store)).generations.current() != self.first + number:
            raise data.LoadFailed(f"load {number} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        self.published[self.first + number] = pointer.stat().st_mtime

    def every(self, seconds: float, lasting: float) -> None:
        """Publish every so many seconds, for so many seconds."""
        begin = time.monotonic()
        while (passed := time.monotonic() - begin) < lasting and len(self.published) < len(self.rows):
            self.publish()
            time.sleep(max(0.0, seconds - (time.monotonic() - begin - passed)))


def seen_after(published: Mapping[int, float], looks: Sequence[Look]) -> list[float]:
    """Return for each version after how many seconds the first page showed it or a later one; inf where none did.

    A version that nobody asked after is left out.
    """
    asked = {version: moment for version, moment in published.items() if any(look.at >= moment for look in looks)}
    return [
        min((look.at + look.seconds - moment for look in looks if look.generation >= version and not look.fault), default=math.inf)
        for version, moment in asked.items()
    ]


def old_after(published: Mapping[int, float], looks: Sequence[Look]) -> float:
    """Return for how long after a newer version was published someone who asked then was still shown an old one, in seconds."""
    return max([0.0, *(look.at - published[look.generation + 1] for look in looks if look.generation + 1 in published)])


def _prepared(store: Store, first: int) -> tuple[Expected, list[dict[str, str]]]:
    today = date.today()  # noqa: DTZ011  # as the shell: the day where the server stands
    informed: dict[tuple[str, str], int] = {}
    with store.connect(first) as db:
        claims = int(READS["data_age"](db).iloc[0]["claims"])
        for day in ("", *MONTH_ENDS):
            board = READS["board"](db, date.fromisoformat(day) if day else today, today, "fi")
            known = board[board["stage"] != "no_information"]
            informed["", day] = len(known)
            for region in board["region_code"].unique():
                informed[str(region), day] = int((known["region_code"] == region).sum())
        # A cell that is empty on every day asked for stays so until its claim comes.
        empty = _empty_cells(db, today)
    rows = list(_claims(empty))
    store.generations.engine(first).dispose()
    return Expected(first, claims, informed, [row["scope"] for row in rows]), rows


def _empty_cells(db: Any, today: date) -> list[tuple[str, str]]:
    left: set[tuple[str, str]] | None = None
    for day in (today, *map(date.fromisoformat, MONTH_ENDS)):
        board = READS["board"](db, day, today, "fi")
        none = board[board["stage"] == "no_information"]
        cells = set(zip(none["region_code"], none["workstream_code"], strict=True))
        left = cells if left is None else left & cells
    return sorted(left or ())


def _claims(cells: Sequence[tuple[str, str]]) -> Iterator[dict[str, str]]:
    """Yield a claim for each cell: a real one of its workstream, told again of its region."""
    with (ROOT / "data" / "claims" / "public.csv").open(encoding="utf-8", newline="") as file:
        real = list(csv.DictReader(file))
    for number, (region, track) in enumerate(cells, 1):
        fit = [row for row in real if row["workstream_code"] == track and row["kind"] == "event" and row["step_code"] and _is_plain(row)]
        if fit:
            yield {**fit[0], "claim_id": f"Q{number:04d}", "scope": region, "valid": EARLY, "reported": EARLY, "relation": "", "related_claim_id": ""}


def _is_plain(row: Mapping[str, str]) -> bool:
    return len(row["scope"]) == 2 and not row["cycle"] and row["certainty"] == "asserted" and row["quantifier"] == "named"
