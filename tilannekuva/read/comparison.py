"""Regions beside one another: the place of each in readiness or in one workstream, and its group."""

import pandas as pd

from tilannekuva.read.region import readiness_of
from tilannekuva.readiness import NO_INFORMATION, READINESS

GROUPINGS = ("none", "collab_area", "languages", "size")
SIZE_LIMITS = (150_000, 300_000)
"""Population from which a region is of the middle and of the large class: our own limits, shown on the page."""
SIZES, LANGUAGE_GROUPS = ("small", "middle", "large"), ("bilingual", "unilingual")


def measures(board: pd.DataFrame) -> list[str]:
    """Return what regions of a board can be compared in: readiness, then the codes of its workstreams in their order."""
    order = board.drop_duplicates("workstream_code").sort_values("workstream_order")
    return [READINESS, *order["workstream_code"]]


def standing(board: pd.DataFrame, regions: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Every region in a measure, READINESS or the code of a workstream: the furthest first, those without a place last.

    Columns: region_code, region, region_order, place (readiness 0–1, or stage rank 0–4; null where the region has none), known,
    alive, set_aside (cells), collab_area_code, collab_area, bilingual, size (one of SIZES), population (persons), population_on,
    tile_col, tile_row, press; of a workstream also all columns of `read.board.progress_board`.
    """
    found = _readiness(board) if measure == READINESS else _stages(board[board["workstream_code"] == measure])
    facts = ["region_code", "collab_area_code", "collab_area", "bilingual", "population", "population_on", "tile_col", "tile_row"]
    found = found.merge(regions[facts], on="region_code")
    found["place"] = found["place"].astype("Float64")
    found["size"] = [_size(count) for count in found["population"]]
    return found.sort_values(["place", "known", "region_order"], ascending=[False, False, True], kind="stable").reset_index(drop=True)


def _readiness(board: pd.DataFrame) -> pd.DataFrame:
    found = []
    for (order, code, name), cells in board.groupby(["region_order", "region_code", "region"], sort=True):
        ready = readiness_of(cells)
        counts = {"place": ready.share, "known": ready.known, "alive": ready.alive, "set_aside": ready.set_aside}
        found.append({"region_code": code, "region": name, "region_order": order, **counts, "press": f"region:{code}"})
    return pd.DataFrame(found)


def _stages(cells: pd.DataFrame) -> pd.DataFrame:
    known = (cells["stage"] != NO_INFORMATION).astype(int)
    return cells.assign(
        place=cells["stage_rank"], known=known, alive=1, set_aside=known - cells["stage_rank"].notna().astype(int),
        press="cell:" + cells["region_code"] + "." + cells["workstream_code"],
    )  # fmt: skip


def _size(population: int) -> str:
    return SIZES[sum(population >= limit for limit in SIZE_LIMITS)]


def grouped(found: pd.DataFrame, grouping: str) -> pd.DataFrame:
    """Return the regions of `standing` with the group of each, groups in their order, the order inside each kept.

    Added column: group_code (a collaboration area, one of LANGUAGE_GROUPS or SIZES; empty with the grouping none).
    """
    if grouping == "collab_area":
        codes = found["collab_area_code"]
    elif grouping == "languages":
        codes = found["bilingual"].map({True: "bilingual", False: "unilingual"})
    elif grouping == "size":
        codes = found["size"]
    else:
        codes = pd.Series("", index=found.index)
    order = {code: place for place, code in enumerate((*LANGUAGE_GROUPS, *SIZES))}
    with_group = found.assign(group_code=codes, group_order=[f"{order.get(code, 99):02d}{code}" for code in codes])
    return with_group.sort_values("group_order", kind="stable").drop(columns="group_order").reset_index(drop=True)
