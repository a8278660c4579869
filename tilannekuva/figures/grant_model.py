"""The step of the grant model over time: a band for each region, in the colours of the stages."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tilannekuva.figures.bands import BAND, band_height, row_axis, span_bars, time_axis, top_legend, words_of_span
from tilannekuva.figures.cell import SIGNS, mark_words, marks_of
from tilannekuva.figures.chart import Chart
from tilannekuva.figures.palette import colour, stage_key
from tilannekuva.figures.table import Column, Table
from tilannekuva.figures.template import day_line, figure
from tilannekuva.readiness import NO_INFORMATION, TOP_RANK
from tilannekuva.texts import day, text

BEFORE, AFTER = pd.Timedelta(days=45), 0.1
"""Room beside the bands: before the first, and, as a share of their time, after the day shown for the marks."""


def model_chart(spells: pd.DataFrame, cells: pd.DataFrame, stages: pd.DataFrame, on: Any, today: Any, language: str, theme: str) -> Chart:
    """Return the bands of `read.spells.stage_spells` for the regions of *cells*, the board's cells of the same workstream."""
    table = model_table(spells, cells, on, language)
    regions = list(cells["region_code"])
    known = table.frame[table.frame["stage"] != NO_INFORMATION]
    day_shown = pd.Timestamp(on)
    first = min([*known["from_on"], day_shown]) - BEFORE
    traces = [_silence(known, cells, first, theme, language), _silent(table.frame, regions, first, theme)]
    traces += [_stage(known[known["stage"] == row.stage], regions, day_shown, row, language, theme) for row in stages.itertuples()]
    traces.append(_marks(cells, day_shown, language))
    drawn = figure(
        [trace for trace in traces if trace is not None], theme, band_height(len(regions)), barmode="overlay", showlegend=True,
        xaxis=time_axis(first, day_shown + (day_shown - first) * AFTER), yaxis=row_axis(list(cells["region"])),
        uniformtext={"minsize": 11, "mode": "hide"}, legend=top_legend(len(regions)),
    )  # fmt: skip
    day_line(drawn, day_shown.isoformat(), text("time.today", language) if on == today else day(on, language), theme)
    return Chart(drawn, table, text("grants.model_alt", language, title=table.title))


def model_table(spells: pd.DataFrame, cells: pd.DataFrame, on: Any, language: str) -> Table:
    """Return the bands as a table: a row for each spell of a stage, and one for each region of which nothing is known."""
    told = spells[spells["region_code"].isin(cells["region_code"])]
    told = told.assign(
        press="claim:" + told["claim_id"], stage_name=told["stage_name"] + ": " + told["step"],
        days=[words_of_span(row.from_on, row.to_on, language) for row in told.itertuples()],
    )  # fmt: skip
    silent = cells[cells["stage"] == NO_INFORMATION]
    silent = silent[["region_code", "region", "region_order", "stage", "stage_name"]].assign(
        press="cell:" + silent["region_code"] + "." + silent["workstream_code"]
    )
    frame = pd.concat([told, silent], ignore_index=True).sort_values(["region_order", "from_on"], kind="stable", ignore_index=True)
    marks = {str(cell["region_code"]): ", ".join(mark_words(cell, mark, language) for mark in marks_of(cell)) for cell in cells.to_dict("records")}
    frame["marks"] = [marks[row.region_code] if pd.isna(row.to_on) else None for row in frame.itertuples()]
    ranks = cells["stage_rank"]
    title = text(
        "grants.model_title", language, running=int((ranks == TOP_RANK).fillna(False).sum()),
        decided=int((ranks == TOP_RANK - 1).fillna(False).sum()), total=len(cells),
    )  # fmt: skip
    return Table(
        "avustusmallit", title, frame,
        (
            Column("region", text("board.region_column", language)),
            Column("stage", text("filter.stage", language), "stage"),
            Column("from_on", text("grants.column_from", language), "day"),
            Column("to_on", text("grants.column_to", language), "day"),
            Column("marks", text("mark.heading", language)),
            Column("title", text("grants.column_told", language)),
            Column("source_title", text("source.label", language), "link"),
        ),
        caption=text("grants.model_caption", language, on=day(on, language)), note=f"{text('grants.model_note', language)} {_signs(cells, language)}",
    )  # fmt: skip


