"""Hyte-neuvottelut answers: is the yearly duty met everywhere."""

from tilannekuva.figures.attention import group_list
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.hyte import (
    hyte_finding,
    hyte_legend,
    judged_words,
    year_pickers,
    year_tiles,
)
from tilannekuva.figures.summary import not_followed
from tilannekuva.figures.table import table_twin
from tilannekuva.read.years import HYTE
from tilannekuva.shell.data import frame
from tilannekuva.shell.exhibit import exhibit, framed, titled
from tilannekuva.shell.layout import foot, nothing_left, section, show_kept
from tilannekuva.shell.look import open_page


def drawn() -> list[Element | None]:
    """Draw the whole page."""
    view = open_page()
    days = (view.on, view.known, view.language)
    regions = frame("regions", view.language)
    everything = frame("year_cells", HYTE, *days)
    cells = view.of(everything, regions)
    if everything.empty:
        track = frame("workstreams", view.language).set_index("workstream_code").loc[HYTE]
        return [not_followed(track["workstream"], track["valid_from_on"], view.language)]
    if cells.empty:
        return [nothing_left()]
    steps = frame("steps", view.language)
    statements = view.of_groups(frame("groups", *days), regions)
    tiles = exhibit("hyte_neuvottelut_vuosittain")
    return [
        hyte_finding(cells, view.on, view.language),
        judged_words(cells, view.language),
        year_pickers(cells, view.on, view.language),
        framed(tiles, el("div", year_tiles(cells, view.on, view.language), hyte_legend(steps[steps["workstream_code"] == HYTE], view.language))),
        table_twin(tiles, view.language),
        titled("hyte_neuvottelujen_osapuolet"),
        titled("hyte_velvoite"),
        titled("muut_neuvottelut"),
        section("board.heading_groups", group_list(statements[statements["workstream_code"] == HYTE], view.language)),
        foot(view, frame("data_age")),
    ]


show_kept("hyte", drawn)
