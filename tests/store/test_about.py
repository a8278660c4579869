"""Tietoja: the worked example adds up to the figure on the screen, and every code in the data has its words."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from sqlalchemy import Connection, func, select

from tests.support import plain_rule
from tests.support.stores import closing
from tilannekuva.figures.about import OPEN_FILES, accessibility, glossary, open_data
from tilannekuva.figures.method import duty_table, example_region, example_sum, example_table, mark_rules, method_finding, step_lists, weight_table
from tilannekuva.figures.table import cell_text
from tilannekuva.read import reference
from tilannekuva.read.board import progress_board
from tilannekuva.read.region import readiness_of
from tilannekuva.read.sources import sources
from tilannekuva.store.engine import Store
from tilannekuva.store.tables import claim, source
from tilannekuva.texts import LANGUAGES, text

ON = date(2026, 11, 24)


@pytest.fixture(params=["real_store", pytest.param("real_store_pg", marks=pytest.mark.postgres)])
def db(request: pytest.FixtureRequest) -> Iterator[Connection]:
    """A connection to the real data, on each engine in turn."""
    with closing(Store(request.getfixturevalue(request.param))) as store, store.connect() as opened:
        yield opened


def words(element: object) -> str:
    """Return every word in an element."""
    if isinstance(element, dict):
        return " ".join(words(child) for child in element["c"])
    return str(element)


def test_the_finding_equals_separate_counts(db: Connection) -> None:
    """Claims and sources by a plain query, cells by the rule in plain Python."""
    told = method_finding(progress_board(db, ON, ON, "fi"), sources(db, (), (), ON, ON, "fi"), "fi")["c"][0]
    decided = plain_rule.board(ON, ON)
    numbers = {
        "claims": db.execute(select(func.count()).select_from(claim)).scalar_one(),
        "sources": db.execute(select(func.count(func.distinct(claim.c.source_id)))).scalar_one(),
        "known": sum(found is not None for found in decided.values()),
        "total": len(decided),
    }
    assert told == text("about.finding", "fi", **numbers)


@pytest.mark.parametrize("day", ["2020-12-31", "2023-06-30", "2026-11-24"])
def test_the_terms_of_every_region_add_up_to_its_readiness(db: Connection, day: str) -> None:
    """Σ weight·rank ÷ Σ weight·4 of the table's own rows is the share that the pages show, for all 22 regions."""
    on = date.fromisoformat(day)
    board = progress_board(db, on, on, "fi")
    for _, cells in board.groupby("region_code"):
        ready, frame = readiness_of(cells), example_table(cells, "fi").frame
        assert list(frame["points"]) == [rank * weight for rank, weight in zip(frame["rank"], frame["weight"], strict=True)]
        if ready.share is None:
            assert frame.empty
        else:
            assert frame["points"].sum() / frame["possible"].sum() == ready.share


def test_the_last_line_of_the_example_names_both_sums(db: Connection) -> None:
    """Keski-Suomi has most to show: 56 ÷ 68."""
    board = progress_board(db, ON, ON, "fi")
    assert example_region(board) == "15"
    cells = board[board["region_code"] == "15"]
    assert example_sum(example_table(cells, "fi"), readiness_of(cells), "fi") == "56 ÷ 68 = 82\u00a0%"


def test_the_rounds_judged_are_those_that_had_ended(store: Store, given: Callable[..., int | None]) -> None:
    """On a day of 2026 the year 2025 is judged, and no term when none had ended; in 2023 the year 2022 came before the duty."""
    given(
        duty="duty_code | workstream_code | due_rule | starts_on\nyearly | hyte_negotiation | held_in_calendar_year | 2023-01-01",
        workstream="workstream_code | cycle | duty_code\nhyte_negotiation | year | yearly\ngrant_model | none |",
    )
    with store.connect() as opened:
        found = reference.judged_cycles(opened, ON, "fi")
        assert [tuple(row) for row in found[["workstream_code", "cycle", "met_rank"]].to_numpy()] == [("hyte_negotiation", "2025", 4)]
        assert reference.judged_cycles(opened, date(2023, 6, 1), "fi").empty


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_of_the_data_has_its_words(db: Connection, language: str) -> None:
    """Duties, terms, rounds, steps and source kinds are told in words; a new code without a text fails here."""
    duties, judged = reference.duties(db, language), reference.judged_cycles(db, ON, language)
    table = duty_table(duties, judged, language)
    assert len(table.frame) == 17
    assert sum(cell_text(row, table.columns[3], language) != "" for row in table.frame.to_dict("records")) == len(judged) == 3
    workstreams = reference.workstreams(db, language)
    assert len(weight_table(workstreams, language).frame) == 14
    told = words(step_lists(workstreams, reference.steps(db, language), reference.stages(db, language), language))
    assert all(criterion in told for criterion in reference.steps(db, language).merge(workstreams, on="workstream_code")["criterion"])
    terms = reference.terms(db)
    shown = words(glossary(terms, language))
    assert all(term in shown for term in [*terms["fi"], *terms["sv"], *terms["en"]])
    assert words(mark_rules(judged, ON, language))
    for kind in db.execute(select(source.c.kind).distinct()).scalars():
        assert text(f"source_kind.{kind}", language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_names_the_contact_or_says_that_there_is_none(language: str) -> None:
    """No placeholder: either where feedback goes, or that the keeper has not said so and how to."""
    assert "toimisto@example.org" in words(accessibility("toimisto@example.org", language))
    assert "TILANNEKUVA_CONTACT" in words(accessibility(None, language))


def test_the_open_files_carry_the_choices() -> None:
    """Each link has the page's own address parameters."""
    links = [item["c"][0]["c"][0]["a"]["href"] for item in open_data({"alue": ["21", "19"], "kieli": ["sv"]}, "sv")["c"][1]["c"]]
    assert links == [f"/api/{name}?alue=21&alue=19&kieli=sv" for name in OPEN_FILES]
