"""How long files take to make: one chart, a pack, a pack for every region. Run by `python3 dev.py bench exports`.

Each is made in a process of its own with its imports done, seven times (the packs of every region three times).
"""

import resource
import tempfile
import time
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from tests.bench.figures import keep, spread, table
from tests.conftest import load_real_data
from tilannekuva.exhibits import tilanne
from tilannekuva.exhibits.ask import Ask
from tilannekuva.exhibits.definition import usual
from tilannekuva.exhibits.files import each_region
from tilannekuva.exhibits.pack import pack
from tilannekuva.exhibits.stamping import stamp
from tilannekuva.exports.page import page
from tilannekuva.exports.report import report
from tilannekuva.exports.slides import one_slide, slides
from tilannekuva.exports.workbook import pack_workbook, workbook
from tilannekuva.read.reads import READS
from tilannekuva.store.engine import Store
from tilannekuva.view import View

ROUNDS, FEW_ROUNDS = 7, 3
DAY = date(2026, 11, 24)


def main() -> None:
    """Measure, print a table, and keep the figures in build/bench-exports.json."""
    with tempfile.TemporaryDirectory() as folder:
        load_real_data(folder + "/store")
        store = Store(folder + "/store")

        @cache
        def read(name: str, *asked: Any) -> Any:
            with store.connect() as db:
                return READS[name](db, *asked)

        found = _measured(read)
        store.generations.engine(store.generations.current()).dispose()
    keep("exports", found)
    print(table([["file", "seconds"], *([name, spread(seconds)] for name, seconds in found.items())]))
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _measured(read: Callable[..., Any]) -> dict[str, list[float]]:
    ask = Ask(read, View(DAY, "fi", DAY, DAY))
    chart = tilanne.stages(ask)
    stamped = stamp(ask, chart.title, [chart])
    everyone, one = usual(DAY, "fi"), usual(DAY, "fi", ("21",))
    whole, single = pack(read, everyone), pack(read, one)
    measured = {
        "chart to PPTX": _times(lambda: one_slide(chart, stamped)),
        "chart to XLSX": _times(lambda: workbook([chart], stamped)),
        "pack of one region, parts": _times(lambda: pack(read, one)),
        "pack of one region, PPTX": _times(lambda: slides(single)),
        "pack of all regions, parts": _times(lambda: pack(read, everyone)),
        "pack of all regions, PPTX": _times(lambda: slides(whole)),
        "pack of all regions, PDF": _times(lambda: report(whole)),
        "pack of all regions, XLSX": _times(lambda: pack_workbook(whole)),
        "pack of all regions, HTML": _times(lambda: page(whole)),
    }
    measured["22 packs, PPTX and PDF"] = _times(lambda: list(each_region(read, everyone, ["pptx", "pdf"])), FEW_ROUNDS)
    return measured


def _times(work: Callable[[], Any], rounds: int = ROUNDS) -> list[float]:
    work()
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return found


if __name__ == "__main__":
    main()
