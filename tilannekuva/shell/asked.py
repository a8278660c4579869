"""What a request asks for: a page or something else, and in which language."""

from urllib.parse import parse_qs

from starlette.types import Scope

from tilannekuva.texts import LANGUAGES

NO_PAGES = ("/static", "/osat/", "/_stcore", "/media", "/api/", "/kalenteri/", "/vienti/", "/healthz", "/readyz", "/metrics", "/versio", "/nakyma/")
"""Addresses that never answer with a page: what a browser says of compression and of what it has kept reaches them."""


def is_page(scope: Scope) -> bool:
    """Tell whether a request asks for a page, or for how long one is."""
    return scope["type"] == "http" and scope["method"] in ("GET", "HEAD") and not scope["path"].startswith(NO_PAGES)


def language_of(scope: Scope, usual: str = LANGUAGES[0]) -> str:
    """Return the language that the address asks for, else the usual one."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("kieli", [""])[-1]
    return asked if asked in LANGUAGES else usual
