"""What a load made of which file: counts and hashes, and the rows that it set aside with what to do about each."""

import json
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.table import Column, Table, table_element
from tilannekuva.texts import text

Finding = Mapping[Hashable, Any]


def findings_part(table: Table, language: str) -> Element:
    """Draw the findings of the load under their heading; where there are none, that is said."""
    body = table_element(table, language, under_title=True) if len(table.frame) else el("p", text("sources.no_findings", language), class_="note")
    return el("section", el("h3", table.title), body)


def lineage_note(language: str) -> Element:
    """Say how a claim is followed back to its row, file and load."""
    return el("p", text("sources.lineage", language), class_="note")


def finding_table(findings: pd.DataFrame, language: str) -> Table:
    """Return the findings of the load in the reader's words: where, what was found there, and what to do."""
    records = findings.to_dict("records")
    shown = findings.assign(
        message=[finding_words(record, language) for record in records],
        severity_name=[text(f"sources.severity_{record['severity']}", language) for record in records],
    )
    columns = (
        Column("file", text("etl.column_file", language)),
        Column("row", text("sources.column_row", language), "number"),
        Column("column", text("sources.column_column", language)),
        Column("message", text("sources.column_message", language)),
        Column("severity_name", text("sources.column_severity", language)),
    )
    aside = int((findings["severity"] == "set_aside").sum())
    return Table("havainnot", text("sources.findings_title", language, rows=aside, findings=len(findings)), shown, columns)


def finding_words(finding: Finding, language: str) -> str:
    """Return the sentence of a finding from its code and the values that the load stored with it."""
    named = {name: "" if pd.isna(finding[name]) else finding[name] for name in ("file", "row", "column", "value")}
    return text(f"finding.{finding['code']}", language, **{**named, **json.loads(finding["values"] or "{}")})


def file_table(files: pd.DataFrame, language: str) -> Table:
    """Return the files of the load that is shown, with their counts and hashes."""
    columns = (
        Column("file", text("etl.column_file", language)),
        Column("records_in", text("etl.column_in", language), "number"),
        Column("rows_kept", text("etl.column_kept", language), "number"),
        Column("rows_set_aside", text("etl.column_set_aside", language), "number"),
        Column("sha256", text("sources.column_sha256", language), "code"),
    )
    return Table("ladatut-tiedostot", text("sources.files_title", language, n=len(files)), files, columns)


def load_table(loads: pd.DataFrame, language: str) -> Table:
    """Return the loads, the one shown first."""
    shown = loads.assign(loaded_on=pd.to_datetime(loads["loaded_at"].str[:10]), loaded_time=loads["loaded_at"].str[11:16])
    columns = (
        Column("load_no", text("evidence.load", language), "number"),
        Column("loaded_on", text("sources.column_loaded", language), "day"),
        Column("loaded_time", text("sources.column_time", language)),
        Column("records_in", text("etl.column_in", language), "number"),
        Column("rows_kept", text("etl.column_kept", language), "number"),
        Column("rows_set_aside", text("etl.column_set_aside", language), "number"),
        Column("program_version", text("sources.column_program", language)),
        Column("content_hash", text("sources.column_content", language), "code"),
    )
    return Table("lataukset", text("sources.loads_title", language, n=len(loads)), shown, columns)
