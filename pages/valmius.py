"""Valmiusasteen kehitys answers: are we getting there."""

from tilannekuva.exhibits import valmius
from tilannekuva.figures.player import player
from tilannekuva.figures.readiness import readiness_chart, readiness_finding, split_keys, track_charts
from tilannekuva.figures.stage_lines import known_tracks, silent_tracks, stage_chart, stage_keys
from tilannekuva.figures.summary import finding
from tilannekuva.figures.time_axis import milestone_keys
from tilannekuva.shell.charts import show_chart, theme
from tilannekuva.shell.data import frame, read
from tilannekuva.shell.exhibit import ask, folded
from tilannekuva.shell.layout import foot, nothing_left, section, show
from tilannekuva.shell.look import open_page
from tilannekuva.shell.past import choose_region, choose_split

view = open_page()
language, asked = view.language, ask()
past = valmius.past(asked)

if past.everything.empty:
    show("empty", finding(past.everything, language, read("first_day")))
elif past.monthly.empty:
    show("empty", nothing_left())
else:
    series, stages, regions, tracks = valmius.readiness_by_month(past), *(frame(name, language) for name in ("stages", "regions", "workstreams"))
    _, marked = valmius.marks(asked, past)
    show("valmius", readiness_finding(series.iloc[-1], past.year_ago, past.same, past.scope, language))
    if choose_split(language):
        show("selite", split_keys(language))
        show_chart("asioittain", track_charts(valmius.track_turns(past), valmius.track_names(asked), marked, theme(), language))
    else:
        show_chart("kuukausittain", readiness_chart(series, marked, theme(), language))
    show("virstanpylvaat", milestone_keys(marked, language), folded("virstanpylvaat"))
    show("toisto", section("history.heading_player", player(past.monthly, series, regions, tracks, stages, language)))
    show("vaiheet", section("history.heading_stages", stage_keys(stages, language)))
    code = choose_region(regions[regions["region_code"].isin(past.monthly["region_code"])], language)
    turns = valmius.stage_turns(asked, past, code)
    if known_tracks(turns):
        show_chart("vaiheet_ajassa", stage_chart(turns, past.ends, valmius.region_name(asked, code), marked, theme(), language))
    show("loppu", silent_tracks(turns, language), foot(view, frame("data_age")))
