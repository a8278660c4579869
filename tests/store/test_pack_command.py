"""`python -m tilannekuva pack` and the packs of every region, as their users run them."""

import io
import json
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.support.files import pdf_text, slide_tables
from tilannekuva.__main__ import main as tilannekuva
from tilannekuva.exhibits.definition import usual
from tilannekuva.shell.jobs import Job, start

DAYS = ("--on", "2026-11-24", "--compare", "2026-01-01")
PATIENCE_SECONDS = 240


def test_a_pack_of_two_regions_in_every_format(real_store: str, tmp_path: Path) -> None:
    """One file a format, named after the regions, the day and the language."""
    asked = ["pack", "--regions", "21,19", *DAYS, "--language", "sv", "--format", "pptx,pdf,xlsx,html", "--out", str(tmp_path), "--store", real_store]
    assert tilannekuva(asked) == 0
    stem = "kokouspaketti-lappland-norra-osterbotten-2026-11-24-sv"
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{stem}.{ending}" for ending in ("pptx", "pdf", "xlsx", "html"))
    assert "Norra Österbotten" in pdf_text((tmp_path / f"{stem}.pdf").read_bytes())
    assert slide_tables((tmp_path / f"{stem}.pptx").read_bytes())


def test_a_group_stands_for_its_regions(real_store: str, tmp_path: Path) -> None:
    """YTA5 is its four counties."""
    assert tilannekuva(["pack", "--regions", "YTA5", *DAYS, "--sections", "risks", "--out", str(tmp_path), "--store", real_store]) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["kokouspaketti-keski-pohjanmaa-pohjois-pohjanmaa-kainuu-lappi-2026-11-24-fi.pptx"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (("--regions", "99"), "99"), (("--format", "docx"), "docx"), (("--sections", "kaikki"), "kaikki"), (("--on", "huomenna"), "huomenna"),
        (("--template", "{folder}/junk.pptx"), "PowerPoint"), (("--definition", "{folder}/junk.json"), "kokouspaketin"),
        (("--template", "/no/such"), "/no/such"),
    ],
)  # fmt: skip
def test_what_cannot_be_made_is_said_in_words(
    real_store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], wrong: tuple[str, str], said: str
) -> None:
    """Exit 2, a sentence that names it, and no file."""
    for name in ("junk.pptx", "junk.json"):
        (tmp_path / name).write_bytes(b"junk")
    out = tmp_path / "out"
    asked = ["pack", *DAYS, *(part.replace("{folder}", str(tmp_path)) for part in wrong), "--out", str(out), "--store", real_store]
    assert tilannekuva(asked) == 2
    assert said in capsys.readouterr().err
    assert not out.exists() or not list(out.iterdir())


def test_a_definition_is_used_and_progress_told(real_store: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the page saves it; after each region a line of JSON."""
    definition = replace(usual(date(2026, 11, 24), "en", ("21", "90")), sections=("risks",))
    (tmp_path / "pack.json").write_bytes(definition.as_file())
    asked = ["pack", "--each-region", "--definition", str(tmp_path / "pack.json"), "--on", "2026-11-24", "--format", "html", "--progress", "json"]
    assert tilannekuva([*asked, "--out", str(tmp_path / "out"), "--store", real_store]) == 0
    assert [json.loads(line) for line in capsys.readouterr().out.splitlines()] == [{"done": 1, "total": 2}, {"done": 2, "total": 2}]
    assert sorted(path.name.split("-")[1] for path in (tmp_path / "out").iterdir()) == ["helsinki", "lapland"]


def waited(job: Job) -> Job:
    """Wait until the work has ended."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not job.ended and not job.cancelled and time.monotonic() < end:
        time.sleep(0.1)
    return job


def test_packs_of_every_region_are_made_beside_the_pages(real_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a process of their own: progress, one ZIP in the end; the counts of files are those of the regions."""
    monkeypatch.setenv("TILANNEKUVA_STORE", real_store)
    definition = replace(usual(date(2026, 11, 24), "fi", ("21", "90")), sections=("risks",))
    job = waited(start(1, definition, None))
    assert (job.fault, job.done, job.total) == (None, 2, 2)
    with zipfile.ZipFile(io.BytesIO(job.result or b"")) as archive:
        days = "2026-11-24-fi"
        packs = [f"kokouspaketti-{region}-{days}.{ending}" for region in ("helsinki", "lappi") for ending in ("pdf", "pptx")]
        assert sorted(archive.namelist()) == sorted([*packs, "kokouspaketti.json"])


def test_packs_can_be_stopped(real_store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was made is thrown away, and the next press starts anew."""
    monkeypatch.setenv("TILANNEKUVA_STORE", real_store)
    job = start(1, usual(date(2026, 11, 24), "fi"), None)
    job.cancel()
    assert waited(job).result is None
    again = waited(start(1, replace(usual(date(2026, 11, 24), "fi", ("21",)), sections=("risks",)), None))
    assert (again.fault, again.done) == (None, 1)
