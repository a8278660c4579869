"""How long a page takes in Chromium, ours and its peers in turns. Run by `python3 dev.py bench pages`.

`peers`: the board's first view, cold and warm, and its answer to a choice, beside Dash's and Streamlit's bare hello.
`scale`: the same board of 2,000 and of a million claims. `pages`: each of our pages. `--only peers,scale` leaves the
others out, `--rounds N` makes it shorter. Medians with the least and the most; which goals are held is told at the end.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench import data, peers
from tests.bench.figures import Goal, keep, median, ratio, some_of, spread, table, tell_goals
from tests.bench.views import Peer, changes, dash_peer, first_views, hello_peer, our_peer
from tests.conftest import CHROMIUM, CHROMIUM_ARGS
from tests.support.browsing import READY
from tests.support.servers import Server
from tilannekuva.shell.pages import PAGES

ROUNDS = 7
FEW, MANY = 2_000, 1_000_000
DAYS, REGIONS = 4, 6
"""So many a round takes: half of them pressed after a rest, half at once."""
FIRST_DAY = 2
"""Of the month that Dash's calendar opens at; each round takes other days, which no one has asked for before."""
IN_SIGHT = 8
"""Regions at the head of the list: Dash's draws the others only when one scrolls."""
KINDS = ("cold", "warm", "live cold", "live warm", "region", "day", "region at once", "day at once", "bytes")
"""With an empty cache and with a full one: until the board stands there, and until it answers; then choices that were rested on before the press,
and ones pressed at once; and what travelled.
"""
Times = dict[str, dict[str, list[float]]]


def main() -> None:
    """Measure what is asked for, print tables and goals; the figures go to build/bench-pages.json too."""
    asked = argparse.ArgumentParser(prog="python3 dev.py bench pages")
    asked.add_argument("--rounds", type=int, default=ROUNDS)
    asked.add_argument("--only", type=some_of(PARTS), default=list(PARTS), help=f"parts, with commas between: {', '.join(PARTS)}")
    asked.add_argument("--claims", type=int, default=MANY, help="how many are many (default: %(default)s)")
    options = asked.parse_args()
    goals: list[Goal] = []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_ARGS))
        for part in options.only:
            goals += PARTS[part](browser, Path(folder), options)
    keep("pages", {"goals": tell_goals(goals)})


def beside_peers(browser: Browser, folder: Path, options: argparse.Namespace) -> list[Goal]:
    """Measure first views and choices of ours, Dash and hello on the real data."""
    store = data.real_store(folder)
    with ExitStack() as stack:
        ours, dash = stack.enter_context(peers.ours(store, folder)), stack.enter_context(peers.dash(store, folder))
        hello = stack.enter_context(peers.hello(folder))
        found = in_turns(browser, [our_peer("ours", ours.url), dash_peer(dash.url), hello_peer(hello.url)], data.regions_of(store), options.rounds)
    tell("peers", found)
    mine, dashs, hellos = found["ours"], found["dash"], found["hello"]
    return [
        Goal("board, first view warm, against Dash", ratio(mine["warm"], dashs["warm"]), 0.5),
        Goal("board, first view cold, against Dash", ratio(mine["cold"], dashs["cold"]), 0.8),
        Goal("board, first view warm, against hello", ratio(mine["warm"], hellos["warm"]), 1.3),
        Goal("board, first view cold, against hello", ratio(mine["cold"], hellos["cold"]), 1.3),
        Goal("board answers warm, against Dash", ratio(mine["live warm"], dashs["live warm"]), 0.5),
        Goal("board answers cold, against Dash", ratio(mine["live cold"], dashs["live cold"]), 0.8),
        Goal("board answers warm, against hello", ratio(mine["live warm"], hellos["live warm"]), 1.3),
        Goal("board answers cold, against hello", ratio(mine["live cold"], hellos["live cold"]), 1.3),
        Goal("bytes of the first view on the wire", median(mine["bytes"]) / 1e6, 1.2, "MB"),
        Goal("region to the drawn board, against Dash", ratio(mine["region"], dashs["region"]), 0.65),
        Goal("day to the drawn board, against Dash", ratio(mine["day"], dashs["day"]), 0.65),
    ]


