"""Tilanne answers: where are we, and what needs us now."""

from tilannekuva.figures.attention import attention_lists, group_list
from tilannekuva.figures.board import board_table, legend, stage_bars, tile_grid
from tilannekuva.figures.elements import el
from tilannekuva.figures.summary import finding, key_figures, pickers
from tilannekuva.shell.data import frame
from tilannekuva.shell.layout import foot, open_page, show
from tilannekuva.texts import text

view = open_page()
regions = frame("regions", view.language)
stages = frame("stages", view.language)
everything = frame("board", view.on, view.known, view.language)
board = view.of(everything, regions)
statements = frame("groups", view.on, view.known, view.language)

if everything.empty:
    first = frame("workstreams", view.language)["valid_from_on"].min()
    show("empty", finding(board, view.language, first))
elif board.empty:
    show("empty", el("p", el("strong", text("state.empty", view.language)), ". ", text("state.empty_hint", view.language)))
else:
    tiles = board[board["workstream_code"] == board["workstream_code"].iloc[0]]
    show(
        "tilanne",
        finding(board, view.language),
        key_figures(board, view.language),
        pickers(board, view.language),
        board_table(board, view.on, view.language),
        legend(stages, view.language),
        el(
            "div",
            el("section", el("h3", text("board.heading_tiles", view.language)), tile_grid(tiles, regions, view.language)),
            el("section", el("h3", text("board.heading_stages", view.language)), stage_bars(board, stages, view.language)),
            class_="columns",
        ),
        el("section", el("h3", text("board.heading_attention", view.language)), attention_lists(board, view.language)),
        el("section", el("h3", text("board.heading_groups", view.language)), group_list(statements, view.language)),
        foot(view, frame("data_age")),
    )
