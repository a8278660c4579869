"""Avustusmallit answers: whose grant model is ready, when can one apply, and how much is there."""

from tilannekuva.figures.attention import group_list
from tilannekuva.figures.grant_amounts import amounts_chart, missing_regions, series_chart, yearly_sums
from tilannekuva.figures.grant_calls import calls_chart, calls_now, grants_finding
from tilannekuva.figures.grant_model import model_chart
from tilannekuva.figures.grant_words import (
    ALL_YEARS,
    MEASURES,
    comparing_note,
    kind_choice,
    measure_choice,
    no_series,
    no_sum_of_year,
    no_sums,
    not_followed,
    year_choice,
)  # fmt: skip
from tilannekuva.read.grants import CALL, MODEL
from tilannekuva.shell.charts import show_chart, theme
from tilannekuva.shell.choices import choose
from tilannekuva.shell.data import frame
from tilannekuva.shell.layout import foot, nothing_left, section, show
from tilannekuva.shell.look import open_page

view = open_page()
language, days, shown_on = view.language, (view.on, view.known, view.language), (view.on, view.today, view.language, theme())
regions, everything = frame("regions", language), frame("board", *days)
board = view.of(everything, regions)
model, call = board[board["workstream_code"] == MODEL], board[board["workstream_code"] == CALL]
calls, amounts = (view.of(frame(name, *days), regions) for name in ("grant_calls", "grant_amounts"))


def show_calls(year: str) -> None:
    """Show the windows of a year's round, or of all."""
    cycle = None if year == ALL_YEARS else year
    chosen = calls if cycle is None else calls[calls["cycle"] == cycle]
    show_chart("calls", calls_chart(chosen, call, cycle, *shown_on), opened=cycle is not None)


def show_amounts(year: str) -> None:
    """Show the sums of one kind: those of the year, and the years of each region; the note on comparing them stands above."""
    show("sums_note", section("grants.heading_amounts", comparing_note(language)))
    kinds, label, words = kind_choice(amounts, language)
    if not kinds:
        show("sums_none", no_sums(language))
        return
    kind = choose("summa", kinds, label, words, wide=True)
    per_resident = choose("yksikko", *measure_choice(language)) == MEASURES[1]
    of_kind = amounts[amounts["amount_kind"] == kind]
    of_year = of_kind[of_kind["cycle"] == year]
    if len(of_year):
        show_chart("sums", amounts_chart(of_year, call, kind, year, per_resident, language, theme()))
        show("sums_missing", missing_regions(of_year, call, language))
    elif year != ALL_YEARS:
        show("sums_empty", no_sum_of_year(kind, year, len(call), language))
    yearly = yearly_sums(of_kind)
    if yearly.empty:
        show("years_none", no_series(kind, language))
    else:
        show_chart("years", series_chart(yearly, kind, language, theme()))


if not everything["workstream_code"].isin((MODEL, CALL)).any():
    tracks = frame("workstreams", language).set_index("workstream_code")
    show("empty", not_followed(tracks.loc[[MODEL, CALL], "valid_from_on"].min(), language), foot(view, frame("data_age")))
elif model.empty and call.empty:
    show("empty", nothing_left())
else:
    told = None if call.empty else calls
    show("finding", grants_finding(model, told, len(call), view.on, view.today, language), None if told is None else calls_now(told, language))
    if not model.empty:
        show_chart("model", model_chart(frame("spells", MODEL, *days), model, frame("stages", language), *shown_on))
    if told is not None:
        year = choose("vuosi", *year_choice(calls, amounts, language))
        show_calls(year)
        show_amounts(year)
    statements = frame("groups", *days)
    statements = statements[statements["workstream_code"].isin((*model["workstream_code"], *call["workstream_code"]))]
    statements = statements[[bool({*codes} & {*board["region_code"]}) for codes in statements["member_codes"]]]
    show("foot", section("board.heading_groups", group_list(statements, language)), foot(view, frame("data_age")))
