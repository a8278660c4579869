"""Keys of a generation: PostgreSQL keeps them as indexes; a DuckDB file, which nobody changes any more, is asked once whether they hold.

Kept as indexes they would cost a load of a million claims more than all the rest.
"""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    FromClause,
    MetaData,
    Select,
    Table,
    exists,
    func,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.types import UserDefinedType

from tilannekuva.store.tables import claim, first_seen, metadata, region, region_group, source, step

PACKED = {
    **dict.fromkeys((claim.c.claim_id, first_seen.c.claim_id), "uncompressed"),
    **dict.fromkeys((claim.c.title_fi, claim.c.title_sv, claim.c.title_en), "zstd"),
}
"""How DuckDB packs texts that hardly two rows share: to look for what repeats, as it does by itself, costs more than all else of storing
a row. Ids, by which rows are found, lie as they are."""


class _Packed(UserDefinedType[str]):
    cache_ok = True

    def __init__(self, how: str) -> None:
        self.how = how

    def get_col_spec(self, **_: object) -> str:
        return f"VARCHAR USING COMPRESSION {self.how}"


def _bare(tables: MetaData) -> MetaData:
    bare = MetaData()
    for table in tables.sorted_tables:
        Table(table.name, bare, *(_bare_column(column) for column in table.columns))
    return bare


def _bare_column(column: Column[Any]) -> Column[Any]:
    return Column(column.name, _Packed(PACKED[column]) if column in PACKED else column.type, nullable=column.nullable)


# No parameter: DuckDB's first statement with one imports pandas, which a load does not need.
ONE: ColumnElement[int] = literal_column("1")
BARE = _bare(metadata)
"""The same tables without keys."""


def create_tables(db: Connection, but: Collection[str] = ()) -> None:
    """Create the tables, on DuckDB without keys and without those named in *but*, which are there."""
    if db.dialect.name == "postgresql":
        metadata.create_all(db, checkfirst=False)
    else:
        BARE.create_all(db, [table for table in BARE.sorted_tables if table.name not in but], checkfirst=False)


def broken_keys(db: Connection) -> list[str]:
    """Return the keys that do not hold, as `table.column`: a primary key that stands twice, a reference to nothing."""
    checks = [check for table in metadata.sorted_tables for check in _keys(table)]
    return sorted(map(str, db.execute(union_all(*checks, *_loose_codes())).scalars()))


def _keys(table: Table) -> Iterator[Select[tuple[str]]]:
    own = list(table.primary_key.columns)
    yield _told(own[0], exists(select(ONE).select_from(table).group_by(*own).having(func.count() > ONE)))
    for constraint in table.foreign_key_constraints:
        other = constraint.referred_table.alias("other")
        yield _loose(other, *((element.parent, other.c[element.column.name]) for element in constraint.elements))


def _loose_codes() -> Iterator[Select[tuple[str]]]:
    """What no foreign key can say: a scope is a region or a group, a step belongs to its workstream, a parent is a source."""
    scope = select(region.c.region_code.label("code")).union_all(select(region_group.c.group_code)).subquery("scope")
    yield _loose(scope, (claim.c.scope, scope.c.code))
    yield _loose(step, (claim.c.step_code, step.c.step_code), (claim.c.workstream_code, step.c.workstream_code))
    parent = source.alias("parent")
    yield _loose(parent, (source.c.parent_source_id, parent.c.source_id))


def _loose(other: FromClause, *pairs: tuple[Column[Any], ColumnElement[Any]]) -> Select[tuple[str]]:
    """Ask whether what the first column names, with those after it, is nowhere in *other*; of many rows that name the same one is asked."""
    column = pairs[0][0]
    named = select(*(mine for mine, _ in pairs)).where(column.is_not(None)).distinct().subquery("named")
    answered = exists().where(*(named.c[mine.name] == theirs for mine, theirs in pairs)).correlate(named)
    return _told(column, exists(select(ONE).select_from(named).where(~answered)))


def _told(column: Column[Any], broken: ColumnElement[bool]) -> Select[tuple[str]]:
    return select(literal_column(f"'{column.table.name}.{column.name}'")).where(broken)
