"""Files of tables and packs, on small tables in sight: text stays text, numbers stay numbers, the same gives the same bytes."""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime

import openpyxl
import pandas as pd
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet
from pptx import Presentation
from pptx.util import Inches, Pt

from tests.support.files import (
    csv_rows,
    naughty_strings,
    pdf_facts,
    pdf_text,
    relations_outside,
    sheet_rows,
    slide_charts,
    slide_tables,
    web_page,
)
from tests.support.needs import cannot_run
from tests.support.sources import ROOT
from tilannekuva.exports.pack import Pack, Part
from tilannekuva.exports.page import page
from tilannekuva.exports.plain import exact, safe
from tilannekuva.exports.report import report
from tilannekuva.exports.safe import cell, file_stem, one_line, plain
from tilannekuva.exports.separated import excel_csv, plain_csv
from tilannekuva.exports.slide_template import TemplateUnfit, checked
from tilannekuva.exports.slides import ROWS, _starts, one_slide, paged, slides
from tilannekuva.exports.stamp import Stamp
from tilannekuva.exports.workbook import pack_workbook, workbook
from tilannekuva.figures.table import Column, Native, Table

STRINGS = ROOT.parent / "shared" / "badinput" / "strings" / "bl__blns.json"
STAMP = Stamp("Otsikko", "fi", "", date(2026, 11, 24), date(2026, 11, 20), 7, datetime(2026, 11, 22, 12, tzinfo=UTC), ("Lähde A",), ("Huomautus",))
COLUMNS = (
    Column("region", "Alue"), Column("stage", "Vaihe", "stage"), Column("share", "Osuus", "share"), Column("sum", "Summa", "eur"),
    Column("on", "Päivä", "day"),
)  # fmt: skip
FRAME = pd.DataFrame({
    "region_code": ["21", "19"], "region": ["Lappi", "Pohjois-Pohjanmaa"], "stage": ["decided", "no_information"],
    "stage_name": ["Päätetty", "Ei tietoa"],
    "share": [0.75, None], "sum": [1234.5, 99.0], "on": pd.to_datetime(["2026-01-31", None]),
})  # fmt: skip
TABLE = Table("taulu", "Havainto", FRAME, COLUMNS, caption="Kuvaus", note="Summat eivät ole vertailukelpoisia.")
COUNTS = pd.DataFrame({"track": ["Malli", "Haku"], "decided": [3, 1], "no_information": [1, 3]})
CHART = Table(
    "jakauma", "Jakauma", COUNTS, (Column("track", "Aihe"), Column("decided", "Päätetty", "number"), Column("no_information", "Ei tietoa", "number")),
    native=Native("stacked_bars", "track", ("decided", "no_information"), ("decided", "no_data")),
)  # fmt: skip
PACK = Pack(STAMP, (Part("one_page", "Ensimmäinen", ("Lause #1 *tähti*.",), (CHART,), ("Lähde A",)), Part("annex", "Toinen", (), (TABLE,))))
A4 = 9
WRITERS = {"pptx": slides, "pdf": report, "xlsx": pack_workbook, "html": page}


def test_a_workbook_keeps_numbers_days_and_words_apart() -> None:
    """Numbers and days are cells of their kind, a missing one is empty, and the last sheet tells the origin."""
    sheets = sheet_rows(workbook([TABLE, CHART], STAMP))
    assert list(sheets) == ["taulu", "jakauma", "Tietoja tiedostosta"]
    assert sheets["taulu"][2:5] == [
        ["Alue", "Vaihe", "Osuus", "Summa", "Päivä"],
        ["Lappi", "Päätetty", 0.75, 1234.5, datetime(2026, 1, 31)],  # noqa: DTZ001  # a cell has no zone
        ["Pohjois-Pohjanmaa", "Ei tietoa", None, 99, None],
    ]
    origin = dict(sheets["Tietoja tiedostosta"])
    assert (origin["Tilanne päivänä"], origin["Tiedossa päivänä"], origin["Aineiston versio"]) == ("24.11.2026", "20.11.2026", "7")
    assert origin["Huomautus"] == "Huomautus"


