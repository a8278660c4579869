"""Tilanne answers: where are we, and what needs us now."""

from tilannekuva.figures.attention import attention_lists, group_list
from tilannekuva.figures.board import board_table, legend, stage_bars, tile_grid
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.summary import finding, finding_words, key_figures, pickers, topic_of
from tilannekuva.shell.choices import own
from tilannekuva.shell.data import frame
from tilannekuva.shell.exhibit import with_menu
from tilannekuva.shell.layout import foot, nothing_left, section, show_kept, words
from tilannekuva.shell.look import open_page


def drawn() -> list[Element]:
    """Draw the whole page."""
    view = open_page()
    regions, stages = frame("regions", view.language), frame("stages", view.language)
    everything = frame("board", view.on, view.known, view.language)
    board = view.of(everything, regions)
    if everything.empty:
        return [finding(board, view.language, frame("workstreams", view.language)["valid_from_on"].min())]
    if board.empty:
        return [nothing_left()]
    topic = topic_of(board, own("aihe", ""))
    tiles = board[board["workstream_code"] == topic]
    table = el("div", board_table(board, view.on, view.language), legend(stages, view.language))
    bars = stage_bars(board, stages, view.language)
    return [
        finding(board, view.language, topic=topic),
        key_figures(board, view.language),
        pickers(board, view.language, topic, own="aihe"),
        with_menu("tilannetaulu", finding_words(board, view.language), table),
        el(
            "div",
            section(
                "board.heading_tiles",
                el("div", pickers(board, view.language, topic, own="aihe", always=True), tile_grid(tiles, regions, view.language)),
            ),
            section("board.heading_stages", with_menu("vaiheet", words("board.heading_stages"), bars)),
            class_="columns",
        ),
        section("board.heading_attention", attention_lists(board, view.language)),
        section("board.heading_groups", group_list(view.of_groups(frame("groups", view.on, view.known, view.language), regions), view.language)),
        foot(view, frame("data_age")),
    ]


show_kept("tilanne", drawn)
