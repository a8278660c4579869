"""The yearly hyte negotiation: the finding, region × year tiles, what is told of each negotiation, and the duties."""

from datetime import date

import pandas as pd

from tilannekuva.figures.board import region_head, sortable_head
from tilannekuva.figures.cell import SIGNS, Cell, mark_sign
from tilannekuva.figures.elements import Element, el, stage_badge
from tilannekuva.figures.table import Column, Table
from tilannekuva.figures.when import when
from tilannekuva.readiness import NO_INFORMATION, TOP_RANK
from tilannekuva.texts import day, text

MARKS = ("overdue", "unverified", "outcome_unknown")
OTHER_DUTIES = ("cooperation_negotiation", "state_negotiation")
"""Negotiations that are duties too and no hyte negotiation: named apart, never in the tiles (data/README.md, rule 7)."""
REGION_PX, YEAR_PX = 130, 110
NARROW = "\u00a0"
"""A section and its sign stay on one line."""


def _of_year(cells: pd.DataFrame, year: str) -> dict[str, int]:
    part = cells[cells["cycle"] == year]
    held = (part["stage_rank"] == TOP_RANK).fillna(False)
    return {
        "total": len(part), "known": int((part["stage"] != NO_INFORMATION).sum()), "held": int(held.sum()),
        "overdue": int(part["overdue"].sum()), "unverified": int(part["unverified"].sum()),
    }  # fmt: skip


def shown_year(cells: pd.DataFrame, on: date) -> str:
    """Return the year that the finding tells of: that of the day shown, or the first there is."""
    years = sorted(cells["cycle"].unique())
    return str(on.year) if str(on.year) in years else str(years[0])


def hyte_finding(cells: pd.DataFrame, on: date, language: str) -> Element:
    """Return the finding as the heading."""
    return el("h2", hyte_words(cells, on, language))


def hyte_words(cells: pd.DataFrame, on: date, language: str) -> str:
    """Return the finding in words: what is known of the year of the day shown, and of the newest year before it that is known."""
    year = shown_year(cells, on)
    counts = _of_year(cells, year)
    parts = [text("hyte.finding" if counts["known"] else "hyte.finding_none", language, year=year, **counts)]
    before = cells[(cells["cycle"] < year) & (cells["stage"] != NO_INFORMATION)]
    if not counts["known"] and len(before):
        newest = str(before["cycle"].max())
        parts.append(text("hyte.finding_last", language, year=newest, **_of_year(cells, newest)))
    return " ".join(parts)


def judged_words(cells: pd.DataFrame, language: str) -> Element | None:
    """Say what the newest ended year that is judged shows; nothing where none is."""
    words = judged_sentence(cells, language)
    return el("p", words) if words else None


def judged_sentence(cells: pd.DataFrame, language: str) -> str:
    """Return in words what the newest ended year that is judged shows; empty where none is."""
    judged = cells[cells["judged"]]
    if judged.empty:
        return ""
    year = str(judged["cycle"].max())
    return text("hyte.judged", language, year=year, **_of_year(cells, year))


def year_pickers(cells: pd.DataFrame, on: date, language: str) -> Element:
    """Return the buttons that choose the year shown on a narrow screen; that of the day shown is chosen first."""
    years, chosen = sorted(cells["cycle"].unique()), shown_year(cells, on)
    buttons = [el("button", year, type="button", data_pick=year, aria_pressed="true" if year == chosen else "false") for year in years]
    return el("div", buttons, class_="pickers", role="group", aria_label=text("hyte.year", language))


def year_tiles(cells: pd.DataFrame, on: date, language: str) -> Element:
    """Draw the tiles: a row a region, a column a year, every tile a button that opens the claims of that year; heads sort."""
    years = sorted(cells["cycle"].unique())
    heads = [sortable_head(year, year, language, note=_known_words(cells, year, language), first="descending") for year in years]
    head = el("tr", sortable_head(text("board.region_column", language), "region", language), heads)
    rows = [_row(part, language) for _, part in cells.groupby("region_order", sort=True)]
    caption = el("caption", text("hyte.caption", language, on=day(on, language)))
    width = f"min-width:{REGION_PX + YEAR_PX * len(years)}px"
    drawn = el("table", caption, el("thead", head), el("tbody", rows), class_="board years", data_key="hyte", style=width)
    return el("div", drawn, class_="scroll", tabindex="0", role="region", aria_label=text("hyte.heading_tiles", language))


