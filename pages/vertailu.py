"""Vertailu ja kartta answers: how do we stand beside others like us."""

import streamlit as st

from tilannekuva.exhibits.vertailu import compared, compared_board
from tilannekuva.figures.board import legend
from tilannekuva.figures.comparison import choice_words, comparison_finding, comparison_notes, comparison_tiles, measure_words, no_map
from tilannekuva.figures.dots import dot_plot
from tilannekuva.figures.elements import el
from tilannekuva.figures.map import region_map
from tilannekuva.figures.summary import finding
from tilannekuva.figures.table import table_twin
from tilannekuva.read.comparison import GROUPINGS, measures
from tilannekuva.shell.charts import show_chart, theme
from tilannekuva.shell.choices import choose
from tilannekuva.shell.data import frame
from tilannekuva.shell.exhibit import ask, exhibit, framed
from tilannekuva.shell.layout import foot, nothing_left, show
from tilannekuva.shell.look import open_page
from tilannekuva.shell.outlines import outlines

view = open_page()
language = view.language
everything, board = frame("board", view.on, view.known, language), compared_board(ask())

if everything.empty:
    show("empty", finding(everything, language, frame("workstreams", language)["valid_from_on"].min()))
elif board.empty:
    show("empty", nothing_left())
else:
    head = st.container()
    with st.container(horizontal=True, vertical_alignment="top", key="choices"):
        choose("mittari", measures(board), choice_words("measure", language)[0], measure_words(board, language), wide=True)
        choose("ryhmittely", GROUPINGS, *choice_words("grouping", language), wide=True)
        seen_as = choose("nakyma", ("tiles", "map"), *choice_words("view", language))
    made = compared(ask())
    with head:
        show("vertailu", comparison_finding(made), comparison_notes(made, len(view.workstreams), bool(view.regions or view.collab_area)))
    dots, places = st.columns([7, 5], gap="large")
    with dots:
        show_chart("dots", dot_plot(made, theme()))
    with places:
        shapes = outlines(language) if seen_as == "map" else None
        if shapes is not None:
            show_chart("map", region_map(made, shapes, theme()))
        else:
            table = exhibit("vertailu_kartalla")
            missing = no_map(language) if seen_as == "map" else None
            show("tiles", missing, el("h3", table.title), framed(table, comparison_tiles(made)), table_twin(table, language))
    show("vertailu_foot", None if made.is_readiness else legend(frame("stages", language), language), foot(view, frame("data_age")))
