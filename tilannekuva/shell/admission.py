"""At its limit the server asks new readers to wait, in their language, so that those who are reading go on undisturbed."""

import random
from html import escape

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from tilannekuva.shell.asked import is_page, language_of
from tilannekuva.shell.settings import most_sessions
from tilannekuva.texts import LANGUAGES, text

SECONDS, SPREAD = 10, 10
"""A page that waits asks again after ten to twenty seconds: not all at once."""
LOOK = (
    "body{margin:0;display:grid;min-height:100vh;place-content:center;font-family:'Source Sans','Source Sans Pro',sans-serif;line-height:1.5}"
    "main{max-width:34rem;padding:2rem}h1{font-size:1.75rem;font-weight:600}:root{color-scheme:light dark}"
)


class Admission:
    """Counts the sessions that are open, and answers for a page with a request to wait while they are as many as may be."""

    def __init__(self, app: ASGIApp) -> None:
        self.app, self.most, self.open = app, most_sessions(), 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count one session while it lasts; pass on or hold back one page; pass on all else."""
        if scope["type"] == "websocket":
            self.open += 1
            try:
                await self.app(scope, receive, send)
            finally:
                self.open -= 1
        elif self.open >= self.most and is_page(scope):
            await wait_page(reader_language(scope))(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def reader_language(scope: Scope) -> str:
    """Return the language of the address, else the first of ours that the browser names, else Finnish."""
    named = [part.split(";")[0].strip()[:2].lower() for part in Headers(scope=scope).get("accept-language", "").split(",")]
    return language_of(scope, usual=next((one for one in named if one in LANGUAGES), LANGUAGES[0]))


def wait_page(language: str) -> HTMLResponse:
    """Return the page that asks to wait and tries again by itself."""
    seconds = SECONDS + random.randrange(SPREAD)  # noqa: S311  # spreads the readers, keeps no secret
    title, hint = (escape(text(key, language)) for key in ("state.busy", "state.busy_hint"))
    page = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="refresh" content="{seconds}"><title>{escape(text("app.title", language))}</title><style>{LOOK}</style></head>'
        f"<body><main><h1>{title}</h1><p>{hint}</p></main></body></html>"
    )
    return HTMLResponse(page, 503, {"Retry-After": str(seconds), "Cache-Control": "no-store"})
