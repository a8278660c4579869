"""The MetaData shared by DuckDB and PostgreSQL: every table of a generation, with its own text keys.

Belongs here: table definitions. Not here: queries (read), rows (etl), connections (engine).
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, MetaData, Numeric, SmallInteger, String, Table, Text
from sqlalchemy.dialects.postgresql import TEXT as PG_TEXT

SCHEMA_VERSION = 7
"""Raised whenever a table or column, a read table or the content hash changes; a program never touches a generation of a newer schema."""
READ_TABLES_SINCE = 7
"""The first schema whose generations carry the tables of `read_tables` as they are now."""

metadata = MetaData()
made = MetaData()
"""The read tables, made from the others when a generation is published. They are no part of what is loaded, so neither of the content hash."""

# PostgreSQL would sort keys by the language of its cluster; the board must break ties alike on both engines.
Code = String().with_variant(PG_TEXT(collation="C"), "postgresql")


def _names() -> list[Column[str]]:
    return [Column(f"name_{language}", Text, nullable=False) for language in ("fi", "sv", "en")]


def _validity() -> list[Column[object]]:
    return [Column("valid_from", Date), Column("valid_to", Date)]


def _texts(*stems: str) -> list[Column[str]]:
    return [Column(f"{stem}_{language}", Text) for stem in stems for language in ("fi", "sv", "en")]


region = Table(
    "region", metadata,
    Column("region_code", Code, primary_key=True, comment="Statistics Finland's code; 90 Helsinki; HUS and Åland are off the board"),
    Column("kind", Code, nullable=False),
    *_names(), *_texts("name_long"),
    Column("collab_area_code", Code), *_texts("collab_area"),
    Column("population", Integer), Column("population_on", Date),
    Column("bilingual", Boolean, nullable=False), Column("domain", Text), *_validity(),
    Column("on_board", Boolean, nullable=False), Column("sort_order", SmallInteger, nullable=False),
    comment="Wellbeing services county (hyvinvointialue), Helsinki, and the areas that sources mention beside them",
)  # fmt: skip
region_form = Table(
    "region_form", metadata,
    Column("region_code", ForeignKey("region.region_code"), primary_key=True),
    Column("form", Code, primary_key=True),
    Column("form_kind", Code, nullable=False), Column("language", Code, primary_key=True), Column("note", Text),
    comment="Inflected, former and other names by which texts and tables call a region",
)  # fmt: skip
region_group = Table(
    "region_group", metadata, Column("group_code", Code, primary_key=True), *_names(), Column("note", Text),
    comment="A set of regions of which sources speak as one (ryhmä)",
)  # fmt: skip
region_group_member = Table(
    "region_group_member", metadata,
    Column("group_code", ForeignKey("region_group.group_code"), primary_key=True),
    Column("region_code", ForeignKey("region.region_code"), primary_key=True),
    comment="Which regions a group consists of",
)  # fmt: skip
municipality = Table(
    "municipality", metadata,
    Column("municipality_code", Code, primary_key=True), Column("name_fi", Text, nullable=False), Column("name_sv", Text, nullable=False),
    Column("region_code", ForeignKey("region.region_code"), nullable=False), *_validity(),
    comment="Municipality (kunta) and the region that it belongs to",
)  # fmt: skip
neighbour = Table(
    "neighbour", metadata,
    Column("region_code", ForeignKey("region.region_code"), primary_key=True),
    Column("neighbour_code", ForeignKey("region.region_code"), primary_key=True),
    Column("border_km", Numeric(8, 1), nullable=False),
    comment="Pairs of regions that share a land border; each pair once",
)  # fmt: skip
tile = Table(
    "tile", metadata,
    Column("region_code", ForeignKey("region.region_code"), primary_key=True),
    Column("col", SmallInteger, nullable=False), Column("row", SmallInteger, nullable=False),
    comment="Place of the region in the tile grid (ruutukartta), origin top left",
)  # fmt: skip
programme = Table(
    "programme", metadata, Column("programme_code", Code, primary_key=True), *_names(), *_validity(), Column("note", Text),
    comment="Programme (ohjelma) under which a workstream is followed",
)  # fmt: skip
stage = Table(
    "stage", metadata,
    Column("stage", Code, primary_key=True), Column("stage_rank", SmallInteger, comment="0-4; null for paused, ended and no information"),
    *_names(), Column("symbol", Text, nullable=False), *_texts("meaning"), Column("sort_order", SmallInteger, nullable=False),
    comment="The common ladder (vaihe)",
)  # fmt: skip
duty = Table(
    "duty", metadata,
    Column("duty_code", Code, primary_key=True), Column("workstream_code", Code, nullable=False), Column("cycle", Code, nullable=False),
    *_texts("title"), Column("law", Code), Column("section", Text), Column("checked", Code, nullable=False),
    Column("starts_on", Date, nullable=False), Column("due_rule", Code, nullable=False), *_texts("evidence"),
    comment="What the law requires (lakisääteinen velvoite)",
)  # fmt: skip
council_term = Table(
    "council_term", metadata,
    Column("cycle", Code, primary_key=True), Column("valid_from", Date, nullable=False), Column("valid_to", Date, nullable=False),
    Column("basis", Text),
    comment="Council term (valtuustokausi) of the counties: the cycle of strategy and wellbeing plan",
)  # fmt: skip
workstream = Table(
    "workstream", metadata,
    Column("workstream_code", Code, primary_key=True),
    Column("programme_code", ForeignKey("programme.programme_code"), nullable=False),
    Column("sort_order", SmallInteger, nullable=False), Column("on_board", Boolean, nullable=False),
    Column("cycle", Code, nullable=False, comment="none, year or term"), Column("statutory", Boolean, nullable=False),
    Column("duty_code", ForeignKey("duty.duty_code")), Column("weight", SmallInteger, nullable=False),
    Column("stale_after_days", Integer, nullable=False), *_validity(),
    *_names(), *_texts("short"), *_texts("question"),
    comment="What is followed in every region (seurattava asia)",
)  # fmt: skip
step = Table(
    "step", metadata,
    Column("workstream_code", ForeignKey("workstream.workstream_code"), primary_key=True),
    Column("step_code", Code, primary_key=True), Column("step_order", SmallInteger, nullable=False),
    Column("stage", ForeignKey("stage.stage"), nullable=False), Column("stage_rank", SmallInteger),
    *_names(), *_texts("criterion"), *_validity(),
    comment="A workstream's own ladder with the written test of each step (askel)",
)  # fmt: skip
source = Table(
    "source", metadata,
    Column("source_id", Code, primary_key=True), Column("parent_source_id", Code), Column("kind", Code, nullable=False),
    Column("title", Text, nullable=False), Column("publisher", Text, nullable=False), Column("language", Code, nullable=False),
    Column("published", Code, comment="EDTF as given"), Column("published_from", Date), Column("published_to", Date),
    Column("published_basis", Code), Column("url", Text), Column("note", Text), Column("file", Code, nullable=False), Column("row", Integer, nullable=False),
    comment="Where a claim was read (lähde); a letter may sit inside a newsletter",
)  # fmt: skip
actor_role = Table(
    "actor_role", metadata, Column("actor_role", Code, primary_key=True, comment="as claims have it, in English"), *_names(),
    comment="Who says or does, by role, never by name",
)  # fmt: skip
input_column = Table(
    "input_column", metadata,
    Column("table_name", Code, primary_key=True, comment="claim or source"), Column("column_code", Code, primary_key=True),
    Column("required", Boolean, nullable=False), *_names(),
    comment="Columns of the tables that are brought in, and their headings",
)  # fmt: skip
vocabulary = Table(
    "vocabulary", metadata,
    Column("table_name", Code, primary_key=True), Column("column_code", Code, primary_key=True), Column("code", Code, primary_key=True),
    *_names(), *_texts("meaning"),
    comment="The codes that a column of claims or sources may hold, and what they mean",
)  # fmt: skip
claim = Table(
    "claim", metadata,
    Column("claim_id", Code, primary_key=True), Column("source_id", ForeignKey("source.source_id"), nullable=False),
    Column("quote", Text, nullable=False), Column("scope", Code, nullable=False, comment="a region or a group of regions"),
    Column("quantifier", Code), Column("workstream_code", ForeignKey("workstream.workstream_code"), nullable=False),
    Column("cycle", Code), Column("kind", Code, nullable=False), Column("step_code", Code), Column("certainty", Code, nullable=False),
    Column("value", Numeric(18, 4)), Column("unit", Code), Column("qualifier", Code), Column("amount_kind", Code),
    Column("valid", Code, comment="EDTF as given; empty = when told"), Column("valid_from", Date, nullable=False),
    Column("valid_to", Date, comment="null = open end"), Column("observed", Code), Column("observed_from", Date), Column("observed_to", Date),
    Column("reported", Code, nullable=False), Column("reported_from", Date, nullable=False), Column("reported_to", Date, nullable=False),
    Column("recorded_on", Date, nullable=False, comment="given, or the day the claim was first seen"),
    Column("known_on", Date, nullable=False, comment="the earlier of reported_to and recorded_on"),
    Column("time_of_day", Code), *_texts("title"), Column("actor_role", Text), Column("relation", Code), Column("related_claim_id", Code),
    Column("confidence", Code), Column("note", Text), Column("file", Code, nullable=False), Column("row", Integer, nullable=False),
    comment="One thing that a source says (väite); append-only",
)  # fmt: skip
first_seen = Table(
    "first_seen", metadata,
    Column("claim_id", Code, primary_key=True, comment="of every claim ever met, also those set aside or gone since"),
    Column("first_seen_on", Date, nullable=False, comment="the day it was recorded when first taken in, else of the load that met it first"),
    comment="When a claim was first seen: kept from generation to generation for claims that come without a day of recording",
)  # fmt: skip
timeline = Table(
    "timeline", metadata,
    Column("code", Code, primary_key=True), Column("valid", Code, nullable=False), Column("valid_from", Date, nullable=False), Column("valid_to", Date),
    *_texts("title"), Column("category", Code, nullable=False), Column("source_id", ForeignKey("source.source_id"), nullable=False), Column("certainty", Code, nullable=False),
    comment="National milestone (valtakunnallinen virstanpylväs)",
)  # fmt: skip
term = Table(
    "term", metadata,
    Column("term_code", Code, primary_key=True), Column("category", Code, nullable=False),
    Column("fi", Text, nullable=False), Column("sv", Text, nullable=False), Column("en", Text, nullable=False),
    Column("status", Code, nullable=False), Column("source", Text), Column("note", Text),
    comment="Glossary (sanasto)",
)  # fmt: skip
load = Table(
    "load", metadata,
    Column("load_no", Integer, primary_key=True, autoincrement=False), Column("loaded_at", Text, nullable=False, comment="UTC, ISO 8601"),
    Column("schema_version", Integer, nullable=False), Column("program_version", Code, nullable=False), Column("content_hash", Code, nullable=False),
    Column("records_in", Integer, nullable=False), Column("rows_kept", Integer, nullable=False), Column("rows_set_aside", Integer, nullable=False),
    comment="One run that published a generation (lataus); earlier runs are carried along",
)  # fmt: skip
load_file = Table(
    "load_file", metadata,
    Column("load_no", ForeignKey("load.load_no"), primary_key=True), Column("file", Code, primary_key=True),
    Column("sha256", Code, nullable=False), Column("records_in", Integer, nullable=False),
    Column("rows_kept", Integer, nullable=False), Column("rows_set_aside", Integer, nullable=False),
    comment="The files that a load read, with their SHA-256",
)  # fmt: skip
finding = Table(
    "finding", metadata,
    Column("finding_no", Integer, primary_key=True, autoincrement=False), Column("load_no", ForeignKey("load.load_no"), nullable=False),
    Column("code", Code, nullable=False), Column("severity", Code, nullable=False), Column("file", Code, nullable=False),
    Column("row", Integer), Column("column", Code), Column("value", Text), Column("values", Text, comment="JSON: what the message names"),
    comment="A row set aside, or something to know about a file (havainto)",
)  # fmt: skip

RUN_TABLES = frozenset({"load", "load_file"})
"""Tables that tell of runs: they differ between two loads of equal content, so the content hash leaves them out."""
