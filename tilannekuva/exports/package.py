"""The open data described for machines and for people: a Frictionless Data Package and a README, from one list of fields.

Sources: specs.frictionlessdata.io, Tabular Data Package and Table Schema, version 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tilannekuva.texts import text

NAME = "jarjestojen-sote-tilannekuva"
LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "Creative Commons Attribution 4.0"}
REFERENCES = (("statfin", "https://stat.fi/"), ("thl", "https://sotkanet.fi/"), ("geofi", "https://github.com/rOpenGov/geofi"))
"""Where the reference data come from: the last part of the text key, and the address."""
PARAMETERS = ("on", "known", "kieli", "alue", "yta", "asia")


@dataclass(frozen=True)
class Field:
    """One column: *name*, *kind* of Table Schema, *unit* (last part of a text key) and whether every row has a value."""

    name: str
    kind: str = "string"
    unit: str | None = None
    required: bool = False


@dataclass(frozen=True)
class Resource:
    """One file: its columns, its key, and which of its columns name a row of another file: (column, file)."""

    name: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    refers: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> list[str]:
        """Return the names of the columns in their order."""
        return [field.name for field in self.fields]


def _texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name) for name in names)


def _always(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, required=True) for name in names)


def _flags(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name, "boolean", required=True) for name in names)


def _counts(*names: str, unit: str) -> tuple[Field, ...]:
    return tuple(Field(name, "integer", unit, required=True) for name in names)


BOARD = Resource(
    "board",
    (
        *_always("region_code", "region", "workstream_code", "workstream", "stage"), Field("stage_rank", "integer", "rank"),
        *_texts("step_code", "step", "cycle"),
        *_flags("earlier_round", "stale", "overdue", "unverified", "contradicted", "group_only", "outcome_unknown"),
        *_texts("claim_id", "source_id"), Field("known_on", "date"), Field("valid"),
    ),
    ("region_code", "workstream_code"),
    (("region_code", "regions"), ("claim_id", "claims"), ("source_id", "sources")),
)  # fmt: skip
CLAIMS = Resource(
    "claims",
    (
        *_always("claim_id", "source_id", "title", "quote", "scope", "scope_name"), Field("quantifier"),
        *_always("workstream_code", "workstream"), Field("cycle"), Field("kind", required=True), *_texts("step_code", "step", "stage"),
        Field("certainty", required=True), Field("value", "number", "by_unit"), *_texts("unit", "qualifier", "amount_kind", "valid"),
        Field("valid_from", "date", required=True), Field("valid_to", "date"), Field("reported", required=True),
        Field("recorded_on", "date", required=True), Field("known_on", "date", required=True),
        *_texts("time_of_day", "actor_role", "relation", "related_claim_id", "confidence"),
        Field("file", required=True), *_counts("row", unit="row"), *_counts("load_no", unit="load"),
    ),
    ("claim_id",),
    (("source_id", "sources"),),
)  # fmt: skip
REGIONS = Resource(
    "regions",
    (
        *_always("region_code", "region", "region_long", "collab_area_code", "collab_area"), *_counts("population", unit="persons"),
        Field("population_on", "date", required=True), *_flags("bilingual"), Field("readiness_share", "number", "share"),
        *_counts("cells", "known_cells", "set_aside_cells", "stale_cells", "overdue_cells", "unverified_cells", unit="cells"),
    ),
    ("region_code",),
)  # fmt: skip
SOURCES = Resource(
    "sources",
    (
        Field("source_id", required=True), Field("parent_source_id"), *_always("kind", "title", "publisher", "language"),
        *_texts("published", "published_basis", "url"), *_counts("claims", unit="claims"),
    ),
    ("source_id",),
)  # fmt: skip
RESOURCES = (BOARD, CLAIMS, REGIONS, SOURCES)


def descriptor(load: Mapping[Any, Any], query: str, language: str) -> dict[str, Any]:
    """Return the Data Package; *load* is the load served (load_no, loaded_at), *query* follows the path of every file."""
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": text("app.title", language),
        "description": text("open_data.description", language),
        "version": str(load["load_no"]),
        "created": load["loaded_at"],
        "licenses": [LICENCE],
        "sources": [{"title": text(f"about.reference_{key}", language), "path": address} for key, address in REFERENCES],
        "resources": [_resource(resource, query, language) for resource in RESOURCES],
    }


def _resource(resource: Resource, query: str, language: str) -> dict[str, Any]:
    others = [{"fields": column, "reference": {"resource": other, "fields": column}} for column, other in resource.refers]
    schema = {"fields": [_field(field, language) for field in resource.fields], "primaryKey": list(resource.key), "missingValues": [""]}
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "path": f"{resource.name}.csv{query}",
        "title": text(f"open_data.about_{resource.name}", language),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True, "header": True},
        "licenses": [LICENCE],
        "schema": {**schema, **({"foreignKeys": others} if others else {})},
    }


def _field(field: Field, language: str) -> dict[str, Any]:
    told: dict[str, Any] = {"name": field.name, "type": field.kind, "title": text(f"field.{field.name}", language)}
    if field.kind == "boolean":
        told |= {"trueValues": ["1"], "falseValues": ["0"]}
    if field.unit:
        told["unit"] = text(f"field_unit.{field.unit}", language)
    if field.required:
        told["constraints"] = {"required": True}
    return told


def readme(load: Mapping[Any, Any], query: str, language: str) -> str:
    """Return the columns and units of every file in words, as Markdown."""
    lines = [
        f"# {text('app.title', language)}: {text('about.heading_open_data', language)}", "",
        text("open_data.description", language), "",
        text("open_data.version", language, n=load["load_no"], loaded=load["loaded_at"]), "",
        text("about.licence", language), "",
        f"## {text('open_data.parameters', language)}", "",
        *(f"- `{name}`: {text(f'open_data.parameter_{name}', language)}" for name in PARAMETERS), "",
        f"## {text('open_data.format', language)}", "",
        *(f"- {text(f'open_data.format_{key}', language)}" for key in ("csv", "values", "edtf", "formula")), "",
    ]  # fmt: skip
    for resource in RESOURCES:
        lines += [f"## {resource.name}.csv", "", text(f"open_data.about_{resource.name}", language), "", *_columns(resource, language), ""]
    lines += [f"- [{resource.name}.csv]({resource.name}.csv{query})" for resource in RESOURCES]
    return "\n".join([*lines, f"- [datapackage.json](datapackage.json{query})", ""])


def _columns(resource: Resource, language: str) -> list[str]:
    heads = [text(f"open_data.column_{name}", language) for name in ("name", "kind", "unit", "meaning")]
    rows = [
        [f"`{field.name}`", field.kind, text(f"field_unit.{field.unit}", language) if field.unit else "", text(f"field.{field.name}", language)]
        for field in resource.fields
    ]
    return [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)]
