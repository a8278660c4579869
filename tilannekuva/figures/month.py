"""A month as a real table: Monday first, the number of the week at the left, every entry opens its claim."""

import calendar
from datetime import date, timedelta

import pandas as pd

from tilannekuva.figures.calendar import PLANNED, Item, day_words, state_words
from tilannekuva.figures.elements import Element, el
from tilannekuva.texts import day, text

WEEKDAYS = range(1, 8)
SIGNS = {"event": "●", "deadline": "▼", "plan": "◆"}
HOLLOW = {"event": "○", "deadline": "▽", "plan": "◇"}
UNKNOWN = "?"


def month_words(month: str, language: str) -> str:
    """Return a month such as 2026-11 in words."""
    year, number = month.split("-")
    return text("calendar.month_year", language, month=text(f"calendar.month_{int(number)}", language), year=year)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def months(first: date, last: date) -> list[str]:
    """Return every month from that of *first* to that of *last*, as 2026-11."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [f"{first.year + (first.month - 1 + nth) // 12}-{(first.month - 1 + nth) % 12 + 1:02d}" for nth in range(count)]


def month_options(items: pd.DataFrame, on: date) -> list[str]:
    """Return the months that may be chosen: all of the items, that of day *on*, and a year from it on."""
    days = pd.concat([items["valid_from_on"], items["valid_to_on"], pd.Series([pd.Timestamp(on)])]).dropna()
    return months(days.min().date(), max(days.max().date(), date(on.year + 1, on.month, 1)))


def nearest_month(items: pd.DataFrame, month: str) -> str | None:
    """Return the month nearest to one in which something with a day begins or ends, or None."""
    exact = items[items["precision"] != "loose"]
    known = {f"{each:%Y-%m}" for each in pd.concat([exact["valid_from_on"], exact["valid_to_on"]])}
    return min(sorted(known, reverse=True), key=lambda other: len(months(*sorted((month_days(month)[0], month_days(other)[0])))), default=None)


def of_month(items: pd.DataFrame, month: str) -> pd.DataFrame:
    """Return the items that touch a month; what only goes on through it, without an end, is left out."""
    first, last = month_days(month)
    ends = items["valid_to_on"].fillna(items["valid_from_on"])
    return items[(items["valid_from_on"] <= pd.Timestamp(last)) & (ends >= pd.Timestamp(first))]


def month_days(month: str) -> tuple[date, date]:
    """Return the first and the last day of a month."""
    year, number = (int(part) for part in month.split("-"))
    return date(year, number, 1), date(year, number, calendar.monthrange(year, number)[1])


def month_title(items: pd.DataFrame, month: str, language: str) -> str:
    """Return the finding of a month: how much in it has a day."""
    count = int((of_month(items, month)["precision"] != "loose").sum())
    return text("calendar.month_finding", language, month=_capital(month_words(month, language)), n=count)


def month_head(items: pd.DataFrame, month: str, nearest: str | None, language: str) -> Element:
    """Return how much a month holds; where nothing in it has a day, the way to the *nearest* month that does."""
    heading = el("h3", month_title(items, month, language))
    if nearest in (month, None):
        return heading
    return el(
        "div",
        heading,
        el(
            "p",
            el(
                "button",
                text("calendar.month_nearest", language, month=month_words(nearest, language)),
                type="button",
                class_="plain",
                data_press=f"own:kuukausi={nearest}",
            ),
        ),
    )


def month_table(items: pd.DataFrame, month: str, on: date, language: str) -> Element:
    """Draw the month; a span of days stands on its first and its last day, and what has no certain day in the table below."""
    first, last = month_days(month)
    entries = _entries(items[items["precision"] != "loose"], language)
    monday = first - timedelta(days=first.weekday())
    rows = []
    while monday <= last:
        days = [monday + timedelta(days=nth) for nth in range(7)]
        cells = [_day(each, entries.get(each, []), each == on, language) if first <= each <= last else el("td", class_="other") for each in days]
        rows.append(el("tr", el("th", str(monday.isocalendar().week), scope="row"), cells))
        monday += timedelta(days=7)
    names = [el("th", text(f"calendar.weekday_{nth}", language), scope="col") for nth in WEEKDAYS]
    head = el("tr", el("th", text("calendar.column_week_short", language), scope="col"), names)
    caption = el("caption", text("calendar.month_caption", language, month=_capital(month_words(month, language))))
    return el("table", caption, el("thead", head), el("tbody", rows), class_="month-grid")


def _entries(items: pd.DataFrame, language: str) -> dict[date, list[Element]]:
    found: dict[date, list[Element]] = {}
    for item in items.to_dict("records"):
        first, last = item["valid_from_on"].date(), item["valid_to_on"].date()
        ends = [(first, "calendar.begins"), (last, "calendar.ends")] if first != last else [(first, None)]
        for each, key in ends:
            found.setdefault(each, []).append(_entry(item, text(key, language) if key else "", language))
    return found


def _entry(item: Item, end: str, language: str) -> Element:
    place = f"{item['scope_name']}: {end}" if end else str(item["scope_name"])
    words = f"{place}. {item['title']}. {day_words(item, language)}. {state_words(item, language)}"
    return el(
        "button", el("span", sign_of(item), class_="sign", aria_hidden="true"), el("span", f" {place}", class_="words"), type="button",
        class_="entry", title=words, aria_label=words, data_press=f"claim:{item['claim_id']}",
    )  # fmt: skip


def sign_of(item: Item) -> str:
    """Return the sign of an item: filled where told, hollow where planned, a question mark where the outcome is not known."""
    if item["fate"] == "unknown":
        return UNKNOWN
    return (HOLLOW if item["fate"] in PLANNED else SIGNS)[item["kind"]]


def _day(each: date, entries: list[Element], today: bool, language: str) -> Element:
    number = el("span", str(each.day), class_="number", aria_hidden="true")
    spoken = el("span", day(each, language), class_="hidden")
    return el("td", number, spoken, entries, class_="today" if today else None)
