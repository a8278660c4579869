"""The choices on top of a page: each moves the page to its address, at once where the page is fetched, by keyboard and by hand."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, WebSocketRoute, expect

from tests.support.browsing import goto_ready, wait_ready
from tests.support.servers import Server
from tilannekuva.texts import day, text
from tilannekuva.view import FIRST_DAY, LAST_DAY

NewPage = Callable[..., Page]
ROWS = "table.board tbody tr"
DRAWN = ".canvas:has(> h2)"
FITS = "() => { const main = document.querySelector('[data-testid=stMain]'); return main.scrollWidth <= main.clientWidth; }"
PICKED = "(field, day) => { field.value = day; field.dispatchEvent(new Event('change', { bubbles: true })); }"
FOCUS = """() => { let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at.value || at.textContent; }"""


def choice(page: Page, name: str) -> Any:
    """Open a list of choices and return it."""
    opened = page.locator(f"[data-choice={name}]")
    if opened.get_attribute("open") is None:
        opened.locator("summary").click()
    return opened


def sent_by(page: Page) -> list[Any]:
    """Note what the page says over its websocket from its next opening on."""
    frames: list[Any] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: frames.append(frame)))
    return frames


def test_a_board_is_fetched_for_a_choice_and_the_list_stays_open(server: Server, new_page: NewPage) -> None:
    """Streamlit hears nothing of it; the keyboard stays where it was; a step back leads to the choice before."""
    page = new_page()
    frames = sent_by(page)
    goto_ready(page, server.url)
    before = len(frames)
    regions = choice(page, "alue")
    for code, rows in (("21", 1), ("19", 2)):
        regions.locator(f"input[value='{code}']").check()
        expect(page.locator(ROWS)).to_have_count(rows)
        assert page.evaluate(FOCUS) == code
    expect(page).to_have_url(f"{server.url}/?alue=19&alue=21")
    expect(regions.locator("summary")).to_contain_text("Pohjois-Pohjanmaa, Lappi")
    assert regions.get_attribute("open") is not None
    expect(page.get_by_role("link", name="Hyte-neuvottelut")).to_have_attribute("href", "/hyte?alue=19&alue=21")
    assert len(frames) == before
    page.go_back()
    expect(page.locator(ROWS)).to_have_count(1)
    regions.get_by_role("button", name=text("filter.area_placeholder", "fi")).click()
    expect(page.locator(ROWS)).to_have_count(22)
    expect(page).to_have_url(f"{server.url}/")


def test_a_press_after_it_speaks_of_what_is_shown(server: Server, new_page: NewPage) -> None:
    """The evidence of a cell is that of the day fetched, and the board behind it stays."""
    page = goto_ready(new_page(), f"{server.url}/?alue=21")
    field = choice(page, "more").locator("input[name=paiva]")
    field.fill("30.6.2024")
    field.press("Enter")
    expect(page.locator("table.board caption")).to_contain_text("30.6.2024")
    page.keyboard.press("Escape")
    page.locator('table.board [data-press="cell:21.grant_model"]').click()
    expect(page.locator("dialog[open]")).to_contain_text("30.6.2024")
    expect(page.locator("table.board caption")).to_contain_text("30.6.2024")
    expect(page).to_have_url(f"{server.url}/?paiva=2024-06-30&alue=21")


def test_the_session_learns_of_it_when_the_page_is_left(server: Server, new_page: NewPage) -> None:
    """What was chosen on the board is there again after the page of a region, and so is the region; no address names more than its page."""
    page = goto_ready(new_page(), server.url)
    for code in ("21", "19"):
        choice(page, "alue").locator(f"input[value='{code}']").check()
    expect(page.locator(ROWS)).to_have_count(2)
    page.keyboard.press("Escape")
    page.locator('table.board [data-press="region:21"]').click()
    page.wait_for_url("**/alue?alue=21")
    expect(page.get_by_role("heading", level=2)).to_contain_text("Lappi")
    page.get_by_label(text("filter.region", "fi"), exact=True).select_option("19")
    page.wait_for_url("**/alue?alue=19")
    expect(page.get_by_role("heading", level=2)).not_to_contain_text("Lappi")
    page.get_by_role("link", name="Tilanne").click()
    expect(page.locator(ROWS)).to_have_count(2)
    expect(page).to_have_url(f"{server.url}/?alue=19&alue=21")
    page.get_by_role("link", name="Alue", exact=True).click()
    page.wait_for_url("**/alue?alue=19")


BACK: list[tuple[str, Callable[[Page], Any], str, str]] = [
    ("/?", lambda page: choice(page, "alue").locator("input[value='21']").check(), "tbody th", "Itä-Uusimaa"),
    ("/?", lambda page: (choice(page, "more").locator("input[name=paiva]").fill("30.6.2024"), page.keyboard.press("Enter")), "caption", "30.11."),
    ("/?", lambda page: page.get_by_role("button", name="English", exact=True).click(), "h1", "Tilanne"),
    ("/?", lambda page: page.locator("[data-pick=strategy]:visible").first.click(), "figcaption", "Järjestöavustusmalli"),
    ("/alue?alue=21", lambda page: page.get_by_label("Alue", exact=True).select_option("19"), "h2", "Lappi"),
]


@pytest.mark.parametrize(("address", "choose", "place", "words"), BACK, ids=["region", "day", "language", "topic", "one region"])
def test_a_step_back_after_one_choice_leads_to_what_was_there(
    server: Server, new_page: NewPage, address: str, choose: Callable[[Page], Any], place: str, words: str
) -> None:
    """Also where Streamlit's last run has drawn just that: it would leave it as it is, under what was fetched."""
    page = goto_ready(new_page(), server.url + address)
    there = page.locator(place).first.inner_text()
    choose(page)
    expect(page.locator(place).first).not_to_have_text(there)
    page.go_back()
    expect(page.locator(place).first).to_have_text(there)
    page.wait_for_timeout(500)
    expect(page.locator(place).first).to_have_text(there)


