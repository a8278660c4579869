"""What comes next, in words and tables: the finding, the nearest days, the table of items and the list by weeks."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pandas as pd

from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.table import Column, Table
from tilannekuva.figures.when import when
from tilannekuva.texts import day, text

Item = Mapping[Hashable, Any]
AHEAD = ("coming", "ahead", "running", "ongoing")
"""Fates of what is not over."""
PLANNED = ("coming", "running", "unknown")
"""Fates of what a source only announces, and of which no source tells that it happened."""
WEEKS_AHEAD, WEEKS_BACK = 4, 8


@dataclass(frozen=True)
class Outlook:
    """What is known to come: the weeks looked at, what has a day in them, what has none, and the nearest on both sides.

    soon: frame of items with a day in the weeks; loose: those told of these weeks without a certain day; previous and coming: the
    nearest items with a day before today and from today on, or None.
    """

    first: date
    last: date
    soon: pd.DataFrame
    loose: pd.DataFrame
    previous: Item | None
    coming: Item | None


def outlook(items: pd.DataFrame, on: date) -> Outlook:
    """Look from a day on over the next four weeks of items (a frame of `read.calendar_items`)."""
    last = on + timedelta(weeks=WEEKS_AHEAD) - timedelta(days=1)
    exact, ends = items["precision"] != "loose", items["valid_to_on"]
    in_weeks = (items["valid_from_on"] <= pd.Timestamp(last)) & (ends >= pd.Timestamp(on))
    dated = items[exact]
    before, after = dated[dated["valid_to_on"] < pd.Timestamp(on)], dated[dated["valid_to_on"] >= pd.Timestamp(on)]
    previous = before.sort_values(["valid_to_on", "valid_from_on"], kind="stable")
    # What runs already comes next with its end.
    turns = after.assign(turn_on=after["valid_from_on"].where(after["valid_from_on"] >= pd.Timestamp(on), after["valid_to_on"]))
    after = turns.assign(later=turns["kind"] != "deadline").sort_values(["turn_on", "later"], kind="stable")
    return Outlook(
        on, last, items[in_weeks & exact], items[in_weeks & ~exact & items["fate"].isin(AHEAD)],
        previous.to_dict("records")[-1] if len(previous) else None, after.to_dict("records")[0] if len(after) else None,
    )  # fmt: skip


def coming_finding(seen: Outlook, regions: int, language: str) -> Element:
    """Return the finding as the heading, and what is told of these weeks without a certain day."""
    loose = text("calendar.finding_loose", language, n=len(seen.loose)) if len(seen.loose) else None
    return el("div", el("h2", outlook_words(seen, regions, language)), el("p", loose) if loose else None)


def outlook_words(seen: Outlook, regions: int, language: str) -> str:
    """Return the finding in words: how much is known of the next four weeks, out of how many *regions*."""
    weeks = {"first": day(seen.first, language), "last": day(seen.last, language), "total": regions}
    if seen.soon.empty:
        return text("calendar.finding_none", language, **weeks)
    places = {code for codes in seen.soon["region_codes"] if len(codes) == 1 for code in codes}
    return text("calendar.finding", language, n=len(seen.soon), regions=len(places), **weeks)


def nearest(seen: Outlook, feed: Element, language: str) -> Element:
    """Return what is known to come first and what was last before today, each opening its claim, and the way to the *feed*."""
    return el(
        "div",
        _near("calendar.next", seen.coming, "calendar.none_after", language),
        _near("calendar.previous", seen.previous, "calendar.none_before", language),
        feed,
        class_="cards",
    )


def _near(heading_key: str, item: Item | None, none_key: str, language: str) -> Element:
    body = item_line(item, language) if item else [el("p", text(none_key, language))]
    return el("article", el("h3", text(heading_key, language)), body, class_="card near")


def item_line(item: Item, language: str) -> list[Element]:
    """Return an item in two lines: its title, which opens the claim, and when, where, what about and whether it was held."""
    about = (day_words(item, language), str(item["scope_name"]), str(item["workstream"]), state_words(item, language))
    button = el("button", str(item["title"]), type="button", class_="plain", data_press=f"claim:{item['claim_id']}")
    return [button, el("span", " · ".join(about), class_="note")]


def day_words(item: Item, language: str) -> str:
    """Return when an item is, with its time of day."""
    return " ".join(filter(None, (when(item["valid"], language), item["time_of_day"]))) or day(item["known_on"], language)


def state_words(item: Item, language: str) -> str:
    """Return whether an item is planned, held or over, in words."""
    return text(f"fate.{item['fate']}", language)


def items_table(name: str, title: str, items: pd.DataFrame, language: str, caption: str = "") -> Table:
    """Return items as a table.  Columns of its frame: title, valid (EDTF), time_of_day, week (such as
    48/2026), scope_name, workstream, state, source_title, url, press.
    """
    records = items.to_dict("records")
    shown = items[["title", "valid", "time_of_day", "scope_name", "workstream", "source_title", "url"]].assign(
        week=[week_number(item["valid_from_on"]) if item["precision"] != "loose" else None for item in records],
        state=[state_words(item, language) for item in records],
        press=[f"claim:{item['claim_id']}" for item in records],
    )
    columns = (
        Column("title", text("region.column_event", language)),
        Column("valid", text("region.column_day", language), "when"),
        Column("time_of_day", text("calendar.column_time", language)),
        Column("week", text("calendar.column_week", language)),
        Column("scope_name", text("board.region_column", language)),
        Column("workstream", text("board.choose_track", language)),
        Column("state", text("region.column_state", language)),
        Column("source_title", text("region.column_source", language), "link"),
    )
    return Table(name, title, shown, columns, caption=caption)


def week_number(on: date) -> str:
    """Return the week of a day with its year, such as 48/2026 (ISO 8601)."""
    year, week, _ = on.isocalendar()
    return f"{week}/{year}"


def week_words(on: date, language: str) -> str:
    """Return the week of a day by its number and its Monday, such as vk 48 · ma 23.11.2026 (ISO 8601, as in Finland)."""
    monday = on - timedelta(days=on.weekday())
    week = text("time.week", language, n=on.isocalendar().week)
    return f"{week} · {text('calendar.weekday_1', language)} {day(monday, language)}"


def recent(items: pd.DataFrame, on: date) -> pd.DataFrame:
    """Return what is not over on day *on*, and of what is over the newest weeks that have anything with a day."""
    over = items["valid_to_on"] < pd.Timestamp(on)
    mondays = items["valid_from_on"] - pd.to_timedelta(items["valid_from_on"].dt.day_of_week, unit="D")
    newest = mondays[over & (items["precision"] != "loose")].drop_duplicates().nlargest(WEEKS_BACK)
    return items[~over | (mondays.isin(newest) & (items["precision"] != "loose"))]


def week_list(items: pd.DataFrame, on: date, language: str) -> Element:
    """Return items by weeks: what is to come first, then what has no certain day yet, then the past, newest first."""
    exact, ahead = items[items["precision"] != "loose"], items["fate"].isin(AHEAD)
    open_end = items["valid_to_on"].isna()
    past = exact[exact["valid_to_on"] < pd.Timestamp(on)]
    coming = exact[exact["valid_to_on"] >= pd.Timestamp(on)]
    undated = items[(items["precision"] == "loose") & ahead & ~open_end]
    started = items[(items["precision"] == "loose") & ahead & open_end]
    return el(
        "div",
        el("section", el("h3", text("calendar.heading_coming", language)), _weeks(coming, on, language) or _none("calendar.none_after", language)),
        _folded("calendar.heading_undated", undated, language),
        _folded("calendar.heading_open_end", started, language),
        el(
            "section",
            el("h3", text("calendar.heading_past", language)),
            _weeks(past[::-1], None, language) or _none("calendar.none_before", language),
        ),
    )


def _none(key: str, language: str) -> list[Element]:
    return [el("p", text(key, language), class_="note")]


def _weeks(items: pd.DataFrame, earliest: date | None, language: str) -> list[Element]:
    """One list for each week; what began before the day *earliest* stands in the week of that day."""
    weeks: dict[str, list[Element]] = {}
    for item in items.to_dict("records"):
        first = item["valid_from_on"] if earliest is None else max(item["valid_from_on"], pd.Timestamp(earliest))
        weeks.setdefault(week_words(first.date(), language), []).append(el("li", item_line(item, language)))
    return [el("section", el("h4", heading), el("ul", listed, class_="agenda"), class_="week") for heading, listed in weeks.items()]


def _folded(key: str, items: pd.DataFrame, language: str) -> Element | None:
    if items.empty:
        return None
    listed = [el("li", item_line(item, language)) for item in items.to_dict("records")]
    return el("details", el("summary", text(key, language, n=len(listed))), el("ul", listed, class_="agenda"))


def feed_links(address: str, site: str, what: Iterable[str], items: pd.DataFrame, language: str) -> Element:
    """Return the ways to the calendar of what is chosen: subscribe, download, and the address to copy.

    *address* is the feed's path, *site* the page's own host with its scheme, *what* the names of what the feed holds.
    """
    exact = int((items["precision"] != "loose").sum())
    whole = f"{site}{address}"
    return el(
        "article",
        el("h3", text("calendar.feed", language)),
        el("p", " · ".join(what), class_="note"),
        el(
            "p",
            el("a", text("calendar.subscribe", language), href=f"webcal://{whole.partition('://')[2]}", class_="action") if site else None,
            " ",
            el("a", text("calendar.download", language), href=address, class_="action", download=""),
        ),
        el(
            "details",
            el("summary", text("calendar.feed_more", language)),
            el("p", text("calendar.feed_address", language), ": ", el("span", whole, class_="address")),
            el("p", text("calendar.feed_note", language, n=exact, left=len(items) - exact)),
        ),
        class_="card near feed",
    )
