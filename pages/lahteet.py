"""Lähteet ja laatu answers: what do we know, how old is it, what is missing, and where does it come from."""

from tilannekuva.exhibits.lahteet import cells as cells_of
from tilannekuva.exhibits.lahteet import chosen as chosen_of
from tilannekuva.figures.coverage import age_keys, coverage_finding, coverage_matrix
from tilannekuva.figures.elements import el
from tilannekuva.figures.loads import findings_part, lineage_note
from tilannekuva.figures.sources import choice_label, choice_words, contradictions_part, source_panel
from tilannekuva.figures.summary import finding, pickers
from tilannekuva.figures.table import table_element, table_twin
from tilannekuva.shell.choices import choose
from tilannekuva.shell.data import frame
from tilannekuva.shell.exhibit import ask, exhibit, folded, framed, titled
from tilannekuva.shell.layout import foot, nothing_left, show
from tilannekuva.shell.look import open_page

view = open_page()
language = view.language
cells = cells_of(ask())

if frame("coverage", view.on, view.known, language).empty:
    show("empty", finding(cells, language, frame("workstreams", language)["valid_from_on"].min()))
elif cells.empty:
    show("empty", nothing_left())
else:
    coverage, disputed = exhibit("kattavuus"), exhibit("ristiriidat")
    show(
        "kattavuus",
        coverage_finding(cells, language),
        pickers(cells, language),
        framed(coverage, el("div", coverage_matrix(cells, view.on, language), age_keys(language))),
        table_twin(coverage, language),
        titled("kenelta-kysya"),
        folded("tieto-alueittain"),
        framed(disputed, contradictions_part(disputed, language)),
    )

sources = chosen_of(ask(), "sources")
if not sources.empty:
    listed = exhibit("lahteet")
    show("lahteet_otsikko", el("h3", listed.title))
    codes = ["", *sources["source_id"]]
    chosen = choose("lahde", codes, choice_label(language), choice_words(sources, language), wide=True)
    if chosen:
        claims = exhibit("lahteen-vaitteet")
        show("lahde", framed(claims, source_panel(sources[sources["source_id"] == chosen], claims, language)))
    show("lahteet", framed(listed, el("div", table_element(listed, language, under_title=True), class_="tall")))

findings = exhibit("havainnot")
show(
    "lataukset",
    framed(findings, findings_part(findings, language)),
    titled("ladatut-tiedostot"),
    lineage_note(language),
    folded("lataukset"),
    foot(view, frame("data_age")),
)
