"""Addresses that are no pages: what supervisors and open pages ask, the calendar feed, files, open data."""

from tilannekuva.shell import canvas, downloads, gauges, newest, open_data
from tilannekuva.shell.calendar_feed import CALENDAR

ROUTES = [*gauges.ROUTES, newest.VERSION, canvas.SCRIPT, CALENDAR, *downloads.ROUTES, *open_data.ROUTES]
