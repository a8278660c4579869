"""A pack, or one table, as slides: native tables and charts that the reader can edit, 16:9, with notes and alternative texts."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from pptx.util import Emu, Inches, Pt

from tilannekuva.exports.pack import Pack, Part
from tilannekuva.exports.safe import one_line, same_bytes
from tilannekuva.exports.slide_chart import add_chart
from tilannekuva.exports.slide_table import add_table
from tilannekuva.exports.slide_template import blank_deck, title_layout
from tilannekuva.exports.stamp import Stamp
from tilannekuva.figures.table import Table
from tilannekuva.texts import text

ROWS = 12
"""Rows of a table on one slide (design: at most 12)."""
LEFT, WIDTH = Inches(0.6), Inches(12.13)
TOP, BOTTOM, FOOT = Inches(1.45), Inches(6.85), Inches(7.0)
NOTE = Inches(0.4)
LEAD_LINE, LEAD_SIGNS = Inches(0.36), 105
"""Height of a line of text of 18 points, and how many signs it holds over the width of a slide."""
LEAD_BESIDE_TABLE = 3
"""Sentences that leave room for a table under them."""
TITLE_LONG, LEAD_LONG = 160, 400
"""Signs that a title and a sentence may have on a slide; the whole text is in the notes."""


def slides(pack: Pack, template: bytes | None = None) -> bytes:
    """Return a PPTX of the pack, on a template of the reader's own where one is given (checked by `slide_template.fault`)."""
    deck = blank_deck(template)
    language = pack.stamp.language
    deck.core_properties.title, deck.core_properties.language = one_line(pack.stamp.title), language
    deck.core_properties.created = deck.core_properties.modified = pack.stamp.loaded_at.replace(tzinfo=None)
    deck.core_properties.author = deck.core_properties.last_modified_by = text("app.title", language)
    pages = [page for part in pack.parts for page in _pages(part)]
    layout = title_layout(deck)
    for place, (part, lead, table) in enumerate(pages, 1):
        _slide(deck.slides.add_slide(layout), part, lead, table, pack.stamp, text("pack.page", language, n=place, total=len(pages)))
    packed = io.BytesIO()
    deck.save(packed)
    return same_bytes(packed.getvalue())


def one_slide(table: Table, stamp: Stamp) -> bytes:
    """Return a PPTX of one table or chart; more slides where the table has more rows than one holds."""
    return slides(Pack(stamp, (Part("table", table.title, tables=(table,), sources=stamp.sources),)))


def _pages(part: Part) -> Iterator[tuple[Part, Sequence[str], Table | None]]:
    """The slides of a part: sentences with the first table, then the rest, at most ROWS rows at a time."""
    tables = [page for table in part.tables if len(table.frame) for page in paged(table.spread or table)]
    if not tables or (tables[0].native is None and len(part.lead) > LEAD_BESIDE_TABLE):
        yield part, part.lead, None
    else:
        yield part, part.lead, tables.pop(0)
    for table in tables:
        yield replace(part, title=table.title or part.title), (), table


def paged(table: Table) -> list[Table]:
    """Split a table after ROWS rows, each piece with its place in the title; a chart stays whole."""
    if table.native is not None or len(table.frame) <= ROWS:
        return [table]
    count = -(-len(table.frame) // ROWS)
    # Even pieces: 22 rows are two slides of 11, not one of 12 and one of 10.
    size = -(-len(table.frame) // count)
    pieces = [table.frame.iloc[start : start + size] for start in range(0, len(table.frame), size)]
    return [replace(table, frame=piece, title=f"{table.title} ({nth}/{len(pieces)})") for nth, piece in enumerate(pieces, 1)]


def _slide(slide: Any, part: Part, lead: Sequence[str], table: Table | None, stamp: Stamp, page: str) -> None:
    for place in list(slide.placeholders):
        if place != slide.shapes.title:
            place._element.getparent().remove(place._element)
    _title(slide, part.title)
    top = TOP
    if lead:
        lines = sum(-(-len(sentence[:LEAD_LONG]) // LEAD_SIGNS) for sentence in lead)
        _words(slide, "\n".join(sentence[:LEAD_LONG] for sentence in lead), top, Emu(LEAD_LINE * lines), 18)
        top = Emu(top + LEAD_LINE * lines + Inches(0.12))
    if table is not None:
        place = (LEFT, top, WIDTH, Emu(BOTTOM - top))
        if table.note:
            _words(slide, table.note, Emu(BOTTOM - NOTE), NOTE, 12)
            place = (LEFT, top, WIDTH, Emu(BOTTOM - top - NOTE))
        if table.native is not None:
            add_chart(slide, table, place, stamp)
        else:
            add_table(slide, table, place, stamp.language)
    _words(slide, f"{stamp.foot()} · {page}", FOOT, Inches(0.35), 11)
    slide.notes_slide.notes_text_frame.text = "\n".join(one_line(note) for note in _notes(part, lead, table, stamp.language))


def _notes(part: Part, lead: Sequence[str], table: Table | None, language: str) -> Iterator[str]:
    """What the speaker has: the whole title and sentences, the note of the table, and the sources."""
    yield part.title
    yield from lead
    if table is not None and table.note:
        yield table.note
    for source in part.sources:
        yield f"{text('source.label', language)}: {source}"


def _title(slide: Any, words: str) -> None:
    shape = slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = LEFT, Inches(0.35), WIDTH, Inches(1.0)
    shown = one_line(words)
    shape.text_frame.text = shown if len(shown) <= TITLE_LONG else shown[: TITLE_LONG - 1] + "…"
    shape.text_frame.word_wrap, shape.text_frame.margin_left = True, 0
    for run in shape.text_frame.paragraphs[0].runs:
        run.font.size, run.font.bold = Pt(28 if len(shown) <= 60 else 22), True
    shape.text_frame.paragraphs[0].alignment = 1


def _words(slide: Any, words: str, top: Any, height: Any, size: int) -> None:
    box = slide.shapes.add_textbox(LEFT, top, WIDTH, height)
    frame = box.text_frame
    frame.word_wrap, frame.margin_left = True, 0
    for nth, line in enumerate(words.split("\n")):
        paragraph = frame.paragraphs[0] if nth == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text, run.font.size = one_line(line), Pt(size)
