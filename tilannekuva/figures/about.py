"""What the service says of itself: glossary, open data, licences, privacy, accessibility, version."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pandas as pd

from tilannekuva.figures.elements import Element, el, link
from tilannekuva.figures.table import Column, Table, table_element
from tilannekuva.texts import LANGUAGES, day, sort_key, text

OPEN_FILES = ("board.csv", "claims.csv", "regions.csv", "sources.csv", "datapackage.json", "README.md")
"""What stands under /api/, in the order of the list."""
GAPS = ("keyboard", "words", "language", "sources")
"""The known gaps of accessibility, by the last part of their text key."""
REFERENCES = ("statfin", "thl", "geofi", "own")


def folded(heading_key: str, language: str, *body: Element | None) -> Element:
    """Return a part of the page folded under its heading, a text key."""
    return el("details", el("summary", el("h3", text(heading_key, language))), *body)


def prose(keys: Sequence[str], language: str) -> Element:
    """Return a paragraph for each text key."""
    return el("div", [el("p", text(key, language)) for key in keys])


def glossary(terms: pd.DataFrame, language: str) -> Element:
    """Draw the terms in three languages, a folded table for each category, the reader's language first."""
    return el(
        "div",
        el("p", text("about.glossary_note", language), class_="note"),
        [_category(str(category), found, language) for category, found in terms.groupby("category", sort=True)],
    )


def _category(category: str, terms: pd.DataFrame, language: str) -> Element:
    table = term_table(category, terms, language)
    return el("details", el("summary", table.title), table_element(table, language, under_title=True))


def term_list(terms: pd.DataFrame, language: str) -> Table:
    """Return the whole glossary as one table, with the category of each term."""
    named = terms.assign(category_name=[text(f"term_category.{category}", language) for category in terms["category"]])
    table = term_table("", named, language)
    columns = (*table.columns, Column("category_name", text("about.column_category", language)))
    return replace(table, name="sanasto", title=text("about.heading_glossary", language), columns=columns)


def term_table(category: str, terms: pd.DataFrame, language: str) -> Table:
    """Return the terms of one category, in the order of the reader's language."""
    order = [language, *(other for other in LANGUAGES if other != language)]
    shown = terms.assign(status_name=[text(f"term_status.{status}", language) for status in terms["status"]])
    shown = shown.sort_values(language, key=lambda names: names.map(sort_key))
    columns = tuple(Column(code, text(f"lang.{code}", code), lang=code) for code in order)
    title = text("about.terms_of", language, category=text(f"term_category.{category}", language), n=len(terms)) if category else ""
    return Table(f"sanasto-{category}", title, shown, (*columns, Column("status_name", text("about.column_status", language))))


def open_data(parameters: Mapping[str, Sequence[str]], language: str) -> Element:
    """List the open files with what each holds; their addresses carry the choices of the page."""
    asked = urlencode(parameters, doseq=True)
    query = f"?{asked}" if asked else ""
    items = [
        el("div", el("dt", el("a", name, href=f"/api/{name}{query}")), el("dd", text(f"open_data.about_{name.split('.')[0].lower()}", language)))
        for name in OPEN_FILES
    ]
    return el("div", el("p", text("open_data.note", language)), el("dl", items))


def licences(generation: int, on: Any, language: str) -> Element:
    """Say what the data may be used for, how to name it, and where its reference data come from."""
    cite = text("about.cite", language, n=generation, on=day(on, language))
    return el(
        "div",
        prose(("about.licence", "about.licence_quotes"), language),
        el("p", text("about.cite_label", language), " ", el("strong", cite)),
        el("ul", [el("li", text(f"about.reference_{key}", language)) for key in REFERENCES]),
    )


def accessibility(contact: str | None, language: str) -> Element:
    """Return the accessibility statement; *contact* is where the keeper takes feedback, if the keeper has said so."""
    return el(
        "div",
        prose(("about.access_what", "about.access_status", "about.access_how"), language),
        el("h4", text("about.access_gaps", language)),
        el("ul", [el("li", text(f"about.gap_{gap}", language)) for gap in GAPS]),
        el("h4", text("about.access_feedback", language)),
        el("p", _feedback(contact, language)),
        el(
            "p",
            text("about.access_supervision", language),
            " ",
            link(text("about.access_site", language), text("about.access_site_name", language), hint=text("a11y.opens_new_tab", language)),
        ),
    )


def _feedback(contact: str | None, language: str) -> str:
    if contact is None:
        return text("about.access_no_contact", language)
    return text("about.access_contact", language, contact=contact)


def version(load: Mapping[Any, Any], program: str, language: str) -> Element:
    """Tell which program and which generation of the data are shown."""
    facts = [
        ("sources.column_program", program),
        ("about.version_generation", str(load["load_no"])),
        ("sources.column_loaded", text("about.version_loaded", language, on=str(load["loaded_at"])[:10], time=str(load["loaded_at"])[11:16])),
        ("about.version_schema", str(load["schema_version"])),
        ("sources.column_content", str(load["content_hash"])),
    ]
    return el("dl", [el("div", el("dt", text(key, language)), el("dd", value, class_="code")) for key, value in facts])
