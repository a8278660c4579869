"""The tools of measurement: they count right, speak as a browser does, and never take an error page for a fast one."""

import argparse
import asyncio
import gzip
import json
import math
from collections.abc import Callable
from dataclasses import replace
from http import HTTPStatus
from itertools import pairwise
from pathlib import Path

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.server import ServerConnection, serve
from websockets.http11 import Request, Response

from tests.bench import figures
from tests.bench.driver import Plan, Told, choices, crowd
from tests.bench.figures import Goal, quantile, ratio, spread
from tests.bench.protocol import Conversation, drawn_in
from tests.bench.publishing import Expected, old_after, seen_after
from tests.bench.readers import Choice, Look, judged
from tests.support.servers import free_port

REGIONS = [(f"{code:02d}", f"Alue {code}") for code in range(1, 23)]
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


def control(key: str, values: list[str]) -> ForwardMsg:
    """The message that draws a choice of many, set by the server."""
    message = ForwardMsg()
    widget = message.delta.new_element.multiselect
    widget.id, widget.set_value = f"$$ID-0f-{key}", True
    widget.raw_values.extend(values)
    return message


def day_control() -> ForwardMsg:
    """The message that draws the choice of a day."""
    message = ForwardMsg()
    widget = message.delta.new_element.date_input
    widget.id, widget.set_value = "$$ID-0f-w_on", True
    widget.value.append("2026-11-24")
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
        (Choice(("03", "Alue 3")), ["03"], True),
        (Choice(("03", "Alue 3")), ["04"], False),
        (Choice(("03", "Alue 3")), ["03", "04"], False),
        (Choice(), [code for code, _ in REGIONS], True),
        (Choice(), ["03"], False),
    ],
)
def test_a_board_of_other_regions_than_asked_is_a_fault(choice: Choice, codes: list[str], well: bool) -> None:
    """An old board that still stands is no answer to a change."""
    assert (judged(drawn_in(board(*codes).encode()), choice) == "") is well


def test_a_change_is_sent_as_a_browser_sends_it() -> None:
    """The controls that stand open by their labels, the address, the page, the messages kept; closed ones only once used."""
    talk = Conversation("http://127.0.0.1:1/")
    talk.rerun()
    page = ForwardMsg()
    page.navigation.page_script_hash = "p1"
    address = ForwardMsg()
    address.page_info_changed.query_string = "alue=03"
    assert heard(talk, control("w_regions", []), day_control(), page, address, drawing(board("03")), over())
    sent = BackMsg.FromString(talk.rerun({"w_regions": ["Alue 3"]})).rerun_script
    assert {(one.id, *one.string_array_value.data) for one in sent.widget_states.widgets} == {("$$ID-0f-w_regions", "Alue 3")}
    assert (sent.query_string, sent.page_script_hash, len(sent.cached_message_hashes)) == ("alue=03", "p1", 1)
    sent = BackMsg.FromString(talk.rerun({"w_on": ["2025-06-30"]})).rerun_script
    assert {one.id for one in sent.widget_states.widgets} == {"$$ID-0f-w_regions", "$$ID-0f-w_on"}
    with pytest.raises(KeyError, match="no control w_gone"):
        talk.rerun({"w_gone": []})


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


ALL = [code for code, _ in REGIONS]
PAGE = [control("w_regions", []), day_control()]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        ([drawing(board(*ALL)), over()], ""),
        ([alert("Tietoja ei voi näyttää"), over()], "alert: Tietoja ei voi näyttää"),
        ([drawing(board(*ALL)), alert("Tietoja ei voi näyttää"), over()], "alert: Tietoja ei voi näyttää"),
        ([drawing(board(*ALL)), over(ForwardMsg.FINISHED_WITH_COMPILE_ERROR)], "FINISHED_WITH_COMPILE_ERROR"),
        ([over()], "no board"),
        ([], "ConnectionClosed"),
    ],
)
def test_the_driver_tells_an_error_page_as_an_error(answer: list[ForwardMsg], fault: str) -> None:
    """A server that answers with a fault, with an empty page, or hangs up is never counted as fast."""
    told = asyncio.run(_read(lambda: answer))
    assert len(told.opens) == 1
    assert fault in told.opens[0].fault
    assert bool(told.opens[0].fault) is bool(fault)
    assert math.isinf(told.seconds("opens")[0]) is bool(fault)


async def _read(answer: Callable[[], list[ForwardMsg]]) -> Told:
    """Let one reader open the board of a server that says what it is told to."""

    async def talk(socket: ServerConnection) -> None:
        await socket.recv()
        for message in [*PAGE, *answer()]:
            await socket.send(message.SerializeToString())
        if answer():
            await socket.wait_closed()

    def document(socket: ServerConnection, request: Request) -> Response | None:
        return None if request.path.endswith("/stream") else socket.respond(HTTPStatus.OK, "page")

    port = free_port()
    async with serve(talk, "127.0.0.1", port, process_request=document, subprotocols=["streamlit"], max_size=None):
        return await crowd(Plan("ours", [f"http://127.0.0.1:{port}"], 1, REGIONS))
