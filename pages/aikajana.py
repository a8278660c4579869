"""Aikajana answers: what comes next, and for whom."""

from tilannekuva.exhibits.aikajana import chosen, every_year, milestones
from tilannekuva.figures.calendar import coming_finding, feed_links, nearest, recent, week_list
from tilannekuva.figures.elements import el
from tilannekuva.figures.month import month_head, month_table, nearest_month, of_month
from tilannekuva.figures.table import table_element, table_twin
from tilannekuva.figures.timeline import sight_of, timeline_chart, timeline_legend
from tilannekuva.shell.calendar import choose_month, choose_view, feed
from tilannekuva.shell.charts import show_chart, theme
from tilannekuva.shell.data import frame
from tilannekuva.shell.exhibit import ask, exhibit, framed
from tilannekuva.shell.layout import foot, nothing_left, show
from tilannekuva.shell.look import open_page

view = open_page()
language = view.language
left = chosen(ask())

if left.items.empty and view.narrowed:
    show("empty", nothing_left())
else:
    links = feed_links(*feed(view, frame("regions", language)), language)
    show("coming", coming_finding(left.seen, len(left.regions), language), nearest(left.seen, links, language))
    kind = choose_view()
    if kind == "aikajana":
        national = milestones(ask())
        sight = sight_of(left.seen, left.items, national, every_year(ask()), view.today, language)
        show("legend", timeline_legend(language))
        show_chart("timeline", timeline_chart(left.items, national, list(left.regions["region"]), sight, theme(), language))
    elif kind == "viikot":
        listed = left.items if every_year(ask()) else recent(left.items, view.on)
        table = exhibit("viikot")
        show("weeks", framed(table, week_list(listed, view.on, language)), table_twin(table, language))
    else:
        month = choose_month(view.on, left.items)
        table = exhibit("kuukausi")
        show(
            "month",
            month_head(left.items, month, nearest_month(left.items, month), language),
            framed(table, el("div", month_table(of_month(left.items, month), month, view.on, language), table_element(table, language))),
        )
    show("foot", foot(view, frame("data_age")))
