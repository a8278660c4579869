"""Passing folders of loads: nobody takes the one of a living run away, and what a killed run left does not stay."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT
from tilannekuva.store.files import FileGenerations
from tilannekuva.store.scratch import held_folder

HOLDING = """
import sys, time
from pathlib import Path
from tilannekuva.store.scratch import held_folder
with held_folder("run-", Path(sys.argv[1])) as folder:
    print(folder, flush=True)
    time.sleep(60)
"""


def test_two_loads_at_once_keep_their_folders(tmp_path: Path) -> None:
    """Also in one process, where both have one number."""
    store = FileGenerations(tmp_path / "store")
    with store.scratch() as first:
        (first / "board.duckdb").touch()
        with store.scratch() as second:
            assert first != second
        assert (first / "board.duckdb").exists()
    assert not list((tmp_path / "store").glob(".begun-*"))


def test_the_folder_of_a_living_run_stays_and_that_of_a_killed_one_goes(tmp_path: Path) -> None:
    """A lock tells them apart, not a number of a process; what has no lock is somebody else's."""
    (tmp_path / "run-of-others").mkdir()
    process = subprocess.Popen([sys.executable, "-c", HOLDING, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    with process:
        folder = Path((process.stdout or sys.stdin).readline().strip())
        with held_folder("run-", tmp_path):
            assert folder.is_dir()
        os.kill(process.pid, signal.SIGKILL)
    assert folder.is_dir()
    with held_folder("run-", tmp_path) as own:
        assert {path.name for path in tmp_path.iterdir()} == {own.name, "run-of-others"}


def test_what_killed_builds_left_goes_with_the_next_load(tmp_path: Path) -> None:
    """Whoever holds the store is alone in it, whatever number the folder bears."""
    (tmp_path / f".build-{os.getppid()}").mkdir(parents=True)
    with FileGenerations(tmp_path).writing():
        assert not list(tmp_path.glob(".build-*"))
