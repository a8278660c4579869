"""Ohjausryhmät answers: do the groups meet, and are CSOs at the table."""

from tilannekuva.figures.attention import group_list
from tilannekuva.figures.steering import followed, seat_table, silent_groups, steering_finding, strip_chart, tally_table, topic_table
from tilannekuva.figures.table import titled_table
from tilannekuva.read.steering import TRACK, people
from tilannekuva.shell.charts import show_chart, theme
from tilannekuva.shell.data import frame
from tilannekuva.shell.layout import day_name, foot, nothing_left, open_page, section, show

view = open_page()
days = (view.on, view.known, view.language)
regions = frame("regions", view.language)
track = frame("workstreams", view.language).set_index("workstream_code").loc[TRACK]
first, last = track["valid_from_on"], track["valid_to_on"]
groups = view.of(frame("steering_regions", *days), regions)

if groups.empty:
    show("empty", nothing_left())
else:
    events = view.of(frame("steering_events", *days), regions)
    seats = view.of(frame("steering_seats", *days), regions)
    show("ohjaus_head", steering_finding(groups, view.language), followed(first, last, view.on, view.known, view.language))
    if groups["told"].any():
        span = (first.date(), last.date(), view.on)
        show_chart("ohjaus_strip", strip_chart(events, groups, span, theme(), day_name(), view.language))
    statements = frame("groups", min(view.on, last.date()), view.known, view.language)
    show(
        "ohjaus_tables",
        titled_table(seat_table(seats, events, people(seats), len(groups), view.language), view.language),
        titled_table(tally_table(view.of(frame("steering_tallies", *days), regions), view.language), view.language),
        titled_table(topic_table(events, view.language), view.language),
        silent_groups(groups, view.language),
        section("board.heading_groups", group_list(statements[statements["workstream_code"] == TRACK], view.language)),
        foot(view, frame("data_age")),
    )
