"""Addresses that are no pages: what supervisors ask, the calendar feed, files, open data."""

from tilannekuva.shell import canvas, downloads, gauges, open_data
from tilannekuva.shell.calendar_feed import CALENDAR

ROUTES = [*gauges.ROUTES, canvas.SCRIPT, CALENDAR, *downloads.ROUTES, *open_data.ROUTES]
