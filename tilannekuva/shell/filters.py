"""The shared choices of every page: the address is the view, and what must outlive a change of page is kept in the session."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import parse_qs, urlencode, urlsplit

import pandas as pd
import streamlit as st

from tilannekuva.shell.choices import settle_own
from tilannekuva.shell.look import MOVED, own_choices, parameters_of
from tilannekuva.shell.pages import OWN_NAMES, PAGES, PageFile
from tilannekuva.view import PARAMETERS, Allowed, View, view_of

PLACES = "places"
"""Where the session keeps the choice of regions and collaboration area: on a page about one region the address names that region instead."""
REGION = "region"
"""Where the session keeps the region of the pages about one."""
AROUND = "paikat"
"""Name of these for the fetch of a page about one region (shell/fetched.py), as they would stand in an address."""
LEFT = "edellinen"
"""Name in the address for that of the page before, where the reader has made choices there of which no run has heard (canvas/address.js)."""
LONGEST, MOST = 400, 100
"""As long, in characters, and as many may what an address says of one name be; it becomes part of what drawings are kept by."""
Asked = Mapping[str, Sequence[str]]


def asked() -> dict[str, list[str]]:
    """Return what the address asks for in this run, by name; to be called at its start, once."""
    moved: dict[str, list[str]] | None = st.session_state.pop(MOVED, None)
    return {name: st.query_params.get_all(name) for name in st.query_params} if moved is None else moved


def heard(asked: Asked) -> dict[str, list[str]]:
    """Return what an address may say: of the names that there are, and no more than a reader's choices need."""
    known = {name: [value for value in asked.get(name, ())[:MOST] if len(value) <= LONGEST] for name in (*PARAMETERS, *OWN_NAMES)}
    return {name: values for name, values in known.items() if values}


def settle(asked: Asked, allowed: Allowed, today: date, file: PageFile) -> View:
    """Return the view that the address gives, with the regions chosen on other pages where this one is about one region."""
    state, address = st.session_state, heard(asked)
    for left in asked.get(LEFT, ()):
        path = urlsplit(left).path.strip("/")
        before = next((page for page in PAGES[1:] if page.address == path), PAGES[0])
        _keep(view_of(parse_qs(urlsplit(left).query), allowed, today), before)
    view = view_of(address, allowed, today)
    _keep(view, file)
    if state.get("address") != (file.file, address):
        settle_own(address, OWN_NAMES)
        state["address"] = (file.file, address)
    if not file.one_region:
        return view
    regions, area = state.get(PLACES, ((), None))
    return replace(view, regions=regions, collab_area=area)


def _keep(view: View, file: PageFile) -> None:
    if not file.one_region:
        st.session_state[PLACES] = (view.regions, view.collab_area)
    elif view.regions:
        st.session_state[REGION] = view.regions[0]


def places_of(view: View) -> str:
    """Return the choice of regions and collaboration area as it stands in an address."""
    return urlencode({name: values for name, values in view.parameters().items() if name in ("alue", "yta")}, doseq=True)


def of_region(view: View, region: str | None) -> View:
    """Return the view of a page about one region."""
    return replace(view, regions=(region,) if region else (), collab_area=None)


def seen_on(file: PageFile, view: View, held: str | None) -> View:
    """Return the view with which the menu opens a page: one about one region at the region *held*, if the choices leave it."""
    if not file.one_region:
        return view
    region = held if held and (not view.regions or held in view.regions) else next(iter(view.regions), None)
    return of_region(view, region)


def opened_on(file: PageFile, view: View, frame: Callable[..., pd.DataFrame]) -> View:
    """Return the view of a page that is open: one about one region has that region alone, by default the first that is left."""
    if not file.one_region:
        return view
    regions = frame("regions", view.language)
    left = [code for code in regions["region_code"] if code in view.places(regions)]
    region = st.session_state.setdefault(REGION, (left or list(regions["region_code"]))[0])
    return of_region(view, region)


def publish(asked: Asked, view: View, file: PageFile) -> None:
    """Write the view, and the page's own choices, into the address, where it asks for something else."""
    own = own_choices()
    parameters = parameters_of(view, {name: own[name] for name in file.own if name in own})
    if parameters != asked:
        st.query_params.from_dict(parameters)
    st.session_state["address"] = (file.file, parameters)
