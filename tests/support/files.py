"""Reading back the files that the product makes, each by a reader that is not its writer."""

import csv
import io
import json
import zipfile
from html.parser import HTMLParser
from typing import Any

import openpyxl
from pptx import Presentation
from pypdf import PdfReader


def sheet_rows(book: bytes) -> dict[str, list[list[Any]]]:
    """Return the cells of every sheet of a workbook; a formula would begin with = and be of type f."""
    found = openpyxl.load_workbook(io.BytesIO(book))
    assert not [cell.coordinate for sheet in found for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in found}


def slide_tables(deck: bytes) -> list[tuple[str, list[list[str]]]]:
    """Return the title and the cells of every table, slide by slide."""
    found = []
    for slide in Presentation(io.BytesIO(deck)).slides:
        tables = [shape.table for shape in slide.shapes if shape.has_table]
        found += [(slide.shapes.title.text, [[cell.text for cell in row.cells] for row in table.rows]) for table in tables]
    return found


def slide_charts(deck: bytes) -> list[dict[str, Any]]:
    """Return, for every chart, its categories, its series as drawn, and the cells of its own workbook."""
    found = []
    for slide in Presentation(io.BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                plot = shape.chart.plots[0]
                book = sheet_rows(shape.chart.part.chart_workbook.xlsx_part.blob)
                drawn = {series.name: list(series.values) for series in plot.series}
                found.append({"categories": list(plot.categories), "series": drawn, "cells": next(iter(book.values()))})
    return found


def relations_outside(archive: bytes) -> list[str]:
    """Return the parts of an office file that point outside it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return [name for name in opened.namelist() if name.endswith(".rels") and b'TargetMode="External"' in opened.read(name)]


def pdf_text(document: bytes) -> str:
    """Return the words of a PDF in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(document)).pages).split())


def pdf_facts(document: bytes) -> dict[str, Any]:
    """Return what a screen reader needs of a PDF: tagged, language, title, and the names of its structure tags."""
    root = PdfReader(io.BytesIO(document)).trailer["/Root"]
    tags: set[str] = set()

    def walk(node: Any) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, dict):
            if "/S" in node:
                tags.add(str(node["/S"]))
            kids = node.get("/K", [])
            for kid in kids if isinstance(kids, list) else [kids]:
                walk(kid)

    walk(root["/StructTreeRoot"])
    return {"marked": bool(root["/MarkInfo"]["/Marked"]), "language": str(root["/Lang"]), "tags": tags, "names": set(root.keys())}


def csv_rows(text: bytes, separator: str) -> list[list[str]]:
    """Return the rows of a CSV file."""
    return list(csv.reader(io.StringIO(text.decode("utf-8-sig")), delimiter=separator))


class _Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [str(value) for name, value in attrs if name in ("href", "src", "action", "data")]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.inside = True
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


def web_page(document: bytes) -> _Cells:
    """Return the cells of a web page's tables, its tags and its addresses."""
    parsed = _Cells()
    parsed.feed(document.decode("utf-8"))
    return parsed


def naughty_strings(path: Any) -> list[str]:
    """Return the strings of a JSON list."""
    return list(json.loads(path.read_text(encoding="utf-8")))
