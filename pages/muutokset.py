"""Muutokset answers: what happened since our last meeting."""

from tilannekuva.exhibits.muutokset import cells
from tilannekuva.figures.brief import brief, heading_brief, visit_line
from tilannekuva.figures.changes import basis_words, counts, finding_words, latest_words, listed, tallies
from tilannekuva.figures.dumbbell import chart_choices, dumbbell
from tilannekuva.figures.elements import el
from tilannekuva.figures.summary import finding
from tilannekuva.shell.charts import show_chart, theme
from tilannekuva.shell.compared import choose_brief, choose_chart, choose_compared, latest_change
from tilannekuva.shell.data import frame
from tilannekuva.shell.exhibit import ask, exhibit, framed
from tilannekuva.shell.layout import foot, nothing_left, show
from tilannekuva.shell.look import open_page

LISTS = (("muutokset", "changes"), ("muutokset_korjatut", "corrections"))

view = open_page()
pair = choose_compared()
changes = cells(ask(), pair)

if frame("changes", *pair.days, view.language).empty:
    show("empty", finding(changes, view.language, frame("workstreams", view.language)["valid_from_on"].min()))
elif changes.empty:
    show("empty", nothing_left())
else:
    found = counts(changes)
    moved = len(changes) - found["corrected"] - found["unchanged"]
    unchanged = exhibit("muutokset_ennallaan")
    tables = [(exhibit(table), name) for table, name in LISTS]
    show(
        "muutokset",
        el("h2", finding_words(changes, pair.since, pair.now, view.today, view.language)),
        None if moved else latest_words(latest_change(pair, changes), pair.since.on, view.language),
        el("p", basis_words(changes, pair.since, pair.now, pair.at_once, view.language), class_="note"),
        visit_line("muutokset", view.today, view.language),
        tallies(changes, view.language),
        *(framed(table, listed(table, name, view.language)) for table, name in tables if len(table.frame)),
        framed(unchanged, listed(unchanged, "unchanged", view.language)),
    )
    if moved:
        track = choose_chart(*chart_choices(changes), changes, view.language)
        stages = frame("stages", view.language)
        show_chart("muutokset_kuvio", dumbbell(changes, stages, pair.since, pair.now, track, theme(), view.language))
    show("muutokset_teksti", el("h3", heading_brief(view.language)))
    written = choose_brief(view.language)
    told = cells(ask(), pair, written)
    show(
        "muutokset_loppu",
        brief(told, pair.since, pair.now, pair.at_once, view.today, written, view.language),
        foot(view, frame("data_age")),
    )
