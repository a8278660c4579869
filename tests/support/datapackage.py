"""The rules of a Tabular Data Package (Frictionless, version 1) that ours has to keep, and a reader of its tables by plain Python."""

import csv
import io
from datetime import date
from typing import Any

PATH = r"^(?=[^./~])(?!file:)((?!/\.\./)(?!\\)(?!://).)*$|^(http|https)://.*$"
NAME = "^[-a-z0-9._/]+$"
TYPES = ["string", "number", "integer", "boolean", "object", "array", "date", "time", "datetime", "year", "yearmonth", "duration", "any"]
LICENCES = {
    "type": "array",
    "minItems": 1,
    "items": {"type": "object", "anyOf": [{"required": ["name"]}, {"required": ["path"]}], "properties": {"path": {"pattern": PATH}}},
}
FIELD = {
    "type": "object",
    "required": ["name", "type"],
    "properties": {
        "name": {"type": "string", "minLength": 1},
        "type": {"enum": TYPES},
        "title": {"type": "string"},
        "trueValues": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "falseValues": {"type": "array", "minItems": 1, "items": {"type": "string"}},
        "constraints": {"type": "object", "properties": {"required": {"type": "boolean"}}},
    },
}
FOREIGN_KEY = {
    "type": "object",
    "required": ["fields", "reference"],
    "properties": {"reference": {"type": "object", "required": ["resource", "fields"]}},
}
RESOURCE = {
    "type": "object",
    "required": ["profile", "name", "path", "schema"],
    "properties": {
        "profile": {"const": "tabular-data-resource"},
        "name": {"type": "string", "pattern": NAME},
        "path": {"type": "string", "pattern": PATH},
        "encoding": {"type": "string"},
        "mediatype": {"type": "string", "pattern": "^.+/.+$"},
        "licenses": LICENCES,
        "schema": {
            "type": "object",
            "required": ["fields"],
            "properties": {
                "fields": {"type": "array", "minItems": 1, "items": FIELD},
                "primaryKey": {"type": ["string", "array"]},
                "missingValues": {"type": "array", "items": {"type": "string"}},
                "foreignKeys": {"type": "array", "minItems": 1, "items": FOREIGN_KEY},
            },
        },
    },
}
PROFILE = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "type": "object",
    "required": ["profile", "name", "resources"],
    "properties": {
        "profile": {"const": "tabular-data-package"},
        "name": {"type": "string", "pattern": NAME},
        "title": {"type": "string"},
        "description": {"type": "string"},
        "version": {"type": "string"},
        "created": {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"},
        "licenses": LICENCES,
        "sources": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["title"], "properties": {"path": {"pattern": PATH}}}},
        "resources": {"type": "array", "minItems": 1, "items": RESOURCE},
    },
}
"""The profile as a JSON Schema, after specs.frictionlessdata.io/schemas/tabular-data-package.json, cut to what ours uses."""


def rows(body: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file as a strict reader sees them."""
    return list(csv.DictReader(io.StringIO(body.decode(), newline=""), strict=True))


def faults(resource: dict[str, Any], body: bytes, others: dict[str, list[dict[str, str]]]) -> list[str]:
    """Return what in a file is not as its Table Schema says: columns, types, required values, keys, references."""
    schema, found = resource["schema"], rows(body)
    names = [field["name"] for field in schema["fields"]]
    told = [] if body.decode().split("\r\n", 1)[0].split(",") == names else ["columns"]
    told += [f"{field['name']}: {row[field['name']]!r}" for row in found for field in schema["fields"] if not _fits(field, row[field["name"]])]
    keys = [tuple(row[name] for name in schema["primaryKey"]) for row in found]
    told += ["primary key"] if len(set(keys)) != len(keys) or any("" in key for key in keys) else []
    for key in schema.get("foreignKeys", ()):
        known = {row[key["reference"]["fields"]] for row in others[key["reference"]["resource"]]} | {""}
        told += [f"{key['fields']} → {row[key['fields']]!r}" for row in found if row[key["fields"]] not in known]
    return told


def _fits(field: dict[str, Any], value: str) -> bool:
    if value == "":
        return not field.get("constraints", {}).get("required", False)
    try:
        if field["type"] == "integer":
            int(value)
        elif field["type"] == "number":
            float(value)
        elif field["type"] == "date":
            return date.fromisoformat(value).isoformat() == value
        elif field["type"] == "boolean":
            return value in (*field["trueValues"], *field["falseValues"])
    except ValueError:
        return False
    return True
