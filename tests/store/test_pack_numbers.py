"""The numbers in a pack's files are those of the read model: five choices of days, regions and language, in every format."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Any

import pytest

from tests.support.files import pdf_text, sheet_rows, slide_charts, slide_tables, web_page
from tests.support.stores import closing
from tilannekuva.exhibits.definition import SECTIONS, from_file, usual
from tilannekuva.exhibits.files import WRITERS, each_region, file_name, files, names_of
from tilannekuva.exhibits.pack import pack
from tilannekuva.exports.page import page
from tilannekuva.exports.report import report
from tilannekuva.exports.slides import slides
from tilannekuva.exports.workbook import pack_workbook
from tilannekuva.read.board import progress_board
from tilannekuva.read.reads import READS
from tilannekuva.store.engine import Store
from tilannekuva.texts import text

COMBINATIONS = [
    (date(2026, 11, 24), date(2026, 11, 24), (), "fi"),
    (date(2026, 11, 24), date(2026, 11, 24), ("21",), "sv"),
    (date(2023, 6, 30), date(2026, 11, 24), ("21", "19"), "en"),
    (date(2022, 12, 31), date(2023, 2, 28), (), "sv"),
    (date(2020, 12, 31), date(2020, 12, 31), ("01", "02", "03", "04", "90"), "fi"),
]
Read = Callable[..., Any]


@pytest.fixture(scope="module")
def read(real_store: str) -> Iterator[Read]:
    """The read model of the real data, each question asked once."""
    with closing(Store(real_store)) as store:

        @cache
        def asked(name: str, *given: Any) -> Any:
            with store.connect() as db:
                return READS[name](db, *given)

        yield asked


def counted(real_store: str, on: date, known: date, regions: tuple[str, ...], language: str) -> dict[str, dict[str, int]]:
    """Count the regions at each stage by workstream, straight from the board."""
    with closing(Store(real_store)) as store, store.connect() as db:
        board = progress_board(db, on, known, language)
    counts: dict[str, dict[str, int]] = {}
    for row in board.itertuples():
        if not regions or row.region_code in regions:
            counts.setdefault(row.workstream, {}).setdefault(row.stage_name, 0)
            counts[row.workstream][row.stage_name] += 1
    return counts


def squeezed(words: str) -> str:
    """Return words without spaces and hyphens: a line of a PDF may break at either."""
    return "".join(sign for sign in words if not sign.isspace() and sign not in "-\u00ad\u2010")


@pytest.mark.parametrize(("on", "known", "regions", "language"), COMBINATIONS)
def test_every_file_of_a_pack_has_the_boards_numbers(
    read: Read, real_store: str, on: date, known: date, regions: tuple[str, ...], language: str
) -> None:
    """Stage counts in the native chart and its workbook; every cell of the board in the workbook; the findings in PDF and HTML."""
    definition = replace(usual(on, language, regions), known=known)
    made = pack(read, definition)
    counts = counted(real_store, on, known, regions, language)
    cells = sum(sum(stages.values()) for stages in counts.values())
    deck, sheets = slides(made), sheet_rows(pack_workbook(made))
    if len(regions) != 1:
        (chart,) = slide_charts(deck)
        drawn = {
            track: {name: int(values[nth]) for name, values in chart["series"].items() if values[nth]}
            for nth, track in enumerate(chart["categories"])
        }
        assert drawn == counts
        assert {row[0]: sum(row[1:]) for row in chart["cells"][1:]} == {track: sum(stages.values()) for track, stages in counts.items()}
    annex = [rows for name, rows in sheets.items() if rows[0][0] == text("pack.annex_board", language)]
    assert [len(rows) - 3 for rows in annex] == [cells]
    words, web = squeezed(pdf_text(report(made))), page(made).decode("utf-8")
    titles = [slide_title for slide_title, _ in slide_tables(deck)]
    assert titles
    for part in made.parts:
        assert squeezed(part.title)[:50] in words
        assert part.title.replace("&", "&amp;") in web
    rows_of_regions = [row for row in web_page(web.encode()).rows if row]
    assert len(rows_of_regions) >= cells


@pytest.mark.parametrize("on", [date(2015, 1, 1), date(2019, 6, 30), date(2045, 1, 1)])
@pytest.mark.parametrize("region", ["06", "21"])
def test_a_pack_of_a_day_of_which_nothing_is_told_is_made_all_the_same(read: Read, on: date, region: str) -> None:
    """Before the first source, and long after the last: parts that say so, no fault, in every format."""
    made = pack(read, usual(on, "fi", (region,)))
    assert all(part.title for part in made.parts)
    for write in WRITERS.values():
        assert write(made)


def test_a_pack_follows_the_choice_of_workstreams(read: Read) -> None:
    """Only the strategy: no other workstream in any table, and the stamp says so."""
    made = pack(read, replace(usual(date(2026, 11, 24), "fi"), workstreams=("strategy",), sections=("tracks", "risks", "annex")))
    found = {code for part in made.parts for table in part.tables if "workstream_code" in table.frame for code in table.frame["workstream_code"]}
    assert found == {"strategy"}
    assert "strategia" in made.stamp.filters


def test_a_pack_of_every_section_has_a_part_for_each(read: Read) -> None:
    """Nothing promised is left out."""
    made = pack(read, usual(date(2026, 11, 24), "fi"))
    assert list(dict.fromkeys(part.key for part in made.parts)) == list(SECTIONS)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_days_of_sources_are_in_the_readers_words(read: Read, language: str) -> None:
    """Neither 2026-01-19 nor 2023~, which are for machines."""
    sources = [source for part in pack(read, usual(date(2026, 11, 24), language)).parts for source in part.sources]
    assert sources
    assert not [source for source in sources if re.search(r"\. \d{4}(-\d\d|[~?%])", source)]


def test_sections_come_in_the_order_asked_and_own_proposals_are_the_readers_lines(read: Read) -> None:
    """Reordered, and with decisions of the meeting's own."""
    usual_one = usual(date(2026, 11, 24), "fi", ("21",))
    definition = replace(usual_one, sections=("risks", "decisions"), decisions=("=Hyväksytään malli", "Valitaan edustaja"))
    made = pack(read, definition)
    assert [part.key for part in made.parts] == ["risks", "decisions"]
    assert made.parts[1].lead == ("1. =Hyväksytään malli", "2. Valitaan edustaja")


