"""Addresses that are no pages: what supervisors ask, the calendar feed, files, open data."""

from tilannekuva.shell import downloads, gauges, open_data
from tilannekuva.shell.calendar_feed import CALENDAR

ROUTES = [*gauges.ROUTES, CALENDAR, *downloads.ROUTES, *open_data.ROUTES]
