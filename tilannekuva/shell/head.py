"""The head of every page: its name, the language, and the choices that all pages share, as one drawing of our own.

A choice moves the page to the address that names it (canvas/address.js): controls of Streamlit's would each cost messages and time of every run.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from tilannekuva import texts
from tilannekuva.figures.elements import Element, el
from tilannekuva.shell.canvas import packed
from tilannekuva.shell.data import Named, named_of
from tilannekuva.shell.kept import Kept
from tilannekuva.shell.pages import PageFile
from tilannekuva.store.engine import open_reading
from tilannekuva.texts import LANGUAGES, text
from tilannekuva.view import FIRST_DAY, LAST_DAY, View

HEADS: Kept[bytes] = Kept(8_000_000, len)
"""Packed heads: some four thousand."""


def tab_of(file: PageFile, language: str) -> str:
    """Return what the browser's tab says of a page: its name and the product's."""
    return text("app.tab", language, page=text(file.title_key, language), title=text("app.title", language))


def head_of(file: PageFile, view: View, generation: int, at: str, around: str) -> bytes:
    """Return the head of a page packed, as it stands at the parameters *at* of its address.  Raises the store's faults.

    *around* are the places chosen on other pages (`filters.places_of`), for a page about one region.
    """
    names = named_of(generation, view.language)
    key = (open_reading().address, generation, file, view, at, around)
    return HEADS.get(key, lambda: packed([_head(file, view, names, around)], view.language, at=at))


def _head(file: PageFile, view: View, names: Named, around: str) -> Element:
    language = view.language
    languages = [
        el("button", text(f"lang.{code}", code), type="button", lang=code, data_set=f"kieli={code}", aria_pressed=_truth(code == language))
        for code in LANGUAGES
    ]
    where = _region(names.regions, view) if file.one_region else _regions(names.regions, view)
    clear = "" if file.one_region else "alue=&yta="
    chosen = bool(view.workstreams) if file.one_region else view.narrowed
    return el(
        "div",
        el(
            "div",
            el("h1", text(file.title_key, language)),
            el("div", languages, class_="tongues", role="group", aria_label=text("lang.label", language)),
            class_="name",
        ),
        el(
            "div",
            where,
            _more(file, view, names),
            el("button", text("filter.clear", language), type="button", class_="clear", data_set=f"{clear}&asia=".strip("&")) if chosen else None,
            class_="choices",
            role="group",
            aria_label=text("filter.label", language),
        ),
        class_="head",
        data_whole=file.address if file.whole else None,
        data_path=file.path,
        data_around=around if file.one_region else None,
    )


def _region(names: Mapping[str, str], view: View) -> Element:
    return _select(text("filter.region", view.language), "alue", names, view.regions[0])


def _regions(names: Mapping[str, str], view: View) -> Element:
    language = view.language
    told = ", ".join(names[code] for code in view.regions) or text("filter.all", language)
    every = el("button", text("filter.area_placeholder", language), type="button", class_="clear", data_set="alue=")
    return el(
        "details",
        el("summary", el("span", f"{text('filter.area', language)}:", class_="what"), el("span", told, class_="told")),
        el("div", every, _boxes("alue", names, view.regions, text("filter.area", language)), class_="panel", tabindex="-1"),
        class_="choice wide",
        data_choice="alue",
    )


def _more(file: PageFile, view: View, names: Named) -> Element:
    language = view.language
    area = {"": text("filter.collab_area_placeholder", language)} | {code: names.areas[code] for code in sorted(names.areas)}
    areas = _select(text("filter.collab_area", language), "yta", area, view.collab_area or "")
    count = view.narrowed - bool(view.regions) + (view.on != view.today) + (view.known != view.today)
    return el(
        "details",
        el("summary", text("filter.more_n", language, n=count) if count else text("filter.more", language)),
        el(
            "div",
            None if file.one_region else areas,
            _boxes("asia", names.tracks, view.workstreams, text("filter.track", language), shown=True),
            _day("paiva", text("filter.as_of", language), view.on, view),
            _day("tiedossa", text("filter.known", language), view.known, view, text("filter.known_help", language)),
            class_="panel",
            tabindex="-1",
        ),
        class_="choice",
        data_choice="more",
    )


def _select(label: str, name: str, options: Mapping[str, str], chosen: str) -> Element:
    listed = [el("option", words, value=code, selected=_mark(code == chosen)) for code, words in options.items()]
    return el("label", el("span", label), el("select", listed, name=name, aria_label=label), class_="field")


def _boxes(name: str, options: Mapping[str, str], chosen: Sequence[str], label: str, *, shown: bool = False) -> Element:
    boxes = [
        el("label", el("input", type="checkbox", name=name, value=code, checked=_mark(code in chosen)), el("span", words), class_="box")
        for code, words in options.items()
    ]
    legend = el("span", label, class_="what") if shown else None
    return el("div", legend, el("div", boxes, class_="boxes"), role="group", aria_label=label)


def _day(name: str, label: str, given: date, view: View, hint: str | None = None) -> Element:
    """A day is written as people write it, in every language and browser, or picked in the browser's own calendar."""
    language = view.language
    limits = {"min": FIRST_DAY.isoformat(), "max": LAST_DAY.isoformat()}
    shown, pick = f"{given.day}.{given.month}.{given.year}", text("filter.day_pick", language)
    field = {"name": name, "value": shown, "inputmode": "numeric", "autocomplete": "off", "maxlength": 20, "data_today": view.today.isoformat()}
    field["aria_describedby"] = f"wrong-{name}"
    first, last = (texts.day(one, language) for one in (FIRST_DAY, LAST_DAY))
    wrong = {
        "data_wrong": text("filter.day_unclear", language, value="{value}"),
        "data_far": text("filter.day_far", language, first=first, last=last),
        "id": f"wrong-{name}",
    }
    return el(
        "div",
        el("label", el("span", label), el("input", type="text", **field, **limits), class_="field"),
        el(
            "span",
            el("input", type="date", value=given.isoformat(), tabindex=-1, aria_hidden="true", data_day_of=name, **limits),
            el("button", pick, type="button", class_="action", data_calendar=name, aria_label=f"{pick}: {label}"),
            class_="calendar",
        ),
        el("p", class_="note wrong", role="status", **wrong),
        el("p", hint, class_="note") if hint else None,
        class_="day",
    )


def _mark(holds: bool) -> str | None:
    return "" if holds else None


def _truth(holds: bool) -> str:
    return "true" if holds else "false"
