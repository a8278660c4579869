"""The tools of measurement: they count right, speak as a browser does, and never take an error page for a fast one."""

import argparse
import asyncio
import gzip
import json
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.server import ServerConnection, serve
from websockets.datastructures import Headers
from websockets.http11 import Request, Response

from tests.bench import figures
from tests.bench.driver import Plan, Told, choices, crowd
from tests.bench.figures import Goal, quantile, ratio, spread
from tests.bench.outage import Trial
from tests.bench.protocol import Conversation, drawn_in
from tests.bench.publishing import Expected, old_after, seen_after
from tests.bench.readers import READERS, Choice, Look, StreamlitReader, judged
from tests.support.servers import free_port

REGIONS = [f"{code:02d}" for code in range(1, 23)]
FOOT = "Tilanne 1.1.2026 \\u00b7 Aineiston versio 7 \\u00b7 V\\u00e4itteit\\u00e4 714, l\\u00e4hteit\\u00e4 185"


def board(*codes: str, foot: str = FOOT) -> str:
    """A page's tree as it comes over the wire, short."""
    return "".join(f'{{"data-press": "cell:{code}.grant_model"}}' for code in codes) + f'["{foot}"]'


def drawing(words: str) -> ForwardMsg:
    """The message that draws a page."""
    message = ForwardMsg(hash=f"h{hash(words)}")
    message.delta.new_element.bidi_component.bytes = gzip.compress(words.encode())
    message.metadata.cacheable = True
    return message


def named_page(hash_of_page: str) -> ForwardMsg:
    """The message by which a run names its page."""
    message = ForwardMsg()
    message.navigation.page_script_hash = hash_of_page
    return message


def over(status: int = ForwardMsg.FINISHED_SUCCESSFULLY) -> ForwardMsg:
    """The message that ends a run."""
    return ForwardMsg(script_finished=status)


def alert(words: str) -> ForwardMsg:
    """The message with which our page tells a fault."""
    message = ForwardMsg()
    message.delta.new_element.alert.body = words
    return message


def heard(talk: Conversation, *messages: ForwardMsg) -> bool:
    """Let the conversation hear messages; return whether the last ended the run."""
    return [talk.hear(message.SerializeToString()) for message in messages][-1]


@pytest.mark.parametrize(("share", "value"), [(0.5, 5), (0.95, 10), (1.0, 10), (0.0, 1), (0.11, 2)])
def test_a_quantile_is_a_value_that_was_measured(share: float, value: int) -> None:
    """The nearest rank: with few values the 95th percentile is the worst, not something between."""
    assert quantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], share) == value


def test_nothing_measured_is_told_as_nothing_and_holds_no_goal() -> None:
    """A part that failed must not look like one that took no time."""
    assert math.isnan(quantile([], 0.5))
    assert math.isnan(ratio([], [1.0]))
    assert math.isnan(ratio([1.0], [0.0]))
    assert spread([]) == "none"
    assert not Goal("x", math.nan, 1.0).held
    assert not Goal("x", math.nan, 1.0, least=True).held


def test_a_ratio_is_of_medians_and_a_goal_is_told_with_its_limit() -> None:
    """One slow round does not make the ratio."""
    assert ratio([1, 2, 300], [4, 4, 4]) == 0.5
    assert Goal("first view", 0.5, 0.5).line() == "held    first view: 0.5 × (goal ≤ 0.5)"
    assert Goal("first view", 0.51, 0.5).line().startswith("MISSED")


def test_a_reading_that_failed_took_forever() -> None:
    """An error page that came at once would better the median, and one left out the 95th percentile."""
    told = Told(opens=[], changes=[Look(0, 2.0), Look(0, 0.01, fault="no board")])
    assert told.seconds() == [2.0, math.inf]
    assert told.faults == ["no board"]
    assert not Goal("p95", quantile(told.seconds(), 0.95), 0.1).held


def test_cpu_is_told_per_change_since_all_sessions_were_open() -> None:
    """Changes made while others still opened have their CPU left out, so they are left out too."""
    told = Told(changes=[Look(1, 0.1), Look(5, 0.1), Look(6, 0.1)], server_seconds=0.5, metered_at=4)
    assert told.cpu_per_change == 0.25
    assert math.isnan(Told(changes=[Look(1, 0.1)]).cpu_per_change)


def test_what_was_found_is_kept_as_json_that_every_reader_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """JSON has no infinity; a part measured alone leaves the others' figures."""
    monkeypatch.setattr(figures, "BUILD", tmp_path)
    figures.keep("x", {"many": {"p95": [math.inf, 1.0]}})
    path = figures.keep("x", {"cpu": math.nan})
    assert json.loads(path.read_text()) == {"many": {"p95": [None, 1.0]}, "cpu": None}


