"""Lähteet ja laatu answers: what do we know, how old is it, what is missing, and where does it come from."""

from tilannekuva.figures.coverage import age_keys, all_regions_table, coverage_finding, coverage_matrix, coverage_table, least_known_table
from tilannekuva.figures.elements import el
from tilannekuva.figures.loads import file_table, findings_part, lineage_note, load_table
from tilannekuva.figures.sources import choice_label, choice_words, contradictions_part, source_panel, source_table
from tilannekuva.figures.summary import finding, pickers
from tilannekuva.figures.table import folded_table, table_element, table_twin, titled_table
from tilannekuva.read.coverage import coverage_by_region
from tilannekuva.shell.choices import choose
from tilannekuva.shell.data import frame
from tilannekuva.shell.layout import foot, nothing_left, open_page, show

view = open_page()
language = view.language
regions = frame("regions", language)
everything = frame("coverage", view.on, view.known, language)
cells = view.of(everything, regions)
choice = (view.places(regions), view.workstreams, view.on, view.known, language)

if everything.empty:
    show("empty", finding(everything, language, frame("workstreams", language)["valid_from_on"].min()))
elif cells.empty:
    show("empty", nothing_left())
else:
    counted, contacts = coverage_by_region(cells), frame("contacts", view.known)
    disputed = frame("contradictions", view.known, language)
    show(
        "kattavuus",
        coverage_finding(cells, language),
        pickers(cells, language),
        coverage_matrix(cells, view.on, language),
        age_keys(language),
        table_twin(coverage_table(cells, language), language),
        titled_table(least_known_table(counted, contacts, language), language),
        folded_table(all_regions_table(counted, contacts, language), language),
        contradictions_part(disputed[disputed["claim_id"].isin(frame("claims", *choice)["claim_id"])], language),
    )

sources = frame("sources", *choice)
if not sources.empty:
    listed = source_table(sources, language)
    show("lahteet_otsikko", el("h3", listed.title))
    codes = ["", *sources["source_id"]]
    chosen = choose("lahde", codes, choice_label(language), choice_words(sources, language), wide=True)
    if chosen:
        show("lahde", source_panel(sources[sources["source_id"] == chosen], frame("claims", *choice, chosen), language))
    show("lahteet", el("div", table_element(listed, language, under_title=True), class_="tall"))

show(
    "lataukset",
    findings_part(frame("findings"), language),
    titled_table(file_table(frame("load_files"), language), language),
    lineage_note(language),
    folded_table(load_table(frame("loads"), language), language),
    foot(view, frame("data_age")),
)
