"""Tietoja answers: how is this counted, and may I rely on it."""

from tilannekuva import __version__
from tilannekuva.figures.about import accessibility, folded, glossary, licences, open_data, prose, version
from tilannekuva.figures.elements import Element
from tilannekuva.figures.method import example_part, example_region, mark_rules, method_finding, stage_list, step_lists
from tilannekuva.figures.summary import finding
from tilannekuva.figures.table import table_element
from tilannekuva.read.region import readiness_of
from tilannekuva.shell.data import frame
from tilannekuva.shell.exhibit import exhibit, framed
from tilannekuva.shell.layout import foot, nothing_left, show_kept
from tilannekuva.shell.look import open_page
from tilannekuva.shell.settings import contact


def drawn() -> list[Element | None]:
    """Draw the whole page."""
    view = open_page()
    language = view.language
    workstreams, stages = frame("workstreams", language), frame("stages", language)
    judged, age = frame("judged_cycles", view.on, language), frame("data_age").iloc[0]
    weights, duties, terms = exhibit("painot"), exhibit("velvoitteet"), exhibit("sanasto")
    return [
        *counted(),
        folded("about.heading_weights", language, framed(weights, table_element(weights, language))),
        folded(
            "about.heading_stages",
            language,
            stage_list(stages, language),
            framed(exhibit("askelet"), step_lists(workstreams, frame("steps", language), stages, language)),
        ),
        folded("about.heading_marks", language, mark_rules(judged, view.on, language)),
        folded("about.heading_duties", language, framed(duties, table_element(duties, language))),
        folded("about.heading_glossary", language, framed(terms, glossary(frame("terms"), language))),
        folded("about.heading_open_data", language, open_data(view.parameters(), language)),
        folded("about.heading_licence", language, licences(age["generation"], view.on, language)),
        folded("about.heading_privacy", language, prose(("about.privacy", "about.privacy_browser"), language)),
        folded("about.heading_accessibility", language, accessibility(contact(), language)),
        folded("about.heading_version", language, version(frame("loads").iloc[0], __version__, language)),
        foot(view, frame("data_age")),
    ]


def counted() -> list[Element | None]:
    """Draw how readiness is counted, by the cells of one region."""
    view = open_page()
    language, days = view.language, (view.on, view.known, view.language)
    everything = frame("board", *days)
    board = view.of(everything, frame("regions", language))
    if everything.empty:
        return [finding(everything, language, frame("workstreams", language)["valid_from_on"].min())]
    if board.empty:
        return [nothing_left()]
    cells = board[board["region_code"] == example_region(board)]
    return [
        method_finding(everything, frame("sources", (), (), *days), language),
        framed(exhibit("valmiusaste-esimerkki"), example_part(cells, readiness_of(cells), language)),
    ]


show_kept("tietoja", drawn)