def _known_words(cells: pd.DataFrame, year: str, language: str) -> str:
    counts = _of_year(cells, year)
    return text("hyte.year_known", language, known=counts["known"], total=counts["total"])


def _row(part: pd.DataFrame, language: str) -> Element:
    records = part.sort_values("cycle").to_dict("records")
    return el("tr", region_head(records[0]), [_tile(record, language) for record in records], data_region=records[0]["region_code"])


def _tile(cell: Cell, language: str) -> Element:
    words, marks = tile_state(cell, language), tile_marks(cell, language)
    rank = -1 if pd.isna(cell["stage_rank"]) else int(cell["stage_rank"])
    signs = [el("span", mark_sign(mark, ""), told, class_="mark-words") for mark, told in marks.items()]
    button = el(
        "button",
        stage_badge(str(cell["stage"]), words),
        el("span", signs, class_="told-marks") if signs else None,
        type="button",
        class_=f"cell {str(cell['stage']).replace('_', '-')}",
        data_press=tile_press(cell),
        aria_label=f"{cell['region']}, {cell['cycle']}: {', '.join([words, *marks.values()])}",
    )
    return el("td", button, data_value=f"{rank + 1:02d}", data_track=cell["cycle"])


def tile_press(cell: Cell) -> str:
    """Return what a press on a tile opens: the claims of that region and year."""
    return f"cell:{cell['region_code']}.{cell['workstream_code']}.{cell['cycle']}"


def tile_state(cell: Cell, language: str) -> str:
    """Return the state of a region and year in a word: the step reached, or that nothing is known."""
    return str(cell["stage_name"] if cell["stage"] == NO_INFORMATION else cell["step"])


def tile_marks(cell: Cell, language: str) -> dict[str, str]:
    """Return the marks of a tile with their words; overdue and unverified are two."""
    found = {mark: text(f"mark.{mark}", language) for mark in MARKS if cell[mark]}
    if pd.notna(cell["next_on"]):
        found["next"] = text("board.next_day", language, mark=text("mark.next", language), when=when(cell["next_valid"], language))
    return found


def hyte_legend(steps: pd.DataFrame, language: str) -> Element:
    """Name every step with its sign and every mark, and explain them where the reader asks for it."""
    named = [("no_information", text("hyte.no_information", language), text("hyte.no_information_help", language))]
    named += [(str(row.stage), str(row.step), str(row.criterion)) for row in steps.itertuples()]
    keys = [stage_badge(stage, words) for stage, words, _ in named]
    keys += [el("span", mark_sign(mark, ""), text(f"mark.{mark}", language), class_="mark-words") for mark in MARKS]
    states = [el("div", el("dt", stage_badge(stage, words)), el("dd", meaning)) for stage, words, meaning in named]
    marks = [
        el("div", el("dt", mark_sign(mark, ""), " ", text(f"mark.{mark}", language)), el("dd", text(f"hyte.{mark}_help", language)))
        for mark in SIGNS
        if mark in MARKS
    ]
    explained = el("details", el("summary", text("board.legend", language)), el("div", el("dl", states), el("dl", marks), class_="legend"))
    return el("div", el("p", keys, class_="keys"), explained)


