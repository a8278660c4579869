"""The calendar feed: valid for two readers in three languages, the same bytes from the same load, ids that stay."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import icalendar
import pytest
import vobject

from tests.support import plain_rule
from tests.support.stores import closing
from tilannekuva.exports.calendar import DOMAIN, Feed, icalendar_bytes
from tilannekuva.read.calendar import calendar_items, revisions
from tilannekuva.shell import calendar_feed
from tilannekuva.shell.kept import Kept
from tilannekuva.store.engine import Store
from tilannekuva.store.reading import Reading
from tilannekuva.texts import LANGUAGES

Given = Callable[..., int | None]
ON = date(2026, 11, 22)
FEED = Feed("Kaikki", datetime(2026, 11, 22, 12, 0, tzinfo=UTC), "fi")
NASTY = "Avaus; \\ haku, \x07\x00”lainaus”\r\nBEGIN:VEVENT \u202eoikealta\u200f 👩‍👩‍👧 " + "ä" * 2000


@pytest.fixture
def served(real_store: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The real data behind the route."""
    store = Store(real_store)
    monkeypatch.setattr(calendar_feed, "open_reading", lambda address=None: Reading(store))
    monkeypatch.setattr(calendar_feed, "MADE", Kept(1_000_000, len))
    return store


def places() -> list[str]:
    """Return every code that may stand in the first part of the address."""
    regions = [row["region_code"] for row in plain_rule.rows("reference/regions.csv") if row["on_board"] == "1"]
    return [*regions, *plain_rule.groups(), "kaikki"]


def made(store: Store, on: date = ON) -> icalendar.Calendar:
    """Return the whole calendar of a store, read back."""
    with store.connect() as db:
        return icalendar.Calendar.from_ical(icalendar_bytes(calendar_items(db, on, on, "fi"), revisions(db, on), FEED))


def by_uid(calendar: icalendar.Calendar) -> dict[str, icalendar.Event]:
    """Return the events by the claim that their UID names."""
    return {str(event["uid"]).removesuffix(f"@{DOMAIN}"): event for event in calendar.events}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_feed_is_read_by_two_readers(served: Store, language: str) -> None:
    """All regions, groups and everything: the same events for both, lines of at most 75 bytes, no alarm, no UID twice."""
    for place in places():
        answer = calendar_feed.answer(place, "kaikki", language)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
        body = bytes(answer.body)
        assert body.endswith(b"END:VCALENDAR\r\n")
        lines = body.split(b"\r\n")
        assert max(len(line) for line in lines) <= 75
        assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|[^\r]\n", body)
        one = icalendar.Calendar.from_ical(body)
        two = vobject.readOne("\r\n".join(line.decode() for line in lines))
        uids = [str(event["uid"]) for event in one.events]
        assert len(set(uids)) == len(uids)
        assert sorted(uids) == sorted(event.uid.value for event in getattr(two, "vevent_list", []))
        assert not any(event.subcomponents for event in one.events)
        assert all(event[name] for event in one.events for name in ("dtstamp", "summary", "dtstart", "status", "description", "categories"))


def test_the_whole_feed_holds_what_the_files_tell_with_a_day(served: Store) -> None:
    """One event for each claim with a day or a span of days, counted from the files."""
    calendar = icalendar.Calendar.from_ical(bytes(calendar_feed.answer("kaikki", "kaikki", "fi").body))
    with served.connect() as db:
        items = calendar_items(db, date(2030, 1, 1), date(2030, 1, 1), "fi")
    exact = [one for one in plain_rule.claims() if one["claim_id"] in set(items["claim_id"]) and len(one["valid"]) in (10, 21)]
    exact = [one for one in exact if not set("~?%") & set(one["valid"]) and ".." not in one["valid"]]
    assert len(calendar.events) == len(exact) > 200


def test_a_feed_narrows_to_what_its_address_names(served: Store) -> None:
    """A workstream, several regions; the union of the parts is the whole."""
    lapland = by_uid(icalendar.Calendar.from_ical(bytes(calendar_feed.answer("21", "grant_call", "fi").body)))
    assert "M0348" in lapland
    assert {str(event["summary"]).split(":")[0] for event in lapland.values()} == {"Lappi"}
    both = by_uid(icalendar.Calendar.from_ical(bytes(calendar_feed.answer("21,19", "grant_call", "fi").body)))
    other = by_uid(icalendar.Calendar.from_ical(bytes(calendar_feed.answer("19", "grant_call", "fi").body)))
    assert set(both) == set(lapland) | set(other)


def test_a_moved_deadline_keeps_its_uid_and_counts_up(served: Store) -> None:
    """M0136b (14.12.2025) was replaced by M0138b (7.1.2026 at 12): one event, timed in Finland's time."""
    events = by_uid(icalendar.Calendar.from_ical(bytes(calendar_feed.answer("07", "grant_call", "fi").body)))
    event = events["M0136b"]
    assert (event["sequence"], event.start.isoformat(), event["status"]) == (1, "2026-01-07T12:00:00+02:00", "TENTATIVE")
    assert "M0138b" not in events
    assert events["M0138a"]["sequence"] == 0


