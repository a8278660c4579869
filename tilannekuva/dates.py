"""Dates as sources write them: EDTF level 1 and Finnish and Swedish words, always an interval of whole days.

Refuses before it guesses: a day and a month are never swapped, no year is taken from elsewhere, and a plain number
is never read as a spreadsheet's day count. The words are in `date_words`; why EDTF is read here: docs/decisions.
"""

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from tilannekuva import date_words
from tilannekuva.intervals import (
    FIRST_YEAR,
    LAST_YEAR,
    SEASON_MONTHS,
    DateUnclear,
    Interval,
    Refused,
    calendar_day,
    day_of,
    month_of,
    noted,
    season_of,
    span,
    week_of,
    year_of,
)

__all__ = ["DateUnclear", "Interval", "parse"]

LONGEST_TEXT = 80  # no date of ours is longer; the bound keeps hostile text from costing more than a look
PLACEHOLDERS = frozenset({date(1900, 1, 1), date(1970, 1, 1)})  # what spreadsheets and databases write for "nothing"

_PART = re.compile(r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([?~%]?)")
_DASH = re.compile(r" ?[–—‒−] ?| - ")
_ISO_WEEK = re.compile(r"([0-9]{4})-?W([0-9]{2})")
_TIME_OF_DAY = re.compile(
    r"(?:(?<=[0-9])T|[ ,]+(?:(?:klo|kl|kello)\.? ?)?)[0-9]{1,2}[.:][0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?|[ ,]+(?:klo|kl|kello)\.? ?[0-9]{1,2}"
)


def parse(text: str) -> Interval:
    """Return the days that *text* means; raises DateUnclear when they are not certain."""
    found = _parsed(text.strip()) if len(text) <= 2 * LONGEST_TEXT else "bad_date"
    if isinstance(found, str):
        raise DateUnclear(found, text)
    return found


@lru_cache(maxsize=50_000)
def _parsed(text: str) -> Interval | str:
    """Return the interval or the code of the refusal: a cache keeps values, not exceptions."""
    try:
        return replace(_checked(_read(text)), text=text)
    except Refused as refusal:
        return refusal.code


def _read(text: str) -> Interval:
    if not text or len(text) > LONGEST_TEXT:
        raise Refused("bad_date")
    timed = _TIME_OF_DAY.search(text)
    day_text = text[: timed.start()] if timed and timed.end() == len(text) else text
    found = _edtf_interval(day_text) or _edtf_part(day_text) or _iso_week(day_text) or _range(day_text)
    interval = found or date_words.read(day_text)
    return noted(interval, "time_ignored") if day_text != text else interval


def _checked(interval: Interval) -> Interval:
    for day in (interval.first, interval.last):
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR + 1:  # the winter of the last year ends in the next
            raise Refused("year_out_of_range")
    if interval.precision == "day" and interval.first in PLACEHOLDERS:
        raise Refused("date_placeholder")
    if interval.first and interval.last and interval.first > interval.last:
        raise Refused("date_reversed")
    return interval


def _edtf_interval(text: str) -> Interval | None:
    """Read `a/b`, `a/..`, `../b` and the unknown ends `a/`, `/b`; None when the text is no such interval."""
    left, slash, right = text.partition("/")
    if not slash:
        return None
    ends = [_edtf_part(side) if side not in ("", "..") else None for side in (left, right)]
    if any(side not in ("", "..") and end is None for side, end in zip((left, right), ends, strict=True)):
        return None
    if ends == [None, None]:
        raise Refused("bad_date")
    unknown = "" in (left, right)  # EDTF tells an unknown end from an open one; both leave that side without a day
    joined = span(*ends)
    return replace(joined, uncertain=joined.uncertain or unknown)


def _edtf_part(text: str) -> Interval | None:
    match = _PART.fullmatch(text)
    if not match:
        return None
    year_text, month_text, day_text, mark = match.groups()
    if "X" in year_text:
        if month_text:
            return None
        precision = "decade" if year_text.count("X") == 1 else "century"
        first, last = (int(year_text.replace("X", digit)) for digit in "09")
        found = Interval("", calendar_day(first, 1, 1), calendar_day(last, 12, 31), precision)
    else:
        found = _edtf_date(int(year_text), month_text, day_text)
    return replace(found, approximate=mark in ("~", "%"), uncertain=mark in ("?", "%"))


def _edtf_date(year: int, month_text: str | None, day_text: str | None) -> Interval:
    if month_text in (None, "XX"):
        if day_text not in (None, "XX"):
            raise Refused("bad_date")
        return year_of(year)
    month = int(month_text or "")
    if month in SEASON_MONTHS and day_text is None:
        return season_of(year, month)
    if day_text in (None, "XX"):
        return month_of(year, month)
    return day_of(year, month, int(day_text or ""))


def _range(text: str) -> Interval | None:
    """Read "A – B" where both sides are dates in full; None when they are not."""
    sides = _DASH.split(text)
    if len(sides) != 2 or not all(sides):
        return None
    found = [_parsed(side) for side in sides]
    left, right = (side if isinstance(side, Interval) else None for side in found)
    return span(left, right) if left and right else None


def _iso_week(text: str) -> Interval | None:
    match = _ISO_WEEK.fullmatch(text)
    return week_of(int(match[1]), int(match[2])) if match else None
