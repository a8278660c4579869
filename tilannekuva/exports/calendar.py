"""The calendar as iCalendar (RFC 5545, with the names of RFC 7986): the same generation gives the same bytes.

Planned stands as TENTATIVE and is told so in words; nothing reminds, nothing blocks time. A claim that replaces another keeps the
UID of the first and counts SEQUENCE up, so that a moved deadline moves in the calendars of those who subscribe.
"""

import re
import unicodedata
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pandas as pd
from icalendar import Calendar, Event, Timezone, vText

from tilannekuva.figures.calendar import PLANNED
from tilannekuva.figures.when import when
from tilannekuva.texts import text

DOMAIN = "jarjestojen-sote-tilannekuva.invalid"
"""What makes a UID ours, wherever the program runs; `invalid` is nobody's domain."""
ZONE = ZoneInfo("Europe/Helsinki")
REFRESH = timedelta(hours=12)
LONGEST_SUMMARY, LONGEST_TEXT = 200, 3000
TIME_OF_DAY = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)")
ADDRESS = re.compile(r"https?://[^\s\"<>\\^`{|}]+", re.IGNORECASE)
HIDDEN = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Signs that turn the direction of what follows: one of them would turn the rest of a line in the reader's calendar."""
VTIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/Helsinki
BEGIN:DAYLIGHT
TZNAME:EEST
TZOFFSETFROM:+0200
TZOFFSETTO:+0300
DTSTART:19970330T030000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:EET
TZOFFSETFROM:+0300
TZOFFSETTO:+0200
DTSTART:19971026T040000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""
"""Finland's time by the rule of the Union; written out, as rules travel better than a list of every turn of the clock."""

Item = Mapping[Hashable, Any]


@dataclass(frozen=True)
class Feed:
    """What a feed is of: its *name* in the reader's language, when its generation was loaded, and the language."""

    name: str
    loaded_at: datetime
    language: str


def icalendar_bytes(items: pd.DataFrame, revisions: pd.DataFrame, feed: Feed) -> bytes:
    """Return the calendar of the items that have a day or a span of days.

    *items* as `read.calendar_items` gives them, *revisions* as `read.revisions`.
    """
    made = Calendar()
    for name, value in (("prodid", f"-//{DOMAIN}//FI"), ("version", "2.0"), ("calscale", "GREGORIAN"), ("method", "PUBLISH")):
        made.add(name, value)
    name = plain(text("calendar.feed_name", feed.language, what=feed.name), LONGEST_SUMMARY)
    for key, value in (("name", name), ("x-wr-calname", name), ("x-wr-timezone", ZONE.key)):
        made.add(key, vText(value))
    for key in ("description", "x-wr-caldesc"):
        made.add(key, vText(text("calendar.feed_about", feed.language)))
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")
    made.add_component(Timezone.from_ical(VTIMEZONE))
    history = {row.claim_id: (row.first_claim_id, int(row.sequence)) for row in revisions.itertuples()}
    for item in items[items["precision"] != "loose"].to_dict("records"):
        made.add_component(event(item, *history.get(item["claim_id"], (item["claim_id"], 0)), feed))
    return bytes(made.to_ical())


def event(item: Item, first_claim_id: str, sequence: int, feed: Feed) -> Event:
    """Return one item as an event; *first_claim_id* gives its UID, *sequence* how often it was replaced."""
    planned = item["fate"] in PLANNED or (item["kind"] == "deadline" and item["certainty"] == "planned")
    made = Event()
    made.add("uid", f"{plain(first_claim_id, LONGEST_SUMMARY)}@{DOMAIN}")
    made.add("sequence", sequence)
    made.add("dtstamp", feed.loaded_at)
    _add_days(made, item)
    made.add("summary", summary(item, planned, feed.language))
    made.add("description", "\n".join(description(item, planned, feed.language)))
    made.add("status", "TENTATIVE" if planned else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    made.add("categories", [plain(item["workstream"], LONGEST_SUMMARY), text(f"calendar.kind_{item['kind']}", feed.language)])
    if item["url"] and ADDRESS.fullmatch(item["url"]):
        made.add("url", quote(item["url"], safe="%/:?#[]@!$&'()*+,;=~"))
    return made


def _add_days(made: Event, item: Item) -> None:
    """A day with a time of day is timed and has no length; anything else is whole days, the end being the day after."""
    first, last = item["valid_from_on"].date(), item["valid_to_on"].date()
    found = TIME_OF_DAY.fullmatch(item["time_of_day"] or "") if first == last else None
    if found:
        made.add("dtstart", datetime.combine(first, time(int(found[1]), int(found[2])), ZONE))
    else:
        made.add("dtstart", first)
        made.add("dtend", _day_after(last))


def _day_after(last: date) -> date:
    return last + timedelta(days=1) if last < date.max else last


def summary(item: Item, planned: bool, language: str) -> str:
    """Return the title of an event: where, what, and that it is planned where it is."""
    title = plain(f"{item['scope_name']}: {item['title']}", LONGEST_SUMMARY)
    return text("calendar.planned_title", language, title=title) if planned else title


def description(item: Item, planned: bool, language: str) -> list[str]:
    """Return the lines under an event: the claim in full, its certainty, its sentence and its source."""
    told = [
        ("evidence.valid", " ".join(filter(None, (when(item["valid"], language), item["time_of_day"])))),
        ("evidence.certainty", text(f"certainty.{item['certainty']}", language)),
        ("evidence.quote", f"”{item['quote']}”"),
        ("source.label", f"{item['source_title']} ({item['publisher']})"),
        ("board.choose_track", item["workstream"]),
    ]
    lines = [f"{text(key, language)}: {plain(value, LONGEST_TEXT)}" for key, value in told]
    if planned:
        lines.insert(0, text("calendar.planned_note", language))
    return [plain(item["title"], LONGEST_TEXT), *lines]


def plain(words: object, longest: int) -> str:
    """Return words as one line that no calendar stumbles over: no control signs, no turned direction, not longer than *longest*."""
    spaced = " ".join(str(words).split())
    kept = "".join(sign for sign in spaced if unicodedata.category(sign) not in ("Cc", "Cs", "Cn") and sign not in HIDDEN)
    return kept if len(kept) <= longest else f"{kept[: longest - 1].rstrip()}…"
