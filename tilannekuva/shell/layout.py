"""What every page shares: its head, its foot, its states, and opening the evidence of a cell."""

import logging
import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from tilannekuva.figures.elements import Element, el, link
from tilannekuva.figures.evidence import claim_panel, evidence_panel
from tilannekuva.figures.timeline import milestone_panel
from tilannekuva.shell import ahead, away, look
from tilannekuva.shell.canvas import canvas, dialog, packed
from tilannekuva.shell.data import current_generation, frame
from tilannekuva.shell.kept import TURNS, Kept
from tilannekuva.shell.look import open_page
from tilannekuva.shell.pages import FOLDER, PAGES
from tilannekuva.store.engine import open_reading
from tilannekuva.store.errors import StoreEmpty, StoreFault, StoreSlow, StoreUnreachable
from tilannekuva.texts import day, text
from tilannekuva.view import View

LOG = logging.getLogger("tilannekuva")
DRAWINGS: Kept[bytes] = Kept(32_000_000, len, turns=TURNS)
"""Packed drawings of all pages: some two thousand boards."""


def show(key: str, *tree: Element | None) -> None:
    """Draw element trees, and do what a press in them asks: open the evidence of a cell, or a region's page."""
    follow(canvas(key, packed(tree, open_page().language)))


def show_kept(key: str, draw: Callable[[], Sequence[Element | None]]) -> None:
    """Draw the element trees that *draw* returns, as `show` does; drawn once for all readers who look at the same.

    What it draws may hang on the generation, the view and the pages' own choices, and on nothing else. It is the whole page (`PageFile.whole`).
    """
    view, generation = open_page(), look.generation()

    def drawn() -> bytes:
        # A newer version may have come while this reader waited for a turn: what nobody needs any more holds up what all wait for.
        if current_generation() > generation:
            look.draw_anew()
        return packed(draw(), view.language, at=look.at())

    drawing = DRAWINGS.get((open_reading().address, generation, key, view, tuple(sorted(look.own_choices().items()))), drawn)
    if page := look.fetched():
        page.drawn[key] = drawing
        return
    ahead.keep(st.session_state["opened"], drawing)
    follow(canvas(key, drawing))


def follow(pressed: str | None) -> None:
    """Do what a press asks: `cell:21.grant_model`, `cell:21.hyte_negotiation.2023` and `claim:S0-045` open evidence,
    `milestone:T16` a national milestone, `region:21` the region's page, `day:V@R` the board of a day.
    A press `own:lahde=tl-yle`, which makes choices of the page's own, moves the page by itself (canvas/address.js).

    A cell of another day than the page's names its days: `cell:21.grant_model@2023-06-30@2023-12-31` (V, R).
    """
    kind, _, place = (pressed or "").partition(":")
    if kind == "cell":
        cell, *given = place.split("@")
        open_evidence(*cell.split("."), days=tuple(date.fromisoformat(one) for one in given))
    elif kind == "claim":
        open_claim(place)
    elif kind == "milestone":
        open_milestone(place)
    elif kind == "region":
        _go_to_region(place)
    elif kind == "day":
        _go_to_day(*place.split("@"))


def _go_to_region(region_code: str) -> None:
    st.switch_page(FOLDER / PAGES[1].file, query_params={**open_page().parameters(), "alue": [region_code]})


def _go_to_day(on: str, known: str) -> None:
    st.switch_page(FOLDER / PAGES[0].file, query_params={**open_page().parameters(), "paiva": [on], "tiedossa": [known]})


