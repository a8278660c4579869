"""What a load costs beside the least that it can cost and beside a load as it is usually written. Run by `python3 dev.py bench etl`.

Each run is a process of its own, ours and the peers in turns, so that every figure (CPU seconds, seconds, peak memory) is of a whole
process. `--sizes 2000,100000,1000000` are the default; `--sizes 5000000` takes long. `--xlsx 100000` are the claims of a workbook, 0 leaves it
out. `--rounds N` is 3 by default.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.bench.figures import Goal, keep, median, ratio, spread, table, tell_goals
from tests.support.sources import ROOT

SMALL, LARGE, LARGEST = 100_000, 1_000_000, 5_000_000
BESIDE_BARE, BESIDE_PANDAS = 1.6, 0.2
CPU_GOALS = {SMALL: 1.5, LARGE: 1.5, LARGEST: 1.7}


class Cost(NamedTuple):
    """What one process took: CPU seconds (user and system), seconds by the clock, peak memory in MB."""

    cpu: float
    wall: float
    memory: float


def main() -> None:
    """Measure, print a table and the goals, and keep the figures in build/bench-etl.json."""
    parser = argparse.ArgumentParser(prog="python3 dev.py bench etl")
    parser.add_argument("--sizes", default=f"2000,{SMALL},{LARGE}", help="counts of claims in CSV, or nothing")
    parser.add_argument("--xlsx", type=int, default=SMALL)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-peer", action="store_true", help="leave out pandas and pandera")
    asked = parser.parse_args()
    found: dict[str, list[Cost]] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in map(int, filter(None, asked.sizes.split(","))):
            data = _made(size, folder / f"data-{size}")
            runs = {"ours": _ours(data, folder), "floor": _peer("floor", data, folder)}
            if size == LARGE and not asked.no_peer:
                runs["pandas + pandera"] = _peer("usual", data, folder)
            _in_turns({f"{kind} {size}": command for kind, command in runs.items()}, asked.rounds, folder, found)
        if asked.xlsx:
            _measure_workbook(asked.xlsx, folder, asked.rounds, found, peer=not asked.no_peer)
        _in_turns({"ours, real data": _ours(ROOT / "data", folder)}, asked.rounds, folder, found)
    _tell(found)


def _measure_workbook(size: int, folder: Path, rounds: int, found: dict[str, list[Cost]], *, peer: bool) -> None:
    data = _made(size, folder / "data-xlsx", ".xlsx")
    runs = {"ours, xlsx": _ours(data, folder), "floor, xlsx": _peer("floor", data, folder, ".xlsx")}
    if peer:
        runs["pandas + pandera, xlsx"] = _peer("usual", data, folder, ".xlsx")
    _in_turns(runs, rounds, folder, found)


def _in_turns(runs: Mapping[str, list[str]], rounds: int, folder: Path, found: dict[str, list[Cost]]) -> None:
    for _ in range(rounds):
        for kind, command in runs.items():
            found.setdefault(kind, []).append(_run(command, folder))


def _made(size: int, folder: Path, suffix: str = ".csv") -> Path:
    """Make a data folder in a process of its own: what ours held would count as the peak of each process begun after it."""
    subprocess.run([sys.executable, "-m", "tests.bench.claims", str(size), str(folder), suffix], check=True, cwd=ROOT)
    return folder


def _ours(data: Path, folder: Path) -> list[str]:
    return [sys.executable, "-m", "etl", "load", "--json", "--data", str(data), "--store", str(folder / "result")]


def _peer(kind: str, data: Path, folder: Path, suffix: str = ".csv") -> list[str]:
    claims = data / "claims" / f"claims{suffix}"
    return [sys.executable, "-m", "tests.bench.etl_peers", kind, str(claims), str(folder / "result" / "peer.duckdb")]


def _run(command: list[str], folder: Path) -> Cost:
    """Run a command to its end in an empty result folder.  Raises RuntimeError where it fails."""
    result = folder / "result"
    for old in result.glob("*") if result.exists() else ():
        old.unlink()
    result.mkdir(exist_ok=True)
    before = os.times().elapsed
    log = os.open(folder / "log.txt", os.O_CREAT | os.O_WRONLY | os.O_TRUNC)
    actions = [(os.POSIX_SPAWN_DUP2, log, 1), (os.POSIX_SPAWN_DUP2, log, 2)]
    os.chdir(ROOT)
    process = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, used = os.wait4(process, 0)
    os.close(log)
    if os.waitstatus_to_exitcode(status) not in (0, 1):  # 1: published, some rows set aside
        raise RuntimeError(f"{' '.join(command)} failed:\n{(folder / 'log.txt').read_text(encoding='utf-8')[-2000:]}")
    return Cost(used.ru_utime + used.ru_stime, os.times().elapsed - before, used.ru_maxrss / 1024)


def _tell(found: dict[str, list[Cost]]) -> None:
    rows = [[name, *(spread([cost[place] for cost in costs], 2 - place // 2 * 2) for place in range(3))] for name, costs in found.items()]
    print(table([["load", "CPU s", "seconds", "peak MB"], *rows]))
    keep("etl", {**{name: [cost._asdict() for cost in costs] for name, costs in found.items()}, "goals": tell_goals(list(_goals(found)))})


def _goals(found: dict[str, list[Cost]]) -> list[Goal]:
    def of(name: str, what: str) -> list[float]:
        return [getattr(cost, what) for cost in found.get(name, ())]

    goals = [
        Goal(f"CPU against the floor at {size}", ratio(of(f"ours {size}", "cpu"), of(f"floor {size}", "cpu")), limit)
        for size, limit in CPU_GOALS.items()
        if f"ours {size}" in found
    ]
    if f"ours {LARGE}" in found:
        goals.append(Goal(f"memory against the floor at {LARGE}", ratio(of(f"ours {LARGE}", "memory"), of(f"floor {LARGE}", "memory")), 1.6))
    if f"pandas + pandera {LARGE}" in found:
        goals.append(Goal(f"CPU against pandas + pandera at {LARGE}", ratio(of(f"ours {LARGE}", "cpu"), of(f"pandas + pandera {LARGE}", "cpu")), 0.5))
    if {f"ours {LARGEST}", f"ours {SMALL}"} <= found.keys():
        goals.append(Goal("memory, 5M against 100k", ratio(of(f"ours {LARGEST}", "memory"), of(f"ours {SMALL}", "memory")), 6))
    for peer, limit in {"floor, xlsx": BESIDE_BARE, "pandas + pandera, xlsx": BESIDE_PANDAS}.items():
        if peer in found:
            goals.append(Goal(f"CPU against {peer}", ratio(of("ours, xlsx", "cpu"), of(peer, "cpu")), limit))
    goals.append(Goal("real data, whole load", median(of("ours, real data", "wall")), 2, "s"))
    return goals


if __name__ == "__main__":
    main()
