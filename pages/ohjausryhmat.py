"""Ohjausryhmät answers: do the groups meet, and are CSOs at the table."""

from tilannekuva.figures.attention import group_list
from tilannekuva.figures.steering import followed, silent_groups, steering_finding, strip_chart
from tilannekuva.figures.summary import not_followed
from tilannekuva.read.steering import TRACK
from tilannekuva.shell.charts import show_chart, theme
from tilannekuva.shell.data import frame
from tilannekuva.shell.exhibit import titled
from tilannekuva.shell.layout import day_name, foot, nothing_left, section, show
from tilannekuva.shell.look import open_page

view = open_page()
days = (view.on, view.known, view.language)
regions = frame("regions", view.language)
track = frame("workstreams", view.language).set_index("workstream_code").loc[TRACK]
first, last = track["valid_from_on"], track["valid_to_on"]
groups = view.of(frame("steering_regions", *days), regions)

if groups.empty:
    show("empty", nothing_left())
elif view.on < first.date():
    show("empty", not_followed(track["workstream"], first, view.language))
else:
    events = view.of(frame("steering_events", *days), regions)
    show("ohjaus_head", steering_finding(groups, view.language), followed(first, last, view.on, view.known, view.language))
    if groups["told"].any():
        span = (first.date(), last.date(), view.on)
        show_chart("ohjaus_strip", strip_chart(events, groups, span, theme(), day_name(), view.language))
    statements = view.of_groups(frame("groups", min(view.on, last.date()), view.known, view.language), regions)
    show(
        "ohjaus_tables",
        titled("ohjausryhmien_jarjestopaikat"),
        titled("ohjausryhmien_kokousmaarat"),
        titled("ohjausryhmien_asiat"),
        silent_groups(groups, view.language),
        section("board.heading_groups", group_list(statements[statements["workstream_code"] == TRACK], view.language)),
        foot(view, frame("data_age")),
    )