def test_a_part_that_is_none_is_told_before_anything_is_measured() -> None:
    """A misspelt name must not end an hour's measurement halfway, nor leave a part out unseen."""
    read = figures.some_of({"cpu": 1, "many": 2})
    assert read("many,cpu") == ["many", "cpu"]
    with pytest.raises(argparse.ArgumentTypeError, match="there is no mani"):
        read("cpu,mani")


EXPECTED = Expected(first=7, claims=714, informed={("", ""): 100, ("01", ""): 4, ("02", ""): 5}, added=["01", "02", "01"])


@pytest.mark.parametrize(
    ("look", "well"),
    [
        (Look(0, 1, generation=7, claims=714, informed=100), True),
        (Look(0, 1, generation=9, claims=716, informed=102), True),
        (Look(0, 1, generation=9, claims=716, informed=101), False),
        (Look(0, 1, generation=9, claims=715, informed=102), False),
        (Look(0, 1, generation=10, claims=717, informed=6, region="01"), True),
        (Look(0, 1, generation=10, claims=717, informed=5, region="01"), False),
    ],
)
def test_a_page_is_held_against_what_its_version_holds(look: Look, well: bool) -> None:
    """The foot of one version over the cells of another is a mixed page."""
    assert (EXPECTED.judge(look) == "") is well


def test_new_data_is_seen_when_the_first_page_shows_it_and_old_when_someone_asked_later() -> None:
    """Both are told from the moment of publishing; a version that nobody asked after is not judged, one never shown is."""
    looks = [Look(10, 1, generation=7), Look(13, 1, generation=7), Look(14, 1, generation=8)]
    assert seen_after({8: 12.0}, looks) == [3.0]
    assert old_after({8: 12.0}, looks) == 1.0
    assert old_after({8: 15.0}, looks) == 0.0
    assert seen_after({8: 12.0, 9: 20.0}, looks) == [3.0]
    assert seen_after({9: 13.0}, looks) == [math.inf]


@pytest.mark.parametrize(
    ("faults", "held"),
    [
        (["", ""], [True, True, True]),
        (["alert: away", ""], [True, True, True]),
        (["", "alert: away"], [True, True, False]),
        (["alert: away; versions 1, 2 on one page", ""], [False, True, True]),
        (["asked for region 05, drawn 06", ""], [False, True, True]),
    ],
)
def test_a_server_that_fails_is_held_against_what_its_readers_met(faults: list[str], held: list[bool]) -> None:
    """A notice is no wrong page while the server is away; one long after it is back is told, and so is a long wait."""
    told = Told(changes=[Look(at, 0.2, fault=fault) for at, fault in zip((100.0, 120.0), faults, strict=True)])
    trial = Trial("away", 60, [], {})
    assert [goal.held for goal in trial.judge(told, 110.0)] == held
    assert not trial.judge(Told(opens=[Look(100.0, 5.5)]), 110.0)[1].held


def test_a_drawn_board_tells_its_regions_version_and_claims() -> None:
    """The marks are those of the page itself, escaped as on the wire or plain."""
    for words in (board("01", "02"), board("01", "02", foot="Aineiston versio 7 · Väitteitä 714, lähteitä 185")):
        drawn = drawn_in(words.encode())
        assert (drawn.regions, drawn.generation, drawn.claims, drawn.faults) == ({"01", "02"}, 7, 714, [])


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("", "no board"),
        (board(), "no board"),
        (board("01", foot="x"), "no foot that names the version and the claims"),
        (board("01", foot="Aineiston versio 6") + board("01"), "versions 6, 7 on one page"),
    ],
)
def test_what_lacks_on_a_board_is_a_fault(words: str, fault: str) -> None:
    """Each mark is needed, and one page has one version."""
    assert fault in drawn_in(words.encode()).faults


@pytest.mark.parametrize(
    ("choice", "codes", "well"),
    [
        (Choice("03"), ["03"], True),
        (Choice("03"), ["04"], False),
        (Choice("03"), ["03", "04"], False),
        (Choice(), REGIONS, True),
        (Choice(), ["03"], False),
    ],
)
def test_a_board_of_other_regions_than_asked_is_a_fault(choice: Choice, codes: list[str], well: bool) -> None:
    """An old board that still stands is no answer to a change."""
    assert (judged(drawn_in(board(*codes).encode()), choice) == "") is well


