"""How the numbers are counted: the formula with a worked example, weights, steps and their tests, marks, duties."""

from datetime import date

import pandas as pd

from tilannekuva.figures.cell import SIGNS, Cell, cell_place, mark_sign
from tilannekuva.figures.elements import Element, el, stage_badge
from tilannekuva.figures.table import Column, Table, table_element
from tilannekuva.figures.when import cycle_words
from tilannekuva.readiness import NO_INFORMATION, TOP_RANK, Readiness
from tilannekuva.texts import day, number, percent, text


def method_finding(board: pd.DataFrame, sources: pd.DataFrame, language: str) -> Element:
    """Return the finding as the heading: on how many claims, sources and cells the numbers rest."""
    known = int((board["stage"] != NO_INFORMATION).sum())
    numbers = {"claims": int(sources["claims"].sum()), "sources": len(sources), "known": known, "total": len(board)}
    return el("h2", text("about.finding", language, **numbers))


def example_region(board: pd.DataFrame) -> str:
    """Return the code of the region of which most cells have a rank: the richest example."""
    ranked = board[board["stage_rank"].notna()]
    counted = (ranked if len(ranked) else board).groupby(["region_order", "region_code"]).size()
    return str(counted.sort_values(ascending=False, kind="stable").index[0][1])


def example_table(cells: pd.DataFrame, language: str) -> Table:
    """Return the terms of a region's readiness: weight × rank and weight × 4 of every workstream that has a rank."""
    ranked = cells[cells["stage_rank"].notna()]
    rank, weight = ranked["stage_rank"].astype(int), ranked["weight"].astype(int)
    shown = ranked.assign(
        press=[f"cell:{cell_place(cell)}" for cell in ranked.to_dict("records")],
        rank=rank, weight=weight, points=weight * rank, possible=weight * TOP_RANK,
    )  # fmt: skip
    columns = (
        Column("workstream", text("board.choose_track", language)),
        Column("stage", text("filter.stage", language), "stage"),
        Column("rank", text("about.column_rank", language), "number"),
        Column("weight", text("about.column_weight", language), "number"),
        Column("points", text("about.column_points", language), "number"),
        Column("possible", text("about.column_possible", language), "number"),
    )
    title = text("state.empty", language) if cells.empty else text("about.example_title", language, region=cells["region"].iloc[0])
    return Table("valmiusaste-esimerkki", title, shown, columns)


def example_part(cells: pd.DataFrame, ready: Readiness, language: str) -> Element:
    """Draw the formula and the example: each term, their sums, and the share that the pages show for the region."""
    table = example_table(cells, language)
    unknown = [str(name) for name in cells.loc[cells["stage"] == NO_INFORMATION, "workstream"]]
    aside = [str(name) for name in cells.loc[(cells["stage"] != NO_INFORMATION) & cells["stage_rank"].isna(), "workstream"]]
    return el(
        "section",
        el("h3", text("about.formula_title", language)),
        el("p", text("about.formula", language), class_="formula"),
        el("p", text("about.formula_words", language)),
        el("h3", table.title),
        table_element(table, language, under_title=True) if len(table.frame) else None,
        el("p", example_sum(table, ready, language), class_="formula"),
        el("p", text("about.example_known", language, known=ready.known, total=ready.alive)),
        el("p", text("about.example_unknown", language, names=", ".join(unknown)), class_="note") if unknown else None,
        el("p", text("about.example_aside", language, names=", ".join(aside)), class_="note") if aside else None,
    )


def example_sum(table: Table, ready: Readiness, language: str) -> str:
    """Return the last line of the example: the two sums and their share."""
    if ready.share is None:
        return text("about.example_none", language)
    points, possible = int(table.frame["points"].sum()), int(table.frame["possible"].sum())
    return text(
        "about.example_sum", language, points=number(points, language), possible=number(possible, language), share=percent(ready.share, language)
    )


def weight_table(workstreams: pd.DataFrame, language: str) -> Table:
    """Return the workstreams with their weight, their rounds, and after how many days their information is out of date."""
    shown = workstreams.assign(
        cycle_name=[text(f"about.cycle_{cycle}", language) for cycle in workstreams["cycle"]],
        statutory_name=[text(f"about.statutory_{'yes' if statutory else 'no'}", language) for statutory in workstreams["statutory"]],
    )
    columns = (
        Column("workstream", text("board.choose_track", language)),
        Column("weight", text("about.column_weight", language), "number"),
        Column("cycle_name", text("about.column_cycle", language)),
        Column("statutory_name", text("about.column_statutory", language)),
        Column("stale_after_days", text("about.column_stale", language), "number"),
        Column("valid_from_on", text("about.column_from", language), "day"),
        Column("valid_to_on", text("about.column_to", language), "day"),
    )
    return Table("painot", text("about.weights_title", language, n=len(workstreams)), shown, columns, note=text("about.weights_note", language))


