"""The changes as a text to take along: short sentences, region by region, with a button that copies them."""

from datetime import date

import pandas as pd

from tilannekuva.change import CLASSES, Clock
from tilannekuva.figures.changes import RESTATED, Row, basis_words, finding_words, state_words
from tilannekuva.figures.elements import Element, el
from tilannekuva.texts import day, text


def brief_lines(changes: pd.DataFrame, language: str) -> list[tuple[str, list[str]]]:
    """Return every region with a change, in the official order, and a few short sentences of each of its changes."""
    moved = changes[changes["change"] != "unchanged"]
    order = {name: place for place, name in enumerate(CLASSES)}
    moved = moved.assign(place=moved["change"].map(order)).sort_values(["region_order", "place", "workstream_order"])
    return [
        (str(region), [sentence(row, language) for row in rows.to_dict("records")])
        for (_, region), rows in moved.groupby(["region_order", "region"], sort=True)
    ]


def sentence(row: Row, language: str) -> str:
    """Return one change as short sentences: what, from where to where, who says so and when it was told."""
    change = row["change"]
    unfollowed = change == "ended" and not row["after_alive"]
    start = "start" if row["restated"] and change in RESTATED else "before"
    said = text(
        "changes.brief_unfollowed" if unfollowed else f"changes.brief_{change}", language, track=row["workstream"],
        before=state_words(row, start, language), after=state_words(row, "after", language),
    )  # fmt: skip
    if not isinstance(row["claim_id"], str):
        return said
    return f"{said} {text('changes.brief_source', language, source=row['source_title'], on=day(row['known_on'], language))}"


def heading_brief(language: str) -> str:
    """Return the heading of the brief."""
    return text("changes.heading_brief", language)


def brief(changes: pd.DataFrame, since: Clock, now: Clock, at_once: bool, today: date, language: str, screen: str) -> Element:
    """Return the brief in *language* with its copy button in the language of the *screen*."""
    paragraphs = [
        el("div", el("h4", region), [el("p", said) for said in sentences], class_="brief-region")
        for region, sentences in brief_lines(changes, language)
    ]
    ends = (basis_words(changes, since, now, at_once, language), text("changes.brief_from", language, title=text("app.title", language)))
    words = el(
        "div", el("p", el("strong", finding_words(changes, since, now, today, language))), paragraphs, [el("p", said) for said in ends],
        class_="brief", lang=language, data_copy_name="brief", tabindex="0", role="region", aria_label=text("changes.heading_brief", screen),
    )  # fmt: skip
    return el("div", copy_button("brief", text("changes.brief_copy", screen), screen), words)


def copy_button(name: str, words: str, language: str) -> Element:
    """Return a button that copies the text of the element with this `data-copy-name`, and tells aloud whether it did."""
    button = el(
        "button", words, type="button", class_="action", data_copy=name, data_copy_done=text("copy.done", language),
        data_copy_failed=text("copy.failed", language),
    )  # fmt: skip
    return el("p", button, " ", el("span", role="status", aria_live="polite", class_="note"))


def visit_line(page: str, today: date, language: str) -> Element:
    """Return the line that offers the day of the last visit; the browser alone keeps it (shell/canvas), for each page by name."""
    months = "|".join(text(f"date.month_{month}", language) for month in range(1, 13))
    return el(
        "p", text("changes.first_visit", language), class_="note", data_visit=page, data_visit_today=today.isoformat(),
        data_visit_words=text("changes.since_visit", language, day="{day}"), data_visit_press="own:jakso=oma&vertaa={iso}",
        data_visit_day=text("date.day", language, day="{day}", month="{month}", year="{year}"), data_visit_months=months,
    )  # fmt: skip