def at_scale(browser: Browser, folder: Path, options: argparse.Namespace) -> list[Goal]:
    """Measure our board of few and of many claims."""
    stores = {"few": data.store_of(FEW), "many": data.store_of(options.claims)}
    with ExitStack() as stack:
        made = []
        for name, store in stores.items():
            place = folder / name
            place.mkdir()
            made.append(our_peer(name, stack.enter_context(peers.ours(store, place)).url))
        found = in_turns(browser, made, data.regions_of(stores["few"]), options.rounds)
    tell("scale", found)
    return [
        Goal(f"{kind} at {options.claims} claims against {FEW}", ratio(found["many"][kind], found["few"][kind]), 1.2)
        for kind in ("warm", "region", "day")
    ]


def in_turns(browser: Browser, made: Sequence[Peer], regions: list[tuple[str, str]], rounds: int) -> Times:
    """Measure the peers in turns, the first one of each round another; a round before is not counted, as the first visitor pays."""
    today = date.today()  # noqa: DTZ011  # the month that Dash's calendar opens at
    for peer in made:
        first_views(browser, peer)
        changes(browser, peer, [regions[0][1]], [today.replace(day=1 if today.day > 1 else 28)])
    found: Times = {peer.name: {kind: [] for kind in KINDS} for peer in made}
    for number in range(rounds):
        days = [today.replace(day=(FIRST_DAY + DAYS * number + extra - 1) % 28 + 1) for extra in range(DAYS)]
        names = [regions[(3 * number + extra) % IN_SIGHT][1] for extra in range(REGIONS)]
        for place in range(len(made)):
            peer = made[(place + number) % len(made)]
            for kind, value in first_views(browser, peer).items():
                found[peer.name][kind].append(value)
            for kind, values in changes(browser, peer, names, [on for on in days if on != today]).items():
                found[peer.name][kind] += values
    return found


def tell(name: str, found: Times) -> None:
    """Print what was found of each peer, and keep it."""
    keep("pages", {name: found})
    kinds = [kind for kind in KINDS if kind != "bytes"]
    rows = [[peer, *(spread(times[kind]) for kind in kinds), f"{median(times['bytes']) / 1e6:.2f}"] for peer, times in found.items()]
    print(table([[name, *(f"{kind} s" for kind in kinds), "MB on the wire"], *rows]), flush=True)


def every_page(browser: Browser, folder: Path, options: argparse.Namespace) -> list[Goal]:
    """Measure each of our pages: to its finding with an empty cache and with a full one, and from a choice to its result."""
    place = folder / "every"
    place.mkdir()
    with peers.ours(data.real_store(place), place) as server:
        for number, page in enumerate(PAGES):
            _measured(browser, server, _address(number, page), 1)  # the first visitor pays
        found = {page.address: _measured(browser, server, _address(number, page), options.rounds) for number, page in enumerate(PAGES)}
    keep("pages", {"pages": found})
    kinds = ("cold", "warm", "change")
    print(
        table(
            [
                ["page", "empty cache s", "full cache s", "language s"],
                *([name, *(spread(times[kind]) for kind in kinds)] for name, times in found.items()),
            ]
        )
    )
    for kind in ("cold", "change"):
        slowest = max(found, key=lambda name: median(found[name][kind]))
        print(f"slowest by {kind}: {slowest}, {median(found[slowest][kind]):.2f} s")
    return []


def _address(number: int, page: Any) -> str:
    return f"/{page.address}" if number else "/"


def _measured(browser: Browser, server: Server, address: str, rounds: int) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {"cold": [], "warm": [], "change": []}
    for _ in range(rounds):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fi-FI")
        page = context.new_page()
        for kind in ("cold", "warm"):
            found[kind].append(_timed(lambda page=page: _open(page, server.url + address)))
        found["change"].append(_timed(lambda page=page: _choose_language(page)))
        context.close()
    return found


def _timed(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _open(page: Page, url: str) -> None:
    page.goto(url)
    page.locator("h2").first.wait_for()
    page.wait_for_selector(READY, state="attached")


def _choose_language(page: Page) -> None:
    """A choice that draws everything anew: the language."""
    page.get_by_role("button", name="Svenska", exact=True).click()
    page.wait_for_function("() => document.documentElement.lang === 'sv'")
    page.wait_for_selector(READY, state="attached")


PARTS = {"peers": beside_peers, "scale": at_scale, "pages": every_page}

if __name__ == "__main__":
    main()