def stage_list(stages: pd.DataFrame, language: str) -> Element:
    """Name the stages of the common ladder with their numbers and meanings."""
    items = []
    for row in stages.itertuples():
        rank = None if pd.isna(row.stage_rank) else text("about.rank", language, n=int(row.stage_rank))
        meaning = row.meaning if rank is None else f"{row.meaning} {rank}"
        items.append(el("div", el("dt", stage_badge(row.stage, row.stage_name)), el("dd", meaning)))
    return el("dl", items)


def step_lists(workstreams: pd.DataFrame, steps: pd.DataFrame, stages: pd.DataFrame, language: str) -> Element:
    """Draw every workstream folded: its question, and its steps with the stage and the test of each."""
    named = steps.merge(stages[["stage", "stage_name"]], on="stage")
    return el("div", [_steps(row, named[named["workstream_code"] == row["workstream_code"]], language) for row in workstreams.to_dict("records")])


def _steps(workstream: Cell, steps: pd.DataFrame, language: str) -> Element:
    title = text("about.steps_of", language, track=workstream["workstream"], n=len(steps))
    table = step_table(str(workstream["workstream_code"]), title, steps.sort_values("step_order"), language)
    return el("details", el("summary", title), el("p", str(workstream["question"])), table_element(table, language, under_title=True))


def all_steps_table(workstreams: pd.DataFrame, steps: pd.DataFrame, stages: pd.DataFrame, language: str) -> Table:
    """Return the steps of every workstream in one table, in the order of the workstreams."""
    named = steps.merge(stages[["stage", "stage_name"]], on="stage").sort_values("step_order")
    found = workstreams[["workstream_code", "workstream"]].merge(named, on="workstream_code")
    title = text("about.steps_title", language, steps=len(found), tracks=found["workstream_code"].nunique())
    return Table("askelet", title, found, (Column("workstream", text("board.choose_track", language)), *_step_columns(language)))


def step_table(code: str, title: str, steps: pd.DataFrame, language: str) -> Table:
    """Return the steps of one workstream in their order."""
    return Table(f"askelet-{code.replace('_', '-')}", title, steps, _step_columns(language))


def _step_columns(language: str) -> tuple[Column, ...]:
    return (
        Column("step", text("evidence.step", language)),
        Column("stage", text("filter.stage", language), "stage"),
        Column("stage_rank", text("about.column_rank", language), "number"),
        Column("criterion", text("about.column_criterion", language)),
    )


def mark_rules(judged: pd.DataFrame, on: date, language: str) -> Element:
    """Tell how each mark is decided, and which rounds the duties are judged on that day."""
    named = {mark: el("dt", mark_sign(mark, ""), " ", text(f"mark.{mark}", language)) for mark in SIGNS}
    rules = [el("div", name, el("dd", text(f"about.rule_{mark}", language))) for mark, name in named.items()]
    cycles = [el("li", text("about.judged", language, track=row.workstream, cycle=cycle_words(row.cycle))) for row in judged.itertuples()]
    told = el("ul", cycles) if cycles else el("p", text("about.judged_none", language))
    return el("div", el("dl", rules), el("h4", text("about.judged_title", language, on=day(on, language))), told)


def duty_table(duties: pd.DataFrame, judged: pd.DataFrame, language: str) -> Table:
    """Return the duties with their law, how the text was checked, and which can be overdue."""
    cycles = dict(zip(judged["duty_code"], judged["cycle"], strict=True))
    shown = duties.assign(
        law_name=[_law(row.law, row.section, language) for row in duties.itertuples()],
        rule=[text(f"duty_rule.{rule}", language) for rule in duties["due_rule"]],
        checked_name=[f"{code}: {text(f'duty_check.{code}', language)}" for code in duties["checked"]],
        judged=pd.Series([cycles.get(code) for code in duties["duty_code"]], dtype="object", index=duties.index),
        starts_on=pd.to_datetime(duties["starts_on"]),
    )
    columns = (
        Column("duty", text("duty.duty", language)),
        Column("law_name", text("duty.law", language)),
        Column("rule", text("duty.rule", language)),
        Column("judged", text("about.column_judged", language)),
        Column("starts_on", text("duty.starts", language), "day"),
        Column("evidence", text("duty.evidence", language)),
        Column("checked_name", text("duty.checked", language)),
    )
    title = text("about.duties_title", language, n=len(duties), judged=len(judged))
    return Table("velvoitteet", title, shown, columns, note=text("about.duties_note", language))


def _law(law: str | None, section: str | None, language: str) -> str | None:
    """Return where the duty stands; the number and its sign stay on one line."""
    return text("duty.law_place", language, law=law, section=str(section).replace(" ", "\u00a0")) if law else None