def test_a_message_kept_stands_for_itself_and_is_forgotten_after_two_runs() -> None:
    """The server sends only the name of what the browser still has."""
    talk = Conversation("http://127.0.0.1:1/")
    talk.rerun()
    first = drawing(board("03"))
    heard(talk, first, over())
    talk.rerun()
    heard(talk, ForwardMsg(ref_hash=first.hash), over())
    assert talk.drawn().regions == {"03"}
    for _ in range(3):
        last = talk.rerun()
    assert list(BackMsg.FromString(last).rerun_script.cached_message_hashes) == []
    with pytest.raises(KeyError, match="was not kept"):
        heard(talk, ForwardMsg(ref_hash=first.hash))


def test_a_run_that_begins_anew_counts_only_what_it_draws_at_last() -> None:
    """A script that asks for a rerun is not over, and what it drew before does not stand."""
    talk = Conversation("http://127.0.0.1:1/")
    talk.rerun()
    assert not heard(talk, drawing(board("01")), over(ForwardMsg.FINISHED_EARLY_FOR_RERUN))
    assert heard(talk, drawing(board("02")), over())
    assert talk.drawn().regions == {"02"}


def test_each_reader_chooses_something_new_each_time_and_the_same_in_every_round() -> None:
    """Two servers are compared on the same choices, and a choice that changes nothing measures nothing."""
    plan = Plan("ours", ["http://127.0.0.1:1"], 2, REGIONS)
    first, again, other = choices(plan, 0), choices(plan, 0), choices(plan, 1)
    made = [next(first) for _ in range(200)]
    assert made == [next(again) for _ in range(200)]
    assert made != [next(other) for _ in range(200)]
    assert all(one != following for one, following in pairwise(made))
    unmet = choices(replace(plan, unmet=True), 0)
    assert len({next(unmet) for _ in range(200)}) > 190
    assert {(one.region is None, one.day is None) for one in made} == {(True, False), (True, True), (False, True), (False, False)}


OPENED = [named_page("p1"), drawing(board(*REGIONS)), over()]
CHOICE, ADDRESS = Choice("03", "2025-06-30"), "paiva=2025-06-30&alue=03"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (OPENED, ""),
        ([alert("Tietoja ei voi näyttää"), over()], "alert: Tietoja ei voi näyttää"),
        ([drawing(board(*REGIONS)), alert("Tietoja ei voi näyttää"), over()], "alert: Tietoja ei voi näyttää"),
        ([drawing(board(*REGIONS)), over(ForwardMsg.FINISHED_WITH_COMPILE_ERROR)], "FINISHED_WITH_COMPILE_ERROR"),
        ([over()], "no board"),
        ([], "ConnectionClosed"),
    ],
)
def test_the_driver_tells_an_error_page_as_an_error(answer: list[ForwardMsg], fault: str) -> None:
    """A server that answers with a fault, with an empty page, or hangs up is never counted as fast."""
    told = asyncio.run(_opened(Served([answer])))
    assert len(told.opens) == 1
    assert fault in told.opens[0].fault
    assert bool(told.opens[0].fault) is bool(fault)
    assert math.isinf(told.seconds("opens")[0]) is bool(fault)


@pytest.mark.parametrize(
    ("status", "words", "fault"),
    [
        (200, board("03"), ""),
        (200, board("04"), "asked for region 03, drawn 04"),
        (200, board(*REGIONS), "asked for region 03, drawn 01, 02"),
        (200, "", "no board"),
        (200, board("03", foot="Aineiston versio 6") + board("03"), "versions 6, 7 on one page"),
        (404, board("03"), "answered 404"),
        (500, board("03"), "answered 500"),
    ],
)
def test_a_choice_fetches_the_board_of_its_address(status: int, words: str, fault: str) -> None:
    """No message goes over the websocket, and what is fetched is looked at as what a run draws is."""
    served = Served([OPENED], status, words)
    look = asyncio.run(_changed(served, CHOICE))[0]
    assert served.fetched == [f"/nakyma/tilanne?{ADDRESS}"]
    assert len(served.runs) == 1
    assert (look.region, look.day) == ("03", "2025-06-30")
    assert fault in look.fault
    assert bool(look.fault) is bool(fault)