@pytest.mark.parametrize("back", [True, False], ids=["back", "taken back"])
def test_the_topic_that_is_told_as_picked_is_the_one_drawn(server: Server, new_page: NewPage, back: bool) -> None:
    """Also where a step back, or a choice, has brought another one than was picked before."""
    page = goto_ready(new_page(), server.url)
    picked, drawn = page.locator("[data-pick][aria-pressed=true]:visible"), page.locator("figcaption").first
    if back:
        page.locator("[data-pick=strategy]:visible").first.click()
    else:
        choice(page, "more").locator("input[value=strategy]").check()
    expect(drawn).to_contain_text("Hyvinvointialuestrategia")
    expect(picked).to_have_attribute("data-pick", "strategy")
    if back:
        page.go_back()
    else:
        choice(page, "more").locator("input[value=strategy]").uncheck()
    expect(drawn).to_contain_text("Järjestöavustusmalli")
    expect(picked).to_have_attribute("data-pick", "grant_model")


@pytest.mark.parametrize("leave", [lambda page: page.get_by_role("link", name="Hyte-neuvottelut").click(), Page.go_back], ids=["press", "back"])
def test_a_choice_made_while_another_page_opens_is_one_of_that_page(server: Server, new_page: NewPage, leave: Callable[[Page], Any]) -> None:
    """The page that was left is not drawn at its address."""
    page, waiting = new_page(), Event()
    kept, far = list[Any](), list[Any]()

    def pass_on(socket: WebSocketRoute) -> None:
        far.append(socket)
        socket.connect_to_server().on_message(lambda told: kept.append(told) if waiting.is_set() else socket.send(told))

    page.route_web_socket("**/_stcore/stream", pass_on)
    goto_ready(page, f"{server.url}/hyte")
    heading = page.locator("h2").first.inner_text()
    page.get_by_role("link", name="Tilanne").click()
    expect(page.locator("h2").first).not_to_have_text(heading)
    wait_ready(page)
    waiting.set()
    leave(page)
    page.wait_for_url("**/hyte")
    page.get_by_role("button", name="Svenska").dispatch_event("click")
    page.wait_for_timeout(500)
    waiting.clear()
    for told in kept:
        far[0].send(told)
    expect(page.locator("h1")).to_have_text("HYTE-förhandlingar")
    expect(page).to_have_url(f"{server.url}/hyte?kieli=sv")
    page.wait_for_timeout(500)
    expect(page.locator("h1")).to_have_text("HYTE-förhandlingar")
    expect(page.locator("h2").first).to_contain_text("HYTE")


