"""Tietoja answers: how is this counted, and may I rely on it."""

from tilannekuva import __version__
from tilannekuva.figures.about import accessibility, folded, glossary, licences, open_data, prose, version
from tilannekuva.figures.method import example_part, example_region, mark_rules, method_finding, stage_list, step_lists
from tilannekuva.figures.summary import finding
from tilannekuva.figures.table import table_element
from tilannekuva.read.region import readiness_of
from tilannekuva.shell.data import frame
from tilannekuva.shell.exhibit import exhibit, framed
from tilannekuva.shell.layout import foot, nothing_left, show
from tilannekuva.shell.look import open_page
from tilannekuva.shell.settings import contact

view = open_page()
language, days = view.language, (view.on, view.known, view.language)
everything, workstreams = frame("board", *days), frame("workstreams", language)
board = view.of(everything, frame("regions", language))

if everything.empty:
    show("empty", finding(everything, language, workstreams["valid_from_on"].min()))
elif board.empty:
    show("empty", nothing_left())
else:
    cells = board[board["region_code"] == example_region(board)]
    show(
        "laskenta",
        method_finding(everything, frame("sources", (), (), *days), language),
        framed(exhibit("valmiusaste-esimerkki"), example_part(cells, readiness_of(cells), language)),
    )

stages = frame("stages", language)
judged, age = frame("judged_cycles", view.on, language), frame("data_age").iloc[0]
weights, duties, terms = exhibit("painot"), exhibit("velvoitteet"), exhibit("sanasto")
show(
    "tietoja",
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
)