def test_the_definition_comes_back_from_its_file(read: Read) -> None:
    """Next month's pack is the same one, on that day."""
    definition = replace(
        usual(date(2026, 11, 24), "sv", ("21",)),
        compare=date(2026, 10, 20),
        workstreams=("strategy",),
        sections=("risks", "annex"),
        decisions=("Rivi",),
    )
    names = frozenset(names_of(read, "fi"))
    again = from_file(definition.as_file(), date(2026, 12, 24), names, frozenset({"strategy"}))
    assert (again.language, again.regions, again.workstreams) == ("sv", ("21",), ("strategy",))
    assert (again.sections, again.decisions) == (("risks", "annex"), ("Rivi",))
    assert (again.on - again.compare).days == (definition.on - definition.compare).days


def test_the_same_generation_and_definition_give_the_same_bytes(read: Read) -> None:
    """In every format, built twice from the start."""
    definition = usual(date(2026, 11, 24), "fi", ("21",))
    once, twice = (dict(files(read, definition, list(WRITERS))) for _ in range(2))
    assert once == twice


def test_each_region_gets_its_own_pack(read: Read) -> None:
    """A pack for every region asked for, named after it."""
    definition = usual(date(2026, 11, 24), "sv", ("21", "90"))
    found = [name for made in each_region(read, definition, ["html"]) for name, _ in made]
    names = names_of(read, "sv")
    assert found == [file_name(usual(date(2026, 11, 24), "sv", (code,)), names, "html") for code in ("21", "90")]
