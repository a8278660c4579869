"""Addresses that are no pages: what supervisors and open pages ask, pages as open ones fetch them, the calendar feed, files, open data."""

from tilannekuva.shell import canvas, downloads, fetched, gauges, newest, open_data
from tilannekuva.shell.calendar_feed import CALENDAR

ROUTES = [*gauges.ROUTES, newest.VERSION, fetched.VIEW, canvas.SCRIPT, CALENDAR, *downloads.ROUTES, *open_data.ROUTES]
