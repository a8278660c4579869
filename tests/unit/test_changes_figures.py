"""What the page of changes says and draws, from a few changes in sight."""

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from tests.support.drawn import records
from tilannekuva.change import CLASSES, Clock
from tilannekuva.figures.brief import brief, brief_lines
from tilannekuva.figures.changes import basis_words, change_table, counts, finding_words, latest_words, listed, tallies, unchanged_table
from tilannekuva.figures.dumbbell import EVERY, MANY, chart_choices, dumbbell
from tilannekuva.figures.elements import Element
from tilannekuva.figures.table import cell_text
from tilannekuva.read.changes import COLUMNS
from tilannekuva.texts import LANGUAGES

SINCE, NOW = Clock(date(2026, 10, 25), date(2026, 10, 25)), Clock(date(2026, 11, 24), date(2026, 11, 24))
STAGES = pd.DataFrame({
    "stage": ["not_started", "in_preparation", "drafted", "decided", "in_operation", "paused", "ended", "no_information"],
    "stage_rank": pd.array([0, 1, 2, 3, 4, None, None, None], dtype="Int8"),
    "stage_name": ["Ei aloitettu", "Valmistelussa", "Luonnos tai käsittelyssä", "Päätetty", "Käytössä", "Tauolla", "Päättynyt", "Ei tietoa"],
})  # fmt: skip
NAMES = dict(zip(STAGES["stage"], STAGES["stage_name"], strict=True))
FEW = """
    region  | workstream   | change            | before_stage   | start_stage    | after_stage | known_on   | claim_id
    Kainuu  | Avustusmalli | advanced          | drafted        | in_preparation | decided     | 2026-11-12 | a
    Lappi   | Avustusmalli | advanced          | drafted        | drafted        | decided     | 2026-11-20 | b
    Lappi   | Strategia    | went_back         | decided        | decided        | paused      | 2026-11-10 | c
    Lappi   | Ohjausryhmä  | ended             | in_operation   | in_operation   |             |            |
    Kainuu  | Strategia    | corrected         | drafted        | decided        | decided     | 2026-11-11 | d
    Kainuu  | Ohjausryhmä  | unchanged         | no_information | no_information | no_information |         |
"""
ORDER = ["Kainuu", "Lappi"], ["Avustusmalli", "Strategia", "Ohjausryhmä"]


def few() -> pd.DataFrame:
    """Return the changes drawn above, as `read.changes` would."""
    rows: list[dict[str, Any]] = []
    for drawn in records(FEW):
        row: dict[str, Any] = dict.fromkeys(COLUMNS)
        row |= {name: value or None for name, value in drawn.items()}
        row |= {"region_order": ORDER[0].index(drawn["region"]), "workstream_order": ORDER[1].index(drawn["workstream"])}
        row |= {"region_code": f"1{row['region_order']}", "workstream_code": f"track{row['workstream_order']}"}
        for side in ("before", "start", "after"):
            row[f"{side}_stage_name"] = NAMES.get(drawn[f"{side}_stage"])
            row[f"{side}_alive"] = bool(drawn[f"{side}_stage"])
        row["restated"] = drawn["before_stage"] != drawn["start_stage"]
        row |= {"workstream_short": drawn["workstream"], "followed_to_on": None if row["after_alive"] else "2026-10-31"}
        row |= {"title": "Otsikko", "source_title": "Lähde", "url": "https://example.fi/"} if row["claim_id"] else {}
        rows.append(row)
    found = pd.DataFrame(rows, columns=list(COLUMNS))
    return found.assign(**{column: pd.to_datetime(found[column]) for column in ("known_on", "followed_to_on")})


def words_of(element: Element) -> str:
    """Return all text of an element."""
    return " ".join(child if isinstance(child, str) else words_of(child) for child in element["c"])


def test_the_finding_counts_changes_and_keeps_corrections_apart() -> None:
    """Four changes; the correction is told besides, and is not one of them."""
    assert finding_words(few(), SINCE, NOW, NOW.on, "fi") == (
        "4 muutosta 25.10.2026 jälkeen: 2 etenemistä, 1 paluu aiempaan vaiheeseen, 1 päättyminen. Lisäksi 1 jälkikäteen korjattu tieto."
    )
    none = few().assign(change="unchanged")
    assert finding_words(none, SINCE, NOW, NOW.on, "fi") == "Ei muutoksia 25.10.2026 jälkeen."
    assert finding_words(none, SINCE, NOW, date(2027, 1, 1), "fi") == "Ei muutoksia 25.10.2026 jälkeen, 24.11.2026 mennessä."


def test_the_classes_add_up_to_the_cells() -> None:
    """In the counts, and in the tallies that the reader sees."""
    assert sum(counts(few()).values()) == len(few()) == 6
    shown = [item["c"][0]["c"][0] for item in tallies(few(), "fi")["c"]]
    assert sum(int(n) for n in shown[:-1]) == int(shown[-1]) == 6
    assert len(shown) == len(CLASSES) + 1


def test_the_list_is_newest_first_and_corrections_have_their_own() -> None:
    """What happened by the day it was told; a workstream no longer followed last, with no claim but its last day."""
    table = change_table(few(), SINCE, NOW, "fi")
    assert list(table.frame["region"]) == ["Lappi", "Kainuu", "Lappi", "Lappi"]
    assert list(table.frame["after_name"]) == ["Päätetty", "Päätetty", "Tauolla", "Seuranta päättyi 31.10.2026"]
    assert table.frame["change_words"][1] == "▲ Edennyt. Lähtövaihe korjattu: Valmistelussa"
    assert table.frame["press"][0] == "cell:11.track0@2026-11-24@2026-11-24"
    assert table.frame["press"][3] == "cell:11.track2@2026-10-25@2026-10-25"
    corrected = change_table(few(), SINCE, NOW, "fi", corrections=True)
    assert list(corrected.frame["workstream"]) == ["Strategia"]
    assert all(cell_text(row, column, "fi") is not None for row in table.frame.to_dict("records") for column in table.columns)


