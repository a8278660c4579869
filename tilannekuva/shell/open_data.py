"""The open data under /api/: the pages' own tables as CSV, with the same choices in the address, and what describes them."""

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pandas as pd
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tilannekuva import __version__
from tilannekuva.exports.package import RESOURCES, descriptor, readme
from tilannekuva.exports.plain import csv_text
from tilannekuva.read import reference, sources
from tilannekuva.read.board import progress_board
from tilannekuva.read.region import region_summary
from tilannekuva.shell.data import allowed, current_generation
from tilannekuva.shell.file_threads import in_file_thread
from tilannekuva.shell.kept import FILE_TURNS, Kept
from tilannekuva.store.engine import open_reading
from tilannekuva.store.errors import StoreFault
from tilannekuva.store.generations import loads
from tilannekuva.texts import LANGUAGES, text
from tilannekuva.view import FIRST_DAY, LAST_DAY, PARAMETERS, Allowed, View, view_of

ALSO = {"on": "paiva", "known": "tiedossa"}
"""Names that a parameter has beside the one in the address of the pages."""
DAYS = ("paiva", "tiedossa")
SHARED = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}
KEPT_SECONDS = 60
MADE: Kept[bytes] = Kept(32_000_000, len, turns=FILE_TURNS)
"""Files made for all who ask: a hundred of today's claims, and of a much larger store as few as fit."""
TYPES = {"csv": "text/csv; charset=utf-8; header=present", "json": "application/json", "md": "text/markdown; charset=utf-8"}
TABLES = {f"{resource.name}.csv": resource for resource in RESOURCES}
FILES = (*TABLES, "datapackage.json", "README.md")


class BadParameter(ValueError):
    """A parameter cannot be used: *key* names its text, *values* fill it."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


def asked_view(query: QueryParams, allowed: Allowed, today: date) -> View:
    """Return the view that the parameters ask for.  Raises BadParameter on what a page would pass over."""
    given: dict[str, list[str]] = {}
    for name, value in query.multi_items():
        own = ALSO.get(name, name)
        if own not in PARAMETERS:
            raise BadParameter("unknown_name", name=name, names=", ".join((*ALSO, *PARAMETERS)))
        given.setdefault(own, []).append(value)
    codes = {"kieli": LANGUAGES, "alue": allowed.regions, "yta": allowed.collab_areas, "asia": allowed.workstreams}
    for name, values in given.items():
        if name in DAYS:
            _check_day(name, values)
        else:
            _check_codes(name, values, codes[name])
    return view_of(given, allowed, today)


def _check_day(name: str, values: list[str]) -> None:
    try:
        days = {date.fromisoformat(value) for value in values}
    except ValueError as error:
        raise BadParameter("bad_day", name=name, value=", ".join(values)) from error
    if len(days) > 1 or not FIRST_DAY <= next(iter(days)) <= LAST_DAY:
        raise BadParameter("bad_day", name=name, value=", ".join(values))


def _check_codes(name: str, values: list[str], allowed: Iterable[str]) -> None:
    codes, known = [code for value in values for code in value.split(",")], set(allowed)
    if name in ("kieli", "yta") and len(set(codes)) > 1:
        raise BadParameter("only_one", name=name, value=", ".join(codes))
    if unknown := [code for code in codes if code not in known]:
        raise BadParameter("unknown_code", name=name, value=", ".join(unknown), allowed=", ".join(sorted(known)))


def table(db: Any, name: str, view: View) -> pd.DataFrame:
    """Return the frame behind one file, as the choices leave it."""
    regions = reference.regions(db, view.language)
    places = view.places(regions)
    if name in ("claims", "sources"):
        read = sources.claims if name == "claims" else sources.sources
        return read(db, places, view.workstreams, view.on, view.known, view.language)
    board = view.of(progress_board(db, view.on, view.known, view.language), regions)
    if name == "board":
        return board
    return region_summary(regions[regions["region_code"].isin(places)] if places else regions, board)


def content(generation: int, name: str, view: View) -> bytes:
    """Return the bytes of one file of a generation; a generation never changes, so what is kept stays right."""
    return MADE.get((open_reading().address, generation, name, view), lambda: _made(generation, name, view))


def _made(generation: int, name: str, view: View) -> bytes:
    chosen = urlencode(view.parameters(), doseq=True)
    query = f"?{chosen}" if chosen else ""
    store = open_reading()
    if name in TABLES:
        return csv_text(store.read(lambda db: table(db, TABLES[name].name, view), generation), TABLES[name].columns).encode()
    load = store.read(loads, generation)[-1]
    if name == "README.md":
        return readme(load, query, view.language).encode()
    return json.dumps(descriptor(load, query, view.language), ensure_ascii=False, indent=1).encode()


def answer(name: str, query: QueryParams, seen: str, today: date) -> Response:
    """Return the answer to a request for one file; *seen* is the tag that the asker already has."""
    asked = query.get("kieli", "")
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    if name not in FILES:
        return _told("open_data.no_such_file", 404, language, files=", ".join(FILES))
    try:
        generation = current_generation()
        view = asked_view(query, allowed(generation), today)
        tag = _tag(generation, name, view)
        headers = {**SHARED, "ETag": tag, "Cache-Control": f"public, max-age={KEPT_SECONDS}"}
        if tag in [one.strip().removeprefix("W/") for one in seen.split(",")]:
            return Response(status_code=304, headers=headers)
        body = content(generation, name, view)
    except BadParameter as fault:
        return _told(f"open_data.{fault.key}", 400, language, **fault.values)
    except StoreFault as fault:
        return _told(f"store.{fault.code}", 503, language, **fault.values)
    suffix = name.rsplit(".", 1)[-1]
    if suffix == "csv":
        headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return Response(body, media_type=TYPES[suffix], headers=headers)


def _told(key: str, status: int, language: str, **values: object) -> Response:
    return PlainTextResponse(text(key, language, **values) + "\n", status, {**SHARED, "Cache-Control": "no-store"})


def _tag(generation: int, name: str, view: View) -> str:
    chosen = repr((name, view.language, view.on, view.known, view.regions, view.collab_area, view.workstreams, __version__))
    return f'"{generation}-{hashlib.sha256(chosen.encode()).hexdigest()[:16]}"'


async def open_file(request: Request) -> Response:
    """Answer `/api/<file>`."""
    seen = request.headers.get("if-none-match", "")
    return await in_file_thread(answer, request.path_params["name"], request.query_params, seen, date.today())


ROUTES = [Route("/api/{name}", open_file, methods=["GET"])]