@pytest.mark.parametrize("told", ["", "01.09.2024", "2024-09-01"])
def test_the_day_shown_written_once_more_is_shown_as_it_was(server: Server, new_page: NewPage, told: str) -> None:
    """Nothing is drawn anew for it; a field that was emptied asks for today, and what was wrong before is right."""
    page = goto_ready(new_page(), f"{server.url}/?paiva=2024-09-01")
    field = choice(page, "more").locator(f"input[name={'paiva' if told else 'tiedossa'}]")
    shown = field.input_value()
    field.fill("syksy")
    field.press("Enter")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill(told)
    field.press("Enter")
    expect(field).to_have_value(shown)
    expect(field).not_to_have_attribute("aria-invalid", "true")
    expect(page).to_have_url(f"{server.url}/?paiva=2024-09-01")


SAYS = "(one) => one.dataset.pick || one.value"
GIVEN_UP: list[tuple[str, Callable[[Page], Any], Callable[[Page], Any]]] = [
    ("/?alue=21", lambda page: choice(page, "alue").locator("input[value='19']").check(), lambda page: page.locator("[name=alue]:checked")),
    ("/alue?alue=21", lambda page: page.get_by_label("Alue", exact=True).select_option("19"), lambda page: page.locator("[name=alue]")),
    (
        "/?aihe=strategy",
        lambda page: page.locator("[data-pick=grant_call]:visible").click(),
        lambda page: page.locator("[data-pick][aria-pressed=true]:visible"),
    ),
]


@pytest.mark.parametrize("fetched", [True, False], ids=["fetched", "run"])
@pytest.mark.parametrize(("address", "choose", "chosen"), GIVEN_UP, ids=["region", "one region", "topic"])
def test_a_step_back_before_the_answer_takes_the_press_back(
    server: Server, new_page: NewPage, address: str, choose: Callable[[Page], Any], chosen: Callable[[Page], Any], fetched: bool
) -> None:
    """What is shown as chosen is what is drawn: the next choice adds to it. Also where what is drawn was fetched."""
    page = goto_ready(new_page(), server.url + address)
    if fetched:
        page.get_by_role("button", name="Svenska").click()
        expect(page.locator("html")).to_have_attribute("lang", "sv")
        page.get_by_role("button", name="Suomi").click()
        expect(page.locator("html")).to_have_attribute("lang", "fi")
    there = chosen(page).evaluate(SAYS)
    page.route("**/nakyma/**", lambda route: None)
    choose(page)
    page.go_back()
    wait_ready(page)
    page.wait_for_timeout(500)
    assert [one.evaluate(SAYS) for one in chosen(page).all()] == [there]


def test_an_address_that_cannot_be_fetched_is_drawn_though_streamlit_has_just_drawn_it(server: Server, new_page: NewPage) -> None:
    """After a choice that was fetched, all is taken back."""
    page = goto_ready(new_page(), server.url)
    choice(page, "alue").locator("input[value='21']").check()
    expect(page.locator(ROWS)).to_have_count(1)
    page.route("**/nakyma/**", lambda route: route.fulfill(status=503))
    choice(page, "alue").get_by_role("button", name=text("filter.area_placeholder", "fi")).click()
    expect(page.locator(ROWS)).to_have_count(22)


def test_a_press_while_a_choice_is_on_its_way_speaks_of_what_is_drawn(server: Server, new_page: NewPage) -> None:
    """On a slow line there is time for it."""
    page = goto_ready(new_page(), f"{server.url}/?alue=21")
    more = choice(page, "more")
    more.locator("input[name=paiva]").fill("30.6.2024")
    page.keyboard.press("Enter")
    expect(page.locator("table.board caption")).to_contain_text("30.6.2024")
    page.route("**/nakyma/**", lambda route: None)
    more.locator("input[value=strategy]").check()
    page.keyboard.press("Escape")
    page.locator('table.board [data-press="cell:21.grant_model"]').click()
    expect(page.locator("dialog[open]")).to_contain_text("30.6.2024")


def test_a_page_opened_while_a_choice_is_on_its_way_has_it(server: Server, new_page: NewPage) -> None:
    """It waits for the answer: the choice was made before."""
    page, late = goto_ready(new_page(), server.url), list[Any]()
    regions = choice(page, "alue")
    regions.locator("input[value='21']").check()
    expect(page.locator(ROWS)).to_have_count(1)
    page.route("**/nakyma/**", lambda route: late.append(route))
    regions.locator("input[value='19']").check()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Hyte-neuvottelut").click()
    page.wait_for_timeout(200)
    late[0].continue_()
    page.wait_for_url("**/hyte?alue=19&alue=21")
    expect(page.locator("h1")).to_have_text("Hyte-neuvottelut")