def open_evidence(region_code: str, workstream_code: str, cycle: str | None = None, *, days: tuple[date, ...] = ()) -> None:
    """Open the evidence of a cell, or of one year of it, in a dialog, by default of the page's days.

    A place that is no cell of the day is passed over.
    """
    view = open_page()
    on, known = (*days, *(view.on, view.known)[len(days) :])
    asked = (on, known, view.language)
    cells = frame("board", *asked) if cycle is None else frame("year_cells", workstream_code, *asked)
    found = cells[(cells["region_code"] == region_code) & (cells["workstream_code"] == workstream_code)]
    found = found if cycle is None else found[found["cycle"] == cycle]
    if found.empty:
        return
    cell = found.iloc[0]
    claims = frame("evidence", region_code, workstream_code, *asked, *(() if cycle is None else (cycle,)))
    history = frame("history", region_code, workstream_code, known, view.language)
    history = history[history["from_on"] <= pd.Timestamp(on)]
    history = history if cycle is None else history[history["cycle"] == cycle]
    words = text(
        "evidence.now" if known == view.known else "evidence.now_known", view.language, on=day(on, view.language), known=day(known, view.language)
    )
    heading = text("evidence.heading", view.language, region=cell["region"], track=cell["workstream"])
    heading = heading if cycle is None else text("evidence.heading_year", view.language, heading=heading, year=cycle)
    dialog("evidence", evidence_panel(heading, cell["stage"], f"{words}: {cell['stage_name']}", claims, history, view.language), view.language)


def open_claim(claim_id: str) -> None:
    """Open one claim in a dialog, with what it replaces and what replaces it; an id that is none is passed over."""
    view = open_page()
    claims = frame("claim", claim_id, view.known, view.language)
    if not claims.empty:
        dialog("claim", claim_panel(claims, view.language), view.language)


def open_milestone(code: str) -> None:
    """Open a national milestone in a dialog; a code that is none is passed over."""
    view = open_page()
    found = frame("milestones", view.known, view.language)
    for milestone in found[found["code"] == code].to_dict("records"):
        source = link(milestone["url"], milestone["source_title"], hint=text("a11y.opens_new_tab", view.language))
        dialog("milestone", milestone_panel(milestone, source, view.language), view.language)


def foot(view: View, age: pd.DataFrame) -> Element:
    """Return the foot of a page: the days, the newest entry, the version of the data."""
    newest = age.iloc[0]
    status = text("view.status", view.language, on=day(view.on, view.language))
    if view.known != view.today:
        status = text("view.status_known", view.language, on=day(view.on, view.language), known=day(view.known, view.language))
    updated = f"{text('source.updated', view.language)} {day(newest['latest_recorded_on'], view.language)}"
    version = text("view.generation", view.language, n=newest["generation"])
    return el(
        "p",
        " · ".join((status, updated, version, text("app.counts", view.language, claims=newest["claims"], sources=newest["sources"]))),
        class_="foot",
    )


def words(key: str) -> str:
    """Return a text in the language of the page."""
    return text(key, open_page().language)


def day_name() -> str:
    """Return what the line on the day shown is called: today, or the day."""
    view = open_page()
    return text("time.today", view.language) if view.on == view.today else day(view.on, view.language)


def section(heading_key: str, body: Element) -> Element:
    """Return a part of a page under its heading, a text key."""
    return el("section", el("h3", text(heading_key, open_page().language)), body)


def nothing_left() -> Element:
    """Return what a page says when the choices leave nothing, and what to do."""
    language = open_page().language
    return el("p", el("strong", text("state.empty", language)), ". ", text("state.empty_hint", language))


def tell_fault(fault: Exception, language: str) -> None:
    """Tell that the data cannot be shown and what to do; the log has the cause under the same id."""
    if isinstance(fault, StoreEmpty):
        st.info(f"**{text('state.no_store', language)}.** {text('state.no_store_hint', language, command='`python -m etl load`')}")
        return
    if isinstance(fault, StoreUnreachable | StoreSlow):
        LOG.error("%s", fault)
        away.tell(language)
        return
    told: dict[str, Any] = {"id": uuid.uuid4().hex[:8]}
    LOG.error("fault %s: %s", told["id"], fault, exc_info=None if isinstance(fault, StoreFault) else fault)
    st.error(f"**{text('state.error', language)}.** {text('state.error_hint', language, **told)}")
    st.button(text("state.retry", language))
