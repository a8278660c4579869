"""What a reader is about to choose is fetched before the press: once, for that press alone, and the press never depends on it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.test_choices import DRAWN, FOCUS, ROWS, NewPage, choice, sent_by
from tests.support.browsing import goto_ready
from tests.support.servers import Server

RESTED_MS = 400
"""Longer than a mouse or the keyboard has to rest."""
MARKUP = "(page) => page.innerHTML"
PASSING = """async (boxes) => {
  for (const box of boxes) {
    box.dispatchEvent(new PointerEvent("pointermove", { pointerType: "mouse", bubbles: true }));
    await new Promise((go) => setTimeout(go, 5));
  } }"""
SPARING = "Object.defineProperty(navigator, 'connection', { value: { saveData: true } })"


def asked_by(page: Page) -> list[str]:
    """Note what the page fetches from now on: `ahead` or `chosen`, and the parameters."""
    asked: list[str] = []

    def note(request: Any) -> None:
        if "/nakyma/" in request.url:
            asked.append(f"{'ahead' if request.headers.get('purpose') == 'prefetch' else 'chosen'} {request.url.partition('?')[2]}")

    page.on("request", note)
    return asked


def region(page: Page, code: str) -> Locator:
    """Return the box of a region, in its open list."""
    return choice(page, "alue").locator(f".box:has(input[value='{code}'])")


def rest_on(page: Page, target: Locator) -> None:
    """Let the mouse come to rest there."""
    target.hover()
    page.wait_for_timeout(RESTED_MS)


def type_day(page: Page, words: str) -> None:
    """Write a day, and wait."""
    choice(page, "more").locator("input[name=paiva]").fill(words)
    page.wait_for_timeout(RESTED_MS)


def walk_to(page: Page, code: str) -> None:
    """Lead the keyboard to a region by its first letters, and wait."""
    choice(page, "alue").locator("input").first.focus()
    for _ in range(2):
        page.keyboard.press("l")
    assert page.evaluate(FOCUS) == code
    page.wait_for_timeout(RESTED_MS)


RESTS: list[tuple[str, Callable[[Page], None], str, str]] = [
    ("region", lambda page: rest_on(page, region(page, "21")), "mouse", "alue=21"),
    ("language", lambda page: rest_on(page, page.get_by_role("button", name="Svenska")), "mouse", "kieli=sv"),
    ("topic", lambda page: rest_on(page, page.locator("[data-pick=strategy]:visible").first), "mouse", "aihe=strategy"),
    ("day", lambda page: type_day(page, "30.6.2024"), "Enter", "paiva=2024-06-30"),
    ("keyboard", lambda page: walk_to(page, "21"), "Space", "alue=21"),
]


def press(page: Page, key: str) -> None:
    """Press the mouse where it stands, or a key."""
    if key == "mouse":
        page.mouse.down()
        page.mouse.up()
    else:
        page.keyboard.press(key)


@pytest.mark.parametrize(("rest", "key", "address"), [one[1:] for one in RESTS], ids=[one[0] for one in RESTS])
def test_what_is_rested_on_is_fetched_once_and_drawn_by_the_press(
    server: Server, new_page: NewPage, rest: Callable[[Page], None], key: str, address: str
) -> None:
    """By mouse, by keyboard and by a typed day; the press asks for nothing more, and Streamlit hears nothing."""
    page = new_page()
    frames = sent_by(page)
    goto_ready(page, server.url)
    asked, said, before = asked_by(page), len(frames), page.locator(DRAWN).evaluate(MARKUP)
    rest(page)
    assert asked == [f"ahead {address}"]
    assert page.locator(DRAWN).evaluate(MARKUP) == before
    assert page.url == f"{server.url}/"
    press(page, key)
    page.wait_for_timeout(RESTED_MS)
    assert page.url == f"{server.url}/?{address}"
    assert page.locator(DRAWN).evaluate(MARKUP) != before
    assert asked == [f"ahead {address}"]
    assert len(frames) == said


def test_a_mouse_that_passes_over_many_fetches_for_one_at_most(server: Server, new_page: NewPage) -> None:
    """Where it comes to rest."""
    page = goto_ready(new_page(), server.url)
    asked, boxes = asked_by(page), choice(page, "alue").locator(".box")
    boxes.evaluate_all(PASSING)
    page.wait_for_timeout(RESTED_MS)
    assert asked == [f"ahead alue={boxes.last.locator('input').input_value()}"]


def test_a_mouse_that_goes_on_gives_up_what_is_on_its_way(server: Server, new_page: NewPage) -> None:
    """The next choice is then fetched, and the press on that draws it."""
    page, given_up = goto_ready(new_page(), server.url), list[str]()
    page.on("requestfailed", lambda request: given_up.append(request.url))
    page.route("**/nakyma/tilanne?alue=21", lambda route: None)
    rest_on(page, region(page, "21"))
    assert given_up == []
    with page.expect_event("requestfailed"):
        page.mouse.move(5, 5)
    assert given_up == [f"{server.url}/nakyma/tilanne?alue=21"]
    rest_on(page, region(page, "19"))
    press(page, "mouse")
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page).to_have_url(f"{server.url}/?alue=19")


def test_a_mouse_that_stays_where_it_was_pressed_does_not_fetch_the_way_back(server: Server, new_page: NewPage) -> None:
    """A hand is never quite still; a mouse that comes back to it does."""
    page = goto_ready(new_page(), server.url)
    asked, box = asked_by(page), region(page, "21")
    rest_on(page, box)
    press(page, "mouse")
    expect(page.locator(ROWS)).to_have_count(1)
    at = box.bounding_box()
    assert at
    page.mouse.move(at["x"] + 5, at["y"] + 5)
    page.wait_for_timeout(RESTED_MS)
    assert asked == ["ahead alue=21"]
    page.mouse.move(5, 5)
    rest_on(page, box)
    assert asked == ["ahead alue=21", "ahead "]


def test_what_was_fetched_some_seconds_ago_is_fetched_anew(server: Server, new_page: NewPage) -> None:
    """There may be a newer version."""
    page = goto_ready(new_page(), server.url)
    asked = asked_by(page)
    rest_on(page, region(page, "21"))
    page.wait_for_timeout(3000)
    press(page, "mouse")
    expect(page.locator(ROWS)).to_have_count(1)
    assert asked == ["ahead alue=21", "chosen alue=21"]


def test_what_streamlit_draws_meanwhile_may_be_newer(server: Server, new_page: NewPage) -> None:
    """So what was fetched before is forgotten."""
    page = goto_ready(new_page(), f"{server.url}/?alue=21")
    asked, box = asked_by(page), region(page, "19")
    rest_on(page, box)
    page.locator('table.board [data-press="cell:21.grant_model"]').dispatch_event("click")
    page.locator("dialog[open]").wait_for()
    page.locator("dialog[open] [data-close]").dispatch_event("click")
    box.locator("input").dispatch_event("click")
    expect(page.locator(ROWS)).to_have_count(2)
    assert asked == ["ahead alue=19&alue=21", "chosen alue=19&alue=21"]


def test_a_step_back_forgets_what_was_fetched(server: Server, new_page: NewPage) -> None:
    """The page has moved otherwise."""
    page = goto_ready(new_page(), server.url)
    page.get_by_role("button", name="Svenska").click()
    expect(page.locator("h1")).to_have_text("Läget")
    asked = asked_by(page)
    page.route("**/nakyma/**", lambda route: None)
    rest_on(page, region(page, "21"))
    with page.expect_event("requestfailed") as given_up:
        page.go_back()
    expect(page.locator("h1")).to_have_text("Tilanne")
    assert asked == ["ahead kieli=sv&alue=21"]
    assert given_up.value.url == f"{server.url}/nakyma/tilanne?kieli=sv&alue=21"


def refuse(route: Route) -> None:
    """As a server that is busy does."""
    route.fulfill(status=503)


@pytest.mark.parametrize("answer", [refuse, lambda route: route.abort()], ids=["busy", "none"])
def test_where_nothing_can_be_fetched_ahead_the_press_fetches(server: Server, new_page: NewPage, answer: Callable[[Route], None]) -> None:
    """As soon as the mouse is down; Streamlit is not asked."""
    page = new_page()
    frames = sent_by(page)
    goto_ready(page, server.url)
    asked, said = asked_by(page), len(frames)
    page.route("**/nakyma/**", lambda route: answer(route) if route.request.headers.get("purpose") else route.continue_())
    rest_on(page, region(page, "21"))
    page.mouse.down()
    page.wait_for_timeout(RESTED_MS)
    assert asked == ["ahead alue=21", "chosen alue=21"]
    page.mouse.up()
    expect(page.locator(ROWS)).to_have_count(1)
    assert len(asked) == 2
    assert len(frames) == said


def test_an_early_answer_that_fails_after_the_press_is_asked_for_again(server: Server, new_page: NewPage) -> None:
    """The press had counted on it."""
    page, late = goto_ready(new_page(), server.url), list[Route]()
    asked = asked_by(page)
    page.route("**/nakyma/**", lambda route: late.append(route) if route.request.headers.get("purpose") else route.continue_())
    rest_on(page, region(page, "21"))
    press(page, "mouse")
    late[0].fulfill(status=503)
    expect(page.locator(ROWS)).to_have_count(1)
    assert asked == ["ahead alue=21", "chosen alue=21"]


@pytest.mark.parametrize("words", ["30.6.202", "31.2.2024", "1.1.1999", "30.06.2024"], ids=["unfinished", "no day", "too far", "as shown"])
def test_what_is_no_other_day_is_not_fetched(server: Server, new_page: NewPage, words: str) -> None:
    """Nor is a day that is shown already."""
    page = goto_ready(new_page(), f"{server.url}/?paiva=2024-06-30")
    asked = asked_by(page)
    type_day(page, words)
    assert asked == []


def test_a_reader_who_saves_data_fetches_what_he_chooses(server: Server, new_page: NewPage) -> None:
    """And nothing else."""
    page = new_page()
    page.add_init_script(SPARING)
    goto_ready(page, server.url)
    asked = asked_by(page)
    rest_on(page, region(page, "21"))
    press(page, "mouse")
    expect(page.locator(ROWS)).to_have_count(1)
    assert asked == ["chosen alue=21"]


def test_a_finger_fetches_what_it_has_chosen(server: Server, new_page: NewPage) -> None:
    """Where it is laid, it may be about to scroll."""
    page = goto_ready(new_page(has_touch=True), server.url)
    box, asked = region(page, "21"), asked_by(page)
    box.dispatch_event("pointerdown", {"pointerType": "touch", "button": 0, "bubbles": True})
    box.dispatch_event("pointermove", {"pointerType": "touch", "bubbles": True})
    page.wait_for_timeout(RESTED_MS)
    assert asked == []
    box.tap()
    expect(page.locator(ROWS)).to_have_count(1)
    assert asked == ["chosen alue=21"]


def test_on_pages_that_streamlit_runs_nothing_is_fetched(server: Server, new_page: NewPage) -> None:
    """There is nothing to fetch."""
    page = goto_ready(new_page(), f"{server.url}/vertailu")
    asked = asked_by(page)
    rest_on(page, region(page, "21"))
    type_day(page, "30.6.2024")
    assert asked == []
