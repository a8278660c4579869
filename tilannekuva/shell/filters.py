"""The shared choices on top of every page, kept in the address and over pages: the address wins when it has changed by itself.

Drawn by the navigation script before the page, so that they outlive a change of page.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from tilannekuva.shell.choices import own_parameters, settle_own
from tilannekuva.shell.data import Named
from tilannekuva.shell.pages import OWN_NAMES, PageFile
from tilannekuva.texts import LANGUAGES, text
from tilannekuva.view import FIRST_DAY, LAST_DAY, Allowed, View, view_of

KEYS = {
    "language": "w_language",
    "on": "w_on",
    "known": "w_known",
    "regions": "w_regions",
    "collab_area": "w_area",
    "workstreams": "w_tracks",
}
PLACES = ("regions", "collab_area")
"""The choices of regions: on a page about one region the address names that region, and these are kept as they were."""
REGION = "region"
"""Where the session keeps the region of the pages about one."""


def asked() -> dict[str, list[str]]:
    """Return what the address asks for, by name."""
    return {name: st.query_params.get_all(name) for name in st.query_params}


def settle(allowed: Allowed, today: date, file: PageFile) -> None:
    """Bring the controls in line with the address: on the first run, and whenever the address changed by itself."""
    state, address = st.session_state, asked()
    if state.get("address") == (file.file, address):
        return
    view = view_of(address, allowed, today)
    for name, key in KEYS.items():
        if not file.one_region or name not in PLACES or key not in state:
            value = getattr(View(today) if file.one_region and name in PLACES else view, name)
            state[key] = list(value) if isinstance(value, tuple) else value
    if file.one_region and view.regions:
        state[REGION] = view.regions[0]
    settle_own(address, OWN_NAMES)
    state["address"] = (file.file, address)


def chosen(today: date) -> View:
    """Return the view that the controls give."""
    state = st.session_state
    return View(
        today=today, language=state[KEYS["language"]] or "fi", on=state[KEYS["on"]] or today, known=state[KEYS["known"]] or today,
        regions=tuple(state[KEYS["regions"]]), collab_area=state[KEYS["collab_area"]], workstreams=tuple(state[KEYS["workstreams"]]),
    )  # fmt: skip


def seen_on(file: PageFile, view: View) -> View:
    """Return the view with which the menu opens a page: one about one region at the region seen there last, if the choices leave it."""
    if not file.one_region:
        return view
    held = st.session_state.get(REGION)
    region = held if held and (not view.regions or held in view.regions) else next(iter(view.regions), None)
    return replace(view, regions=(region,) if region else (), collab_area=None)


def opened_on(file: PageFile, view: View, frame: Callable[..., pd.DataFrame]) -> View:
    """Return the view of a page that is open: one about one region has that region alone, by default the first that is left."""
    if not file.one_region:
        return view
    regions = frame("regions", view.language)
    left = [code for code in regions["region_code"] if code in view.places(regions)]
    region = st.session_state.setdefault(REGION, (left or list(regions["region_code"]))[0])
    return replace(view, regions=(region,), collab_area=None)


def publish(view: View, file: PageFile) -> None:
    """Write the view, and the page's own choices, into the address."""
    parameters = {**view.parameters(), **own_parameters(file.own)}
    if parameters != asked():
        st.query_params.from_dict(parameters)
    st.session_state["address"] = (file.file, parameters)


def _clear(one_region: bool) -> None:
    st.session_state[KEYS["workstreams"]] = []
    if not one_region:
        st.session_state[KEYS["regions"]] = []
        st.session_state[KEYS["collab_area"]] = None


def draw_language(language: str) -> None:
    """Draw the choice of language."""
    st.segmented_control(
        text("lang.label", language), LANGUAGES, key=KEYS["language"], required=True, label_visibility="collapsed",
        format_func=lambda code: text(f"lang.{code}", code),
    )  # fmt: skip


def draw_filters(view: View, named: Named, one_region: bool) -> None:
    """Draw the region, and the further choices in a popover; a page about one region chooses one."""
    language = view.language
    names = named.regions
    with st.container(horizontal=True, vertical_alignment="bottom", key="filters"):
        if one_region:
            _one_region(names, view)
        else:
            st.multiselect(
                text("filter.area", language), list(names), key=KEYS["regions"], format_func=lambda code: names[code],
                placeholder=text("filter.area_placeholder", language), select_all=False,
            )  # fmt: skip
        count = view.narrowed - bool(view.regions) + (view.on != view.today) + (view.known != view.today)
        label = text("filter.more_n", language, n=count) if count else text("filter.more", language)
        with st.popover(label, key="more"):
            _further(view, named, one_region)
        if view.narrowed > one_region:
            st.button(text("filter.clear", language), on_click=_clear, args=(one_region,), type="tertiary")


def _one_region(names: Mapping[str, str], view: View) -> None:
    def choose() -> None:
        st.session_state[REGION] = st.session_state["w_region"]

    st.session_state["w_region"] = view.regions[0]
    st.selectbox(text("filter.region", view.language), list(names), key="w_region", format_func=lambda code: names[code], on_change=choose)


def _further(view: View, named: Named, one_region: bool) -> None:
    language, areas, tracks = view.language, named.areas, named.tracks
    if not one_region:
        st.selectbox(
            text("filter.collab_area", language), sorted(areas), key=KEYS["collab_area"], index=None, format_func=lambda code: areas[code],
            placeholder=text("filter.collab_area_placeholder", language),
        )  # fmt: skip
    st.multiselect(
        text("filter.track", language), list(tracks), key=KEYS["workstreams"], format_func=lambda code: tracks[code],
        placeholder=text("filter.track_placeholder", language), select_all=False,
    )  # fmt: skip
    limits: dict[str, Any] = {"min_value": FIRST_DAY, "max_value": LAST_DAY, "format": "DD.MM.YYYY"}
    st.date_input(text("filter.as_of", language), key=KEYS["on"], **limits)
    st.date_input(text("filter.known", language), key=KEYS["known"], help=text("filter.known_help", language), **limits)


def keep_controls() -> None:
    """Keep the values of controls that this run does not draw: Streamlit forgets a control that is not drawn."""
    for key in KEYS.values():
        if key in st.session_state:
            st.session_state[key] = st.session_state[key]
