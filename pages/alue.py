"""Alue answers: what is true in this region, and who says so."""

from tilannekuva.figures.attention import group_list
from tilannekuva.figures.board import legend
from tilannekuva.figures.region import neighbour_list, region_facts, region_figures, region_finding, region_timeline, workstream_cards
from tilannekuva.read.region import readiness_by_region, readiness_of
from tilannekuva.shell.data import frame, read
from tilannekuva.shell.layout import foot, nothing_left, open_page, section, show

view = open_page()
regions = frame("regions", view.language)
code = view.regions[0] if view.regions else regions["region_code"].iloc[0]
board = frame("board", view.on, view.known, view.language)
cells = board[board["region_code"] == code]
cells = cells[cells["workstream_code"].isin(view.workstreams)] if view.workstreams else cells

if cells.empty:
    show("empty", nothing_left())
else:
    days = (view.on, view.known, view.language)
    statements = frame("groups", *days)
    mine = statements[[code in members for members in statements["member_codes"]]]
    show(
        "alue",
        region_finding(cells, readiness_of(cells), view.language),
        region_facts(regions.set_index("region_code").loc[code], view.language),
        workstream_cards(cells, frame("steps", view.language), view.language),
        legend(frame("stages", view.language), view.language),
        section("region.heading_timeline", region_timeline(frame("events", code, *days), view.language)),
        section("region.heading_figures", region_figures(frame("figures", code, *days), view.language)),
        section("region.heading_neighbours", neighbour_list(board, read("neighbours", code), readiness_by_region(board), view.language)),
        section("board.heading_groups", group_list(mine, view.language)),
        foot(view, frame("data_age")),
    )
