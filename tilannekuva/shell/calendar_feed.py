"""`/kalenteri/<region or group>/<workstream>.ics`: the calendar to subscribe to, of what the page Aikajana shows.

Several codes may stand in a part, with commas between; `kaikki` is everything. The situation is that of the day on which the
generation was loaded, so that a generation always gives the same bytes and a client that has them is told so.
"""

import hashlib
from datetime import datetime
from typing import Any

import pandas as pd
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tilannekuva.exports.calendar import Feed, icalendar_bytes
from tilannekuva.read.calendar import calendar_items, calendar_names, items_of, loaded_at, revisions
from tilannekuva.read.groups import group_members
from tilannekuva.shell.file_threads import in_file_thread
from tilannekuva.shell.kept import FILE_TURNS, Kept
from tilannekuva.shell.settings import ZONE
from tilannekuva.store.engine import open_reading
from tilannekuva.store.errors import StoreFault
from tilannekuva.texts import LANGUAGES, text

FOLDER, EVERYTHING = "/kalenteri", "kaikki"
LONGEST_ECHO = 40
"""Letters of a wrong code that are repeated in the answer."""
MADE: Kept[bytes] = Kept(16_000_000, len, turns=FILE_TURNS)
"""Calendars made for all who ask; one of everything has a fifth of a million bytes."""


class NoSuchCode(LookupError):
    """A code in the address is none of ours; *key* is the text that says so."""

    def __init__(self, key: str, code: str) -> None:
        super().__init__(code)
        self.key, self.code = key, code[:LONGEST_ECHO]


def _made(generation: int, scopes: str, tracks: str, language: str) -> bytes:
    items, history, feed = open_reading().read(lambda db: _chosen(db, scopes, tracks, language), generation)
    return icalendar_bytes(items, history, feed)


def _chosen(db: Any, scopes: str, tracks: str, language: str) -> tuple[pd.DataFrame, pd.DataFrame, Feed]:
    """What the calendar is made of: its items, their revisions, and its name. Raises NoSuchCode."""
    names = calendar_names(db, language)
    places = _codes(scopes, names[names["kind"] != "workstream"], "calendar.no_scope")
    topics = _codes(tracks, names[names["kind"] == "workstream"], "calendar.no_track")
    loaded = datetime.fromisoformat(loaded_at(db))
    on = loaded.astimezone(ZONE).date()
    members = group_members(db)
    regions = {code for place in places or () for code in (place, *members.get(place, ()))}
    items = items_of(calendar_items(db, on, on, language), regions, topics or ())
    named = [_words(places, names, "filter.area_placeholder", language), _words(topics, names, "filter.track_placeholder", language)]
    return items, revisions(db, on), Feed(" · ".join(named), loaded, language)


def _codes(asked: str, known: pd.DataFrame, key: str) -> list[str] | None:
    """The codes of a part of the address, each once; None for everything. Raises NoSuchCode."""
    if asked == EVERYTHING:
        return None
    codes = list(dict.fromkeys(asked.split(",")))
    strange = [code for code in codes if code not in set(known["code"])]
    if strange:
        raise NoSuchCode(key, strange[0])
    return codes


def _words(codes: list[str] | None, names: pd.DataFrame, everything_key: str, language: str) -> str:
    if codes is None:
        return text(everything_key, language)
    named = dict(zip(names["code"], names["name"], strict=True))
    return ", ".join(named[code] for code in codes)


def answer(scopes: str, tracks: str, language: str, known_tags: str = "") -> Response:
    """Return the feed, or 304 where the client has it, 404 for a code that is none of ours, 503 without data: each in words."""
    try:
        store = open_reading()
        asked = (store.current(), scopes, tracks, language)
        made = MADE.get((store.address, *asked), lambda: _made(*asked))
    except NoSuchCode as wrong:
        return PlainTextResponse(text(wrong.key, language, code=wrong.code), 404, {"Cache-Control": "no-store"})
    except StoreFault:
        return PlainTextResponse(text("state.error", language), 503, {"Cache-Control": "no-store", "Retry-After": "300"})
    tag = f'"{hashlib.sha256(made).hexdigest()[:32]}"'
    # Kept anywhere, but asked again each time: a new load is seen at once, and an old one costs no more than a 304.
    headers = {"ETag": tag, "Cache-Control": "public, no-cache"}
    if {known.strip().removeprefix("W/") for known in known_tags.split(",")} & {tag, "*"}:
        return Response(status_code=304, headers=headers)
    file = f"{scopes}-{tracks}-{language}.ics".replace(",", "-")
    return Response(made, media_type="text/calendar", headers={**headers, "Content-Disposition": f'inline; filename="{file}"'})


async def calendar(request: Request) -> Response:
    """Answer `/kalenteri/<region or group>/<workstream>.ics?kieli=`; an unknown language is Finnish."""
    asked = request.query_params.get("kieli", "")
    language = asked if asked in LANGUAGES else LANGUAGES[0]
    parts = request.path_params
    return await in_file_thread(answer, parts["scopes"], parts["tracks"], language, request.headers.get("if-none-match", ""))


CALENDAR = Route(f"{FOLDER}/{{scopes}}/{{tracks}}.ics", calendar, methods=["GET"])
