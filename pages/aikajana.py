"""Aikajana answers: what comes next, and for whom."""

from tilannekuva.figures.calendar import coming_finding, feed_links, items_table, nearest, outlook, recent, week_list
from tilannekuva.figures.month import month_head, month_table, nearest_month, of_month
from tilannekuva.figures.table import table_element, table_twin
from tilannekuva.figures.timeline import timeline_chart, timeline_legend
from tilannekuva.read.calendar import items_of
from tilannekuva.shell.calendar import choose_month, choose_view, feed, sight_of
from tilannekuva.shell.charts import show_chart, theme
from tilannekuva.shell.data import frame
from tilannekuva.shell.layout import foot, nothing_left, open_page, show, words

view = open_page()
regions = frame("regions", view.language)
codes = view.places(regions)
chosen = regions[regions["region_code"].isin(codes)] if codes else regions
items = items_of(frame("calendar", view.on, view.known, view.language), codes, view.workstreams)

if chosen.empty or items.empty:
    show("empty", nothing_left())
else:
    seen = outlook(items, view.on)
    links = feed_links(*feed(view, regions), items, view.language)
    show("coming", coming_finding(seen, len(chosen), view.language), nearest(seen, links, view.language))
    kind, every_year = choose_view()
    if kind == "aikajana":
        milestones = frame("milestones", view.known, view.language)
        sight = sight_of(seen, items, milestones, every_year)
        show("legend", timeline_legend(view.language))
        show_chart("timeline", timeline_chart(items, milestones, list(chosen["region"]), sight, theme(), view.language))
    elif kind == "viikot":
        listed = items if every_year else recent(items, view.on)
        twin = items_table("weeks", words("calendar.view_viikot"), listed, view.language)
        show("weeks", week_list(listed, view.on, view.language), table_twin(twin, view.language))
    else:
        month = choose_month(view.on, items)
        near = nearest_month(items, month)
        left = of_month(items, month)
        show(
            "month",
            month_head(items, month, near, view.language),
            month_table(left, month, view.on, view.language),
            table_element(items_table("month", words("calendar.month_list"), left, view.language), view.language),
        )
    show("foot", foot(view, frame("data_age")))
