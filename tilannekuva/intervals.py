"""Intervals of whole days and the calendar sums behind them; what a text means is for `dates` and `date_words`."""

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1900, 2199
SEASON_MONTHS = {21: 3, 22: 6, 23: 9, 24: 12}  # EDTF: spring, summer, autumn, winter; the winter ends next year


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


def calendar_day(year: int, month: int, day: int) -> date:
    """Return the day; refuses one that is in no calendar or out of our years."""
    if not FIRST_YEAR <= year <= LAST_YEAR + 1:
        raise Refused("year_out_of_range")
    try:
        return date(year, month, day)
    except ValueError:
        raise Refused("impossible_date") from None


def day_of(year: int, month: int, day: int) -> Interval:
    """Return one day; refuses a day that is in no calendar."""
    return Interval("", calendar_day(year, month, day), calendar_day(year, month, day), "day")


def months_of(year: int, month: int, count: int, precision: str) -> Interval:
    """Return *count* whole months from the given one on, over a turn of year where need be."""
    first = calendar_day(year, month, 1)
    end_year, end_month = year + (month + count - 2) // 12, (month + count - 2) % 12 + 1
    last = calendar_day(end_year, end_month, calendar.monthrange(end_year, end_month)[1])
    return Interval("", first, last, precision)


def month_of(year: int, month: int) -> Interval:
    """Return a whole month."""
    return months_of(year, month, 1, "month")


def year_of(year: int) -> Interval:
    """Return a whole year."""
    return months_of(year, 1, 12, "year")


def season_of(year: int, season: int) -> Interval:
    """Return the three months of an EDTF season (21 spring … 24 winter, December to February)."""
    return months_of(year, SEASON_MONTHS[season], 3, "season")


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
    approximate, uncertain = any(end.approximate for end in ends), any(end.uncertain for end in ends)
    notes = tuple(dict.fromkeys(note for end in ends for note in end.notes))
    return Interval("", first, last, "interval", approximate, uncertain, notes)


def noted(interval: Interval, note: str) -> Interval:
    """Return the interval with one more note."""
    return replace(interval, notes=(*interval.notes, note))
