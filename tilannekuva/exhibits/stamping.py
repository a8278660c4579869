"""The stamp of a file made from an exhibit: the view in words, the generation, the sources of the claims in the table."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pandas as pd

from tilannekuva.exhibits.ask import Ask
from tilannekuva.exports.stamp import Stamp, listed
from tilannekuva.figures.table import Table
from tilannekuva.figures.when import when
from tilannekuva.texts import text


def stamp(ask: Ask, title: str, tables: Iterable[Table]) -> Stamp:
    """Return the stamp of tables that the ask's view gives."""
    view, age = ask.view, ask.frame("data_age").iloc[0]
    given = list(tables)
    return Stamp(
        title=title, language=view.language, filters=filter_words(ask), on=view.on, known=view.known, generation=int(age["generation"]),
        loaded_at=datetime.fromisoformat(str(age["loaded_at"])).astimezone(UTC), sources=source_words(ask, given),
        notes=tuple(dict.fromkeys(table.note for table in given if table.note)),
    )  # fmt: skip


def filter_words(ask: Ask) -> str:
    """Return the view's choices in words; empty where nothing is narrowed."""
    view = ask.view
    regions, tracks = ask.frame("regions", view.language), ask.frame("workstreams", view.language)
    names = dict(zip(regions["region_code"], regions["region"], strict=True))
    areas = dict(zip(regions["collab_area_code"], regions["collab_area"], strict=True))
    topics = dict(zip(tracks["workstream_code"], tracks["workstream"], strict=True))
    parts = [
        *([areas[view.collab_area]] if view.collab_area else []),
        *([f"{text('filter.area', view.language)}: {', '.join(names[code] for code in view.regions)}"] if view.regions else []),
        *([f"{text('filter.track', view.language)}: {', '.join(topics[code] for code in view.workstreams)}"] if view.workstreams else []),
    ]
    return " · ".join(parts)


def source_words(ask: Ask, tables: Iterable[Table]) -> tuple[str, ...]:
    """Return the titles, publishers and addresses of the sources that the tables' rows rest on."""
    known = ask.frame("source_list")
    by_id, by_title = known.set_index("source_id"), known.drop_duplicates("title").set_index("title")
    found = []
    for table in tables:
        for column, sources in (("source_id", by_id), ("source_title", by_title)):
            if column in table.frame:
                named = [one for one in dict.fromkeys(table.frame[column].dropna()) if one in sources.index]
                found += [_words(sources.loc[one], one, ask.view.language) for one in named]
                break
    return listed(found)


def _words(source: pd.Series, title: str, language: str) -> str:
    named = (source["publisher"], source.get("title", title), when(source["published"], language), source["url"])
    return ". ".join(str(one) for one in named if one)
