"""The calendar feed over HTTP: what a calendar program sees."""

import http.client
from urllib.parse import urlsplit

import icalendar

from tests.support.servers import Server

PATH = "/kalenteri/21/grant_call.ics?kieli=sv"


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers (small letters) and body of an answer."""
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=30)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    told = answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
    connection.close()
    return told


def test_a_calendar_program_gets_a_calendar_and_is_told_when_it_has_it(server: Server) -> None:
    """Type, name of the calendar in the language, ETag, 304 without a body, HEAD as GET without a body."""
    status, headers, body = ask(server, PATH)
    assert (status, headers["content-type"], headers["cache-control"]) == (200, "text/calendar; charset=utf-8", "public, no-cache")
    calendar = icalendar.Calendar.from_ical(body)
    assert "Lappland" in str(calendar["x-wr-calname"])
    assert int(headers["content-length"]) == len(body)
    status, again, empty = ask(server, PATH, If_None_Match=headers["etag"])
    assert (status, again["etag"], empty) == (304, headers["etag"], b"")
    status, head, empty = ask(server, PATH, "HEAD")
    assert (status, head["content-length"], head["etag"], empty) == (200, headers["content-length"], headers["etag"], b"")


def test_an_unknown_code_is_answered_in_words(server: Server) -> None:
    """404 in the language asked for; an unknown language is Finnish; a part may hold letters of any kind."""
    assert ask(server, "/kalenteri/99/kaikki.ics?kieli=sv")[0] == 404
    assert "finns inte" in ask(server, "/kalenteri/99/kaikki.ics?kieli=sv")[2].decode()
    status, headers, body = ask(server, "/kalenteri/%F0%9F%98%80%22%0A/kaikki.ics?kieli=xx")
    assert (status, headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert "ei ole" in body.decode()
