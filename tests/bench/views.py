"""What a reader waits for in Chromium: the first view of a board and its answer to a choice, timed inside the page itself.

The clock is the page's own: from the start of the navigation, or from the press that makes the choice, to the first frame in
which the board stands in the document, in shadow roots too. So what drives the browser is not counted, nor is the opening of
a list or the typing of a day before that press. `live` is the frame from which on the board answers: ours is shown ahead of
that, the peers' are the same frame.
"""

import json
from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Locator, Page

from tests.support.browsing import count_bytes
from tilannekuva.texts import day

REST_MS = 150
"""For so long the mouse rests on what it presses, and a typed day before Enter: as people do, who read before they press."""
SETTLED_MS = 1500
"""After the first drawing, for what a page still fetches."""
ELSEWHERE = "chrome://version"
"""A page of another process, as a new tab or a page of another site is. From about:blank a page without Cross-Origin-Opener-Policy stays in its
process and finds every script compiled there, as at a reload; the first view of a day finds only the files.
"""
ROWS = "table.board tbody tr"
WATCH = """(() => {
  const roots = [document], attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (...given) { const made = attach.apply(this, given); roots.push(made); return made; };
  const ahead = () => document.getElementById("ahead");  // the frame that shows our board before it is alive
  const all = (selector) => [...roots, ahead()?.contentDocument ?? []].flat().flatMap((root) => [...root.querySelectorAll(selector)]);
  const bench = (window.bench = { pressed: 0, done: null, live: null, count: (selector) => all(selector).length,
    says: (selector, words) => all(selector).some((one) => one.textContent.includes(words)) });
  bench.until = (holds, name = "done") => {
    bench[name] = null;
    const look = () => (holds() ? (bench[name] = performance.now()) : requestAnimationFrame(look));
    requestAnimationFrame(look);
  };
  const press = () => (bench.pressed = performance.now());
  addEventListener("pointerdown", press, true);
  addEventListener("keydown", (event) => event.key === "Enter" && press(), true);
  const drawn = () => %s;
  bench.until(drawn);
  bench.until(() => !ahead() && drawn(), "live");
})()"""


class Peer(NamedTuple):
    """A page to be measured: its address, when it is drawn (JavaScript), and how its region and its day are chosen, up to the last press."""

    name: str
    url: str
    drawn: str
    region: Callable[[Page, str, int], None] | None = None
    day: Callable[[Page, date, int], None] | None = None


def _our_region(page: Page, name: str, rest: int) -> None:
    _press(page, _opened(page, "alue").locator(".box").get_by_text(name, exact=True), rest)


def _our_day(page: Page, on: date, rest: int) -> None:
    """Type the day: a press in the browser's own calendar, which stands outside of the page, cannot be made here."""
    field = _opened(page, "more").locator("input[name=paiva]")
    _settle(page)
    field.fill(f"{on.day}.{on.month}.{on.year}")
    page.wait_for_timeout(rest)
    field.press("Enter")


def _opened(page: Page, name: str) -> Locator:
    choice = page.locator(f"details[data-choice={name}]")
    if choice.get_attribute("open") is None:
        choice.locator("summary").click()
    return choice


def _dash_region(page: Page, name: str, rest: int) -> None:
    if not page.locator(".dash-dropdown-option").count():
        page.locator("#regions").click()
    _press(page, page.locator(".dash-dropdown-option").filter(has_text=name).first, rest)


def _dash_day(page: Page, on: date, rest: int) -> None:
    page.locator("#day").click()
    _press(page, page.locator(".dash-datepicker-calendar-date-inside").get_by_text(str(on.day), exact=True).first, rest)


def _press(page: Page, target: Locator, rest: int) -> None:
    target.wait_for()
    _settle(page)
    if rest:
        target.hover()
        page.wait_for_timeout(rest)
    target.click()


def _settle(page: Page) -> None:
    page.wait_for_timeout(100)  # a list that opens must have come to rest, or its animation is measured


def our_peer(name: str, url: str) -> Peer:
    """Return our board at an address."""
    return Peer(name, url, f"bench.count('{ROWS}') >= 22", _our_region, _our_day)


def dash_peer(url: str) -> Peer:
    """Return Dash's board at an address."""
    return Peer("dash", url, f"bench.count('{ROWS}') >= 22", _dash_region, _dash_day)


def hello_peer(url: str) -> Peer:
    """Return Streamlit's bare hello at an address."""
    return Peer("hello", url, "bench.says('h1', 'Hello')")


def first_views(browser: Browser, peer: Peer) -> dict[str, float]:
    """Open a page with an empty cache, then with a full one: `cold` and `warm` in seconds, `bytes` of the cold view on the wire.

    `live cold` and `live warm` are the seconds until the board answers.
    """
    context = _context(browser, peer)
    page = context.new_page()
    wire = count_bytes(page)
    cold, live_cold = _first(page, peer.url)
    page.wait_for_timeout(SETTLED_MS)
    total = sum(wire.values())
    page.goto(ELSEWHERE)
    warm, live_warm = _first(page, peer.url)
    context.close()
    return {"cold": cold, "warm": warm, "bytes": float(total), "live cold": live_cold, "live warm": live_warm}


def changes(browser: Browser, peer: Peer, regions: list[str], days: list[date]) -> dict[str, list[float]]:
    """Choose each day on the whole board, then add each region: seconds from the press to the drawn board, by `day` and `region`.

    Every second one is pressed at once, without a rest on it before: `day at once` and `region at once`.
    """
    context = _context(browser, peer)
    page = context.new_page()
    _first(page, peer.url)
    page.wait_for_timeout(SETTLED_MS)
    found: dict[str, list[float]] = {"day": [], "region": [], "day at once": [], "region at once": []}
    for nth, on in enumerate(days if peer.day else []):
        said = json.dumps(f", {day(on, 'fi')}")  # with what stands before it: 2.11. ends 12.11. too
        kind, rest = ("day at once", 0) if nth % 2 else ("day", REST_MS)
        found[kind].append(_change(page, f"bench.says('table.board caption', {said})", lambda on=on, rest=rest: peer.day(page, on, rest)))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    for nth, name in enumerate(regions if peer.region else []):
        kind, rest = ("region at once", 0) if nth % 2 else ("region", REST_MS)
        found[kind].append(_change(page, f"bench.count('{ROWS}') === {nth + 1}", lambda name=name, rest=rest: peer.region(page, name, rest)))
    context.close()
    return found


def _context(browser: Browser, peer: Peer) -> BrowserContext:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fi-FI")
    context.add_init_script(WATCH % peer.drawn)
    return context


def _first(page: Page, url: str) -> tuple[float, float]:
    page.goto(url, wait_until="commit")
    return _done(page), _done(page, "live")


def _change(page: Page, holds: str, press: Callable[[], None]) -> float:
    page.evaluate(f"() => bench.until(() => {holds})")
    press()
    taken = _done(page) - float(page.evaluate("bench.pressed")) / 1000
    if taken < 0:
        raise ValueError(f"{holds} held before the press: nothing was measured")
    return taken


def _done(page: Page, name: str = "done") -> float:
    page.wait_for_function(f"() => window.bench && bench.{name} !== null")
    return float(page.evaluate(f"bench.{name}")) / 1000