def test_a_workbook_has_a_real_chart_where_the_table_has_one() -> None:
    """Its series point to the cells of the sheet."""
    with zipfile.ZipFile(io.BytesIO(workbook([CHART], STAMP))) as archive:
        chart = archive.read("xl/charts/chart1.xml").decode()
    assert "jakauma!$B$4:$B$5" in chart
    assert "jakauma!$A$4:$A$5" in chart


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_printed_workbook_is_a_page_wide_and_every_row_as_tall_as_its_words(language: str) -> None:
    """The first sheet is one page; no sheet is broken across, and no text runs over the row under it or past the paper."""
    words = "Hyvinvointialueen aluevaltuusto käsittelee järjestöjen esitystä ja päättää siitä kokouksessaan. " * 3
    frame = pd.DataFrame({name: ["lyhyt", words] for name in "abcdef"})
    long = Table("pitka", words, frame, tuple(Column(name, f"Otsikko {name}") for name in "abcdef"), note=words)
    parts = (Part("one_page", words, (words,) * 2, (long, CHART)), Part("annex", "Toinen", (), (replace(TABLE, title=""),)))
    stamp = replace(STAMP, language=language, sources=(words,))
    first, *others = openpyxl.load_workbook(io.BytesIO(pack_workbook(Pack(stamp, parts))))
    assert [sheet.page_setup.fitToHeight for sheet in (first, *others)] == [None, *[0] * len(others)], (
        "one page where nothing is said, else as many as it takes"
    )
    for sheet in (first, *others):
        assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToWidth, sheet.page_setup.paperSize) == (True, None, A4)
        widths = {place: one.width for one in sheet.column_dimensions.values() for place in range(one.min, one.max + 1)}
        assert sum(widths.values()) < 180
        for told in (one for row in sheet.iter_rows() for one in row if one.value == words):
            assert told.alignment.wrap_text
            assert sheet.row_dimensions[told.row].height > len(words) / (1.4 * sum(widths[place] for place in _columns(sheet, told))) * 13
    assert others[2]["A1"].value == "Toinen"


def _columns(sheet: Worksheet, told: Cell) -> range:
    """The numbers of the columns that a cell goes over, alone or merged with others."""
    merged = [found for found in sheet.merged_cells.ranges if told.coordinate in found]
    return range(merged[0].min_col, merged[0].max_col + 1) if merged else range(told.column, told.column + 1)


def test_a_chart_on_a_slide_has_the_tables_numbers_in_its_own_workbook() -> None:
    """What is drawn, what the workbook inside holds, and the table are the same."""
    (chart,) = slide_charts(one_slide(CHART, STAMP))
    assert chart["categories"] == ["Malli", "Haku"]
    assert chart["series"] == {"Päätetty": [3, 1], "Ei tietoa": [1, 3]}
    assert chart["cells"] == [[None, "Päätetty", "Ei tietoa"], ["Malli", 3, 1], ["Haku", 1, 3]]


