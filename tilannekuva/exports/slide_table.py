"""A table on a slide: native, with heads, the stages in their colours and signs.

Its cells are written as one piece of XML: python-pptx's own way, cell by cell, takes ten times as long for a pack.
"""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Inches, Pt

from tilannekuva.exports.fit import lines, widths
from tilannekuva.exports.safe import one_line
from tilannekuva.figures.palette import colour, stage_key
from tilannekuva.figures.table import NUMERIC, SIGNS, Column, Row, Table, cell_text

HEAD_OF_SIGNS = 10
"""Points: the size of the head of a column of signs."""
LINE_LETTERS = 132
"""Letters that a line of twelve points over the slide holds."""
LETTER, LINE, PADDING = 0.58, 1.3, Pt(5)
"""Width of a letter and height of a line, as parts of the size; the space above and below the words of a cell."""
SIGN_FONT = "Segoe UI Symbol"
"""Has all signs in one size; a program without it takes another that has."""
MANY_COLUMNS = 6
LONGEST = 180
"""Signs of a cell on a slide; the whole text is in the workbook."""
ROW = Inches(0.4)
MARGINS = f'marL="{Inches(0.05)}" marR="{Inches(0.05)}" marT="{Inches(0.02)}" marB="{Inches(0.02)}" anchor="ctr"'


def add_table(slide: Any, table: Table, place: tuple[Any, Any, Any, Any], language: str) -> None:
    """Draw a table on a slide within *place* (left, top, width, height); `fitting` tells how many rows it holds."""
    left, top, width, height = place
    records = table.frame.to_dict("records")
    size = letter_size(table)
    shape = slide.shapes.add_table(1, len(table.columns), left, top, width, Emu(min(height, ROW * (len(records) + 1))))
    shape._element.nvGraphicFramePr.cNvPr.set("descr", one_line(table.title))
    drawn = shape.table
    drawn.first_row, drawn.first_col, drawn.horz_banding = True, True, False
    shares = _shares(table, records, language)
    for nth, share in enumerate(shares):
        drawn.columns[nth].width = Emu(int(width * share))
    grid = shape._element.graphic.graphicData.tbl
    grid.remove(grid.tr_lst[0])
    heads = [_cell(column.heading, _head_size(column, size), "in_operation", bold=True) for column in table.columns]
    tall = min(ROW, int(height / (len(records) + 1)))
    grid.append(_row(heads, tall))
    for record in records:
        grid.append(_row([_body(record, column, language, size, nth == 0) for nth, column in enumerate(table.columns)], tall))


def fitting(table: Table, width: int, height: int, language: str, most: int) -> int:
    """Return how many of the table's first rows fit a height on a slide, at least one and at most *most*."""
    records = table.frame.head(most).to_dict("records")
    size, shares = letter_size(table), _shares(table, records, language)
    room = [share * width / (Pt(size) * LETTER) - 1 for share in shares]
    heads = [lines(column.heading, letters * size / _head_size(column, size)) for column, letters in zip(table.columns, room, strict=True)]
    used, fits = max(heads) * Pt(size) * LINE + PADDING, 0
    for record in records:
        words = [_shown(record, column, language) for column in table.columns]
        used += max(ROW * 0.9, max(lines(one, letters) for one, letters in zip(words, room, strict=True)) * Pt(size) * LINE + PADDING)
        if used > height:
            break
        fits += 1
    return max(1, fits)


def letter_size(table: Table) -> int:
    """Return the size of a table's letters in points: twelve, or eleven where the columns are many; the same on all its slides."""
    if len(table.columns) > MANY_COLUMNS and all(column.kind != "sign" for column in table.columns):
        return 11
    return 12


def _head_size(column: Column, size: int) -> int:
    return HEAD_OF_SIGNS if column.kind == "sign" else size


def _shares(table: Table, records: list[Row], language: str) -> list[float]:
    """The width of each column, as a part of the whole."""
    told = [[column.heading, *(_shown(record, column, language) for record in records)] for column in table.columns]
    size = letter_size(table)
    given = widths(told, LINE_LETTERS, [_head_size(column, size) / size for column in table.columns])
    return [letters / sum(given) for letters in given]


def _row(cells: Sequence[str], height: int) -> Any:
    return parse_xml(f'<a:tr {nsdecls("a")} h="{height}">{"".join(cells)}</a:tr>')


def _shown(record: Row, column: Column, language: str) -> str:
    """A cell's words as they stand on a slide: a stage with its sign, a long text cut."""
    words = one_line(cell_text(record, column, language))
    if column.kind == "stage" and words:
        return f"{SIGNS[str(record[column.name])]} {words}"
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _body(record: Row, column: Column, language: str, size: int, first: bool) -> str:
    words = _shown(record, column, language)
    if column.kind in ("stage", "sign") and words:
        return _cell(words, size, stage_key(str(record[column.name])), align="ctr" if column.kind == "sign" else "l", signed=True)
    return _cell(words, size, None, bold=first, align="r" if column.kind in NUMERIC else "l")


def _cell(words: str, size: int, key: str | None, *, bold: bool = False, align: str = "l", signed: bool = False) -> str:
    """A cell; where it is *signed*, it begins with a sign."""
    ink = colour("light", key or "background", "text").removeprefix("#")
    ground = f'<a:solidFill><a:srgbClr val="{colour("light", key).removeprefix("#")}"/></a:solidFill>' if key else "<a:noFill/>"
    look = f'sz="{size * 100}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{ink}"/></a:solidFill>'
    shown = one_line(words)
    typeface = "".join(f'<a:{kind} typeface="{SIGN_FONT}"/>' for kind in ("latin", "ea", "cs", "sym"))
    runs = [(shown[:1], typeface), (shown[1:], "")] if signed else [(shown, "")]
    told = "".join(f"<a:r><a:rPr {look}{font}</a:rPr><a:t>{escape(part)}</a:t></a:r>" for part, font in runs)
    body = f'<a:txBody><a:bodyPr wrap="square"/><a:lstStyle/><a:p><a:pPr algn="{align}"/>{told}</a:p></a:txBody>'
    return f"<a:tc>{body}<a:tcPr {MARGINS}>{ground}</a:tcPr></a:tc>"
