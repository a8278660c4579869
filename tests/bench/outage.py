"""A PostgreSQL server with a streaming replica that fails beside readers: restarted, away for long, its replica lost."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NamedTuple

from tests.bench import data
from tests.bench.driver import Told
from tests.bench.figures import Goal
from tests.bench.readers import Look
from tests.support.sources import ROOT
from tests.support.stores import address_of, new_database

BACK_SECONDS = 5.0
"""So long after the server is back a notice may still stand on a page."""
LONGEST_SECONDS = 5.0
WRONG = ("asked for", "versions")
"""How a fault begins that is of a page which shows what is not so; the others say that something lacks."""


class Trial(NamedTuple):
    """What happens to the server: at so many seconds after the crowd came, these things; and the settings of ours meanwhile."""

    name: str
    lasting: float
    events: Sequence[tuple[float, Callable[[], None]]]
    settings: dict[str, str]

    def run(self) -> float:
        """Let it all happen, and return the moment (seconds since 1970) at which the last of it was over."""
        begin = time.monotonic()
        for at, happen in self.events:
            time.sleep(max(0.0, begin + at - time.monotonic()))
            happen()
        return time.time()

    def judge(self, told: Told, back: float) -> list[Goal]:
        """Print what the crowd met, and return the goals."""
        looks = [*told.opens, *told.changes]
        noticed = [look for look in looks if look.fault]
        kinds = sorted({look.fault for look in noticed})
        longest, last = max(look.seconds for look in looks), max((look.at + look.seconds - back for look in noticed), default=0.0)
        print(
            f"{self.name}: {len(looks)} pages, longest {longest:.2f} s; {len(noticed)} with a notice, the last {last:.1f} s after the server was back"
        )
        for kind in kinds[:5]:
            print(f"  {sum(look.fault == kind for look in noticed)} × {kind[:120]}", flush=True)
        return [
            Goal(f"{self.name}: wrong pages", float(sum(map(is_wrong, looks))), 0, ""),
            Goal(f"{self.name}: longest wait for a page", longest, LONGEST_SECONDS, "s"),
            Goal(f"{self.name}: last notice after the server was back", last, BACK_SECONDS, "s"),
        ]


def is_wrong(look: Look) -> bool:
    """Tell whether a page shows what is not so, as against one that says what it cannot show."""
    return any(fault.startswith(WRONG) for fault in look.fault.split("; "))


@contextmanager
def trials(seconds: float) -> Iterator[tuple[str, list[Trial]]]:
    """Start a server of the real data and its replica; yield the address and what is to happen, for some five times *seconds* in all.

    Raises LoadFailed, and what a server that cannot start raises.
    """
    from tests.support import postgres  # where no such server can be installed, all else can still be measured

    with postgres.started() as primary, new_database(primary.get_uri(), "board") as address:
        data.load(ROOT / "data", address)
        with postgres.following(primary) as replica:
            one, other = postgres.Running(primary.get_uri()), postgres.Running(replica.get_uri())
            early, later = seconds / 4, seconds / 2
            yield (
                address,
                [
                    Trial("restart", seconds, [(early, partial(one.restart, "fast")), (later, partial(one.restart, "immediate"))], {}),
                    Trial("away", 3 * seconds, [(early, partial(one.stop, "immediate")), (early + 2 * seconds, one.start)], {}),
                    Trial(
                        "replica lost",
                        seconds,
                        [(early, partial(other.stop, "immediate")), (early + later, other.start)],
                        {"TILANNEKUVA_READ_STORE": address_of(replica.get_uri("board"))},
                    ),
                ],
            )
