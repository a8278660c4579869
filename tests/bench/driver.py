"""Crowds of readers: it opens many sessions from a process of its own and tells how long each reading took.

`drive(plan)` starts that process, so that the readers' own work is not the caller's; its CPU seconds and the longest
time for which its own loop stood still are told beside, as a driver that is late would blame the server.
"""

import asyncio
import json
import math
import random
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.bench.peers import cpu_of
from tests.bench.readers import READERS, Choice, Look, Reader
from tests.support.sources import ROOT

MONTH_ENDS = tuple(f"{year}-{end}" for year in (2024, 2025) for end in ("03-31", "06-30", "09-30", "12-31"))
"""Days that people look at."""
ANY_DAY_SINCE, ANY_DAYS = date(2023, 1, 1), 1000
"""Days of which each is asked for hardly twice."""
TICK_SECONDS = 0.05


@dataclass(frozen=True)
class Plan:
    """A crowd: *kind* of reader at *urls* in turn, *sessions* of them opening evenly over *opening* seconds.

    Then each makes a change every *every* seconds for *lasting* seconds (none where it is 0); where *staying* is given, a
    reader leaves after about so many seconds and another comes. *servers* are processes whose CPU is told for the time of the changes.
    *unmet* readers choose what hardly anyone has chosen before: a day of a thousand each time.
    """

    kind: str
    urls: list[str]
    sessions: int
    regions: list[str]
    opening: float = 0.0
    every: float = 5.0
    lasting: float = 0.0
    staying: float = 0.0
    servers: list[int] = field(default_factory=list)
    unmet: bool = False
    seed: int = 4


@dataclass
class Told:
    """What a crowd met: the readings of opening and of changing, the driver's own CPU seconds and longest standstill, the servers' CPU seconds."""

    opens: list[Look] = field(default_factory=list)
    changes: list[Look] = field(default_factory=list)
    cpu_seconds: float = 0.0
    standstill: float = 0.0
    server_seconds: float = math.nan
    metered_at: float = math.inf

    @property
    def cpu_per_change(self) -> float:
        """Return the servers' CPU seconds per change, of the changes since everyone had the board open; nan where there was none."""
        counted = sum(look.at >= self.metered_at for look in self.changes)
        return self.server_seconds / counted if counted else math.nan

    @property
    def faults(self) -> list[str]:
        """What went wrong, a line each."""
        return [look.fault for look in (*self.opens, *self.changes) if look.fault]

    def seconds(self, kind: str = "changes") -> list[float]:
        """Return how long the readings took; one that failed took forever, so that no quantile gets better by it."""
        return [math.inf if look.fault else look.seconds for look in getattr(self, kind)]


def choices(plan: Plan, number: int) -> Iterator[Choice]:
    """Yield what the reader of this number chooses, without end: mostly a region, at times a day, at times all again; each differs from the last."""
    chance = random.Random(plan.seed * 100_003 + number)
    last = Choice()
    while True:
        kind = chance.random()
        region = None if kind < 0.2 else chance.choice(plan.regions)
        day = chance.choice(MONTH_ENDS) if 0.2 <= kind < 0.4 else last.day if kind < 0.8 else None
        if plan.unmet:
            day = (ANY_DAY_SINCE + timedelta(days=chance.randrange(ANY_DAYS))).isoformat()
        following = Choice(region, day)
        if following != last:
            yield following
            last = following


def drive(plan: Plan) -> Told:
    """Let the crowd read, from a process of its own.  Raises RuntimeError."""
    return finished(start(plan))


def start(plan: Plan) -> "subprocess.Popen[str]":
    """Start a crowd and return its process, for `finished`."""
    command = [sys.executable, "-m", "tests.bench.driver", json.dumps(asdict(plan))]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def finished(crowd: "subprocess.Popen[str]") -> Told:
    """Wait for a crowd and return what it met.  Raises RuntimeError."""
    said, wrong = crowd.communicate()
    if crowd.returncode:
        raise RuntimeError(f"the driver ended with {crowd.returncode}:\n{wrong[-3000:]}")
    found = json.loads(said)
    looks = {name: [Look(*one) for one in found.pop(name)] for name in ("opens", "changes")}
    return Told(**looks, **found)


async def crowd(plan: Plan) -> Told:
    """Let the crowd read, in this process."""
    told = Told()
    begin = time.perf_counter()
    watches = [asyncio.create_task(_watch(told)), asyncio.create_task(_metered(plan, begin, told))]
    await asyncio.gather(*(_place(plan, number, begin, told) for number in range(plan.sessions)))
    told.server_seconds = sum(map(cpu_of, plan.servers)) - told.server_seconds  # nan where they were never all open
    for watch in watches:
        watch.cancel()
    return told


async def _place(plan: Plan, number: int, begin: float, told: Told) -> None:
    """One place in the crowd, taken by one reader after another where they do not stay."""
    chance = random.Random(plan.seed * 7919 + number)
    await asyncio.sleep(max(0.0, begin + plan.opening * number / plan.sessions - time.perf_counter()))
    # Every session is open before the first change counts; the changes of all are spread evenly over the time between two.
    first = begin + plan.opening + plan.every * (number + 1) / plan.sessions
    end = begin + plan.opening + plan.every + plan.lasting
    taken = 0
    while True:
        reader = READERS[plan.kind](plan.urls[(number + taken) % len(plan.urls)])
        leaves = time.perf_counter() + plan.staying * chance.uniform(0.5, 1.5) if plan.staying else end
        told.opens.append(await reader.open())
        if plan.lasting:
            first = await _reading(plan, number + taken * plan.sessions, reader, (first, min(end, leaves)), told)
        await reader.close()
        taken += 1
        if not plan.staying or time.perf_counter() >= end:
            return


async def _reading(plan: Plan, number: int, reader: Reader, span: tuple[float, float], told: Told) -> float:
    """Make changes on time until the end of the span, and return when the next one is due.

    A change counts from when it was due: a reader held up by the one before waits for both. After every second one the reader rests on a
    region that is not chosen then.
    """
    due, end = span
    chance = random.Random(plan.seed * 6007 + number)
    for nth, choice in enumerate(choices(plan, number)):
        while due < time.perf_counter() - plan.every:
            due += plan.every
        if due >= end:
            break
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        late = time.perf_counter() - due
        look = await reader.change(choice)
        told.changes.append(look._replace(seconds=look.seconds + late))
        if nth % 2:
            await reader.rest(choice._replace(region=chance.choice(plan.regions)))
        due += plan.every
    return due


async def _metered(plan: Plan, begin: float, told: Told) -> None:
    """Note what the servers have used when everyone has the board open."""
    while len(told.opens) < plan.sessions or time.perf_counter() < begin + plan.opening:
        await asyncio.sleep(TICK_SECONDS)
    told.server_seconds, told.metered_at = sum(map(cpu_of, plan.servers)), time.time()


async def _watch(told: Told) -> None:
    while True:
        start = time.perf_counter()
        await asyncio.sleep(TICK_SECONDS)
        told.standstill = max(told.standstill, time.perf_counter() - start - TICK_SECONDS)


def main() -> None:
    """Read the plan from the command line, let its crowd read, print what it met as JSON."""
    given: dict[str, Any] = json.loads(sys.argv[1])
    told = asyncio.run(crowd(Plan(**given)))
    used = resource.getrusage(resource.RUSAGE_SELF)
    told.cpu_seconds = used.ru_utime + used.ru_stime
    print(json.dumps(vars(told)))


if __name__ == "__main__":
    main()
