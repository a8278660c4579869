"""A chart on a slide: native and editable, its numbers in a workbook of its own inside the slide."""

import io
from typing import Any

import pandas as pd
import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from tilannekuva.exports.safe import one_line, same_bytes
from tilannekuva.exports.stamp import Stamp
from tilannekuva.figures.palette import colour
from tilannekuva.figures.table import Native, Table, cell_text

KINDS = {
    "bars": XL_CHART_TYPE.BAR_CLUSTERED, "stacked_bars": XL_CHART_TYPE.BAR_STACKED,
    "columns": XL_CHART_TYPE.COLUMN_CLUSTERED, "lines": XL_CHART_TYPE.LINE,
}  # fmt: skip
MOST_TALL = 16
"""Labels of a bar chart that fit under each other at the usual size."""
MOST_LABELS = 12
"""Labels along a line that fit side by side."""
FORMATS = {"share": "0%", "eur": '#,##0 "€"', "number": "#,##0"}


def add_chart(slide: Any, table: Table, place: tuple[Any, Any, Any, Any], stamp: Stamp) -> None:
    """Draw the table's native chart on a slide within *place* (left, top, width, height)."""
    native = table.native
    if native is None:
        return
    heads = {column.name: column for column in table.columns}
    records = table.frame.to_dict("records")
    labels = [one_line(cell_text(record, heads[native.category], stamp.language)) for record in records]
    form = FORMATS.get(heads[native.series[0]].kind, "General")
    data = CategoryChartData(number_format=form)
    data.categories = labels
    values = {name: [None if pd.isna(record[name]) else float(record[name]) for record in records] for name in native.series}
    for name in native.series:
        data.add_series(one_line(heads[name].heading), values[name])
    shape = slide.shapes.add_chart(KINDS[native.kind], *place, data)
    shape._element.nvGraphicFramePr.cNvPr.set("descr", one_line(table.title))
    chart = shape.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_numbers(labels, {heads[name].heading: values[name] for name in native.series}, stamp))
    longest = max((sum(values[name][nth] or 0 for name in native.series) for nth in range(len(records))), default=1)
    _dress(chart, native, longest)
    chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = form, False
    if heads[native.series[0]].kind == "share":
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, 1


def _dress(chart: Any, native: Native, longest: float) -> None:
    chart.has_title = False
    # Smaller letters where many labels stand under each other: else a program leaves every second one out.
    chart.font.size = Pt(12 if len(chart.plots[0].categories) <= MOST_TALL or native.kind not in ("bars", "stacked_bars") else 10)
    chart.has_legend = len(native.series) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    plot = chart.plots[0]
    for series, key in zip(plot.series, native.colours, strict=True):
        code = RGBColor.from_string(colour("light", key).removeprefix("#"))
        outline = RGBColor.from_string(colour("light", key, "outline").removeprefix("#"))
        if native.kind == "lines":
            series.format.line.color.rgb, series.format.line.width, series.smooth = code, Pt(2.5), False
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb, series.format.line.color.rgb = code, outline
    if native.kind in ("bars", "stacked_bars"):
        plot.gap_width = 40
        chart.category_axis.reverse_order = True
        chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE if native.kind == "stacked_bars" else XL_TICK_LABEL_POSITION.HIGH
        chart.value_axis.has_major_gridlines = native.kind == "bars"
    if native.kind == "stacked_bars":
        _number_each(plot, native)
        chart.value_axis.visible = False
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, max(1.0, longest)
    _label_every(chart, -(-len(plot.categories) // MOST_LABELS) if native.kind == "lines" else 1)


def _number_each(plot: Any, native: Native) -> None:
    """Write its number on each part of a bar, in the ink of its colour; a part of nothing stays bare."""
    for series, key in zip(plot.series, native.colours, strict=True):
        labels = series.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, "0;;;", False
        labels.font.size, labels.font.color.rgb = Pt(12), RGBColor.from_string(colour("light", key, "text").removeprefix("#"))


def _label_every(chart: Any, step: int) -> None:
    """Label every category, or of a long line each *step*th: left alone, PowerPoint drops some where they stand close."""
    axis = chart.category_axis._element
    for old in axis.findall("{*}tickLblSkip"):
        axis.remove(old)
    skip = axis.makeelement(axis.tag.replace("catAx", "tickLblSkip").replace("dateAx", "tickLblSkip"), {"val": str(step)})
    after = axis.find("{*}noMultiLvlLbl")
    axis.append(skip) if after is None else after.addprevious(skip)


def _numbers(labels: list[str], values: dict[str, list[float | None]], stamp: Stamp) -> bytes:
    """The workbook behind the chart, laid out as PowerPoint expects it: labels in A, a series a column."""
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": stamp.loaded_at})
        sheet = book.add_worksheet("Sheet1")
        for nth, label in enumerate(labels, 1):
            sheet.write_string(nth, 0, label)
        for column, (heading, numbers) in enumerate(values.items(), 1):
            sheet.write_string(0, column, one_line(heading))
            for nth, number in enumerate(numbers, 1):
                if number is not None:
                    sheet.write_number(nth, column, number)
    return same_bytes(packed.getvalue())
