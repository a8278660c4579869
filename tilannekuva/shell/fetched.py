"""`/nakyma/…`: a page as an open one fetches it for a choice: its menu, its head and what is drawn on it, without a run of Streamlit.

The script of the page in pages/ draws it, as in any run. The session of Streamlit hears of the address with the next press.
"""

import asyncio
import gzip
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from types import CodeType
from urllib.parse import parse_qs, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tilannekuva.shell import data, filters, gauges
from tilannekuva.shell.canvas import LEVEL
from tilannekuva.shell.gauges import NOT_KEPT
from tilannekuva.shell.head import head_of, tab_of
from tilannekuva.shell.kept import TURNS, Kept
from tilannekuva.shell.look import Anew, Fetched, fetching, parameters_of
from tilannekuva.shell.menu import menu_of
from tilannekuva.shell.pages import FOLDER, PAGES, PageFile
from tilannekuva.store.engine import open_reading
from tilannekuva.store.errors import NoSuchGeneration, StoreFault
from tilannekuva.view import View, view_of

WHOLE = {page.address: page for page in PAGES if page.whole}
THREADS = ThreadPoolExecutor(40, thread_name_prefix="fetched")
"""Of their own: who waits for the store, or for a turn to draw, takes no thread that files and supervisors need."""
FETCHES: Kept[bytes] = Kept(32_000_000, len)
"""Packed answers: some two thousand boards."""
TRIES = 3
UNDER_WAY: set[Request] = set()
"""Fetches that are being answered."""


def answer(file: PageFile, asked: filters.Asked) -> bytes | None:
    """Return a page packed, as lines: what it is, then the drawings of its menu, its head and itself; None where Streamlit has to tell something.

    Raises the store's faults.
    """
    for _ in range(TRIES):
        try:
            with open_reading().one_run():
                page = _page(file, asked)
        except (NoSuchGeneration, Anew):
            continue  # a newer version came meanwhile
        return page if open_reading().away() is None else None
    return None


def _page(file: PageFile, asked: filters.Asked) -> bytes | None:
    generation = data.current_generation()
    allowed, today, address = data.allowed(generation), date.today(), filters.heard(asked)
    view = chosen = view_of(address, allowed, today)
    if file.one_region:
        if not view.regions:
            return None
        around = view_of(filters.heard(parse_qs(next(iter(asked.get(filters.AROUND, ())), ""))), allowed, today)
        view = filters.of_region(view, view.regions[0])
        chosen = replace(chosen, regions=around.regions, collab_area=around.collab_area)
    own = {name: address[name][0] for name in file.own if name in address}
    key = (open_reading().address, generation, file, view, chosen, tuple(own.items()))
    at = urlencode(parameters_of(view, own), doseq=True)
    return FETCHES.get(key, lambda: _drawn(file, chosen, Fetched(view, generation, own, at)))


def _drawn(file: PageFile, chosen: View, page: Fetched) -> bytes:
    view = page.view
    with fetching(page):
        exec(_script(file), {})  # noqa: S102  # a file of ours, as Streamlit runs it; runpy is for one thread alone
    told = {"at": page.at, "title": tab_of(file, view.language)}
    menu = menu_of(file, chosen, page.generation, page.at, next(iter(view.regions), None) if file.one_region else None)
    head = head_of(file, view, page.generation, page.at, filters.places_of(chosen))
    lines = [json.dumps(told).encode(), *map(gzip.decompress, (menu, head, *page.drawn.values()))]
    return gzip.compress(b"\n".join(lines), LEVEL, mtime=0)


@cache
def _script(file: PageFile) -> CodeType:
    path = FOLDER / file.file
    return compile(path.read_bytes(), path, "exec")


def _response(file: PageFile, asked: filters.Asked) -> Response:
    gauges.Runs.add()
    try:
        page = answer(file, asked)
    except StoreFault:
        page = None
    if page is None:
        return Response(status_code=503, headers=NOT_KEPT)
    return Response(page, media_type="text/plain", headers={**NOT_KEPT, "Content-Encoding": "gzip"})


async def fetch(request: Request) -> Response:
    """Answer `/nakyma/…`; what makes it differ from an address of Streamlit's is told by 503, and the page then asks Streamlit.

    What a reader only may choose (canvas/early.js) is refused while others wait for what they have chosen.
    """
    file = WHOLE.get(request.path_params["page"])
    asked = {name: request.query_params.getlist(name) for name in request.query_params}
    if file is None:
        return PlainTextResponse("Not found", 404)
    if request.headers.get("purpose") == "prefetch" and (UNDER_WAY or TURNS.waiting):
        return Response(status_code=503, headers=NOT_KEPT)
    UNDER_WAY.add(request)
    try:
        return await asyncio.get_running_loop().run_in_executor(THREADS, _response, file, asked)
    finally:
        UNDER_WAY.discard(request)


VIEW = Route("/nakyma/{page:str}", fetch, methods=["GET"])
