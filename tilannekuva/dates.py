"""Dates as sources write them: EDTF level 1 and Finnish and Swedish words, always an interval of whole days.

Refuses before it guesses: a day and a month are never swapped, no year is taken from elsewhere, and a plain number
is never read as a spreadsheet's day count. The words are in `date_words`; why EDTF is read here: docs/decisions.
"""

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST_TEXT = 80  # no date of ours is longer; the bound keeps hostile text from costing more than a look
PLACEHOLDERS = frozenset({date(1900, 1, 1), date(1970, 1, 1)})  # what spreadsheets and databases write for "nothing"

_PART = re.compile(r"([0-9]{4}|[0-9]{3}X|[0-9]{2}XX)(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([?~%]?)")
_SEASON_MONTHS = {21: 3, 22: 6, 23: 9, 24: 12}  # EDTF: spring, summer, autumn, winter; the winter ends next year
_ISO_WEEK = re.compile(r"([0-9]{4})-?W([0-9]{2})")
_TIME_OF_DAY = re.compile(
    r"(?:(?<=[0-9])T|[ ,]+(?:(?:klo|kl|kello)\.? ?)?)[0-9]{1,2}[.:][0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?|[ ,]+(?:klo|kl|kello)\.? ?[0-9]{1,2}"
)


class DateUnclear(ValueError):
    """A text that names no certain days; `code` says why (a key under `finding`), `text` is what stood there."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text!r}")
        self.code, self.text = code, text


class Refused(Exception):
    """Why a text is refused, before the text itself is known; carried to `parse`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Interval:
    """The first and the last possible day of what a text says; None = open on that side.

    precision: day, week, part_of_month, month, season, quarter, part_of_year, turn_of_year, half_year, year, decade,
    century or interval. notes: two_digit_year, weekday_differs, time_ignored: read, but worth a word to the reader.
    """

    text: str
    first: date | None
    last: date | None
    precision: str
    approximate: bool = False
    uncertain: bool = False
    notes: tuple[str, ...] = ()


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
    from tilannekuva import date_words  # imported here: date_words builds on the calendar functions of this module

    if not text or len(text) > LONGEST_TEXT:
        raise Refused("bad_date")
    without_time = text
    if timed := _TIME_OF_DAY.search(text):
        without_time = text[: timed.start()] if timed.end() == len(text) else text
    if "/" in without_time and (found := _edtf_interval(without_time)):
        interval = found
    else:
        interval = _edtf_part(without_time) or _iso_week(without_time) or date_words.read(without_time)
    return noted(interval, "time_ignored") if without_time != text else interval


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
    left, _, right = text.partition("/")
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
        found = Interval("", _day(int(year_text.replace("X", "0")), 1, 1), _day(int(year_text.replace("X", "9")), 12, 31),
                         "decade" if year_text.count("X") == 1 else "century")
    else:
        found = _edtf_date(int(year_text), month_text, day_text)
    return replace(found, approximate=mark in ("~", "%"), uncertain=mark in ("?", "%"))


def _edtf_date(year: int, month_text: str | None, day_text: str | None) -> Interval:
    if month_text in (None, "XX"):
        if day_text not in (None, "XX"):
            raise Refused("bad_date")
        return year_of(year)
    month = int(month_text or "")
    if month in _SEASON_MONTHS and day_text is None:
        return season_of(year, month)
    if day_text in (None, "XX"):
        return month_of(year, month)
    return day_of(year, month, int(day_text or ""))


def _iso_week(text: str) -> Interval | None:
    match = _ISO_WEEK.fullmatch(text)
    return week_of(int(match[1]), int(match[2])) if match else None


def _day(year: int, month: int, day: int) -> date:
    if not FIRST_YEAR <= year <= LAST_YEAR + 1:
        raise Refused("year_out_of_range")
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused("impossible_date") from None


def day_of(year: int, month: int, day: int) -> Interval:
    """Return one day; refuses a day that is in no calendar."""
    return Interval("", _day(year, month, day), _day(year, month, day), "day")


def months_of(year: int, month: int, count: int, precision: str) -> Interval:
    """Return *count* whole months from the given one on, over a turn of year where need be."""
    first = _day(year, month, 1)
    end_year, end_month = year + (month + count - 2) // 12, (month + count - 2) % 12 + 1
    return Interval("", first, _day(end_year, end_month, calendar.monthrange(end_year, end_month)[1]), precision)


def month_of(year: int, month: int) -> Interval:
    """Return a whole month."""
    return months_of(year, month, 1, "month")


def year_of(year: int) -> Interval:
    """Return a whole year."""
    return months_of(year, 1, 12, "year")


def season_of(year: int, season: int) -> Interval:
    """Return the three months of an EDTF season (21 spring … 24 winter, December to February)."""
    return months_of(year, _SEASON_MONTHS[season], 3, "season")


def week_of(year: int, week: int) -> Interval:
    """Return an ISO 8601 week, Monday to Sunday; refuses week 53 of a year that has 52."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("year_out_of_range")
    try:
        monday = date.fromisocalendar(year, week, 1)
    except ValueError:
        raise Refused("impossible_date") from None
    return Interval("", monday, monday + timedelta(days=6), "week")


def span(left: Interval | None, right: Interval | None) -> Interval:
    """Return the days from the first of *left* to the last of *right*; None leaves that side open."""
    ends = [end for end in (left, right) if end]
    first, last = left.first if left else None, right.last if right else None
    if (left and first is None) or (right and last is None):
        raise Refused("bad_date")
    notes = tuple(dict.fromkeys(note for end in ends for note in end.notes))
    return Interval("", first, last, "interval", any(e.approximate for e in ends), any(e.uncertain for e in ends), notes)


def noted(interval: Interval, note: str) -> Interval:
    """Return the interval with one more note."""
    return replace(interval, notes=(*interval.notes, note))
