"""Steering groups and hyte negotiations as drawn: the finding's numbers, the chart and its twin, signs and words of tiles."""

from datetime import date
from typing import Any

import pandas as pd

from tilannekuva.figures.elements import Element
from tilannekuva.figures.hyte import hyte_finding, tile_table, year_tiles
from tilannekuva.figures.steering import seat_table, steering_finding, strip_chart
from tilannekuva.figures.table import Column, Table, table_element

SPAN = (date(2020, 7, 1), date(2023, 12, 31), date(2026, 11, 24))


def words(element: Element | str) -> str:
    """Return all text of an element."""
    return element if isinstance(element, str) else " ".join(words(child) for child in element["c"])


def every(element: Element | str) -> list[Element]:
    """Return an element and all elements in it."""
    return [] if isinstance(element, str) else [element, *(found for child in element["c"] for found in every(child))]


def events(*rows: tuple[str, str, str, str, bool]) -> pd.DataFrame:
    """Return events of the strip: id, region, day, fate, meeting."""
    frame = pd.DataFrame(rows, columns=["claim_id", "region", "valid", "fate", "meeting"])
    days = pd.to_datetime(frame["valid"])
    return frame.assign(
        on_strip=True, valid_from_on=days, valid_to_on=days, title="Kokous", source_title="Uutiskirje", url=None, region_code=frame["region"]
    )


GROUPS = pd.DataFrame(
    {"region": ["Lappi", "Kainuu"], "region_code": ["21", "20"], "told": [True, True], "met": [True, False], "seated": [True, True]}
)
EVENTS = events(
    ("held", "Lappi", "2020-11-30", "held", True), ("soon", "Lappi", "2020-12-05", "unknown", False), ("plan", "Kainuu", "2021-05-05", "coming", True)
)


def test_the_finding_names_its_numbers() -> None:
    """Met, seated, told and all, each in its place."""
    told = words(steering_finding(GROUPS, "fi"))
    assert told == ("Ohjausryhmän tiedetään kokoontuneen 1 alueella ja järjestöillä on siinä paikka 2 alueella (yhteensä 2). Tieto 2 alueelta.")


def test_the_strip_and_its_twin_have_the_same_points() -> None:
    """Every point is a row of the twin: what it opens, its day and its state; each state has a mark of its own."""
    chart = strip_chart(EVENTS, GROUPS, SPAN, "light", "Tänään", "fi")
    drawn = {(press[0], at, trace.marker.symbol) for trace in chart.figure.data for press, at in zip(trace.customdata, trace.x, strict=True)}
    twin = {(row.press, row.at) for row in chart.table.frame.itertuples()}
    assert {(press, at) for press, at, _ in drawn} == twin
    assert {press: symbol for press, _, symbol in drawn} == {"claim:held": "circle", "claim:soon": "diamond-x-open", "claim:plan": "circle-open"}
    assert len(chart.table.frame) == 3
    assert chart.table.title in chart.alt


def test_marks_of_one_region_that_stand_near_do_not_hide_each_other() -> None:
    """Two events a week apart stand above each other in the row; a lone one stands in its middle."""
    chart = strip_chart(EVENTS, GROUPS, SPAN, "light", "Tänään", "fi")
    heights = {press[0]: y for trace in chart.figure.data for press, y in zip(trace.customdata, trace.y, strict=True)}
    assert abs(heights["claim:held"] - heights["claim:soon"]) > 0.3
    assert heights["claim:plan"] == 0


def test_the_strip_shows_until_when_the_groups_were_followed() -> None:
    """After the end the time is shaded; on a day within it is not, and the line stands on the day."""
    late, within = (strip_chart(EVENTS, GROUPS, (*SPAN[:2], on), "dark", "Tänään", "fi").figure for on in (SPAN[2], date(2021, 6, 1)))
    assert [shape.type for shape in late.layout.shapes] == ["rect", "line"]
    assert [(shape.type, shape.x0) for shape in within.layout.shapes] == [("line", "2021-06-01")]


def test_a_seat_says_whose_it_is_too_and_what_is_planned() -> None:
    """The same person in another group, and a plan with what became of it, stand beside the seat."""
    seats = pd.DataFrame(
        {
            "claim_id": ["a", "b"], "region": ["Lappi", "Kainuu"], "region_code": ["21", "20"], "value": [1, 1], "unit": "cso_representatives",
            "qualifier": "exact", "valid": "2020-12", "title": "Paikka", "source_title": "Uutiskirje", "url": None, "same_as": [("b",), ("a",)],
        }
    )  # fmt: skip
    planned = EVENTS.assign(certainty="planned", related_claim_id=["a", None, None], fate="unknown", title="Aloittaa")
    table = seat_table(seats, planned, 1, 22, "fi")
    assert table.title == "Järjestöpaikkoja on tiedossa 2 ja henkilöitä niillä 1 (alueita 2, yhteensä 22)"
    assert list(table.frame["remark"]) == [
        "Sama henkilö: Kainuu. Aloittaa (suunniteltu, toteutuminen ei tiedossa)",
        "Sama henkilö: Lappi",
    ]


