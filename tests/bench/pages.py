"""How long a page takes in Chromium: from an empty cache to its finding, again with a full cache, and from a choice to its result.

Run by `python3 dev.py bench pages`. Medians of seven with the least and the most; the slowest page is named.
"""

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.conftest import CHROMIUM, CHROMIUM_ARGS, ROOT, load_real_data
from tests.support.browsing import READY
from tests.support.servers import Server, serve
from tilannekuva.shell.pages import PAGES

ROUNDS = 7
RESULT = ROOT / "build" / "bench-pages.json"
CHOICE = "[data-testid=stMultiSelect] input"


def main() -> None:
    """Measure every page and print a table; the figures go to build/bench-pages.json too."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        load_real_data(str(store))
        with serve(ROOT, str(store), Path(folder)) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(CHROMIUM_ARGS))
            _view(browser, server, "/")  # the first visitor pays the imports
            found = {page.address: _measured(browser, server, f"/{page.address}" if place else "/") for place, page in enumerate(PAGES)}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=1), encoding="utf-8")
    print(f"{'page':<16}{'empty cache s':>22}{'full cache s':>22}{'filter change s':>22}")
    for name, kinds in found.items():
        print(f"{name:<16}" + "".join(f"{_shown(kinds[kind]):>22}" for kind in ("cold", "warm", "change")))
    for kind in ("cold", "change"):
        slowest = max(found, key=lambda name: statistics.median(found[name][kind]))
        print(f"slowest by {kind}: {slowest}, {statistics.median(found[slowest][kind]):.2f} s")


def _shown(seconds: list[float]) -> str:
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f}–{max(seconds):.2f})"


def _measured(browser: Browser, server: Server, address: str) -> dict[str, list[float]]:
    cold, warm, change = [], [], []
    for _ in range(ROUNDS):
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fi-FI")
        page = context.new_page()
        cold.append(_timed(lambda page=page: _open(page, server.url + address)))
        warm.append(_timed(lambda page=page: _open(page, server.url + address)))
        change.append(_timed(lambda page=page: _choose_language(page)))
        context.close()
    return {"cold": cold, "warm": warm, "change": change}


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
    before = page.locator("h2").first.inner_text()
    page.get_by_text("Svenska", exact=True).first.click()
    page.wait_for_function("before => document.documentElement.lang === 'sv'", arg=before)
    page.wait_for_selector(READY, state="attached")


def _view(browser: Browser, server: Server, address: str) -> None:
    page = browser.new_page()
    _open(page, server.url + address)
    page.close()


if __name__ == "__main__":
    main()
