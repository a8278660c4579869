"""Sums of grants: one kind and one round at a time, never added and never put in order of size; and the years of a region."""

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from tilannekuva.figures.chart import Chart
from tilannekuva.figures.elements import Element, el
from tilannekuva.figures.palette import colour
from tilannekuva.figures.region import figure_words
from tilannekuva.figures.table import Column, Table
from tilannekuva.figures.template import figure
from tilannekuva.texts import day, text

KINDS = ("awarded", "budget", "applied", "call", "one_grant_type", "per_project", "other")
"""Kinds of sums, those of a whole round first."""
OF_A_PART = ("one_grant_type", "per_project", "other")
"""Kinds that say nothing without what they are of: each bar names it."""
ROW_PX, TOLD_PX, ENDS_PX = 32, 80, 28
BAR, LOWERED = (0.75, 0.36), 0.22
"""Width of a bar alone and of one with its sentence above, in rows, and how far below the middle of its row the latter stands."""
LINE_LETTERS = 40
"""Letters in a line above a bar: as many as a phone has room for."""
COLUMNS, PANEL_ROW_PX, PANEL_HEAD_PX = 2, 26, 44
GAP = 0.11
"""Room for the years before each small chart, as a share of the width: enough on a phone."""


def measured(amounts: pd.DataFrame, per_resident: bool, language: str) -> pd.DataFrame:
    """Return the sums with `shown` (EUR, or EUR a resident), its `words`, how `sure` it is, and the `press` of each."""
    column = "per_resident_eur" if per_resident else "value_eur"
    words = [
        _words(row[column], row["qualifier"], bool(row["planned"]), language) for row in amounts.to_dict("records")
    ]  # fmt: skip
    sure = [_precision(row["qualifier"], bool(row["planned"]), language) for row in amounts.to_dict("records")]
    return amounts.assign(shown=amounts[column].astype(float), words=words, sure=sure, press="claim:" + amounts["claim_id"])


def _precision(qualifier: str | None, planned: bool, language: str) -> str:
    """How exact a sum is, in words, and that it is only proposed."""
    if planned:
        return text("grants.sure_proposed", language)
    return text(f"grants.sure_{qualifier if qualifier in ('at_least', 'about', 'at_most') else 'exact'}", language)


def _words(value: Any, qualifier: str | None, planned: bool, language: str) -> str:
    if pd.isna(value):
        return text("grants.no_information", language)
    words = figure_words(value, "EUR", qualifier, language)
    return text("grants.proposed", language, sum=words) if planned else words


def amounts_chart(
    amounts: pd.DataFrame, cells: pd.DataFrame, kind: str, cycle: str, per_resident: bool, language: str, theme: str
) -> Chart:  # fmt: skip
    """Return the sums of one kind and one round as bars in the official order of regions; *amounts* are only of these."""
    table = amounts_table(amounts, cells, kind, cycle, per_resident, language)
    known = table.frame[table.frame["shown"].notna()]
    part = kind in OF_A_PART or bool(known["region_code"].duplicated().any())
    places = [place + (LOWERED if part else 0) for place in range(len(known))]
    drawn = figure(
        [_bars(known, places, BAR[part], theme)], theme, len(known) * (TOLD_PX if part else ROW_PX) + ENDS_PX,
        xaxis={"range": [0, float(known["shown"].max()) * 1.02], "visible": False},
        yaxis={"tickvals": places, "ticktext": list(known["region"]), "range": [len(known) - 0.5, -0.6], "showgrid": False},
    )  # fmt: skip
    for place, title in zip(places, known["title"] if part else (), strict=False):
        drawn.add_annotation(
            x=0, y=place - BAR[1] / 2, text=_lines(title), showarrow=False, xanchor="left", yanchor="bottom", align="left", font={"size": 11.5}
        )
    return Chart(drawn, table, text("grants.amounts_alt", language, title=table.title))


def _bars(known: pd.DataFrame, places: list[float], width: float, theme: str) -> go.Bar:
    ink, ground = colour(theme, "background", "outline"), colour(theme, "background")
    return go.Bar(
        x=list(known["shown"]), y=places, width=width, orientation="h", text=list(known["words"]), textposition="auto",
        insidetextanchor="end", textangle=0,
        insidetextfont={"color": ground}, cliponaxis=False, constraintext="none", customdata=[[press] for press in known["press"]],
        hovertext=[f"{row.region}<br>{row.title}<br>{row.words}" for row in known.itertuples()], hoverinfo="text",
        marker={"color": [ground if planned else ink for planned in known["planned"]], "line": {"color": ink, "width": 1.5}},
    )  # fmt: skip


