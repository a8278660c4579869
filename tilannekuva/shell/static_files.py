"""Streamlit's own files: what the first view needs of them, named in the page so that it comes in one go, and a lean font of icons."""

import re
from functools import cache
from pathlib import Path

import streamlit
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

STATIC = Path(streamlit.__file__).parent / "static" / "static"
FIRST_ELEMENTS = ("BidiComponent",)
"""Streamlit's names of the elements that stand on every page; it fetches each, and what that imports, only when the first run names it."""
IMPORTED = re.compile(r'(?:from|import)"\./([\w.-]+\.js)"')
ICONS = next((Path(__file__).with_name("icons")).glob("*.woff2"))
"""The icons that Streamlit's own controls show (icons/names.txt), of its 3,900: 8 kB in place of 375. See docs/decisions/041."""


@cache
def first_scripts() -> tuple[str, ...]:
    """Return the file names of the scripts that every page needs and that Streamlit's page does not name."""
    named = (STATIC.parent / "index.html").read_text(encoding="utf-8")
    found: dict[str, None] = {}
    ahead = [path.name for element in FIRST_ELEMENTS for path in (STATIC / "js").glob(f"{element}.*.js")]
    while ahead:
        name = ahead.pop(0)
        if name not in found and name not in named:
            found[name] = None
            ahead += IMPORTED.findall((STATIC / "js" / name).read_text(encoding="utf-8"))
    return tuple(found)


@cache
def typeface() -> str:
    """Return the rule that names Streamlit's typeface before its script does, so that what stands there earlier has it too."""
    (file,) = (STATIC / "media").glob("SourceSansVF-Upright.*.woff2")
    return f'@font-face {{ font-family: "Source Sans"; font-weight: 200 900; font-display: fallback; src: url(./static/media/{file.name}) }}'


@cache
def _names() -> frozenset[str]:
    return frozenset(f"/static/{path.relative_to(STATIC).as_posix()}" for path in STATIC.rglob("*") if path.is_file())


def is_missing(path: str) -> bool:
    """Tell whether an address names a file of Streamlit's that there is none of; Streamlit itself would answer with its page and 200."""
    return path.startswith("/static/") and path not in _names()


class LeanIcons:
    """Answers for Streamlit's font of icons with ours; a font by another name, such as a newer one's, is served as it is."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        kept = {"Cache-Control": "public, immutable, max-age=31536000"}
        self.answer = Response(ICONS.read_bytes(), media_type="font/woff2", headers=kept)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        ours = scope["type"] == "http" and scope["path"] == f"/static/media/{ICONS.name}" and scope["method"] == "GET"
        await (self.answer if ours else self.app)(scope, receive, send)
