"""Pages in the browser: opening them, waiting for them, and noting whom they ask."""

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page

THIS_MACHINE = ("127.0.0.1", "localhost")
READY = "html:not(:has(#ahead)) [data-testid=stApp][data-test-script-state=notRunning], [data-test-script-state=notRunning] [data-testid=stAlert]"
WAIT_MS = 30_000


class PageMaker:
    """Opens pages, each in a profile of its own; `outside` lists every address asked beyond this machine."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.outside: list[str] = []
        self._contexts: list[BrowserContext] = []

    def new_page(self, *, width: int = 1440, height: int = 900, locale: str = "fi-FI", **options: Any) -> Page:
        """Open a page of this size; *options* are those of Playwright's `new_context`, such as color_scheme="dark"."""
        context = self.browser.new_context(viewport={"width": width, "height": height}, locale=locale, **options)
        context.set_default_timeout(WAIT_MS)
        self._contexts.append(context)
        context.on("request", lambda request: self._note(request.url))
        page = context.new_page()
        page.on("websocket", lambda socket: self._note(socket.url))
        return page

    def _note(self, url: str) -> None:
        address = urlsplit(url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname not in THIS_MACHINE:
            self.outside.append(url)

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()


def wait_ready(page: Page) -> None:
    """Wait until the script of the page has run to its end."""
    page.wait_for_selector(READY, state="attached")


def goto_ready(page: Page, url: str) -> Page:
    """Open the address and wait until its script has run to its end."""
    page.goto(url)
    wait_ready(page)
    return page


def count_bytes(page: Page) -> dict[str, float]:
    """Count what comes over the wire from now on: packed as it is sent, with its headers, and what a websocket brings."""
    wire: dict[str, float] = {"http": 0.0, "websocket": 0.0}
    asked: set[str] = set()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def sent(event: dict[str, Any]) -> None:
        # A frame's document that lies in the page is told as loaded too, though nobody asked for it.
        if event["request"]["url"].startswith("http"):
            asked.add(event["requestId"])

    def loaded(event: dict[str, Any]) -> None:
        wire["http"] += event["encodedDataLength"] if event["requestId"] in asked else 0

    def framed(event: dict[str, Any]) -> None:
        # Binary frames are told in base64.
        words = event["response"]
        wire["websocket"] += len(words["payloadData"]) * (0.75 if words["opcode"] == 2 else 1)

    session.on("Network.requestWillBeSent", sent)
    session.on("Network.loadingFinished", loaded)
    session.on("Network.webSocketFrameReceived", framed)
    return wire