def _lines(words: str) -> str:
    """Break a sentence into lines that a phone has room for."""
    lines = [""]
    for word in words.split():
        if lines[-1] and len(lines[-1]) + len(word) >= LINE_LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(lines)


def amounts_table(amounts: pd.DataFrame, cells: pd.DataFrame, kind: str, cycle: str, per_resident: bool, language: str) -> Table:
    """Return the sums as a table with a row for every region: those of which no sum is known say so, none is ever 0."""
    found = measured(amounts, per_resident, language)
    silent = cells[~cells["region_code"].isin(found["region_code"])]
    silent = silent[["region_code", "region", "region_order"]].assign(
        press="cell:" + silent["region_code"] + "." + silent["workstream_code"],
        words=text("grants.no_information", language),
        sure=text("grants.no_information", language),
    )
    frame = pd.concat([found, silent], ignore_index=True).sort_values(["region_order", "claim_id"], kind="stable", ignore_index=True)
    title = text(
        "grants.amounts_title", language, kind=text(f"grants.kind_{kind}", language), cycle=cycle, n=found["region_code"].nunique(), total=len(cells)
    )
    note = population_note(amounts, language) if per_resident else ""
    return Table(
        "avustussummat", title, frame,
        (
            Column("region", text("board.region_column", language)),
            Column("shown", text("grants.per_resident" if per_resident else "grants.amount", language), "eur"),
            Column("sure", text("grants.column_sure", language)),
            Column("title", text("grants.column_told", language)),
            Column("source_title", text("source.label", language), "link"),
        ),
        caption=text("grants.amounts_caption", language, kind=text(f"grants.kind_{kind}", language), cycle=cycle), note=note,
    )  # fmt: skip


def population_note(amounts: pd.DataFrame, language: str) -> str:
    """Return whose number the sums are divided by: the population and its day, or days."""
    days = sorted({day(on, language) for on in amounts["population_on"].dropna()})
    return text("grants.population_note", language, days=", ".join(days)) if days else ""


def missing_regions(amounts: pd.DataFrame, cells: pd.DataFrame, language: str) -> Element | None:
    """Return the regions of which no sum of this kind and round is known, each a way to what is known of its call."""
    silent = cells[~cells["region_code"].isin(amounts["region_code"])]
    if silent.empty:
        return None
    buttons = [
        el("button", row.region, type="button", class_="plain", data_press=f"cell:{row.region_code}.{row.workstream_code}")
        for row in silent.itertuples()
    ]
    return el("p", el("strong", text("grants.no_sum", language, n=len(silent))), buttons, class_="keys")


def yearly_sums(amounts: pd.DataFrame) -> pd.DataFrame:
    """Return the sums of the regions that have one sum in a round and such a sum of at least two rounds, of one kind.

    Columns: those of `read.grants.grant_amounts`. Where a round has several sums of the kind, none of them is the round's; sums
    of a part make no series, as each may be of another part.
    """
    amounts = amounts[~amounts["amount_kind"].isin(OF_A_PART)]
    one = amounts[~amounts.duplicated(["region_code", "cycle"], keep=False)]
    rounds = one.groupby("region_code")["cycle"].transform("size")
    return one[rounds >= 2]


def series_chart(amounts: pd.DataFrame, kind: str, language: str, theme: str) -> Chart:
    """Return a small chart for each region with sums of one kind of two years or more: every year between has its row."""
    table = series_table(amounts, kind, language)
    frame, codes = table.frame, list(dict.fromkeys(table.frame["region_code"]))
    bands = (len(codes) + COLUMNS - 1) // COLUMNS
    years = max(int(rows["cycle"].nunique()) for _, rows in frame.groupby("region_code"))
    height = bands * (years * PANEL_ROW_PX + PANEL_HEAD_PX)
    drawn = figure([], theme, height, margin={"l": 0, "r": 8, "t": 4, "b": 4}, bargap=0.25)
    for nth, code in enumerate(codes):
        _panel(drawn, frame[frame["region_code"] == code], nth, bands, years, theme)
    return Chart(drawn, table, text("grants.series_alt", language, title=table.title))


