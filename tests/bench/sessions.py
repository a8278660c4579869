"""What sessions cost the server and how long they wait, ours and Dash in turns. Run by `python3 dev.py bench sessions`.

Readers speak the protocols themselves (readers.py), from a process of their own whose CPU is told; `--only cpu,many`
measures some of: cpu, many, two, opening, publishing, outage, memory, soak. `--soak MINUTES` makes the soak last so long; without
it there is none. `--seconds` shortens what lasts, `--rounds` what is repeated. Which goals are held is told at the end.
"""

import argparse
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

from tests.bench import data, peers
from tests.bench.driver import Plan, Told, drive, finished, start
from tests.bench.figures import Goal, keep, median, quantile, ratio, some_of, spread, table, tell_goals
from tests.bench.outage import trials
from tests.bench.publishing import Publisher, old_after, seen_after
from tests.support.servers import Server

EVERY_SECONDS = 5.0
OPENING_EACH = 0.1
"""Seconds of opening that each session of a crowd is given before its changes count."""
MET_SECONDS = 60.0
"""For so long people choose before the usual is measured: of some two hundred views most have then been drawn, as within seconds of a working day."""
MB_FIRST, MB_FURTHER = 260.0, 0.5


class Bench(NamedTuple):
    """What every measurement is given."""

    folder: Path
    store: str
    regions: list[str]
    rounds: int
    seconds: float
    soak: float

    def plan(self, kind: str, *servers: Server, sessions: int, **more: Any) -> Plan:
        """Return a crowd at these servers, in turn."""
        return Plan(kind, [one.url for one in servers], sessions, self.regions, servers=[one.process.pid for one in servers], **more)

    @contextmanager
    def both(self, workers: int) -> Iterator[dict[str, Server]]:
        """Serve ours and Dash's board, each warmed by visitors, of whom a server that just started is slow to the first."""
        with ExitStack() as stack:
            servers = {
                "ours": stack.enter_context(peers.ours(self.store, self.folder)),
                "dash": stack.enter_context(peers.dash(self.store, self.folder, workers)),
            }
            for kind, server in servers.items():
                drive(self.plan(kind, server, sessions=4, opening=2, every=0.5, lasting=10))
            yield servers


def cpu(bench: Bench) -> list[Goal]:
    """Server CPU of a change: ten sessions with a change a second each, ours and Dash in turns; choices that people make, and ones never met."""
    goals, rows = [], [["server CPU", "ms a change", "seconds a change"]]
    with bench.both(workers=1) as servers:
        for kind, server in servers.items():
            _tell(f"{kind}, before", drive(bench.plan(kind, server, sessions=10, opening=2, every=0.5, lasting=MET_SECONDS, seed=11)))
        for words, unmet in (("of the usual", False), ("never met before", True)):
            found: dict[str, list[float]] = {"ours": [], "dash": []}
            waits: dict[str, list[float]] = {"ours": [], "dash": []}
            for number in range(bench.rounds):
                for kind in list(servers) if number % 2 else reversed(servers):
                    crowd = bench.plan(kind, servers[kind], sessions=10, opening=2, every=1, lasting=bench.seconds / 3, unmet=unmet, seed=number)
                    told = drive(crowd)
                    _tell(f"{kind}, {words}, round {number + 1}", told)
                    found[kind].append(1000 * told.cpu_per_change)
                    waits[kind] += told.seconds()
            rows += [[f"{kind}, {words}", spread(found[kind], 1), spread(waits[kind])] for kind in found]
            keep("sessions", {f"cpu {words}": {"ms": found, "seconds": waits}})
            goals.append(Goal(f"server CPU per change {words}, against Dash", ratio(found["ours"], found["dash"]), 0.5))
    print(table(rows))
    return goals


def many(bench: Bench) -> list[Goal]:
    """One process, so many sessions with a change every five seconds each."""
    found = {}
    with peers.ours(bench.store, bench.folder) as server:
        _warm(bench, server)
        for sessions in (50, 150, 300):
            found[str(sessions)] = _crowd(bench, [server], sessions)
    keep("sessions", {"many": found})
    return [Goal(f"one process, {number} sessions, p95", one["p95"], 0.1, "s") for number, one in found.items()] + _whole(found)


def two(bench: Bench) -> list[Goal]:
    """Two processes, six hundred sessions."""
    with ExitStack() as stack:
        servers = stack.enter_context(peers.several(bench.store, bench.folder, 2))
        _warm(bench, *servers)
        found = {"600": _crowd(bench, servers, 600)}
    keep("sessions", {"two": found})
    return [Goal("two processes, 600 sessions, p95", found["600"]["p95"], 0.1, "s"), *_whole(found)]