def tile_table(cells: pd.DataFrame, on: date, language: str) -> Table:
    """Return the tiles as rows, for whoever wants them as a table or in a file."""
    shown = cells.sort_values(["cycle", "region_order"])
    records = shown.to_dict("records")
    shown = shown.assign(
        state=shown["stage"],
        state_name=[tile_state(record, language) for record in records],
        marks=[", ".join(tile_marks(record, language).values()) for record in records],
        press=[tile_press(record) for record in records],
    )
    caption = text("hyte.caption", language, on=day(on, language))
    return Table(
        name="hyte_neuvottelut_vuosittain",
        title=caption if cells.empty else hyte_words(cells, on, language),
        caption=caption,
        frame=shown,
        columns=(
            Column("region", text("board.region_column", language)), Column("cycle", text("hyte.year", language)),
            Column("state", text("region.column_state", language), "stage"), Column("marks", text("mark.heading", language)),
            Column("valid", text("region.column_day", language), "when"),
        ),
        spread=_matrix(shown, on, language),
    )  # fmt: skip


def _matrix(shown: pd.DataFrame, on: date, language: str) -> Table:
    """The tiles as on the page: a row a region, a column a year, in each the state in words."""
    wide = shown.assign(words=[f"{row.state_name} ({row.marks})" if row.marks else row.state_name for row in shown.itertuples()])
    years = sorted(wide["cycle"].unique())
    matrix = wide.pivot(index=["region_order", "region_code", "region"], columns="cycle", values="words").reset_index()
    columns = (Column("region", text("board.region_column", language)), *(Column(year, year) for year in years))
    return Table("hyte_neuvottelut_vuosittain", text("hyte.tiles_title", language, on=day(on, language)), matrix, columns)


def negotiation_table(told: pd.DataFrame, language: str) -> Table:
    """Return what is told of each negotiation: parties, CSOs, memo, follow-up; what no source tells is said as such."""
    untold = text("hyte.not_told", language)
    shown = told.assign(
        state=told["stage"], state_name=told["step"], parties=told["parties"].fillna(untold), cso=told["cso"].fillna(untold),
        memo=told["memo"].fillna(untold), follow_up=told["follow_up"].fillna(untold),
        press=[tile_press(record) for record in told.to_dict("records")],
        cso_press=[f"claim:{claim_id}" if isinstance(claim_id, str) else None for claim_id in told["cso_claim_id"]],
    )  # fmt: skip
    held = told[(told["stage_rank"] == TOP_RANK).fillna(False)]
    return Table(
        name="hyte_neuvottelujen_osapuolet",
        title=text("hyte.told_finding", language, held=len(held), cso=int(held["cso"].notna().sum())),
        frame=shown,
        columns=(
            Column("region", text("board.region_column", language)), Column("cycle", text("hyte.year", language)),
            Column("state", text("region.column_state", language), "stage"), Column("valid", text("region.column_day", language), "when"),
            Column("parties", text("hyte.parties", language)), Column("cso", text("hyte.csos", language)),
            Column("memo", text("hyte.memo", language), "link"), Column("follow_up", text("hyte.follow_up", language)),
            Column("source_title", text("region.column_source", language), "link"),
        ),
        note=text("hyte.told_note", language),
    )  # fmt: skip


def duty_table(duties: pd.DataFrame, name: str, title_key: str, language: str) -> Table:
    """Return duties with their law, how the wording was checked, how they are judged here, and what would show that they are met."""
    shown = duties.assign(
        place=[_law_words(row.law, row.section, language) for row in duties.itertuples()],
        check=[f"{code}: {text(f'duty_check.{code}', language)}" for code in duties["checked"]],
        rule=[text(f"duty_rule.{rule}", language) for rule in duties["due_rule"]],
    )
    return Table(
        name=name,
        title=text(title_key, language),
        frame=shown,
        columns=(
            Column("duty", text("duty.duty", language)), Column("place", text("duty.law", language)),
            Column("starts_on", text("duty.starts", language), "day"), Column("check", text("duty.checked", language)),
            Column("rule", text("duty.rule", language)), Column("evidence", text("duty.evidence", language)),
        ),
        note=text(f"{title_key}_note", language),
    )  # fmt: skip


def _law_words(law: str | None, section: str | None, language: str) -> str:
    if not law:
        return text("duty.no_law", language)
    return text("duty.law_place", language, law=law, section=(section or "").replace(" ", NARROW))