def test_of_a_long_list_the_newest_rows_stand_open() -> None:
    """The rest is folded beneath, and nothing is lost."""
    table = change_table(few(), SINCE, NOW, "fi")
    long = replace(table, frame=pd.concat([table.frame] * 10, ignore_index=True))
    first, rest = listed(long, "changes", "fi")["c"]
    assert first["a"] == {"open": "", "data-list": "changes"}
    assert "open" not in rest["a"]
    assert "(15)" in words_of(rest)
    assert len(listed(table, "changes", "fi")["c"]) == 1
    assert "open" not in listed(table, "unchanged", "fi")["c"][0]["a"]


def test_unchanged_cells_are_counted_with_and_without_information() -> None:
    """No information is told as such, not as a stage that stayed."""
    assert unchanged_table(few(), "fi").frame.to_dict("records") == [{"workstream": "Ohjausryhmä", "known": 0, "unknown": 1}]


def test_the_chart_has_the_numbers_of_its_twin() -> None:
    """Each row of the table is a point then and a point now, in the same order from the top, with the same press."""
    chart = dumbbell(few(), STAGES, SINCE, NOW, EVERY, "light", "fi")
    _, before, after = chart.figure.data
    scale = {name: place for place, name in zip(chart.figure.layout.xaxis.tickvals, ORDERED, strict=False)}
    frame = chart.table.frame
    assert list(before.x) == [scale[stage] for stage in frame["before"]]
    assert list(after.x) == [scale[stage] for stage in frame["after"]]
    assert [point[0] for point in after.customdata] == list(frame["press"]) == [point[0] for point in before.customdata]
    assert list(after.y) == sorted(after.y, reverse=True)
    assert chart.table.title == "Eniten muutoksia: Avustusmalli, 2 alueella (yhteensä 2)"
    one = dumbbell(few(), STAGES, SINCE, NOW, "track1", "dark", "fi")
    assert list(one.table.frame["row"]) == ["Lappi"]


ORDERED = ["no_information", "not_started", "in_preparation", "drafted", "decided", "in_operation", "paused", "ended"]


def test_many_changes_are_charted_one_workstream_at_a_time() -> None:
    """All is still one choice away; few are shown all."""
    assert chart_choices(few()) == ([EVERY, "track0", "track1", "track2"], EVERY)
    many = pd.concat([few()] * MANY, ignore_index=True)
    assert chart_choices(many)[1] == "track0"


def test_the_brief_tells_every_change_region_by_region() -> None:
    """Short sentences in the regions' order; a corrected start is where the advance began."""
    assert brief_lines(few(), "fi") == [
        ("Kainuu", [
            "Avustusmalli: edennyt. Ennen: Valmistelussa. Nyt: Päätetty. Lähde: Lähde (tiedossa 12.11.2026).",
            "Strategia: tieto korjattu jälkikäteen. Silloin tiedettiin: Luonnos tai käsittelyssä. Oikea tieto: Päätetty. "
            "Lähde: Lähde (tiedossa 11.11.2026).",
        ]),
        ("Lappi", [
            "Avustusmalli: edennyt. Ennen: Luonnos tai käsittelyssä. Nyt: Päätetty. Lähde: Lähde (tiedossa 20.11.2026).",
            "Strategia: palannut aiempaan vaiheeseen. Ennen: Päätetty. Nyt: Tauolla. Lähde: Lähde (tiedossa 10.11.2026).",
            "Ohjausryhmä: seuranta on päättynyt. Viimeinen tieto: Käytössä.",
        ]),
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("change", CLASSES)
def test_every_class_has_its_words_in_every_language(change: str, language: str) -> None:
    """In the finding, the tallies, the list and the brief, whose language is the text's own and not the screen's."""
    changed = few().assign(change=change)
    assert finding_words(changed, SINCE, NOW, NOW.on, language)
    assert str(len(changed)) in words_of(tallies(changed, language))
    drawn = brief(changed, SINCE, NOW, False, NOW.on, language, "fi")
    assert drawn["c"][1]["a"]["lang"] == language
    assert "Kopioi teksti" in words_of(drawn)


def test_what_was_compared_is_told() -> None:
    """Both as known then, both as known now, or a day and its own day of knowledge."""
    assert "sen päivän tiedoilla" in basis_words(few(), SINCE, NOW, False, "fi")
    assert "kumpikin päivän 24.11.2026 tiedoilla" in basis_words(few(), Clock(SINCE.on, NOW.known), NOW, True, "fi")
    assert "(tiedot 25.10.2026)" in basis_words(few(), SINCE, Clock(NOW.on, SINCE.on), False, "fi")


def test_where_nothing_changed_the_last_change_is_one_press_away() -> None:
    """The press compares with the eve of that day."""
    told = latest_words(date(2026, 3, 2), SINCE.on, "fi")
    assert told is not None
    assert told["c"][0] == "Viimeisin muutos sitä ennen oli 2.3.2026."
    assert told["c"][2]["a"]["data-press"] == "own:jakso=oma&vertaa=2026-03-01"
    assert "myöskään" in words_of(latest_words(None, SINCE.on, "fi") or {"c": []})
