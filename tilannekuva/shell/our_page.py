"""Streamlit's empty page made ours before any script has run: our language, name and styles, and what was shown last at its address."""

import gzip
import logging
import re
from functools import cache
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tilannekuva.shell import ahead, canvas
from tilannekuva.shell.asked import is_page, language_of
from tilannekuva.shell.compression import LEVEL, forget_original, takes_packed, whole
from tilannekuva.shell.kept import Kept
from tilannekuva.shell.static_files import first_scripts
from tilannekuva.texts import text

LOG = logging.getLogger("tilannekuva")


class OurPage:
    """Makes Streamlit's page ours, packed for whoever can unpack it; what was made of the same parts before is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: Kept[bytes] = Kept(16_000_000, len)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and change the answer where it is the page."""
        if not is_page(scope):
            await self.app(scope, receive, send)
            return
        start: Message | None = None
        body = b""

        async def send_ours(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                start = message
            elif start is None or message["type"] != "http.response.body":
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    ours = await self._ours(scope, MutableHeaders(scope=start), body)
                    await send(start)
                    await send({**message, "body": ours})

        await self.app(whole(scope), receive, send_ours)

    async def _ours(self, scope: Scope, headers: MutableHeaders, page: bytes) -> bytes:
        language = language_of(scope)
        shown = ahead.shown_at(ahead.address_of(scope["path"], parse_qs(scope["query_string"].decode("latin-1"))))
        packed = await run_in_threadpool(
            self.kept.get, (page, language, shown), lambda: gzip.compress(translate(page, language, shown), LEVEL, mtime=0)
        )
        headers["vary"] = "Accept-Encoding"
        forget_original(headers)
        if takes_packed(scope):
            headers["content-encoding"] = "gzip"
        else:
            packed = gzip.decompress(packed)
        headers["content-length"] = str(len(packed))
        return packed


PAGE_STYLE = """<style>
html:has([data-testid="stMain"] :is([data-testid="stAlert"], [data-testid="stException"])) #ahead { display: none; }
#root [data-testid="stMain"] { scroll-padding-bottom: 4rem; }
#root [data-testid="stMainBlockContainer"] { padding: 2.5rem 2rem 4rem; max-width: 1360px; }
@media (max-width: 640px) { #root [data-testid="stMainBlockContainer"] { padding: 4.5rem 1rem 4rem; }
  #root [data-testid="stButtonGroup"] [role="radiogroup"] { flex-wrap: wrap; row-gap: 4px; overflow: visible; } }
[data-testid="stMultiSelect"] :has(> span[title]) { background: transparent !important; border: 1px solid; color: inherit !important; }
[data-testid="stMultiSelect"] span[title] { color: inherit !important; }
.st-key-w_sections [role="group"] { max-height: none; }
</style>"""
"""Less empty space around the board than Streamlit leaves, as it needs the width; chips in the colour of text, readable in both themes;
and all sections of a pack in sight, as their order counts. Where the live page has a fault to tell, what was shown ahead is not in the way.

By the root's id, as Streamlit's own styles come later and would else win.
"""


@cache
def head() -> str:
    """Return what our page has in its head: its style, and links by which it fetches early what its first run will need.

    Else each script waits for the one that asks for it.
    """
    addresses = (*(f"./static/js/{name}" for name in first_scripts()), canvas.address())
    return "\n".join((PAGE_STYLE, *(f'<link rel="modulepreload" fetchpriority="low" crossorigin href="{address}">' for address in addresses)))


def translate(page: bytes, language: str, shown: ahead.Shown | None = None) -> bytes:
    """Return Streamlit's page with our language, name, words and scripts, without its pointer to the closed agent address; and what was *shown*."""
    words = {
        rb'<html lang="en">': f'<html lang="{language}">',
        rb"<title>Streamlit</title>": f"<title>{text('app.title', language)}</title>",
        rb"<noscript>.*?</noscript>": f"<noscript><style>#ahead {{ display: none }}</style><p>{text('state.no_script', language)}</p></noscript>",
        rb'<link rel="service-desc"[^>]*>': head(),
    }
    for theirs, ours in words.items():
        page = re.sub(theirs, ours.encode(), page, count=1, flags=re.DOTALL)
    try:
        return ahead.put_ahead(shown, page.decode()).encode() if shown else page
    except Exception:
        LOG.exception("the first screen could not be drawn; the page goes without it")
        return page