def cells() -> pd.DataFrame:
    """Return the tiles of two regions and two years: held, planned and late, unverified, unknown."""
    base: dict[str, Any] = {"workstream_code": "hyte_negotiation", "next_on": pd.NaT, "next_valid": None, "valid": None, "outcome_unknown": False}
    nothing = {"stage": "no_information", "stage_name": "Ei tietoa", "stage_rank": None, "step": None, "overdue": False, "unverified": False}
    rows = [
        {"region": "Lappi", "region_order": 1, "cycle": "2023", **nothing, "stage": "in_operation", "stage_rank": 4, "step": "Pidetty"},
        {"region": "Lappi", "region_order": 1, "cycle": "2024", **nothing},
        {
            "region": "Kainuu",
            "region_order": 2,
            "cycle": "2023",
            **nothing,
            "stage": "drafted",
            "stage_rank": 2,
            "step": "Suunniteltu",
            "overdue": True,
        },
        {"region": "Kainuu", "region_order": 2, "cycle": "2024", **nothing, "unverified": True},
    ]
    frame = pd.DataFrame([{**base, "region_code": row["region"], "judged": row["cycle"] == "2023", **row} for row in rows])
    return frame.astype({"stage_rank": "Int8"})


def test_the_finding_of_a_year_without_information_names_the_newest_known() -> None:
    """Of 2024 nothing is known; 2023 is told beside it."""
    told = words(hyte_finding(cells(), date(2024, 5, 1), "fi"))
    assert told == (
        "Vuoden 2024 hyte-neuvottelusta on tieto 0 alueelta (yhteensä 2). "
        "Uusin tieto on vuodelta 2023: pidetty 1 alueella, tieto 2 alueelta (yhteensä 2)."
    )


def test_a_tile_has_a_word_a_sign_a_colour_and_its_evidence() -> None:
    """Step in words, class of its colour, marks with their words, and the claims of that year behind it."""
    tiles = [element for element in every(year_tiles(cells(), date(2024, 5, 1), "fi")) if element["a"].get("class", "").startswith("cell")]
    by_press = {tile["a"]["data-press"]: tile for tile in tiles}
    late = by_press["cell:Kainuu.hyte_negotiation.2023"]
    assert late["a"]["class"] == "cell drafted"
    assert late["a"]["aria-label"] == "Kainuu, 2023: Suunniteltu, Myöhässä"
    assert "Myöhässä" in words(late)
    unknown, unverified = by_press["cell:Lappi.hyte_negotiation.2024"], by_press["cell:Kainuu.hyte_negotiation.2024"]
    assert (unknown["a"]["class"], words(unknown).split()) == ("cell no-information", ["Ei", "tietoa"])
    assert unverified["a"]["aria-label"] == "Kainuu, 2024: Ei tietoa, Todentamatta"


def test_the_twin_of_the_tiles_has_every_tile() -> None:
    """The same words in the table as on the tiles."""
    frame = tile_table(cells(), date(2024, 5, 1), "fi").frame
    assert list(zip(frame["region"], frame["cycle"], frame["state_name"], frame["marks"], strict=True)) == [
        ("Lappi", "2023", "Pidetty", ""),
        ("Kainuu", "2023", "Suunniteltu", "Myöhässä"),
        ("Lappi", "2024", "Ei tietoa", ""),
        ("Kainuu", "2024", "Ei tietoa", "Todentamatta"),
    ]


def test_a_further_cell_of_a_table_may_open_its_claim_and_have_its_own_address() -> None:
    """`<name>_press` makes a cell a button, `<name>_url` gives a link its address."""
    frame = pd.DataFrame({"a": ["x"], "b": ["y"], "b_press": ["claim:1"], "c": ["z"], "c_url": ["https://example.org/"], "url": [None]})
    drawn = every(table_element(Table("t", "T", frame, (Column("a", "A"), Column("b", "B"), Column("c", "C", "link"))), "fi"))
    assert [element["a"]["data-press"] for element in drawn if element["a"].get("data-press")] == ["claim:1"]
    assert [element["a"]["href"] for element in drawn if element["t"] == "a"] == ["https://example.org/"]
