"""What every answer carries and what no request may do: security headers, the page's language, own Host and Origin, closed doors."""

import base64
import hashlib
import re
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from tilannekuva.shell import canvas
from tilannekuva.shell.admission import Admission
from tilannekuva.shell.asked import is_page, language_of
from tilannekuva.shell.compression import PackedFiles
from tilannekuva.shell.static_files import LeanIcons, first_scripts, is_missing
from tilannekuva.texts import text

CLOSED = ("/_stcore/metrics", "/_stcore/agent")
"""Streamlit's own addresses that tell of the machine or drive the app, and that no reader needs."""


@cache
def inline_scripts() -> tuple[str, ...]:
    """Return the CSP hashes of the inline scripts in the installed Streamlit's index.html."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts)


@cache
def security_headers() -> dict[str, str]:
    """Return the headers of every answer; blob: is for our component's module, whose script Streamlit serves as one."""
    policy = {
        "default-src": "'self'", "script-src": " ".join(("'self'", "blob:", *inline_scripts())), "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:", "font-src": "'self' data:", "connect-src": "'self'", "worker-src": "'self' blob:",
        "frame-ancestors": "'self'", "object-src": "'none'", "base-uri": "'self'", "form-action": "'self'",
    }  # fmt: skip
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
    }


class Guard:
    """Sets the security headers, closes Streamlit's inner addresses, knows its own names, and lets only its own pages open a websocket."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on and guard the answer."""
        if scope["type"] == "websocket" and not is_own_origin(Headers(scope=scope)):
            # Closing before accepting is answered with 403.
            await receive()
            await send({"type": "websocket.close", "code": 4403})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(security_headers())
            await send(message)

        await (self._refusal(scope) or self.app)(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> ASGIApp | None:
        # Streamlit itself asks for the name only at the websocket; a page under a foreign name would still tell of the data.
        if not is_host_allowed(Headers(scope=scope).get("host")):
            return PlainTextResponse(text("state.foreign_host", language_of(scope)), 403)
        # A script that another program's page names is asked of the next process: nginx knows by the 404.
        return PlainTextResponse("Not found", 404) if scope["path"].startswith(CLOSED) or is_missing(scope["path"]) else None


def is_own_origin(headers: Headers) -> bool:
    """Tell whether a handshake comes from a page of this very host; a browser always says, so none given is refused."""
    origin = headers.get("origin", "")
    return urlsplit(origin).scheme in ("http", "https") and urlsplit(origin).netloc == headers.get("host")


class PageLanguage:
    """Gives the page its language and name before any script has run: Streamlit's index.html says English and Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on, and translate the answer where it is the page."""
        if not is_page(scope):
            await self.app(scope, receive, send)
            return
        language = language_of(scope)
        start: Message | None = None
        body = b""

        async def send_translated(message: Message) -> None:
            nonlocal start, body
            if message["type"] == "http.response.start" and Headers(raw=message["headers"]).get("content-type", "").startswith("text/html"):
                start = message
            elif start is None or message["type"] != "http.response.body":
                await send(message)
            else:
                body += message.get("body", b"")
                if not message.get("more_body"):
                    translated = translate(body, language)
                    MutableHeaders(scope=start)["content-length"] = str(len(translated))
                    await send(start)
                    await send({**message, "body": translated})

        await self.app(_uncompressed(scope), receive, send_translated)


def _uncompressed(scope: Scope) -> Scope:
    """Ask for the page as it is, whole: it is 8 kB, and what is compressed or half cannot be translated.

    A HEAD asks for the page too: its length is that of the translated one, and the server lets no body through.
    """
    left = (b"accept-encoding", b"range", b"if-none-match", b"if-modified-since")
    return {**scope, "method": "GET", "headers": [(name, value) for name, value in scope["headers"] if name not in left]}


PAGE_STYLE = """<style>
#root [data-testid="stMain"] { scroll-padding-bottom: 4rem; }
#root [data-testid="stMainBlockContainer"] { padding: 2.5rem 2rem 4rem; max-width: 1360px; }
@media (max-width: 640px) { #root [data-testid="stMainBlockContainer"] { padding: 4.5rem 1rem 4rem; }
  #root [data-testid="stMain"] h1 { font-size: 1.75rem; }
  #root [data-testid="stButtonGroup"] [role="radiogroup"] { flex-wrap: wrap; row-gap: 4px; overflow: visible; } }
[data-testid="stMultiSelect"] :has(> span[title]) { background: transparent !important; border: 1px solid; color: inherit !important; }
[data-testid="stMultiSelect"] span[title] { color: inherit !important; }
.st-key-w_sections [role="group"] { max-height: none; }
</style>"""
"""Less empty space around the board than Streamlit leaves, as it needs the width; chips in the colour of text, readable in both themes;
and all sections of a pack in sight, as their order counts.

By the root's id, as Streamlit's own styles come later and would else win.
"""


@cache
def head() -> str:
    """Return what our page has in its head: its style, and links by which it fetches early what its first run will need.

    Else each script waits for the one that asks for it.
    """
    addresses = (*(f"./static/js/{name}" for name in first_scripts()), canvas.address())
    return "\n".join((PAGE_STYLE, *(f'<link rel="modulepreload" fetchpriority="low" crossorigin href="{address}">' for address in addresses)))


def translate(page: bytes, language: str) -> bytes:
    """Return Streamlit's page with our language, our name, our words and our scripts, and without its pointer to the closed agent address."""
    words = {
        rb'<html lang="en">': f'<html lang="{language}">',
        rb"<title>Streamlit</title>": f"<title>{text('app.title', language)}</title>",
        rb"<noscript>.*?</noscript>": f"<noscript><p>{text('state.no_script', language)}</p></noscript>",
        rb'<link rel="service-desc"[^>]*>': head(),
    }
    for theirs, ours in words.items():
        page = re.sub(theirs, ours.encode(), page, count=1, flags=re.DOTALL)
    return page


MIDDLEWARE = [Middleware(Guard), Middleware(Admission), Middleware(LeanIcons), Middleware(PackedFiles), Middleware(PageLanguage)]
