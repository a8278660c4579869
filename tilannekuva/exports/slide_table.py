"""A table on a slide: native, with heads, the stages in their colours and signs."""

from typing import Any

from pptx.dml.color import RGBColor
from pptx.util import Emu, Inches, Pt

from tilannekuva.exports.safe import one_line
from tilannekuva.figures.palette import colour
from tilannekuva.figures.table import NUMERIC, SIGNS, Column, Row, Table, cell_text

PALETTE_KEYS = {"no_information": "no_data", "paused": "background", "ended": "background"}
CENTRED, MIDDLE = 2, 3
SIGN_LENGTH, HEAD_OF_SIGNS = 13, 11
"""Share of the width of a column of signs, in letters, and the size of its head, in points."""
LONGEST = 180
"""Signs of a cell on a slide; the whole text is in the workbook."""
ROW, SMALL = Inches(0.4), Inches(0.36)


def stage_key(stage: str) -> str:
    """Return the palette key of a stage."""
    return PALETTE_KEYS.get(stage, stage)


def add_table(slide: Any, table: Table, place: tuple[Any, Any, Any, Any], language: str) -> None:
    """Draw a table on a slide within *place* (left, top, width, height)."""
    left, top, width, height = place
    rows = len(table.frame) + 1
    shape = slide.shapes.add_table(rows, len(table.columns), left, top, width, Emu(min(height, ROW * rows)))
    shape._element.nvGraphicFramePr.cNvPr.set("descr", one_line(table.caption or table.title))
    drawn = shape.table
    drawn.first_row, drawn.first_col, drawn.horz_banding = True, True, False
    records = table.frame.to_dict("records")
    shares = _shares(table, records, language)
    for nth, share in enumerate(shares):
        drawn.columns[nth].width = Emu(int(width * share))
    for nth in range(rows):
        drawn.rows[nth].height = Emu(min(ROW, int(height / rows)))
    size = 14 if rows <= 9 else 12
    for nth, column in enumerate(table.columns):
        _write(drawn.cell(0, nth), column.heading, HEAD_OF_SIGNS if column.kind == "sign" else size, bold=True)
        _fill(drawn.cell(0, nth), "in_operation")
    for row, record in enumerate(records, 1):
        for nth, column in enumerate(table.columns):
            _body(drawn.cell(row, nth), record, column, language, size, bold=nth == 0)


def _shares(table: Table, records: list[Row], language: str) -> list[float]:
    """The width of each column by its longest text, so that short ones stay narrow and none starves."""
    lengths = []
    for column in table.columns:
        if column.kind == "sign":
            lengths.append(SIGN_LENGTH)
            continue
        words = [len(cell_text(record, column, language)) for record in records] or [1]
        lengths.append(min(60, max(9, len(column.heading), max(words) + (6 if column.kind == "stage" else 3))))
    return [length / sum(lengths) for length in lengths]


def _body(cell: Any, record: Row, column: Column, language: str, size: int, *, bold: bool) -> None:
    words = one_line(cell_text(record, column, language))
    if column.kind in ("stage", "sign") and words:
        stage = str(record[column.name])
        _write(cell, words if column.kind == "sign" else f"{SIGNS[stage]} {words}", size)
        _fill(cell, stage_key(stage))
        cell.text_frame.paragraphs[0].alignment = CENTRED if column.kind == "sign" else None
        return
    _write(cell, words if len(words) <= LONGEST else words[: LONGEST - 1] + "…", size, bold=bold)
    cell.fill.background()
    if column.kind in NUMERIC:
        cell.text_frame.paragraphs[0].alignment = 3


def _write(cell: Any, words: str, size: int, *, bold: bool = False) -> None:
    frame = cell.text_frame
    frame.word_wrap = True
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.margin_left = cell.margin_right = Inches(0.06)
    cell.vertical_anchor = MIDDLE
    run = frame.paragraphs[0].add_run()
    run.text, run.font.size, run.font.bold = one_line(words), Pt(size), bold
    run.font.color.rgb = _rgb(colour("light", "background", "text"))


def _fill(cell: Any, key: str) -> None:
    cell.fill.solid()
    cell.fill.fore_color.rgb = _rgb(colour("light", key))
    for run in cell.text_frame.paragraphs[0].runs:
        run.font.color.rgb = _rgb(colour("light", key, "text"))


def _rgb(code: str) -> RGBColor:
    return RGBColor.from_string(code.removeprefix("#"))
