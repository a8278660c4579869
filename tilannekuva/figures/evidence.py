"""The evidence of a cell: what decides it, in whose words, since when; the frames of `read.evidence` in, elements out."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from tilannekuva.figures.cell import step_words
from tilannekuva.figures.elements import Element, el, link, stage_badge
from tilannekuva.figures.when import when
from tilannekuva.texts import day, text

Claim = Mapping[Hashable, Any]
GROUPS = (
    ("deciding", ("deciding",)),
    ("others", ("candidate", "background")),
    ("planned", ("planned",)),
    ("group", ("group",)),
    ("superseded", ("superseded",)),
)
"""The headings of the evidence and the roles under each."""
HASH_SHOWN = 12


def evidence_panel(heading: str, stage: str, stage_words: str, claims: pd.DataFrame, history: pd.DataFrame, language: str) -> Element:
    """Draw a heading, the stage, and the claims by what they do; the deciding claim open, the rest folded."""
    parts: list[Element] = [el("p", stage_badge(stage, stage_words), class_="now")]
    if not (claims["role"] == "deciding").any():
        parts.append(el("p", text(f"evidence.{silence(claims)}", language)))
    for name, roles in GROUPS:
        found = claims[claims["role"].isin(roles)]
        if not len(found):
            continue
        listed = [claim_card(record, language) for record in found.to_dict("records")]
        if name == "deciding":
            parts.append(el("section", el("h3", text("evidence.deciding", language)), listed))
        else:
            parts.append(el("details", el("summary", text(f"evidence.{name}", language, n=len(found))), listed))
    if len(history) > 1:
        parts.append(el("details", el("summary", text("evidence.history", language, n=len(history))), _history(history, language)))
    return el("div", el("h2", heading), parts, class_="evidence")


def silence(claims: pd.DataFrame) -> str:
    """Return why a cell has no stage: none = no claim at all, none_own = claims on groups alone, none_stage = claims that tell no stage."""
    if claims.empty:
        return "none"
    return "none_own" if (claims["role"] == "group").all() else "none_stage"


def claim_panel(claims: pd.DataFrame, language: str) -> Element:
    """Draw the frame of `read.claim_evidence`: the claim first, then those that it is tied to."""
    records = claims.to_dict("records")
    place = " · ".join(str(records[0][name]) for name in ("scope_name", "workstream") if records[0][name])
    tied = [claim_card(record, language) for record in records[1:]]
    further = el("details", el("summary", text("evidence.others", language, n=len(tied))), tied) if tied else None
    return el("div", el("h2", place), claim_card(records[0], language), further, class_="evidence")


def claim_card(claim: Claim, language: str) -> Element:
    """Draw one claim: what it says, its sentence, its source, its days and who says so by role."""
    step = step_words(claim) if claim.get("step") else None
    facts = [
        ("evidence.step", step),
        ("evidence.valid", when(claim["valid"], language)),
        ("evidence.reported", when(claim["reported"], language)),
        ("evidence.known_on", day(claim["known_on"], language)),
        ("evidence.recorded", day(claim["recorded_on"], language) if pd.notna(claim["recorded_on"]) else None),
        ("evidence.certainty", _named("certainty", claim["certainty"], language)),
        ("evidence.who", claim["actor_role"]),
        ("evidence.publisher", claim["publisher"]),
        ("evidence.place", text("evidence.place_value", language, file=claim["file"], row=claim["row"])),
        ("evidence.load", _load(claim, language)),
    ]
    source = link(claim["url"], claim["source_title"], hint=text("a11y.opens_new_tab", language), lang=claim["source_language"])
    return el(
        "article",
        el("h4", claim["title"]),
        el("blockquote", f"”{claim['quote']}”", lang=claim["source_language"]),
        el("p", el("strong", f"{text('source.label', language)}: "), source, class_="source"),
        None if claim["url"] else el("p", text("evidence.no_link", language), class_="note"),
        el("dl", [el("div", el("dt", text(key, language)), el("dd", str(value))) for key, value in facts if value]),
        el("p", text(f"confidence.{claim['confidence']}", language), class_="note") if claim["confidence"] != "high" else None,
        class_="claim",
    )


def _load(claim: Claim, language: str) -> str | None:
    """Return the load that brought the row in and the start of its file's hash; the whole hash stands on Lähteet ja laatu."""
    if not claim.get("file_sha256"):
        return None
    return text("evidence.load_value", language, n=claim["load_no"], sha256=claim["file_sha256"][:HASH_SHOWN])


def _named(stem: str, code: str | None, language: str) -> str | None:
    return text(f"{stem}.{code}", language) if code else None


def _history(history: pd.DataFrame, language: str) -> Element:
    return el(
        "ol",
        [
            el("li", el("time", day(row.from_on, language)), " ", stage_badge(row.stage, row.stage_name), f" {row.title}")
            for row in history.itertuples()
        ],
        class_="history",
    )
