"""Alue answers: what is true in this region, and who says so."""

from tilannekuva.figures.attention import group_list
from tilannekuva.figures.board import legend
from tilannekuva.figures.elements import el
from tilannekuva.figures.region import neighbour_list, region_facts, region_figures, region_finding, region_timeline, workstream_cards
from tilannekuva.read.region import readiness_by_region, readiness_of
from tilannekuva.shell.data import frame, read
from tilannekuva.shell.layout import foot, open_page, show
from tilannekuva.texts import text

view = open_page()
regions = frame("regions", view.language)
code = view.regions[0] if view.regions else regions["region_code"].iloc[0]
board = frame("board", view.on, view.known, view.language)
cells = board[board["region_code"] == code]
cells = cells[cells["workstream_code"].isin(view.workstreams)] if view.workstreams else cells
statements = frame("groups", view.on, view.known, view.language)
mine = statements[[code in members for members in statements["member_codes"]]]

if cells.empty:
    show("empty", el("p", el("strong", text("state.empty", view.language)), ". ", text("state.empty_hint", view.language)))
else:
    show(
        "alue",
        region_finding(cells, readiness_of(cells), view.language),
        region_facts(regions.set_index("region_code").loc[code], len(mine), view.language),
        workstream_cards(cells, frame("steps", view.language), view.language),
        legend(frame("stages", view.language), view.language),
        el(
            "section",
            el("h3", text("region.heading_timeline", view.language)),
            region_timeline(frame("events", code, view.on, view.known, view.language), view.language),
        ),
        el(
            "section",
            el("h3", text("region.heading_figures", view.language)),
            region_figures(frame("figures", code, view.on, view.known, view.language), view.language),
        ),
        el(
            "section",
            el("h3", text("region.heading_neighbours", view.language)),
            neighbour_list(board, read("neighbours", code), readiness_by_region(board), view.language),
        ),
        el("section", el("h3", text("board.heading_groups", view.language)), group_list(mine, view.language)),
        foot(view, frame("data_age")),
    )
