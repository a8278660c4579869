"""Every read by its name: what pages, exhibits and commands ask."""

from collections.abc import Callable
from datetime import date
from typing import Any

from tilannekuva.read import board as board_read
from tilannekuva.read import (
    calendar,
    changes,
    coverage,
    evidence,
    grants,
    groups,
    history,
    loads,
    reference,
    region,
    sources,
    spells,
    steering,
    turning,
    years,
)

READS: dict[str, Callable[..., Any]] = {
    "board": board_read.progress_board,
    "boards": history.boards_over,
    "first_day": history.first_day,
    "evidence": evidence.cell_evidence,
    "claim": evidence.claim_evidence,
    "claim_words": evidence.claim_words,
    "history": evidence.cell_history,
    "groups": groups.group_statements,
    "group_members": groups.group_members,
    "regions": reference.regions,
    "workstreams": reference.workstreams,
    "stages": reference.stages,
    "steps": reference.steps,
    "neighbours": reference.neighbours,
    "data_age": reference.data_age,
    "source_list": reference.source_list,
    "events": region.region_events,
    "figures": region.region_figures,
    "coverage": coverage.coverage,
    "contacts": coverage.region_contacts,
    "contradictions": evidence.contradictions,
    "claims": sources.claims,
    "sources": sources.sources,
    "loads": loads.loads,
    "load_files": loads.load_files,
    "findings": loads.findings,
    "duties": reference.duties,
    "judged_cycles": reference.judged_cycles,
    "terms": reference.terms,
    "calendar": calendar.calendar_items,
    "milestones": calendar.national_milestones,
    "changes": changes.changes,
    "last_change": changes.last_change,
    "steering_meetings": changes.steering_meetings,
    "earlier_load": changes.earlier_load_on,
    "steering_regions": steering.steering_regions,
    "steering_events": steering.steering_events,
    "steering_tallies": steering.steering_tallies,
    "steering_seats": steering.steering_seats,
    "year_cells": years.year_cells,
    "negotiations": years.negotiations,
    "spells": spells.stage_spells,
    "grant_calls": grants.grant_calls,
    "grant_amounts": grants.grant_amounts,
    "board_turning": turning.board_turning,
    "groups_turning": turning.groups_turning,
}
"""Every read that a page may ask for, by name."""

TURNING = {"board": "board_turning", "year_cells": "board_turning", "groups": "groups_turning"}
"""What tells on which days the answer of a read can change; asked last are the day shown, the day as known on which, and the language."""

Asked = str | date | tuple[str, ...] | tuple[date, ...] | None
"""What a read may be asked with: what the cache can tell apart."""
