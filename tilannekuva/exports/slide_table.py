"""A table on a slide: native, with heads, the stages in their colours and signs.

Its cells are written as one piece of XML: python-pptx's own way, cell by cell, takes ten times as long for a pack.
"""

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls
from pptx.util import Emu, Inches

from tilannekuva.exports.safe import one_line
from tilannekuva.figures.palette import colour
from tilannekuva.figures.table import NUMERIC, SIGNS, Column, Row, Table, cell_text

PALETTE_KEYS = {"no_information": "no_data", "paused": "background", "ended": "background"}
SIGN_LENGTH, HEAD_OF_SIGNS = 13, 11
"""Share of the width of a column of signs, in letters, and the size of its head, in points."""
NARROWEST, WIDEST = 15, 60
"""Bounds of the share of a column, in letters: a day and a long word must fit in one line."""
LONGEST = 180
"""Signs of a cell on a slide; the whole text is in the workbook."""
ROW = Inches(0.4)
MARGINS = f'marL="{Inches(0.06)}" marR="{Inches(0.06)}" marT="{Inches(0.02)}" marB="{Inches(0.02)}" anchor="ctr"'


def stage_key(stage: str) -> str:
    """Return the palette key of a stage."""
    return PALETTE_KEYS.get(stage, stage)


def add_table(slide: Any, table: Table, place: tuple[Any, Any, Any, Any], language: str) -> None:
    """Draw a table on a slide within *place* (left, top, width, height)."""
    left, top, width, height = place
    records = table.frame.to_dict("records")
    rows = len(records) + 1
    shape = slide.shapes.add_table(1, len(table.columns), left, top, width, Emu(min(height, ROW * rows)))
    shape._element.nvGraphicFramePr.cNvPr.set("descr", one_line(table.caption or table.title))
    drawn = shape.table
    drawn.first_row, drawn.first_col, drawn.horz_banding = True, True, False
    for nth, share in enumerate(_shares(table, records, language)):
        drawn.columns[nth].width = Emu(int(width * share))
    size, tall = (14 if rows <= 7 else 12), min(ROW, int(height / rows))
    grid = shape._element.graphic.graphicData.tbl
    grid.remove(grid.tr_lst[0])
    heads = [_cell(column.heading, HEAD_OF_SIGNS if column.kind == "sign" else size, "in_operation", bold=True) for column in table.columns]
    grid.append(_row(heads, tall))
    for record in records:
        grid.append(_row([_body(record, column, language, size, nth == 0) for nth, column in enumerate(table.columns)], tall))


def _shares(table: Table, records: list[Row], language: str) -> list[float]:
    """The width of each column by its longest text, so that short ones stay narrow and none starves."""
    lengths = []
    for column in table.columns:
        if column.kind == "sign":
            lengths.append(SIGN_LENGTH)
            continue
        words = [len(cell_text(record, column, language)) for record in records] or [1]
        lengths.append(min(WIDEST, max(NARROWEST, len(column.heading) + 2, max(words) + (8 if column.kind == "stage" else 3))))
    return [length / sum(lengths) for length in lengths]


def _row(cells: Sequence[str], height: int) -> Any:
    return parse_xml(f'<a:tr {nsdecls("a")} h="{height}">{"".join(cells)}</a:tr>')


def _body(record: Row, column: Column, language: str, size: int, first: bool) -> str:
    words = one_line(cell_text(record, column, language))
    if column.kind in ("stage", "sign") and words:
        stage = str(record[column.name])
        shown = words if column.kind == "sign" else f"{SIGNS[stage]} {words}"
        return _cell(shown, size, stage_key(stage), align="ctr" if column.kind == "sign" else "l")
    cut = words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"
    return _cell(cut, size, None, bold=first, align="r" if column.kind in NUMERIC else "l")


def _cell(words: str, size: int, key: str | None, *, bold: bool = False, align: str = "l") -> str:
    ink = colour("light", key or "background", "text").removeprefix("#")
    ground = f'<a:solidFill><a:srgbClr val="{colour("light", key).removeprefix("#")}"/></a:solidFill>' if key else "<a:noFill/>"
    look = f'sz="{size * 100}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{ink}"/></a:solidFill>'
    run = f"<a:r><a:rPr {look}</a:rPr><a:t>{escape(one_line(words))}</a:t></a:r>"
    body = f'<a:txBody><a:bodyPr wrap="square"/><a:lstStyle/><a:p><a:pPr algn="{align}"/>{run}</a:p></a:txBody>'
    return f"<a:tc>{body}<a:tcPr {MARGINS}>{ground}</a:tcPr></a:tc>"
