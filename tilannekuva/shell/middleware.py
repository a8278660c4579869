"""What every answer carries and what no request may do: security headers, own Host and Origin, closed doors."""

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

from tilannekuva.shell import ahead
from tilannekuva.shell.admission import Admission
from tilannekuva.shell.asked import language_of
from tilannekuva.shell.compression import PackedFiles
from tilannekuva.shell.our_page import OurPage
from tilannekuva.shell.static_files import LeanIcons, is_missing
from tilannekuva.texts import text

CLOSED = ("/_stcore/metrics", "/_stcore/agent")
"""Streamlit's own addresses that tell of the machine or drive the app, and that no reader needs."""


@cache
def inline_scripts() -> tuple[str, ...]:
    """Return the CSP hashes of the inline scripts of a page: those in the installed Streamlit's index.html, and ours."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return tuple(f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in (*scripts, ahead.NAME_SCRIPTS))


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


MIDDLEWARE = [Middleware(Guard), Middleware(Admission), Middleware(LeanIcons), Middleware(PackedFiles), Middleware(OurPage)]