def test_sequence_rises_when_a_deadline_moves(given: Given, store: Store) -> None:
    """The load that brings the new day raises SEQUENCE; a load of something else leaves UID and SEQUENCE alone."""
    given(
        claim="claim_id | scope | workstream_code | kind | certainty | valid | reported\nd1 | 01 | w | deadline | planned | 2026-12-01 | 2026-11-01"
    )
    with closing(store):
        first = by_uid(made(store))
        given(
            claim="claim_id | scope | workstream_code | kind | certainty | valid | reported\ne1 | 01 | w | event | planned | 2026-12-05 | 2026-11-01"
        )
        second = by_uid(made(store))
        assert (first["d1"]["sequence"], second["d1"]["sequence"], second["e1"]["sequence"]) == (0, 0, 0)
        given(
            claim="claim_id | scope | workstream_code | kind | certainty | valid | reported | relation | related_claim_id\n"
            "d2 | 01 | w | deadline | planned | 2026-12-15 | 2026-11-10 | supersedes | d1"
        )
        third = by_uid(made(store))
    assert set(third) == {"d1", "e1"}
    assert (third["d1"]["sequence"], third["d1"].start, third["d1"].end) == (1, date(2026, 12, 15), date(2026, 12, 16))


def test_a_reload_of_the_same_data_changes_no_byte_of_an_event(tmp_path: Path, real_store: str) -> None:
    """Loaded a second time into another store, only the stamp of the load differs."""
    from tests.conftest import load_real_data

    load_real_data(str(tmp_path / "again"))

    def body(address: str) -> list[str]:
        with closing(Store(address)) as store, store.connect() as db:
            return icalendar_bytes(calendar_items(db, ON, ON, "fi"), revisions(db, ON), FEED).decode().splitlines()

    assert body(real_store) == body(str(tmp_path / "again"))


def test_the_same_generation_gives_the_same_bytes_and_a_client_is_told(served: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """ETag and 304 by it, whatever the day; another language has another tag."""
    one = calendar_feed.answer("21", "kaikki", "fi")
    monkeypatch.setattr(calendar_feed, "MADE", Kept(1_000_000, len))
    two = calendar_feed.answer("21", "kaikki", "fi")
    assert one.body == two.body
    tag = one.headers["etag"]
    assert calendar_feed.answer("21", "kaikki", "fi", f'"other", W/{tag}').status_code == 304
    assert calendar_feed.answer("21", "kaikki", "sv", tag).status_code == 200


def test_planned_is_tentative_and_says_so(given: Given, store: Store) -> None:
    """In its status, its title and its description; told as held is confirmed; nothing blocks time."""
    given(
        claim="""
        claim_id | scope | workstream_code | kind  | certainty | valid                 | reported   | time_of_day | title_fi | quote
        p        | 01    | w               | event | planned   | 2027-01-19            | 2026-11-01 | 16:15       | Aloitus  | aloitetaan
        h        | 01    | w               | event | asserted  | 2026-03-28            | 2026-11-01 |             | Pidetty  | pidettiin
        w        | 01    | w               | event | asserted  | 2026-10-01/2026-10-31 | 2026-11-01 |             | Haku     | haku
        m        | 01    | w               | plan  | planned   | 2027-01               | 2026-11-01 |             | Joskus   | joskus
    """,
        region="region_code | name_fi\n01 | Itä-Uusimaa",
    )
    with closing(store):
        events = by_uid(made(store, date(2026, 11, 22)))
    assert set(events) == {"p", "h", "w"}
    assert (events["p"]["status"], events["h"]["status"]) == ("TENTATIVE", "CONFIRMED")
    assert str(events["p"]["summary"]) == "Itä-Uusimaa: Aloitus (suunniteltu)"
    assert "Toteutumisesta ei ole tietoa" in events["p"]["description"]
    assert "aloitetaan" in events["p"]["description"]
    assert "suunniteltu" not in str(events["h"]["summary"])
    assert {str(event["transp"]) for event in events.values()} == {"TRANSPARENT"}
    assert events["p"].start.isoformat() == "2027-01-19T16:15:00+02:00"
    assert events["p"]["dtstart"].params["TZID"] == "Europe/Helsinki"
    assert (events["w"].start, events["w"].end) == (date(2026, 10, 1), date(2026, 11, 1))


def test_no_text_of_the_data_breaks_the_feed(given: Given, store: Store) -> None:
    """Control signs, line ends, turned directions, emoji and 2,000 letters: one event still, whole lines, a short title."""
    given(claim="claim_id | scope | workstream_code | kind | certainty | valid\nn1 | 01 | w | event | asserted | 2026-03-28")
    with closing(store), store.connect() as db:
        items = calendar_items(db, ON, ON, "fi").assign(title=NASTY, quote=NASTY, source_title=NASTY, url="javascript:x", time_of_day="25:99")
        body = icalendar_bytes(items, revisions(db, ON), FEED)
    assert max(len(line) for line in body.split(b"\r\n")) <= 75
    assert not re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", body)
    ((event,), other) = icalendar.Calendar.from_ical(body).events, vobject.readOne(body.decode())
    assert len(other.vevent_list) == 1
    assert len(str(event["summary"])) <= 200
    assert "ä" * 1500 in event["description"]
    assert "👩‍👩‍👧" in event["description"]
    assert "\u202e" not in body.decode()
    assert event.get("url") is None
    assert event.start == date(2026, 3, 28)


@pytest.mark.parametrize("scopes", ["99", "kaikki,21", "21,", "", "../21", "x" * 500])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_unknown_place_is_told_in_words(served: Store, scopes: str, language: str) -> None:
    """404, short, as plain text."""
    answer = calendar_feed.answer(scopes, "kaikki", language)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/plain; charset=utf-8")
    assert 40 < len(answer.body) < 400


def test_an_unknown_workstream_is_told_in_words(served: Store) -> None:
    """As an unknown place."""
    assert calendar_feed.answer("21", "no_such", "fi").status_code == 404


def test_without_data_the_feed_says_to_come_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """503, so that a calendar keeps what it has."""
    monkeypatch.setattr(calendar_feed, "open_reading", lambda address=None: Reading(Store(str(tmp_path / "nothing"))))
    answer = calendar_feed.answer("21", "kaikki", "fi")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "300")