def test_what_is_as_usual_is_not_in_the_address() -> None:
    """Today and all regions are what the address shows without a word."""
    served = Served([OPENED], 200, board(*REGIONS))
    looks = asyncio.run(_changed(served, Choice(None, "2025-06-30"), Choice()))
    assert served.fetched == ["/nakyma/tilanne?paiva=2025-06-30", "/nakyma/tilanne"]
    assert [look.fault for look in looks] == ["", ""]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [([drawing(board("03")), over()], ""), ([alert("Palvelin ei vastaa"), over()], "alert: Palvelin ei vastaa")],
)
def test_where_nothing_can_be_fetched_streamlit_runs_the_page(answer: list[ForwardMsg], fault: str) -> None:
    """The page leaves it to Streamlit to tell why: a step to the address, the page as it was named, the messages kept, no controls."""
    served = Served([OPENED, answer], 503, board("04"))
    look = asyncio.run(_changed(served, CHOICE))[0]
    assert fault in look.fault
    assert bool(look.fault) is bool(fault)
    opened, moved = (BackMsg.FromString(run).rerun_script for run in served.runs)
    assert (opened.query_string, opened.page_script_hash, opened.is_history_navigation) == ("", "", False)
    assert (moved.query_string, moved.page_script_hash, moved.is_history_navigation) == (ADDRESS, "p1", True)
    assert list(moved.cached_message_hashes) == [OPENED[1].hash]
    assert not moved.widget_states.widgets


@pytest.mark.parametrize("status", [200, 503, 500])
def test_what_is_rested_on_is_fetched_ahead_and_told_so(status: int) -> None:
    """Whatever is answered: the press would ask anew."""
    served = Served([OPENED], status, board("03"))

    async def rested() -> None:
        async with served.served() as url:
            await StreamlitReader(url).rest(CHOICE)
            await StreamlitReader("http://127.0.0.1:9").rest(CHOICE)

    asyncio.run(rested())
    assert served.fetched == [f"ahead /nakyma/tilanne?{ADDRESS}"]


def test_readers_rest_on_a_choice_that_they_do_not_make_for_every_two_that_they_make(monkeypatch: pytest.MonkeyPatch) -> None:
    """So what is fetched in vain is in the server's CPU, and in nobody's wait."""
    made: list[str] = []

    class Noting:
        def __init__(self, url: str) -> None:
            assert url

        async def open(self) -> Look:
            return Look(0, 0)

        async def change(self, choice: Choice) -> Look:
            made.append("change")
            return Look(0, 0, region=choice.region or "")

        async def rest(self, choice: Choice) -> None:
            assert choice
            made.append("rest")

        async def close(self) -> None:
            made.append("close")

    monkeypatch.setitem(READERS, "ours", Noting)
    told = asyncio.run(crowd(Plan("ours", ["http://here"], 1, REGIONS, every=0.01, lasting=0.1)))
    assert made[:6] == ["change", "change", "rest", "change", "change", "rest"]
    assert len(told.changes) == made.count("change")


class Served:
    """A server that says what it is told to: so many *answers* to runs, the last of which may be empty: then it hangs up; one to all fetches.

    `runs` and `fetched` are what it was asked.
    """

    def __init__(self, answers: list[list[ForwardMsg]], status: int = 200, words: str = "") -> None:
        self.answers, self.status, self.body = answers, status, gzip.compress(words.encode())
        self.runs: list[bytes] = []
        self.fetched: list[str] = []

    async def talk(self, socket: ServerConnection) -> None:
        """Answer the runs."""
        for answer in self.answers:
            asked = await socket.recv()
            assert isinstance(asked, bytes)
            self.runs.append(asked)
            for message in answer:
                await socket.send(message.SerializeToString())
        if self.answers[-1]:
            await socket.wait_closed()

    def document(self, socket: ServerConnection, request: Request) -> Response | None:
        """Answer what is no websocket."""
        if request.path.endswith("/stream"):
            return None
        if not request.path.startswith("/nakyma/"):
            return socket.respond(HTTPStatus.OK, "page")
        self.fetched.append(("ahead " if request.headers.get("Purpose") == "prefetch" else "") + request.path)
        headers = Headers({"Content-Encoding": "gzip", "Content-Length": str(len(self.body)), "Connection": "close"})
        return Response(self.status, "", headers, self.body)

    @asynccontextmanager
    async def served(self) -> AsyncIterator[str]:
        """Serve, and give the address."""
        port = free_port()
        async with serve(self.talk, "127.0.0.1", port, process_request=self.document, subprotocols=["streamlit"], max_size=None):
            yield f"http://127.0.0.1:{port}"


async def _opened(served: Served) -> Told:
    async with served.served() as url:
        return await crowd(Plan("ours", [url], 1, REGIONS))


async def _changed(served: Served, *made: Choice) -> list[Look]:
    async with served.served() as url:
        reader = StreamlitReader(url)
        assert not (await reader.open()).fault
        looks = [await reader.change(choice) for choice in made]
        await reader.close()
    return looks
