"""The tables of the page Aikajana: the timeline, the list by weeks, and a month."""

from dataclasses import dataclass

import pandas as pd

from tilannekuva.exhibits.ask import Ask
from tilannekuva.figures.calendar import Outlook, items_table, outlook, recent
from tilannekuva.figures.month import month_options, month_title, of_month
from tilannekuva.figures.table import Table
from tilannekuva.figures.timeline import TIMELINE, sight_of, timeline_table, within
from tilannekuva.read.calendar import items_of
from tilannekuva.texts import text

EVERY_YEAR = "kaikki"
WEEKS, MONTH = "viikot", "kuukausi"
"""Names of the tables, and of the month among the page's own choices."""


@dataclass(frozen=True)
class Chosen:
    """What the choices leave: the regions in their order, the items, and what is to come of them."""

    regions: pd.DataFrame
    items: pd.DataFrame
    seen: Outlook


def chosen(ask: Ask) -> Chosen:
    """Return what the page's choices leave."""
    view = ask.view
    regions = ask.frame("regions", view.language)
    codes = view.places(regions)
    items = items_of(ask.frame("calendar", view.on, view.known, view.language), codes, view.workstreams)
    return Chosen(regions[regions["region_code"].isin(codes)] if codes else regions, items, outlook(items, view.on))


def every_year(ask: Ask) -> bool:
    """Tell whether all years are asked for, not those around the day alone."""
    return ask.own.get("jakso") == EVERY_YEAR


def milestones(ask: Ask) -> pd.DataFrame:
    """Return the national milestones known on the view's day."""
    return ask.frame("milestones", ask.view.known, ask.view.language)


def timeline(ask: Ask) -> Table:
    """The items and milestones in sight of the timeline."""
    left, national = chosen(ask), milestones(ask)
    sight = sight_of(left.seen, left.items, national, every_year(ask), ask.view.today, ask.view.language)
    return timeline_table(within(left.items, sight), within(national, sight), sight, len(left.regions), ask.view.language)


def weeks(ask: Ask) -> Table:
    """What is to come and the newest weeks of the past, or all of them."""
    left = chosen(ask)
    items = left.items if every_year(ask) else recent(left.items, ask.view.on)
    return items_table(WEEKS, text("calendar.weeks_title", ask.view.language, n=len(items)), items, ask.view.language)


def month(ask: Ask) -> Table:
    """Everything of the month chosen, by default that of the view's day."""
    every, asked = chosen(ask).items, ask.own.get(MONTH, "")
    which = asked if asked in month_options(every, ask.view.on) else f"{ask.view.on:%Y-%m}"
    items = of_month(every, which)
    caption = text("calendar.month_list", ask.view.language)
    return items_table(MONTH, month_title(items, which, ask.view.language), items, ask.view.language, caption)


EXHIBITS = {TIMELINE: timeline, WEEKS: weeks, MONTH: month}
"""The page's exhibits by name."""
