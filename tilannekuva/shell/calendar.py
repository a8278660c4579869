"""The choices of the page Aikajana, and what its feed is called and where it is found."""

from datetime import date
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from tilannekuva.exhibits.aikajana import EVERY_YEAR
from tilannekuva.figures.month import month_options, month_words
from tilannekuva.read.calendar import items_of
from tilannekuva.shell.calendar_feed import EVERYTHING, FOLDER
from tilannekuva.shell.choices import choose, step_through
from tilannekuva.shell.data import frame
from tilannekuva.shell.look import open_page
from tilannekuva.texts import text
from tilannekuva.view import View

VIEWS = ("aikajana", "viikot", "kuukausi")
PERIODS = ("lahella", EVERY_YEAR)


def choose_view() -> str:
    """Draw the choices of how to look and return timeline, weeks or month; the first two may show all years."""
    language = open_page().language
    with st.container(horizontal=True, key="how"):
        view = choose("nakyma", VIEWS, text("calendar.view", language), lambda code: text(f"calendar.view_{code}", language))
        if view == VIEWS[-1]:
            return view
        choose("jakso", PERIODS, text("calendar.period", language), lambda code: text(f"calendar.period_{code}", language))
    return view


def choose_month(on: date, items: pd.DataFrame) -> str:
    """Draw the choice of the month, the one of day *on* by default, and return it as 2026-11."""
    language = open_page().language
    options = month_options(items, on)
    return step_through("kuukausi", options, text("calendar.month", language), lambda month: month_words(month, language), default=f"{on:%Y-%m}")


def feed(view: View, regions: pd.DataFrame) -> tuple[str, str, list[str], pd.DataFrame]:
    """Return the path of the feed of what is chosen, the page's own host with its scheme, the names of what it holds, and its items.

    The feed is of today, whatever day the page shows.
    """
    items = items_of(frame("calendar", view.today, view.today, view.language), view.places(regions), view.workstreams)
    scopes, places = _scopes(view, regions)
    tracks = frame("workstreams", view.language).set_index("workstream_code")["workstream"]
    topics = [tracks[code] for code in view.workstreams] or [text("filter.track_placeholder", view.language)]
    path = f"{FOLDER}/{','.join(scopes)}/{','.join(view.workstreams) or EVERYTHING}.ics?kieli={view.language}"
    address = urlsplit(st.context.url or "")
    return path, f"{address.scheme}://{address.netloc}" if address.netloc else "", [", ".join(places), ", ".join(topics)], items


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