def _signs(cells: pd.DataFrame, language: str) -> str:
    """The signs at the ends of the bands, in words."""
    found = {mark for cell in cells.to_dict("records") for mark in marks_of(cell)}
    return " · ".join(f"{sign} {text(f'mark.{mark}', language)}" for mark, sign in SIGNS.items() if mark in found)


def _stage(spells: pd.DataFrame, regions: list[str], on: pd.Timestamp, stage: Any, language: str, theme: str) -> go.Bar | None:
    if spells.empty:
        return None
    key = stage_key(stage.stage)
    ends = spells["to_on"].fillna(on + pd.Timedelta(days=1)) - pd.Timedelta(days=1)
    bands = pd.DataFrame(
        {
            "first": spells["from_on"], "last": ends, "place": [regions.index(code) for code in spells["region_code"]], "width": BAND,
            "words": spells["region"] + "<br>" + spells["stage_name"] + "<br>" + spells["days"], "press": spells["press"], "label": spells["step"],
        }
    )  # fmt: skip
    bars = span_bars(bands, theme, key, line={"color": colour(theme, "background"), "width": 1})
    return bars.update(name=stage.stage_name, legendrank=int(stage.stage_rank) if pd.notna(stage.stage_rank) else 9)


def _silence(known: pd.DataFrame, cells: pd.DataFrame, first: pd.Timestamp, theme: str, language: str) -> go.Scatter:
    """A dashed line where nothing is known yet: up to the first spell of a region."""
    begins = known.groupby("region_code")["from_on"].min()
    days: list[str | None] = []
    places: list[int | None] = []
    for place, code in enumerate(cells["region_code"]):
        if code in begins.index:
            days += [first.isoformat(), begins[code].isoformat(), None]
            places += [place, place, None]
    return go.Scatter(
        x=days, y=places, mode="lines", hoverinfo="skip", name=text("grants.no_information", language), legendrank=10,
        line={"color": colour(theme, "no_data", "outline"), "width": 1, "dash": "dot"},
    )  # fmt: skip


def _silent(frame: pd.DataFrame, regions: list[str], first: pd.Timestamp, theme: str) -> go.Scatter | None:
    """The words of no information in the row of a region of which nothing is known; a press opens its cell."""
    silent = frame[frame["stage"] == NO_INFORMATION]
    if silent.empty:
        return None
    return go.Scatter(
        x=[(first + BEFORE).isoformat()] * len(silent), y=[regions.index(code) for code in silent["region_code"]], mode="markers+text",
        text=list(silent["stage_name"]), textposition="middle right", customdata=[[press] for press in silent["press"]], showlegend=False,
        hovertext=[f"{row.region}: {row.stage_name}" for row in silent.itertuples()], hoverinfo="text",
        marker={"symbol": "circle-open", "size": 11, "color": colour(theme, "no_data", "outline")}, textfont={"size": 12},
    )  # fmt: skip


def _marks(cells: pd.DataFrame, on: pd.Timestamp, language: str) -> go.Scatter:
    """The marks of each cell at the end of its band, in signs; the words stand in the hover and on the cell's own page."""
    records = cells.to_dict("records")
    return go.Scatter(
        x=[on.isoformat()] * len(records), y=list(range(len(records))), mode="text", textposition="middle right", showlegend=False, cliponaxis=False,
        text=["  " + " ".join(SIGNS[mark] for mark in marks_of(cell)) for cell in records],
        hovertext=["<br>".join(mark_words(cell, mark, language) for mark in marks_of(cell)) for cell in records], hoverinfo="text",
        customdata=[[f"cell:{cell['region_code']}.{cell['workstream_code']}"] for cell in records],
    )  # fmt: skip
