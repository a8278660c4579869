"""The controls of the page Kokouspaketti: what the pack consists of, its files, and a pack for every region in one press."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import streamlit as st

from tilannekuva.exhibits.definition import COMPARED_DAYS, SECTIONS, Definition, DefinitionUnfit, from_file
from tilannekuva.exhibits.files import WRITERS, file_name, files, names_of, topics_of
from tilannekuva.exports.slide_template import TemplateUnfit, checked
from tilannekuva.figures.elements import Element, el
from tilannekuva.shell.choices import choose, keep_own, own
from tilannekuva.shell.data import frame, read, read_of
from tilannekuva.shell.jobs import Job, start
from tilannekuva.texts import LANGUAGES, day, text
from tilannekuva.view import FIRST_DAY, View

TYPES = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "html": "text/html",
}  # fmt: skip
SECONDS_BETWEEN_LOOKS = 1.0


def heading(view: View) -> Element:
    """Return what the page offers, for whom and of which day."""
    return el("h2", text("pack.heading", view.language, on=day(view.on, view.language)))


def definition_chosen(view: View) -> tuple[Definition, bytes | None]:
    """Draw the choices of the pack and return its definition, and the template of its slides where one is given."""
    language = view.language
    with st.container(horizontal=True, vertical_alignment="bottom", key="pack_choices"):
        spoken = choose("pkieli", LANGUAGES, text("pack.language", language), lambda code: text(f"lang.{code}", code), default=language)
        compare = _compare(view)
    sections = _sections(language)
    with st.expander(text("pack.own_words", language)):
        told = st.text_area(text("pack.decisions", language), key="pack_decisions", help=text("pack.decisions_help", language), placeholder="")
        template = _template(language)
        given = _definition_file(view)
    if given is not None:
        st.info(text("pack.definition_used", language))
    decisions = tuple(line.strip() for line in told.splitlines() if line.strip())
    made = Definition(view.on, compare, view.known, spoken, _regions(view), view.workstreams, sections, decisions)
    return (given or made), template


def _regions(view: View) -> tuple[str, ...]:
    if view.regions or not view.collab_area:
        return view.regions
    regions = frame("regions", view.language)
    return tuple(regions.loc[regions["collab_area_code"] == view.collab_area, "region_code"])


def _compare(view: View) -> date:
    usual = (view.on - timedelta(days=COMPARED_DAYS)).isoformat()
    held = own("vertaa", usual)
    try:
        st.session_state["w_compare"] = date.fromisoformat(held)
    except ValueError:
        st.session_state["w_compare"] = date.fromisoformat(usual)
    given = st.date_input(
        text("pack.compare", view.language), key="w_compare", min_value=FIRST_DAY, max_value=view.on, format="DD.MM.YYYY",
        on_change=lambda: keep_own("vertaa", st.session_state["w_compare"].isoformat(), usual),
    )  # fmt: skip
    return date.fromisoformat(str(given))


def _sections(language: str) -> tuple[str, ...]:
    """The sections, in the order in which they are chosen."""
    usual = ",".join(SECTIONS)
    held = [name for name in own("osat", usual).split(",") if name in SECTIONS]
    st.session_state["w_sections"] = held or list(SECTIONS)
    chosen = st.multiselect(
        text("pack.sections", language), SECTIONS, key="w_sections", format_func=lambda name: text(f"pack.section_{name}", language),
        help=text("pack.sections_help", language), placeholder=text("pack.sections_none", language), select_all=False,
        on_change=lambda: keep_own("osat", ",".join(st.session_state["w_sections"]), usual),
    )  # fmt: skip
    return tuple(chosen)


def _template(language: str) -> bytes | None:
    """A template of the reader's own, checked; an unfit one is refused with the reason, and the plain one is used."""
    given = st.file_uploader(text("pack.template", language), type="pptx", key="pack_template", help=text("pack.template_help", language))
    if given is None:
        return None
    content = given.getvalue()
    try:
        checked(content)
    except TemplateUnfit as unfit:
        st.error(f"{text('template.refused', language)} {text(f'template.{unfit.code}', language)}")
        return None
    return bytes(content)


def _definition_file(view: View) -> Definition | None:
    given = st.file_uploader(
        text("pack.definition", view.language), type="json", key="pack_definition", help=text("pack.definition_help", view.language)
    )
    if given is None:
        return None
    try:
        regions, topics = (frozenset(codes(read, view.language)) for codes in (names_of, topics_of))
        return replace(from_file(given.getvalue(), view.on, regions, topics), known=view.known)
    except DefinitionUnfit as unfit:
        st.error(text(f"pack.{unfit.code}", view.language))
        return None


def downloads(definition: Definition, template: bytes | None) -> None:
    """Draw a button for each kind of file; a file is made when its button is pressed."""
    language = st.session_state["view"].language
    if not definition.sections:
        st.info(text("pack.sections_none", language))
        return
    ask = partial(read_of, st.session_state["generation"])
    names = names_of(ask, definition.language)
    with st.container(horizontal=True, key="pack_files"):
        for ending in WRITERS:
            st.download_button(
                text(f"pack.get_{ending}", language), data=_made(ask, definition, ending, template), file_name=file_name(definition, names, ending),
                mime=TYPES[ending], key=f"pack_get_{ending}", on_click="ignore",
            )  # fmt: skip
        st.download_button(
            text("pack.get_definition", language), data=definition.as_file(), file_name="kokouspaketti.json", mime="application/json",
            key="pack_get_definition", on_click="ignore", type="tertiary",
        )  # fmt: skip


def _made(ask: Callable[..., object], definition: Definition, ending: str, template: bytes | None) -> Callable[[], bytes]:
    def make() -> bytes:
        return next(content for _, content in files(ask, definition, [ending], template))

    return make


def every_region(definition: Definition, template: bytes | None) -> None:
    """Draw the press that makes a pack for each region, its progress, the way to stop it, and its ZIP when it is done."""
    language = st.session_state["view"].language

    @st.fragment(run_every=SECONDS_BETWEEN_LOOKS if _running() else None)
    def look() -> None:
        job: Job | None = st.session_state.get("pack_job")
        if job is None or job.cancelled:
            if st.button(text("pack.every_region", language), key="pack_every", disabled=not definition.sections):
                total = len(definition.regions or names_of(read, language))
                st.session_state["pack_job"] = start(st.session_state["generation"], definition, template, total)
                st.rerun()
            return
        if job.fault:
            st.error(text("pack.every_failed", language))
        if not job.ended:
            st.progress(job.done / job.total, text("pack.every_progress", language, n=job.done, total=job.total))
            if st.button(text("btn.cancel", language), key="pack_stop"):
                job.cancel()
                st.rerun()
            return
        if job.result is not None:
            st.download_button(
                text("pack.every_get", language, n=job.total), data=job.result, file_name="kokouspaketit.zip", mime="application/zip",
                key="pack_get_every", on_click="ignore",
            )  # fmt: skip
        if st.button(text("pack.every_again", language), key="pack_again", type="tertiary"):
            st.session_state.pop("pack_job")
            st.rerun()
        if st.session_state.pop("pack_was_running", False):
            st.rerun()

    look()
    st.session_state["pack_was_running"] = _running()


def _running() -> bool:
    job: Job | None = st.session_state.get("pack_job")
    return job is not None and not job.ended and not job.cancelled
