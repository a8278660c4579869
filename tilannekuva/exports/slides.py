"""A pack, or one table, as slides: native tables and charts that the reader can edit, 16:9, with notes and alternative texts."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from pptx.util import Emu, Inches, Pt

from tilannekuva.exports.pack import Pack, Part
from tilannekuva.exports.safe import one_line, same_bytes
from tilannekuva.exports.slide_chart import add_chart
from tilannekuva.exports.slide_table import SIGN_FONT, add_table, fitting
from tilannekuva.exports.slide_template import blank_deck, title_layout
from tilannekuva.exports.stamp import Stamp
from tilannekuva.figures.table import Table
from tilannekuva.texts import text

ROWS = 12
"""Rows of a table on one slide (design: at most 12)."""
LEFT, WIDTH = Inches(0.6), Inches(12.13)
TOP, BOTTOM, FOOT = Inches(1.45), Inches(6.85), Inches(7.0)
NOTE = Inches(0.4)
LEAD_LINE, LEAD_SIGNS = Inches(0.36), 85
"""Height of a line of text of 18 points, and how many signs it holds over the width of a slide."""
LEAD_BESIDE_TABLE = 3
"""Sentences that leave room for a table under them."""
_SIGNS = re.compile("([○◔◑◕●‖])")
TITLE_LONG, NUMBER, LEAD_LONG = 160, 10, 400
"""Signs that a title, the number after it and a sentence may have on a slide; the whole text is in the notes."""
TITLE_SIZES = ((60, 28), (110, 22), (TITLE_LONG, 18))
"""Titles up to so many signs are so many points: none takes more than its place."""


def slides(pack: Pack, template: bytes | None = None) -> bytes:
    """Return a PPTX of the pack, on a template of the reader's own where one is given (checked by `slide_template.fault`)."""
    deck = blank_deck(template)
    language = pack.stamp.language
    deck.core_properties.title, deck.core_properties.language = one_line(pack.stamp.title), language
    deck.core_properties.created = deck.core_properties.modified = pack.stamp.loaded_at.replace(tzinfo=None)
    deck.core_properties.author = deck.core_properties.last_modified_by = text("app.title", language)
    pages = [page for part in pack.parts for page in _pages(part, language)]
    layout = title_layout(deck)
    for place, (part, lead, table) in enumerate(pages, 1):
        _slide(deck.slides.add_slide(layout), part, lead, table, pack.stamp, text("pack.page", language, n=place, total=len(pages)))
    packed = io.BytesIO()
    deck.save(packed)
    return same_bytes(packed.getvalue())


def one_slide(table: Table, stamp: Stamp) -> bytes:
    """Return a PPTX of one table or chart; more slides where the table has more rows than one holds."""
    return slides(Pack(stamp, (Part("table", table.title, tables=(table,), sources=stamp.sources),)))


def _pages(part: Part, language: str) -> Iterator[tuple[Part, Sequence[str], Table | None]]:
    """The slides of a part: sentences with the first table, then the rest; each table under a title of its own."""
    tables = [replace(table.spread or table, title=table.title) for table in part.tables if len(table.frame)]
    beside = bool(tables) and (tables[0].native is not None or len(part.lead) <= LEAD_BESIDE_TABLE)
    if not beside and (part.lead or not tables):
        yield part, part.lead, None
    for nth, table in enumerate(tables):
        lead = part.lead if beside and nth == 0 else ()
        title = part.title if nth == 0 else (table.title or part.title)
        pieces = paged(table, _lead_height(lead), language)
        for place, piece in enumerate(pieces, 1):
            numbered = f"{_cut(title, TITLE_LONG - NUMBER)} ({place}/{len(pieces)})" if place > 1 else title
            yield replace(part, title=numbered), lead if place == 1 else (), piece


def paged(table: Table, above: int = 0, language: str = "fi") -> list[Table]:
    """Split a table over as few slides as hold it, at most ROWS rows on each, and as evenly as they fit.

    *above* is the height of sentences over the first piece.
    """
    if table.native is not None:
        return [table]
    room = BOTTOM - TOP - (NOTE if table.note else 0)

    @cache
    def fits(start: int) -> int:
        return fitting(replace(table, frame=table.frame.iloc[start:]), WIDTH, room - (0 if start else above), language, ROWS)

    fewest = len(_starts(len(table.frame), fits))
    split = (_starts(len(table.frame), fits, fewest, more) for more in range(ROWS))
    starts = next(found for found in split if len(found) == fewest)
    return [replace(table, frame=table.frame.iloc[start:end]) for start, end in zip(starts, [*starts[1:], None], strict=True)] or [table]


def _starts(rows: int, fits: Callable[[int], int], slides: int = 0, more: int = 0) -> list[int]:
    """The first row of each slide: filled one by one, or evenly over so many *slides*, *more* rows than evenly on each where they fit."""
    starts, at = [], 0
    while at < rows:
        starts.append(at)
        left = slides - len(starts) + 1
        at += min(fits(at), -(-(rows - at) // left) + more) if left > 0 else fits(at)
    return starts


def _lead_height(lead: Sequence[str]) -> int:
    lines = sum(-(-len(sentence[:LEAD_LONG]) // LEAD_SIGNS) for sentence in lead)
    return int(LEAD_LINE * lines + Inches(0.12)) if lead else 0


def _slide(slide: Any, part: Part, lead: Sequence[str], table: Table | None, stamp: Stamp, page: str) -> None:
    for place in list(slide.placeholders):
        if place != slide.shapes.title:
            place._element.getparent().remove(place._element)
    _title(slide, part.title)
    top = TOP
    if lead:
        _words(slide, "\n".join(sentence[:LEAD_LONG] for sentence in lead), top, Emu(_lead_height(lead)), 18)
        top = Emu(top + _lead_height(lead))
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
    shown = _cut(one_line(words), TITLE_LONG)
    shape.text_frame.text = shown
    shape.text_frame.word_wrap, shape.text_frame.margin_left = True, 0
    for run in shape.text_frame.paragraphs[0].runs:
        run.font.size, run.font.bold = Pt(next(size for most, size in TITLE_SIZES if len(shown) <= most)), True
    shape.text_frame.paragraphs[0].alignment = 1


def _cut(words: str, most: int) -> str:
    return words if len(words) <= most else words[: most - 1] + "…"


def _words(slide: Any, words: str, top: Any, height: Any, size: int) -> None:
    box = slide.shapes.add_textbox(LEFT, top, WIDTH, height)
    frame = box.text_frame
    frame.word_wrap, frame.margin_left = True, 0
    for nth, line in enumerate(words.split("\n")):
        paragraph = frame.paragraphs[0] if nth == 0 else frame.add_paragraph()
        for part in filter(None, _SIGNS.split(one_line(line))):
            run = paragraph.add_run()
            run.text, run.font.size = part, Pt(size)
            if _SIGNS.match(part):
                run.font.name = SIGN_FONT
