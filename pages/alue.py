"""Alue answers: what is true in this region, and who says so."""

from tilannekuva.figures.attention import group_list
from tilannekuva.figures.board import legend
from tilannekuva.figures.region import neighbour_list, region_facts, region_figures, region_finding, region_timeline, workstream_cards
from tilannekuva.read.region import readiness_by_region, readiness_of
from tilannekuva.shell.data import frame, read
from tilannekuva.shell.layout import foot, nothing_left, open_page, section, show

view = open_page()
regions = frame("regions", view.language)
(code,) = view.regions
board = frame("board", view.on, view.known, view.language)
cells = board[board["region_code"] == code]
cells = cells[cells["workstream_code"].isin(view.workstreams)] if view.workstreams else cells

if cells.empty:
    show("empty", nothing_left())
else:
    days = (view.on, view.known, view.language)
    mine = view.of_groups(frame("groups", *days), regions)
    show(
        "alue",
        region_finding(cells, readiness_of(cells), view.language),
        region_facts(regions.set_index("region_code").loc[code], view.language),
        workstream_cards(cells, frame("steps", view.language), view.language),
        legend(frame("stages", view.language), view.language),
        section("region.heading_timeline", region_timeline(view.about(frame("events", code, *days)), view.language)),
        section("region.heading_figures", region_figures(view.about(frame("figures", code, *days)), view.language)),
        section("region.heading_neighbours", neighbour_list(board, read("neighbours", code), readiness_by_region(board), view.language)),
        section("board.heading_groups", group_list(mine, view.language)),
        foot(view, frame("data_age")),
    )