def _panel(drawn: go.Figure, rows: pd.DataFrame, nth: int, bands: int, years: int, theme: str) -> None:
    """One region's years: its own scale from zero, its name on top, and the words where a year is not known."""
    across, down = nth % COLUMNS, nth // COLUMNS
    left, right = across / COLUMNS + GAP, (across + 1) / COLUMNS
    high = 1 - down / bands
    head = PANEL_HEAD_PX / (years * PANEL_ROW_PX + PANEL_HEAD_PX) / bands
    body = (1 / bands - head) * len(rows) / years
    axis = f"{nth + 1}" if nth else ""
    ink, ground = colour(theme, "background", "outline"), colour(theme, "background")
    places = list(range(len(rows)))
    drawn.add_trace(
        go.Bar(
            x=[None if pd.isna(value) else value for value in rows["shown"]], y=places, orientation="h", text=list(rows["words"]),
            textposition="auto",
            insidetextanchor="end", textangle=0, insidetextfont={"color": ground}, constraintext="none", cliponaxis=False, hoverinfo="text",
            hovertext=[f"{row.region} {row.cycle}<br>{row.words}" for row in rows.itertuples()], customdata=[[press] for press in rows["press"]],
            marker={"color": [ground if planned is True else ink for planned in rows["planned"]], "line": {"color": ink, "width": 1}},
            xaxis=f"x{axis}", yaxis=f"y{axis}",
        )
    )  # fmt: skip
    drawn.update_layout(
        {
            f"xaxis{axis}": {"domain": [left, right], "range": [0, float(rows["shown"].max()) * 1.02], "visible": False,
                "anchor": f"y{axis}", "fixedrange": True},
            f"yaxis{axis}": {
                "domain": [high - head * 0.72 - body, high - head * 0.72], "tickvals": places, "ticktext": list(rows["cycle"]), "showgrid": False,
                "range": [len(rows) - 0.5, -0.5], "anchor": f"x{axis}", "fixedrange": True, "automargin": True, "zeroline": False,
            },
        }
    )  # fmt: skip
    for place, row in zip(places, rows.itertuples(), strict=True):
        if pd.isna(row.shown):
            drawn.add_annotation(x=0, y=place, xref=f"x{axis}", yref=f"y{axis}", xanchor="left", text=row.words, showarrow=False, font={"size": 13})
    drawn.add_annotation(
        x=left, y=high - head * 0.7, xref="paper", yref="paper", xanchor="left", yanchor="bottom", showarrow=False,
        text=f"<b>{rows['region'].iloc[0]}</b>", font={"size": 14},
    )  # fmt: skip


def series_table(amounts: pd.DataFrame, kind: str, language: str) -> Table:
    """Return the years of each region as a table: a year between of which nothing is known has its row and says so."""
    found = measured(amounts, False, language)
    rows: list[dict[str, Any]] = []
    for _, years in found.groupby("region_order", sort=True):
        told = {row["cycle"]: row for row in years.to_dict("records")}
        for year in range(int(min(told)), int(max(told)) + 1):
            first = years.iloc[0]
            silent = {"region_code": first["region_code"], "region": first["region"], "region_order": first["region_order"], "cycle": str(year)}
            silent |= {"press": f"cell:{first['region_code']}.{first['workstream_code']}", "words": text("grants.no_information", language)}
            silent["sure"] = silent["words"]
            rows.append(told.get(str(year), silent))
    frame = pd.DataFrame(rows, columns=list(found.columns))
    title = text("grants.series_title", language, kind=text(f"grants.kind_{kind}", language), n=found["region_code"].nunique())
    return Table(
        "avustussummat_vuosittain", title, frame,
        (
            Column("region", text("board.region_column", language)),
            Column("cycle", text("grants.column_cycle", language)),
            Column("shown", text("grants.amount", language), "eur"),
            Column("sure", text("grants.column_sure", language)),
            Column("title", text("grants.column_told", language)),
            Column("source_title", text("source.label", language), "link"),
        ),
        caption=title, note=text("grants.series_note", language),
    )  # fmt: skip
