"""A pack as one HTML file: opens without a network, filters by region, asks nobody anything."""

import base64
import hashlib
from dataclasses import replace
from html import escape
from pathlib import Path

from tilannekuva.exports.pack import Pack, Part
from tilannekuva.exports.safe import plain
from tilannekuva.figures.elements import Child, Element, el
from tilannekuva.figures.native import native_bars
from tilannekuva.figures.style import stylesheet
from tilannekuva.figures.table import table_element
from tilannekuva.texts import text

SCRIPT = Path(__file__).with_name("page.js")
VOID = {"br", "input"}
PREVIEW_ROWS = 5


def page(pack: Pack) -> bytes:
    """Return the pack as a web page in one file, light or dark by the reader's setting for print always light."""
    stamp, words = pack.stamp, pack.stamp.language
    script = SCRIPT.read_text(encoding="utf-8")
    allowed = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    body = el(
        "main",
        el("h1", stamp.title),
        el("dl", [el("div", el("dt", name), el("dd", value)) for name, value in stamp.lines()]),
        _filter(pack, words),
        [_part(part, words) for part in pack.parts],
        el("p", stamp.foot(), class_="foot"),
        class_="canvas",
        data_theme="light",
    )
    head = (
        f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="referrer" content="no-referrer">'
        f"<title>{escape(plain(stamp.title))}</title><style>{_style()}</style>"
    )
    return f'<!doctype html><html lang="{words}"><head>{head}</head><body>{markup(body)}<script>{script}</script></body></html>'.encode()


def markup(node: Child) -> str:
    """Return an element as HTML; its words and attributes are escaped, so that they stay words."""
    if node is None:
        return ""
    if isinstance(node, str):
        return escape(plain(node), quote=False)
    attributes = "".join(f' {name}="{escape(plain(value))}"' for name, value in node["a"].items())
    inner = "".join(markup(child) for child in node["c"])
    return f"<{node['t']}{attributes}>" if node["t"] in VOID else f"<{node['t']}{attributes}>{inner}</{node['t']}>"


def _style() -> str:
    rules = "body{margin:0}main.canvas{max-width:1120px;margin:0 auto;padding:24px 16px 48px}"
    return (
        rules
        + "section{margin-top:32px}@media print{.filter{display:none}section{break-inside:auto}thead{display:table-header-group}}"
        + stylesheet()
    )


def _filter(pack: Pack, language: str) -> Element | None:
    """The choice of a region, for whatever tables name one."""
    frames = [table.frame for part in pack.parts for table in part.tables if {"region_code", "region"} <= set(table.frame.columns)]
    named: dict[str, str] = {}
    for frame in frames:
        named |= dict(zip(frame["region_code"], frame["region"], strict=True))
    if len(named) < 2:
        return None
    options = [
        el("option", text("filter.area_placeholder", language), value=""),
        *(el("option", name, value=code) for code, name in sorted(named.items())),
    ]
    label = el("label", text("filter.region", language), " ", el("select", options, id="region"))
    return el("p", label, " ", el("span", class_="note", id="shown", aria_live="polite"), class_="filter")


def preview(pack: Pack, language: str) -> list[Element]:
    """Return the pack as sheets to look through before it is made: long tables are cut, and say so (in *language*)."""
    sheets = []
    for place, part in enumerate(pack.parts, 1):
        cut = replace(part, tables=tuple(replace(table, frame=table.frame.head(PREVIEW_ROWS)) for table in part.tables))
        left = sum(max(0, len(table.frame) - PREVIEW_ROWS) for table in part.tables)
        more = el("p", text("pack.more_rows", language, n=left), class_="note") if left else None
        name = text(f"pack.section_{part.key}", language)
        sheets.append(
            el("div", el("p", f"{place}. {name}", class_="note"), _part(cut, pack.stamp.language), more, class_="sheet", lang=pack.stamp.language)
        )
    return sheets


def _part(part: Part, language: str) -> Element:
    tables = []
    for table in part.tables:
        heading = el("h3", table.title) if table.title != part.title else None
        tables.append(el("div", heading, native_bars(table, language), table_element(table, language, live=False)))
    sources = el("ul", [el("li", source) for source in part.sources], class_="list") if part.sources else None
    listed = el("details", el("summary", text("pack.sources", language)), sources) if sources else None
    return el("section", el("h2", part.title), [el("p", sentence) for sentence in part.lead], tables, listed)