def _warm(bench: Bench, *servers: Server) -> None:
    """Let people read first: what a server that just started has never drawn is the matter of `cpu` and `publishing`."""
    _tell("before", drive(bench.plan("ours", *servers, sessions=20 * len(servers), opening=5, every=1, lasting=bench.seconds / 2, seed=11)))


def _crowd(bench: Bench, servers: list[Server], sessions: int) -> dict[str, Any]:
    told = drive(
        bench.plan("ours", *servers, sessions=sessions, opening=max(5.0, OPENING_EACH * sessions), every=EVERY_SECONDS, lasting=bench.seconds)
    )
    _tell(f"{sessions} sessions", told)
    waits = told.seconds()
    busy = told.server_seconds / (bench.seconds + EVERY_SECONDS)
    return {
        "p50": quantile(waits, 0.5), "p95": quantile(waits, 0.95), "max": quantile(waits, 1.0), "changes": len(told.changes),
        "faults": told.faults, "cores": busy, "standstill": told.standstill,
    }  # fmt: skip


def _whole(found: dict[str, dict[str, Any]]) -> list[Goal]:
    return [Goal(f"faults of {number} sessions", float(len(one["faults"])), 0, "") for number, one in found.items()]


def opening(bench: Bench) -> list[Goal]:
    """Thirty people open the board at once; two hundred within twenty seconds; beside Dash with two workers."""
    last: dict[str, list[float]] = {"ours": [], "dash": []}
    slow: dict[str, list[float]] = {"ours": [], "dash": []}
    faults = 0
    with bench.both(workers=2) as servers:
        for number in range(bench.rounds):
            for kind in list(servers) if number % 2 else reversed(servers):
                once = drive(bench.plan(kind, servers[kind], sessions=30))
                spread_out = drive(bench.plan(kind, servers[kind], sessions=200, opening=20))
                for name, told in (("30 at once", once), ("200 in 20 s", spread_out)):
                    _tell(f"{kind}, {name}", told)
                    faults += len(told.faults) if kind == "ours" else 0
                last[kind].append(_last(once))
                slow[kind].append(quantile(spread_out.seconds("opens"), 0.95))
    rows = [[kind, spread(last[kind]), spread(slow[kind])] for kind in last]
    print(table([["opening", "last of 30, s", "p95 of 200, s"], *rows]))
    keep("sessions", {"opening": {"last_of_30": last, "p95_of_200": slow}})
    return [
        Goal("30 at once: the last board, against Dash with 2 workers", ratio(last["ours"], last["dash"]), 0.5),
        Goal("200 within 20 s: p95", median(slow["ours"]), 1.0, "s"),
        Goal("faults of opening", float(faults), 0, ""),
    ]


def _last(told: Told) -> float:
    return max(look.at + look.seconds for look in told.opens) - min(look.at for look in told.opens)


def publishing(bench: Bench) -> list[Goal]:
    """A new version every five seconds beside fifty readers, for twice as long as the rest."""
    lasting = 2 * bench.seconds
    publisher = Publisher(bench.folder)
    with peers.ours(str(publisher.store), bench.folder) as server:
        crowd = start(bench.plan("ours", server, sessions=50, opening=5, every=EVERY_SECONDS, lasting=lasting))
        time.sleep(5 + EVERY_SECONDS)
        publisher.every(EVERY_SECONDS, lasting - EVERY_SECONDS)
        told = finished(crowd)
    _tell("50 readers beside loads", told)
    looks = [*told.opens, *told.changes]
    mixed = [fault for look in looks if not look.fault and (fault := publisher.expected.judge(look))]
    seen, old = seen_after(publisher.published, looks), old_after(publisher.published, looks)
    print(f"{len(publisher.published)} versions, {len(looks)} pages; seen after {spread(seen)} s; an old one asked for {old:.3f} s after publishing")
    print("\n".join(mixed[:5]))
    keep("sessions", {"publishing": {"versions": len(publisher.published), "pages": len(looks), "faults": told.faults, "mixed": mixed, "seen": seen}})
    return [
        Goal("errors while new versions are published", float(len(told.faults)), 0, ""),
        Goal("mixed pages", float(len(mixed)), 0, ""),
        Goal("versions published", float(len(publisher.published)), 1, "", least=True),
        Goal("new data seen after publishing, at the latest", max([*seen, old]), 5.0, "s"),
    ]


