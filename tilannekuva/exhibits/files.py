"""A pack as files: one in each format asked for, or one ZIP with a pack for every region."""

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tilannekuva.exhibits.definition import Definition
from tilannekuva.exhibits.pack import pack
from tilannekuva.exports.pack import Pack
from tilannekuva.exports.page import page
from tilannekuva.exports.report import report
from tilannekuva.exports.safe import FIXED_TIME, file_stem
from tilannekuva.exports.slides import slides
from tilannekuva.exports.workbook import pack_workbook

Read = Callable[..., Any]
WRITERS: Mapping[str, Callable[[Pack], bytes]] = {"pptx": slides, "pdf": report, "xlsx": pack_workbook, "html": page}
"""The formats of a pack, each with its writer."""


def file_name(definition: Definition, names: Mapping[str, str], ending: str) -> str:
    """Return the name of a pack's file: whose, which day, which language."""
    whose = file_stem("-".join(names[code] for code in definition.regions)) if definition.regions else "kaikki"
    return f"kokouspaketti-{whose[:60]}-{definition.on.isoformat()}-{definition.language}.{ending}"


def files(read: Read, definition: Definition, endings: Sequence[str], template: bytes | None = None) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of a pack in each format; the slides stand on a template where one is given."""
    names = names_of(read, definition.language)
    built = pack(read, definition)
    for ending in endings:
        made = slides(built, template) if ending == "pptx" else WRITERS[ending](built)
        yield file_name(definition, names, ending), made


def each_region(read: Read, definition: Definition, endings: Sequence[str], template: bytes | None = None) -> Iterator[list[tuple[str, bytes]]]:
    """Yield, region by region, the files of its own pack; the regions of the definition, else all."""
    codes = definition.regions or tuple(names_of(read, definition.language))
    for code in codes:
        yield list(files(read, replace(definition, regions=(code,)), endings, template))


def zipped(given: Sequence[tuple[str, bytes]]) -> bytes:
    """Return files as one ZIP, whose bytes depend on the files alone."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in given:
            archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def topics_of(read: Read, language: str) -> dict[str, str]:
    """Return the names of the workstreams by their code, in their order."""
    tracks = read("workstreams", language)
    return dict(zip(tracks["workstream_code"], tracks["workstream"], strict=True))


def names_of(read: Read, language: str) -> dict[str, str]:
    """Return the names of the regions by their code, in their order."""
    regions = read("regions", language)
    return dict(zip(regions["region_code"], regions["region"], strict=True))
