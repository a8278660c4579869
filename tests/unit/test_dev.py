"""The developers' command: it repairs what is half made, counts honestly, and says what to do."""

import ast
import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

import dev
from tests.support.sources import ROOT, files_of_tests, imported, product_files

PIN = re.compile(r"([A-Za-z0-9_.-]+)(\[[a-z]+\])?==[A-Za-z0-9.]+")
REPORT = """<testsuites><testsuite>
<testcase name="a"/>
<testcase name="b"><failure message="no"/></testcase>
<testcase name="c"><error message="no"/></testcase>
<testcase name="d"><skipped message="cannot run here: browser: /usr/bin/chromium is missing"/></testcase>
<testcase name="e"><skipped message="cannot run here: browser: /usr/bin/chromium is missing"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A clone with requirements and no .venv; what would be made and installed is only noted, in the list returned."""
    for name in dev.LISTS:
        (tmp_path / name).write_text("streamlit==1.67.0\n", encoding="utf-8")
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    done: list[str] = []

    def make_venv() -> None:
        (tmp_path / ".venv").mkdir(exist_ok=True)
        for old in (tmp_path / ".venv").iterdir():
            old.unlink()
        done.append("make")

    monkeypatch.setattr(dev, "make_venv", make_venv)
    monkeypatch.setattr(dev, "install", lambda requirements: done.append(requirements))
    monkeypatch.setattr(dev, "is_usable", lambda: (tmp_path / ".venv").exists())
    return done


def test_an_unchanged_tree_starts_at_once(clone: list[str]) -> None:
    """The second command installs nothing; the packages of the tests hold those of the app, and those of the measurements both."""
    dev.prepare(dev.DEV)
    dev.prepare(dev.DEV)
    dev.prepare(dev.RUN)
    assert clone == ["make", dev.DEV]
    dev.prepare(dev.BENCH)
    dev.prepare(dev.DEV)
    assert clone == ["make", dev.DEV, dev.BENCH]


def test_a_changed_pin_is_installed_into_the_same_venv(clone: list[str]) -> None:
    """Only what changed is fetched again."""
    dev.prepare(dev.RUN)
    (dev.ROOT / dev.RUN).write_text("streamlit==1.68.0\n", encoding="utf-8")
    dev.prepare(dev.RUN)
    assert clone == ["make", dev.RUN, dev.RUN]


def test_an_interrupted_install_is_begun_anew(clone: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a package looks installed to pip, so a venv that a kill left behind is not trusted."""

    def killed(requirements: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(dev, "install", killed)
        with pytest.raises(KeyboardInterrupt):
            dev.prepare(dev.RUN)
    dev.prepare(dev.RUN)
    assert clone == ["make", "make", dev.RUN]


def test_a_failed_install_leaves_no_stamp(clone: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The next command tries again."""

    def failing(requirements: str) -> None:
        raise dev.Trouble("no index")

    with monkeypatch.context() as patch:
        patch.setattr(dev, "install", failing)
        with pytest.raises(dev.Trouble):
            dev.prepare(dev.RUN)
    dev.prepare(dev.RUN)
    assert clone[-1] == dev.RUN


def test_a_python_without_ensurepip_gets_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Debian's bare python3 cannot make a venv; the message names the package."""
    said = subprocess.CompletedProcess([], 1, "", "The virtual environment was not created: ensurepip is not available.")
    monkeypatch.setattr(dev, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    monkeypatch.setattr(dev.subprocess, "run", lambda *_, **__: said)
    with pytest.raises(dev.Trouble, match="apt-get install python3-venv"):
        dev.make_venv()


def test_a_report_is_counted_with_its_reasons_once(tmp_path: Path) -> None:
    """Errors count as failed, and one reason is told once however many tests it kept from running."""
    (tmp_path / "report.xml").write_text(REPORT, encoding="utf-8")
    outcome = dev.counted("browser", tmp_path / "report.xml")
    assert dev.totals(outcome) == "1 passed, 2 failed, 2 skipped"
    assert outcome.reasons == ("browser: /usr/bin/chromium is missing",)


@pytest.mark.parametrize(
    ("outcome", "ci", "code", "last"),
    [
        (dev.Outcome("unit", passed=3), "", 0, "3 passed, 0 failed"),
        (dev.Outcome("unit", passed=3, failed=1), "", 1, "3 passed, 1 failed"),
        (dev.Outcome("unit", passed=3, skipped=1, reasons=("no chromium",)), "", 0, "3 passed, 0 failed, 1 skipped"),
        (dev.Outcome("unit"), "", 1, "0 passed, 0 failed"),
    ],
)
def test_the_exit_code_follows_the_counts(
    outcome: dev.Outcome,
    ci: str,
    code: int,
    last: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A run without a passed test is no success."""
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(dev, "prepare", lambda requirements: None)
    monkeypatch.setattr(dev, "test_part", lambda part, chosen: outcome)
    assert dev.test(["unit"], None, []) == code
    assert capsys.readouterr().out.splitlines()[-1] == last


@pytest.mark.parametrize(("ci", "chosen", "code"), [("true", None, 1), ("", None, 0), ("true", "board", 0)])
def test_a_part_without_tests_fails_under_ci(
    ci: str, chosen: str | None, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A part that lost its tests must not pass unseen; a selection may leave one empty."""
    outcomes = {"unit": dev.Outcome("unit", passed=3), "app": dev.Outcome("app", ran=False)}
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr(dev, "prepare", lambda requirements: None)
    monkeypatch.setattr(dev, "test_part", lambda part, further: outcomes[part])
    assert dev.test(["unit", "app"], chosen, []) == code
    assert "Not run in app: no test was selected." in capsys.readouterr().out


def test_every_folder_of_tests_is_a_part() -> None:
    """A test in a folder that nobody runs proves nothing."""
    folders = {path.relative_to(ROOT / "tests").parts[0] for path in files_of_tests() if path.name.startswith("test_")}
    assert folders <= set(dev.PARTS)


def test_a_taken_port_is_told_before_anything_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the port and the option."""
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(dev.Trouble, match="Choose another with --port"):
            dev.run(taken.getsockname()[1])


def test_without_a_command_the_help_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Every command is named there."""
    assert dev.main([]) == 0
    printed = capsys.readouterr().out
    assert all(command in printed for command in ("run", "test", "check", "load"))


@pytest.mark.parametrize("name", dev.LISTS)
def test_every_package_has_an_exact_version(name: str) -> None:
    """The same clone gets the same packages next year."""
    lines = [line.split("#")[0].strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if line and line not in (f"-r {dev.RUN}", f"-r {dev.DEV}") and not PIN.fullmatch(line)] == []


def test_what_the_product_imports_is_pinned_by_name() -> None:
    """A package that another one happens to bring along may leave with it."""
    ours = {"tilannekuva", "etl", "pages"}
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in product_files()]
    modules = {name.split(".")[0] for tree in trees for _, name in imported(tree)} - ours - set(sys.stdlib_module_names)
    own_list = (ROOT / dev.RUN).read_text(encoding="utf-8").split("# Pulled in")[0]
    pinned = {found[1].lower() for found in PIN.finditer(own_list)}
    providers = importlib.metadata.packages_distributions()
    assert {name for name in modules if not pinned & {one.lower() for one in providers.get(name, [])}} == set()


def test_streamlit_knows_every_setting() -> None:
    """A misspelt or retired setting is only a line in the log, and the default would hold."""
    done = subprocess.run([sys.executable, "-m", "streamlit", "config", "show"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "not a valid config option" not in done.stdout + done.stderr
    assert done.stderr == ""