def memory(bench: Bench) -> list[Goal]:
    """Resident memory with one session open, and what each of a hundred further ones adds."""
    with peers.ours(bench.store, bench.folder) as server:
        one = _sampled(bench.plan("ours", server, sessions=1, opening=1, every=1, lasting=8), server)
        hundred = _sampled(bench.plan("ours", server, sessions=100, opening=20, every=EVERY_SECONDS, lasting=bench.seconds / 2), server)
    first, later = one[-2][1], hundred[-2][1]
    further = (later - first) / 100
    print(f"memory: {first:.0f} MB with one session, {later:.0f} MB with a hundred more: {further:.2f} MB each")
    keep("sessions", {"memory": {"first": first, "hundred": later}})
    return [Goal("memory with the first session", first, MB_FIRST, "MB"), Goal("memory of each further session", further, MB_FURTHER, "MB")]


def soak(bench: Bench) -> list[Goal]:
    """A hundred sessions, new ones coming as others leave; memory each half minute and where it goes."""
    if not bench.soak:
        print("soak: not asked for (--soak MINUTES)")
        return []
    with peers.ours(bench.store, bench.folder) as server:
        plan = bench.plan("ours", server, sessions=100, opening=20, every=EVERY_SECONDS, lasting=60 * bench.soak, staying=60)
        samples = _sampled(plan, server, every=30)
    for moment, size in samples:
        print(f"{moment:7.0f} s  {size:.0f} MB")
    third = len(samples) // 3
    middle, end = ([size for _, size in samples[place : place + third]] for place in (third, 2 * third))
    moments, sizes = zip(*samples[third:], strict=True)
    print(f"slope after the first third: {3600 * statistics.linear_regression(moments, sizes).slope:.1f} MB an hour")
    keep("sessions", {"soak": samples})
    return [Goal("memory at the end of the soak against its middle", ratio(end, middle), 1.05)]


def outage(bench: Bench) -> list[Goal]:
    """PostgreSQL is restarted, is away for twice as long as the rest lasts, loses its replica, beside forty readers each."""
    goals: list[Goal] = []
    with trials(bench.seconds) as (address, planned):
        for trial in planned:
            with peers.ours(address, bench.folder, **trial.settings) as server:
                crowd = start(bench.plan("ours", server, sessions=40, opening=5, every=2, lasting=trial.lasting))
                back = trial.run()
                goals += trial.judge(finished(crowd), back)
    return goals


def _sampled(plan: Plan, server: Server, every: float = 1.0) -> list[tuple[float, float]]:
    """Let a crowd read and return the server's memory meanwhile: seconds and MB."""
    crowd: subprocess.Popen[str] = start(plan)
    told: list[Told] = []
    waiting = Thread(target=lambda: told.append(finished(crowd)))
    waiting.start()
    begin, samples = time.monotonic(), []
    while waiting.is_alive():
        samples.append((time.monotonic() - begin, peers.memory_of(server.process.pid)))
        waiting.join(every)
    _tell(f"{plan.sessions} sessions for memory", told[0])
    return samples


def _tell(what: str, told: Told) -> None:
    """Print a line on a crowd: what its readers waited, what went wrong, what the driver itself used."""
    waits = {name: told.seconds(name) for name in ("opens", "changes")}
    shown = "; ".join(f"{len(found)} {name} {spread(found)} s, p95 {quantile(found, 0.95):.3f}" for name, found in waits.items() if found)
    print(f"{what}: {shown or 'nothing'}; server {told.server_seconds:.1f} s CPU, driver {told.cpu_seconds:.1f} s, late by {told.standstill:.3f} s")
    for fault in sorted(set(told.faults))[:5]:
        print(f"  {told.faults.count(fault)} × {fault}", flush=True)


MEASURED: dict[str, Callable[[Bench], list[Goal]]] = {
    "cpu": cpu, "many": many, "two": two, "opening": opening, "publishing": publishing, "outage": outage, "memory": memory,
    "soak": soak,
}  # fmt: skip


def main() -> None:
    """Measure what is asked for, print it and the goals; the figures go to build/bench-sessions.json too."""
    asked = argparse.ArgumentParser(prog="python3 dev.py bench sessions")
    asked.add_argument("--only", type=some_of(MEASURED), default=list(MEASURED), help=f"with commas between: {', '.join(MEASURED)}")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--seconds", type=float, default=60.0)
    asked.add_argument("--soak", type=float, default=0.0, metavar="MINUTES")
    options = asked.parse_args()
    goals: list[Goal] = []
    for name in options.only:
        print(f"── {name}", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            store = data.real_store(Path(folder))
            bench = Bench(Path(folder), store, [code for code, _ in data.regions_of(store)], options.rounds, options.seconds, options.soak)
            goals += MEASURED[name](bench)
    keep("sessions", {"goals": tell_goals(goals)})


if __name__ == "__main__":
    main()
