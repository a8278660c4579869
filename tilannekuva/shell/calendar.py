"""The choices of the page Aikajana, and what its feed is called and where it is found."""

from datetime import date
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from tilannekuva.figures.calendar import Outlook
from tilannekuva.figures.month import month_words, months
from tilannekuva.figures.timeline import Sight, default_span
from tilannekuva.shell.calendar_feed import EVERYTHING, FOLDER
from tilannekuva.shell.choices import choose, step_through
from tilannekuva.shell.data import frame
from tilannekuva.shell.layout import open_page
from tilannekuva.texts import day, text
from tilannekuva.view import View

VIEWS = ("aikajana", "viikot", "kuukausi")
PERIODS = ("lahella", "kaikki")


def choose_view() -> tuple[str, bool]:
    """Draw the choices of how to look; return timeline, weeks or month, and whether all years are wanted."""
    language = open_page().language
    with st.container(horizontal=True, key="how"):
        view = choose("nakyma", VIEWS, text("calendar.view", language), lambda code: text(f"calendar.view_{code}", language))
        if view == VIEWS[-1]:
            return view, False
        period = choose("jakso", PERIODS, text("calendar.period", language), lambda code: text(f"calendar.period_{code}", language))
    return view, period == PERIODS[-1]


def sight_of(seen: Outlook, items: pd.DataFrame, milestones: pd.DataFrame, every_year: bool) -> Sight:
    """Return the days that the timeline shows, and the words on its line: today, or the day shown."""
    view = open_page()
    nearest = [item["valid_from_on"].date() for item in (seen.previous, seen.coming) if item]
    first, last = default_span(seen.first, nearest)
    if every_year:
        days = pd.concat([items["valid_from_on"], items["valid_to_on"], milestones["valid_from_on"]]).dropna()
        first, last = min(first, days.min().date()), max(last, days.max().date())
    key = "calendar.today" if view.on == view.today else "view.status"
    return Sight(first, last, view.on, text(key, view.language, on=day(view.on, view.language)))


def choose_month(on: date, items: pd.DataFrame) -> str:
    """Draw the choice of the month, the one of day *on* by default, and return it as 2026-11."""
    language = open_page().language
    days = pd.concat([items["valid_from_on"], items["valid_to_on"], pd.Series([pd.Timestamp(on)])]).dropna()
    options = months(days.min().date(), max(days.max().date(), date(on.year + 1, on.month, 1)))
    return step_through("kuukausi", options, text("calendar.month", language), lambda month: month_words(month, language), default=f"{on:%Y-%m}")


def feed(view: View, regions: pd.DataFrame) -> tuple[str, str, list[str]]:
    """Return the path of the feed of what is chosen, the page's own host with its scheme, and the names of what it holds."""
    scopes, places = _scopes(view, regions)
    tracks = frame("workstreams", view.language).set_index("workstream_code")["workstream"]
    topics = [tracks[code] for code in view.workstreams] or [text("filter.track_placeholder", view.language)]
    path = f"{FOLDER}/{','.join(scopes)}/{','.join(view.workstreams) or EVERYTHING}.ics?kieli={view.language}"
    address = urlsplit(st.context.url or "")
    return path, f"{address.scheme}://{address.netloc}" if address.netloc else "", [", ".join(places), ", ".join(topics)]


def _scopes(view: View, regions: pd.DataFrame) -> tuple[list[str], list[str]]:
    """The codes and the names of the places that are chosen; a whole collaboration area goes by its own code."""
    if not view.regions and not view.collab_area:
        return [EVERYTHING], [text("filter.area_placeholder", view.language)]
    if not view.regions:
        area = regions[regions["collab_area_code"] == view.collab_area]
        return [str(view.collab_area)], [str(area["collab_area"].iloc[0])]
    codes = view.places(regions)
    names = regions.set_index("region_code")["region"]
    return list(codes), [str(names[code]) for code in codes]