@pytest.mark.parametrize("rows", [1, ROWS, ROWS + 1, 22, 2 * ROWS + 1, 100])
def test_a_long_table_is_split_evenly_and_loses_no_row(rows: int) -> None:
    """At most twelve rows on a slide, on no more slides than needed, none left with a row alone; rows in are rows out, in their order."""
    frame = pd.DataFrame({"name": [f"rivi {nth}" for nth in range(rows)]})
    table = Table("pitka", "Pitkä", frame, (Column("name", "Nimi"),))
    counts = [len(piece.frame) for piece in paged(table)]
    assert max(counts) <= ROWS
    assert max(counts) - min(counts) <= 1
    assert len(counts) == -(-rows // ROWS)
    shown = [row[0] for _, cells in slide_tables(one_slide(table, STAMP)) for row in cells[1:]]
    assert shown == list(frame["name"])


def test_rows_of_long_texts_take_more_slides_and_columns_keep_whole_words() -> None:
    """What would run over the foot goes on the next slide, under the same title and its place; a day and a heading stay in one line."""
    words = "Hyvinvointialueen aluevaltuusto käsittelee järjestöjen esitystä ja päättää siitä kokouksessaan. " * 2
    frame = pd.DataFrame({"region": ["Pohjois-Pohjanmaa"] * 9, "on": pd.to_datetime(["2026-11-24"] * 9), "told": [words] * 9})
    columns = (Column("region", "Alue"), Column("on", "Neuvotteluvuosi", "day"), Column("told", "Mitä lähde kertoo"))
    deck = one_slide(Table("pitka", "Pitkä", frame, columns), STAMP)
    tables = slide_tables(deck)
    assert [title for title, _ in tables][:2] == ["Pitkä", f"Pitkä (2/{len(tables)})"]
    assert sum(len(cells) - 1 for _, cells in tables) == 9
    assert len(tables) > 1
    drawn = next(shape.table for shape in Presentation(io.BytesIO(deck)).slides[0].shapes if shape.has_table)
    letter = Pt(12) * 0.6
    assert drawn.columns[0].width > len("Pohjois-Pohjanmaa") * letter
    assert drawn.columns[1].width > len("Neuvotteluvuosi") * letter


def test_rows_of_unlike_height_are_spread_over_no_more_slides_than_needed() -> None:
    """Where an even number does not fit, as many as fit stand on a slide, and the others share what is left."""
    assert _starts(10, lambda _: 3) == [0, 3, 6, 9]
    assert _starts(10, lambda _: 3, slides=4) == [0, 3, 6, 8]
    assert _starts(10, lambda at: 6 if at == 0 else 4, slides=2) == [0, 5, 9]
    assert _starts(10, lambda at: 6 if at == 0 else 4, slides=2, more=1) == [0, 6]


def test_the_heads_of_a_matrix_keep_their_words_whole() -> None:
    """Ten of them beside each other, in the language with the longest."""
    heads = [
        "Understödsmodell", "HYTE-förhandling", "Ansökan", "Samarbete", "Strategi", "Representation", "Välfärdsplan", "Delaktighetspr.",
        "Servicestig", "Handledning",
    ]  # fmt: skip
    frame = pd.DataFrame({"region": ["Mellersta Österbotten"], **{head: ["decided"] for head in heads}})
    table = Table("tavla", "Tavla", frame, (Column("region", "Område"), *(Column(head, head, "sign") for head in heads)))
    drawn = next(shape.table for shape in Presentation(io.BytesIO(one_slide(table, STAMP))).slides[0].shapes if shape.has_table)
    words = ["Österbotten", *(head.removeprefix("HYTE-") for head in heads)]
    sizes = [12, *[10] * len(heads)]
    for column, word, size in zip(drawn.columns, words, sizes, strict=True):
        assert column.width - 2 * Inches(0.05) > len(word) * Pt(size) * 0.54, word


def test_a_long_title_keeps_its_place_and_its_number() -> None:
    """Smaller letters and a cut where it is longest; the number of the slide stands after the cut."""
    table = Table("pitka", "Pitkä otsikko " * 20, pd.DataFrame({"name": ["rivi"] * 2 * ROWS}), (Column("name", "Nimi"),))
    first, second = (slide.shapes.title for slide in Presentation(io.BytesIO(one_slide(table, STAMP))).slides)
    assert first.text.endswith("…")
    assert second.text.endswith("… (2/2)")
    assert {run.font.size for shape in (first, second) for run in shape.text_frame.paragraphs[0].runs} == {Pt(18)}


def test_every_slide_has_its_title_alternative_text_notes_and_foot() -> None:
    """For whoever does not see it, and for whoever gets it later."""
    for place, slide in enumerate(Presentation(io.BytesIO(slides(PACK))).slides, 1):
        assert slide.shapes.title.text
        drawn = [shape for shape in slide.shapes if shape.has_table or shape.has_chart]
        assert all(shape._element.nvGraphicFramePr.cNvPr.get("descr") for shape in drawn)
        assert slide.notes_slide.notes_text_frame.text.startswith(slide.shapes.title.text)
        assert any(f"Tilanne 24.11.2026 · Aineiston versio 7 · Sivu {place} (2)" in shape.text for shape in slide.shapes if shape.has_text_frame)


def test_a_pdf_is_tagged_named_and_in_its_language() -> None:
    """PDF/UA-1 by the compiler's own check; its tags, language and title are there, and nothing in it acts."""
    document = report(PACK)
    facts = pdf_facts(document)
    assert facts["marked"]
    assert facts["language"].startswith("fi")
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= facts["tags"]
    assert not facts["names"] & {"/OpenAction", "/AA", "/AcroForm"}
    words = pdf_text(document)
    assert "Lause #1 *tähti*." in words
    assert all(name in words for name in ("Lappi", "Pohjois-Pohjanmaa", "75 %", "31.1.2026"))


def test_a_web_page_asks_nobody_and_runs_only_its_own_script() -> None:
    """No address in it, one script, and a policy that lets no other run."""
    document = page(PACK)
    parsed = web_page(document)
    assert parsed.addresses == []
    assert document.decode().count("<script>") == 1
    assert "default-src 'none'" in document.decode()
    assert ["Lappi", "Päätetty", "75 %", "1 234,50 €", "31.1.2026"] in [[" ".join(one.split()) for one in row] for row in parsed.rows]


@pytest.mark.parametrize("ending", sorted(WRITERS))
def test_the_same_pack_gives_the_same_bytes(ending: str) -> None:
    """So that two packs can be compared."""
    assert WRITERS[ending](PACK) == WRITERS[ending](PACK)


def test_every_workbook_has_its_own_font() -> None:
    """The first of a process and the tenth: a font that follows the theme would be another one in Excel."""
    for _ in range(2):
        with zipfile.ZipFile(io.BytesIO(WRITERS["xlsx"](PACK))) as book:
            normal = book.read("xl/styles.xml").decode().split("<font>")[1]
        assert 'name val="Arial"' in normal
        assert "scheme" not in normal


def test_csv_for_excel_and_csv_for_programs() -> None:
    """Semicolon, comma and words with an origin for the one; comma, point, codes and the days on every row for the other."""
    rows = csv_rows(excel_csv(TABLE, STAMP), ";")
    assert rows[:3] == [
        ["Alue", "Vaihe", "Osuus", "Summa", "Päivä"],
        ["Lappi", "Päätetty", "0,75", "1234,5", "31.1.2026"],
        ["Pohjois-Pohjanmaa", "Ei tietoa", "", "99", ""],
    ]
    assert ["Aineiston versio", "7"] in rows
    assert csv_rows(plain_csv(TABLE, STAMP), ",") == [
        ["region", "stage", "stage_name", "share", "sum", "on", "view_on", "view_known", "view_generation"],
        ["Lappi", "decided", "Päätetty", "0.75", "1234.5", "2026-01-31", "2026-11-24", "2026-11-20", "7"],
        ["Pohjois-Pohjanmaa", "no_information", "Ei tietoa", "", "99", "", "2026-11-24", "2026-11-20", "7"],
    ]


def test_a_template_of_the_readers_own_is_used_and_an_unfit_one_refused_with_its_reason() -> None:
    """16:9 with a title is taken and its own slides are left out; anything else names what is wrong."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "Pohjan oma dia"
    made = slides(PACK, _saved(deck))
    assert "Pohjan oma dia" not in [slide.shapes.title.text for slide in Presentation(io.BytesIO(made)).slides]
    with zipfile.ZipFile(io.BytesIO(_saved(deck))) as given, zipfile.ZipFile(packed := io.BytesIO(), "w") as macros:
        for part in given.infolist():
            macros.writestr(part.filename, given.read(part))
        macros.writestr("ppt/vbaProject.bin", b"x")
    unfit = {"no_pptx": b"no deck", "no_16_9": _saved(Presentation()), "macros": packed.getvalue(), "too_large": b"0" * 20_000_001}
    for code, content in unfit.items():
        with pytest.raises(TemplateUnfit) as refused:
            checked(content)
        assert refused.value.code == code


def _saved(deck: Presentation) -> bytes:
    deck.save(packed := io.BytesIO())
    return packed.getvalue()


def test_a_name_of_a_file_has_plain_letters() -> None:
    """Whatever the region is called."""
    assert file_stem("Päijät-Häme ja Åland") == "paijat-hame-ja-aland"
    assert file_stem("///") == "tilannekuva"


def test_the_naughty_strings_go_through_every_file_and_back() -> None:
    """The same text in each, no formula, no address outside, no script but our own, no crash."""
    if not STRINGS.exists():
        cannot_run(f"{STRINGS.name}: the corpus of strings is not here")
    odd = ["x" * 2000, "\u202eoikealta vasemmalle", "{{ 7*7 }}", "#set page()", "$x$ *y* _z_ @a", "a\x00b\x1fc", "\U0001f469\u200d\U0001f52c"]
    given = [*naughty_strings(STRINGS), *odd]
    frame = pd.DataFrame({"text": given})
    table = Table("tekstit", given[20], frame, (Column("text", given[21]),), note=given[22], caption=given[23])
    pack = Pack(STAMP, (Part("annex", given[24], tuple(given[25:28]), (table,), tuple(given[28:30])),))
    assert len(given) >= 515
    assert [row[0] for row in sheet_rows(workbook([table], STAMP))["tekstit"][3:]] == [cell(one) for one in given]
    rows = csv_rows(plain_csv(table, STAMP), ",")[1:]
    assert [row[0] for row in rows] == [safe(plain(one)) for one in given]
    assert [exact(row[0]) for row in rows] == [plain(one) for one in given]
    shown = [row[0] for _, cells in slide_tables(slides(pack)) for row in cells[1:]]
    assert [one[:180] for one in shown] == [one_line(one)[:179] + "…" if len(one_line(one)) > 180 else one_line(one) for one in given]
    assert relations_outside(slides(pack)) == []
    parsed = web_page(page(pack))
    assert [row[0] for row in parsed.rows[1:]] == [plain(one).replace("\r\n", "\n").replace("\r", "\n") for one in given]
    assert parsed.addresses == []
    assert page(pack).decode().count("<script>") == 1
    facts = pdf_facts(report(pack))
    assert facts["marked"]
    assert b"/URI" not in report(pack)
