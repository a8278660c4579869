"""Vertailu ja kartta answers: how do we stand beside others like us."""

import streamlit as st

from tilannekuva.figures.board import legend
from tilannekuva.figures.comparison import (
    Comparison,
    choice_words,
    comparison_finding,
    comparison_notes,
    comparison_table,
    comparison_tiles,
    measure_words,
    no_map,
    place_title,
    stage_words,
)
from tilannekuva.figures.dots import dot_plot
from tilannekuva.figures.elements import el
from tilannekuva.figures.map import region_map
from tilannekuva.figures.summary import finding
from tilannekuva.figures.table import table_twin
from tilannekuva.read.comparison import GROUPINGS, SIZE_LIMITS, grouped, measures, standing
from tilannekuva.shell.charts import show_chart, theme
from tilannekuva.shell.choices import choose
from tilannekuva.shell.data import frame
from tilannekuva.shell.layout import foot, nothing_left, open_page, show
from tilannekuva.shell.outlines import outlines

view = open_page()
language = view.language
regions, stages = frame("regions", language), frame("stages", language)
everything = frame("board", view.on, view.known, language)
board = everything[everything["workstream_code"].isin(view.workstreams)] if view.workstreams else everything

if everything.empty:
    show("empty", finding(everything, language, frame("workstreams", language)["valid_from_on"].min()))
elif board.empty:
    show("empty", nothing_left())
else:
    narrowed = bool(view.regions or view.collab_area)
    head = st.container()
    with st.container(horizontal=True, vertical_alignment="top", key="choices"):
        name = measure_words(board, language)
        measure = choose("mittari", measures(board), choice_words("measure", language)[0], name, wide=True)
        grouping = choose("ryhmittely", GROUPINGS, *choice_words("grouping", language), wide=True)
        seen_as = choose("nakyma", ("tiles", "map"), *choice_words("view", language))
    compared = Comparison(
        rows=grouped(standing(board, regions, measure), grouping),
        measure=measure,
        name=name(measure),
        grouping=grouping,
        chosen=frozenset(view.of(board, regions)["region_code"]) if narrowed else frozenset(),
        stages=stage_words(stages),
        limits=SIZE_LIMITS,
        language=language,
    )
    with head:
        show("vertailu", comparison_finding(compared), comparison_notes(compared, len(view.workstreams), narrowed))
    dots, places = st.columns([7, 5], gap="large")
    with dots:
        show_chart("dots", dot_plot(compared, theme()))
    with places:
        shapes = outlines(language) if seen_as == "map" else None
        if shapes is not None:
            show_chart("map", region_map(compared, shapes, theme()))
        else:
            title = place_title(compared)
            show(
                "tiles",
                no_map(language) if seen_as == "map" else None,
                el("h3", title),
                comparison_tiles(compared),
                table_twin(comparison_table(compared, title, "vertailuruudut"), language),
            )
    show("vertailu_foot", None if compared.is_readiness else legend(stages, language), foot(view, frame("data_age")))