def test_what_is_not_answered_is_given_up(server: Server, new_page: NewPage) -> None:
    """After some seconds, in which the page shows that it is not yet what was asked for; Streamlit then draws it."""
    page = goto_ready(new_page(), server.url)
    page.route("**/nakyma/**", lambda route: None)
    choice(page, "alue").locator("input[value='21']").check()
    expect(page.locator(".canvas[aria-busy]")).to_have_count(1)
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(".canvas[aria-busy]")).to_have_count(0)


def test_a_mouse_that_is_pressed_fetches_before_it_is_let_go(server: Server, new_page: NewPage) -> None:
    """Once, and for what is chosen then; let go elsewhere, nothing is chosen."""
    page, asked = goto_ready(new_page(), server.url), list[str]()
    page.on("request", lambda request: asked.append(request.url) if "/nakyma/" in request.url else None)
    box = choice(page, "alue").locator("input[value='21']")
    box.hover()
    page.mouse.down()
    page.wait_for_timeout(300)
    assert asked == [f"{server.url}/nakyma/tilanne?alue=21"]
    assert page.url == f"{server.url}/"
    page.mouse.up()
    expect(page.locator(ROWS)).to_have_count(1)
    assert len(asked) == 1
    choice(page, "alue").locator("input[value='19']").hover()
    page.mouse.down()
    page.mouse.move(1300, 850)
    page.mouse.up()
    page.wait_for_timeout(200)
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page).to_have_url(f"{server.url}/?alue=21")


CHOICES: list[tuple[str, Callable[[Page], Any]]] = [
    ("alue=21", lambda page: choice(page, "alue").locator("input[value='21']").check()),
    ("alue=19&alue=21", lambda page: choice(page, "alue").locator("input[value='19']").check()),
    ("aihe=strategy", lambda page: page.locator("[data-pick=strategy]:visible").first.click()),
    ("paiva=2024-06-30", lambda page: (choice(page, "more").locator("input[name=paiva]").fill("30.6.2024"), page.keyboard.press("Enter"))),
    ("kieli=sv", lambda page: page.get_by_role("button", name="Svenska").click()),
    ("alue=19", lambda page: choice(page, "alue").locator("input[value='21']").uncheck()),
    ("asia=strategy", lambda page: choice(page, "more").locator("input[value=strategy]").check()),
]


def test_choices_draw_what_their_address_opens(server: Server, new_page: NewPage) -> None:
    """To the letter, though what is the same stays where it was: a list that was opened is closed again."""
    page = goto_ready(new_page(), server.url)
    for address, choose in CHOICES:
        page.locator(f"{DRAWN} details:not([open]) summary").first.click()
        choose(page)
        page.wait_for_url(f"**{address}*")
        other = goto_ready(new_page(), page.url)
        expect(page.locator(DRAWN)).to_have_js_property("innerHTML", other.locator(DRAWN).evaluate("(page) => page.innerHTML"))
        other.close()


def test_what_a_choice_leaves_as_it_is_stays_where_it_is(server: Server, new_page: NewPage) -> None:
    """The browser lays out anew what has changed: another region is another row."""
    page = goto_ready(new_page(), f"{server.url}/?alue=21")
    row = page.locator(ROWS).filter(has_text="Lappi")
    row.evaluate("(row) => { row.marked = true; }")
    choice(page, "alue").locator("input[value='19']").check()
    expect(page.locator(ROWS)).to_have_count(2)
    assert row.evaluate("(row) => row.marked")


def test_what_a_choice_has_brought_is_read_aloud(server: Server, new_page: NewPage) -> None:
    """The finding, politely, and not what stood there before."""
    page = goto_ready(new_page(), server.url)
    choice(page, "alue").locator("input[value='21']").check()
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page.locator(".head + [role=status]")).to_have_text(page.locator("h2").first.inner_text())


@pytest.mark.parametrize("answer", ["none", "busy"])
def test_streamlit_draws_what_cannot_be_fetched(server: Server, new_page: NewPage, answer: str) -> None:
    """Without an answer, or where a run has something to tell, such as of a server that is away."""
    page = goto_ready(new_page(), server.url)
    page.route("**/nakyma/**", lambda route: route.abort() if answer == "none" else route.fulfill(status=503))
    choice(page, "alue").locator("input[value='21']").check()
    expect(page.locator(ROWS)).to_have_count(1)
    expect(page).to_have_url(f"{server.url}/?alue=21")


