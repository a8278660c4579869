"""Sources and what each says, and contradictions side by side."""

from collections.abc import Callable, Hashable, Mapping
from typing import Any
from urllib.parse import urlsplit

import pandas as pd

from tilannekuva.figures.elements import Element, el, link
from tilannekuva.figures.evidence import claim_card
from tilannekuva.figures.table import Column, Table, table_element
from tilannekuva.figures.when import when
from tilannekuva.texts import text

SourceRow = Mapping[Hashable, Any]


def choice_label(language: str) -> str:
    """Return the label of the list from which a source is chosen."""
    return text("sources.choose", language)


def choice_words(sources: pd.DataFrame, language: str) -> Callable[[str], str]:
    """Return what names a source in one line, by its id: publisher, title, when; the empty id is no choice."""
    named = {row["source_id"]: _line(row, language) for row in sources.to_dict("records")}
    return lambda source_id: named.get(source_id) or text("sources.choose_none", language)


def _line(source: SourceRow, language: str) -> str:
    published = when(source["published"], language)
    return f"{source['publisher']}: {source['title']}" + (f" ({published})" if published else "")


def source_table(sources: pd.DataFrame, language: str) -> Table:
    """Return the sources; the title chooses the source, the address opens it."""
    sites = [urlsplit(url).netloc.removeprefix("www.") if isinstance(url, str) else None for url in sources["url"]]
    shown = sources.assign(
        press="own:lahde=" + sources["source_id"], site=sites, kind_name=[text(f"source_kind.{kind}", language) for kind in sources["kind"]]
    )
    columns = (
        Column("title", text("source.label", language)),
        Column("publisher", text("evidence.publisher", language)),
        Column("kind_name", text("sources.column_kind", language)),
        Column("published", text("sources.column_published", language), "when"),
        Column("claims", text("sources.column_claims", language), "number"),
        Column("site", text("sources.column_link", language), "link"),
    )
    title = text("sources.title", language, sources=len(sources), claims=int(sources["claims"].sum()))
    return Table("lahteet", title, shown, columns)


def source_panel(chosen: pd.DataFrame, claims: Table, language: str) -> Element:
    """Draw one source, the only row of *chosen*, with its claims; a claim opens its evidence."""
    source = chosen.to_dict("records")[0]
    facts = [
        ("evidence.publisher", source["publisher"]),
        ("sources.column_kind", text(f"source_kind.{source['kind']}", language)),
        ("sources.column_published", _published(source, language)),
        ("source.label", source["source_id"]),
    ]
    return el(
        "section",
        el("h3", str(source["title"]), lang=source["language"]),
        el("dl", [el("div", el("dt", text(key, language)), el("dd", value)) for key, value in facts if value]),
        el("p", link(source["url"], text("source.document", language), hint=text("a11y.opens_new_tab", language)))
        if source["url"]
        else el("p", text("evidence.no_link", language), class_="note"),
        table_element(claims, language),
        class_="claim",
        data_arrive=source["source_id"],
        tabindex="-1",
    )


def _published(source: SourceRow, language: str) -> str:
    words = when(source["published"], language)
    inferred = source["published_basis"] == "inferred"
    return text("sources.inferred", language, when=words) if inferred and words else words


def claim_table(claims: pd.DataFrame, language: str) -> Table:
    """Return the claims of a source."""
    shown = claims.assign(press="claim:" + claims["claim_id"])
    columns = (
        Column("title", text("sources.column_claim", language)),
        Column("scope_name", text("board.region_column", language)),
        Column("workstream", text("board.choose_track", language)),
        Column("stage", text("filter.stage", language), "stage"),
        Column("valid", text("evidence.valid", language), "when"),
        Column("claim_id", text("sources.column_id", language)),
    )
    return Table("lahteen-vaitteet", text("sources.claims_title", language, n=len(claims)), shown, columns)


def contradiction_table(claims: pd.DataFrame, language: str) -> Table:
    """Return the claims that contradict each other, a row a claim, both of a pair one after the other (`read.evidence.contradictions`)."""
    places = {pair: place for place, pair in enumerate(dict.fromkeys(claims["pair"]), 1)}
    shown = claims.assign(press="claim:" + claims["claim_id"], place=[places[pair] for pair in claims["pair"]])
    columns = (
        Column("title", text("sources.column_claim", language)),
        Column("place", text("sources.column_pair", language), "number"),
        Column("scope_name", text("board.region_column", language)),
        Column("workstream", text("board.choose_track", language)),
        Column("stage", text("filter.stage", language), "stage"),
        Column("valid", text("evidence.valid", language), "when"),
        Column("source_title", text("source.label", language), "link"),
        Column("claim_id", text("sources.column_id", language)),
    )
    return Table("ristiriidat", text("sources.contradictions_title", language, n=len(places)), shown, columns)


def contradictions_part(table: Table, language: str) -> Element:
    """Draw each pair of the table of contradictions side by side."""
    heading, claims = el("h3", table.title), table.frame
    if claims.empty:
        return el("section", heading, el("p", text("sources.no_contradictions", language), class_="note"))
    return el("section", heading, [_pair(pair, language) for _, pair in claims.groupby("pair", sort=True)])


def _pair(pair: pd.DataFrame, language: str) -> Element:
    records = pair.to_dict("records")
    place = text("board.item", language, region=records[0]["scope_name"], track=records[0]["workstream"])
    sides = [el("div", claim_card(record, language), _open_button(record["claim_id"], language)) for record in records]
    return el("section", el("h4", place), el("div", sides, class_="side"))


def _open_button(claim_id: str, language: str) -> Element:
    return el("button", text("sources.open_claim", language, id=claim_id), type="button", class_="action", data_press=f"claim:{claim_id}")
