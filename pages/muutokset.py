"""Muutokset answers: what happened since our last meeting."""

from tilannekuva.figures.brief import brief, heading_brief, visit_line
from tilannekuva.figures.changes import basis_words, change_table, counts, finding_words, folded, latest_words, listed, tallies, unchanged_table
from tilannekuva.figures.dumbbell import chart_choices, dumbbell
from tilannekuva.figures.elements import el
from tilannekuva.shell.charts import show_chart, theme
from tilannekuva.shell.compared import choose_brief, choose_chart, choose_compared, latest_change
from tilannekuva.shell.data import frame
from tilannekuva.shell.layout import foot, nothing_left, open_page, show

view = open_page()
regions, stages = frame("regions", view.language), frame("stages", view.language)
pair = choose_compared(view)
changes = view.of(frame("changes", *pair.days, view.language), regions)

if changes.empty:
    show("empty", nothing_left())
else:
    found = counts(changes)
    moved = len(changes) - found["corrected"] - found["unchanged"]
    show(
        "muutokset",
        el("h2", finding_words(changes, pair.since, pair.now, view.today, view.language)),
        None if moved else latest_words(latest_change(pair, changes), pair.since.on, view.language),
        el("p", basis_words(changes, pair.since, pair.now, pair.at_once, view.language), class_="note"),
        visit_line("muutokset", view.today, view.language),
        tallies(changes, view.language),
        *listed(change_table(changes, pair.since, pair.now, view.language), "changes", view.language),
        *listed(change_table(changes, pair.since, pair.now, view.language, corrections=True), "corrected", view.language),
        folded(unchanged_table(changes, view.language), "unchanged", view.language, opened=False),
    )
    if moved:
        track = choose_chart(*chart_choices(changes), changes, view.language)
        show_chart("muutokset_kuvio", dumbbell(changes, stages, pair.since, pair.now, track, theme(), view.language))
    show("muutokset_teksti", el("h3", heading_brief(view.language)))
    written = choose_brief(view.language)
    told = view.of(frame("changes", *pair.days, written), regions)
    show(
        "muutokset_loppu",
        brief(told, pair.since, pair.now, pair.at_once, view.today, written, view.language),
        foot(view, frame("data_age")),
    )