def test_the_last_choice_counts(server: Server, new_page: NewPage) -> None:
    """An answer that comes late, when the reader has gone on, is not drawn."""
    page, late = goto_ready(new_page(), server.url), list[Any]()
    page.route("**/nakyma/tilanne?alue=21", lambda route: late.append(route))
    regions = choice(page, "alue")
    regions.locator("input[value='21']").check()
    regions.locator("input[value='19']").check()
    expect(page.locator(ROWS)).to_have_count(2)
    late[0].continue_()
    page.wait_for_timeout(300)
    expect(page.locator(ROWS)).to_have_count(2)


def test_a_run_for_an_address_that_was_left_is_not_drawn(server: Server, new_page: NewPage) -> None:
    """A run that is slow draws what was asked for before the last choice; the dialog that it opens stands over the new board."""
    page, held, far = new_page(), list[Any](), list[Any]()
    hold = Event()

    def pass_on(socket: WebSocketRoute) -> None:
        far.append(socket)
        socket.connect_to_server().on_message(lambda told: held.append(told) if hold.is_set() else socket.send(told))

    page.route_web_socket("**/_stcore/stream", pass_on)
    goto_ready(page, server.url)
    choice(page, "alue").locator("input[value='21']").check()
    expect(page.locator(ROWS)).to_have_count(1)
    hold.set()
    page.keyboard.press("Escape")
    page.locator('table.board [data-press="cell:21.grant_model"]').click()
    choice(page, "alue").locator("input[value='19']").check()
    expect(page.locator(ROWS)).to_have_count(2)
    while len(held) < 8:
        page.wait_for_timeout(50)
    page.wait_for_timeout(500)
    hold.clear()
    for told in held:
        far[0].send(told)
    expect(page.locator("dialog[open]")).to_be_visible()
    expect(page.locator(ROWS)).to_have_count(2)
    expect(page).to_have_url(f"{server.url}/?alue=19&alue=21")


@pytest.mark.parametrize(
    ("told", "iso"), [("1.9.2024", "2024-09-01"), ("01.09.2024", "2024-09-01"), ("2024-09-01", "2024-09-01"), (" 1. 9. 2024. ", "2024-09-01")]
)
def test_a_day_is_read_as_people_write_it(server: Server, new_page: NewPage, told: str, iso: str) -> None:
    """In every language of the browser; the field then shows it in one way."""
    page = goto_ready(new_page(locale="en-US"), server.url)
    field = choice(page, "more").locator("input[name=paiva]")
    field.fill(told)
    field.press("Enter")
    expect(page).to_have_url(f"{server.url}/?paiva={iso}")
    expect(field).to_have_value("1.9.2024")
    field.fill("")
    field.press("Enter")
    expect(page).to_have_url(f"{server.url}/")


@pytest.mark.parametrize("told", ["31.2.2024", "syksy", "13/9/2024", "1.9.24"])
def test_what_is_no_day_is_told_and_changes_nothing(server: Server, new_page: NewPage, told: str) -> None:
    """Beside the field, to a screen reader too, with what was written and how to write it."""
    page = goto_ready(new_page(), server.url)
    more = choice(page, "more")
    field = more.locator("input[name=paiva]")
    field.fill(told)
    field.press("Enter")
    expect(more.get_by_role("status").first).to_have_text(text("filter.day_unclear", "fi", value=told))
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(more.get_by_role("status").first.inner_text())
    assert page.url == f"{server.url}/"
    field.fill("1.9.2024")
    field.press("Enter")
    expect(more.get_by_role("status").first).to_have_text("")


@pytest.mark.parametrize("told", ["1.1.1999", "1.1.2051"])
def test_a_day_too_far_is_told_with_the_limits(server: Server, new_page: NewPage, told: str) -> None:
    """It is a day, but not one of this product's."""
    page = goto_ready(new_page(), f"{server.url}/?kieli=en")
    more = choice(page, "more")
    more.locator("input[name=paiva]").fill(told)
    page.keyboard.press("Enter")
    limits = {"first": day(FIRST_DAY, "en"), "last": day(LAST_DAY, "en")}
    expect(more.get_by_role("status").first).to_have_text(text("filter.day_far", "en", **limits))
    assert page.url == f"{server.url}/?kieli=en"


