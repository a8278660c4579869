"""Hyte-neuvottelut answers: is the yearly duty met everywhere."""

from tilannekuva.figures.attention import group_list
from tilannekuva.figures.hyte import (
    OTHER_DUTIES,
    duty_table,
    hyte_finding,
    hyte_legend,
    judged_words,
    negotiation_table,
    tile_table,
    year_pickers,
    year_tiles,
)
from tilannekuva.figures.summary import not_followed
from tilannekuva.figures.table import table_twin, titled_table
from tilannekuva.read.years import HYTE
from tilannekuva.shell.data import frame
from tilannekuva.shell.layout import foot, nothing_left, open_page, section, show

view = open_page()
days = (view.on, view.known, view.language)
regions = frame("regions", view.language)
everything = frame("year_cells", HYTE, *days)
cells = view.of(everything, regions)

if everything.empty:
    track = frame("workstreams", view.language).set_index("workstream_code").loc[HYTE]
    show("empty", not_followed(track["workstream"], track["valid_from_on"], view.language))
elif cells.empty:
    show("empty", nothing_left())
else:
    duties = frame("duties", view.language)
    steps = frame("steps", view.language)
    statements = frame("groups", *days)
    hyte_duty = duties[duties["workstream_code"] == HYTE]
    other_duties = duties[duties["duty_code"].isin(OTHER_DUTIES)]
    show(
        "hyte",
        hyte_finding(cells, view.on, view.language),
        judged_words(cells, view.language),
        year_pickers(cells, view.on, view.language),
        year_tiles(cells, view.on, view.language),
        hyte_legend(steps[steps["workstream_code"] == HYTE], view.language),
        table_twin(tile_table(cells, view.on, view.language), view.language),
        titled_table(negotiation_table(view.of(frame("negotiations", HYTE, *days), regions), view.language), view.language),
        titled_table(duty_table(hyte_duty, "hyte_velvoite", "hyte.heading_duty", view.language), view.language),
        titled_table(duty_table(other_duties, "muut_neuvottelut", "hyte.heading_other", view.language), view.language),
        section("board.heading_groups", group_list(statements[statements["workstream_code"] == HYTE], view.language)),
        foot(view, frame("data_age")),
    )