def test_what_is_being_written_is_left_alone(server: Server, new_page: NewPage) -> None:
    """An answer that comes meanwhile draws all else anew."""
    page, late = goto_ready(new_page(), server.url), list[Any]()
    page.route("**/nakyma/**", lambda route: late.append(route))
    more = choice(page, "more")
    more.locator("input[value=grant_model]").check()
    field = more.locator("input[name=paiva]")
    field.press_sequentially("x", delay=5)
    field.fill("1.9.20")
    late[0].continue_()
    expect(page.locator("table.board thead th")).to_have_count(2)
    expect(field).to_have_value("1.9.20")


def test_the_browsers_calendar_gives_a_day(server: Server, new_page: NewPage) -> None:
    """It is opened by a button that says so."""
    page = goto_ready(new_page(), server.url)
    more = choice(page, "more")
    expect(more.get_by_role("button", name=text("filter.day_pick", "fi"))).to_have_count(2)
    more.locator("[data-day-of=tiedossa]").evaluate(PICKED, "2025-01-31")
    expect(page).to_have_url(f"{server.url}/?tiedossa=2025-01-31")
    expect(more.locator("input[name=tiedossa]")).to_have_value("31.1.2025")


def test_the_lists_answer_the_keyboard(server: Server, new_page: NewPage) -> None:
    """Enter opens, a letter leads to a name, space chooses, Escape closes and leads back; only one list is open at a time."""
    page = goto_ready(new_page(), server.url)
    page.locator("[data-choice=alue] summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("l")
    page.keyboard.press("l")
    assert page.evaluate(FOCUS) == "21"
    page.keyboard.press("Space")
    expect(page.locator(ROWS)).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator("[data-choice=alue]")).not_to_have_attribute("open", "")
    assert "Lappi" in page.evaluate(FOCUS)
    choice(page, "more")
    choice(page, "alue")
    expect(page.locator("details[data-choice][open]")).to_have_count(1)
    page.locator("[data-choice=alue] .panel").click(position={"x": 500, "y": 8})
    page.keyboard.press("Escape")
    expect(page.locator("details[data-choice][open]")).to_have_count(0)
    choice(page, "alue").locator("input").last.focus()
    page.keyboard.press("Tab")
    expect(page.locator("details[data-choice][open]")).to_have_count(0)
    choice(page, "alue")
    page.locator(".foot").click()
    expect(page.locator("details[data-choice][open]")).to_have_count(0)
    page.get_by_role("button", name=text("filter.clear", "fi")).press("Enter")
    expect(page.locator(ROWS)).to_have_count(22)
    assert "kaikki" in page.evaluate(FOCUS)


@pytest.mark.parametrize("address", ["/vertailu", "/muutokset", "/valmius", "/lahteet"])
def test_choices_of_other_pages_are_drawn_by_streamlit(server: Server, new_page: NewPage, address: str) -> None:
    """Their charts and lists are Streamlit's; the list of choices stays open there too, and all can be taken back."""
    page = goto_ready(new_page(), f"{server.url}{address}")
    words = page.locator("h2").first.inner_text()
    regions = choice(page, "alue")
    regions.locator("input[value='21']").check()
    expect(page).to_have_url(f"{server.url}{address}?alue=21")
    expect(regions.locator("summary")).to_contain_text("Lappi")
    wait_ready(page)
    assert regions.get_attribute("open") is not None
    page.keyboard.press("Escape")
    page.get_by_role("button", name=text("filter.clear", "fi")).click()
    expect(page).to_have_url(f"{server.url}{address}")
    expect(page.locator("h2").first).to_have_text(words)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 720, 390])
def test_open_lists_fit_and_have_no_serious_accessibility_fault(server: Server, new_page: NewPage, width: int, scheme: str) -> None:
    """Nothing is cut off, nothing scrolls sideways."""
    page = goto_ready(new_page(width=width, height=844, color_scheme=scheme), f"{server.url}/?kieli=sv&alue=21&alue=19")
    for name in ("alue", "more"):
        page.keyboard.press("Escape")
        panel = choice(page, name).locator(".panel")
        box = panel.bounding_box()
        assert box
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width
        assert page.evaluate(FITS), "the page scrolls sideways"
        found = [fault for fault in Axe().run(page).response["violations"] if fault["impact"] in ("serious", "critical")]
        assert [(fault["id"], [node["target"] for node in fault["nodes"]][:3]) for fault in found] == []
