"""Long work beside the pages: packs for every region, made in a process of its own so that readers notice nothing."""

import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from pathlib import Path

from tilannekuva.exhibits.definition import Definition
from tilannekuva.exhibits.files import zipped

PROJECT = Path(__file__).resolve().parents[2]
MOST_AT_ONCE = threading.Semaphore(1)
"""One such work at a time: the other core is for the readers; a second one waits."""


@dataclass
class Job:
    """Work under way: how many of how many packs are done, and its ZIP in the end."""

    total: int
    done: int = 0
    result: bytes | None = None
    fault: str | None = None
    ended: bool = False
    cancelled: bool = False
    process: "subprocess.Popen[str] | None" = field(default=None, repr=False)

    def begun(self, process: "subprocess.Popen[str]") -> None:
        """Take the process that does the work; one that was stopped before it began ends at once."""
        self.process = process
        if self.cancelled:
            process.kill()

    def cancel(self) -> None:
        """Stop the work; what it has made is thrown away."""
        self.cancelled = True
        if self.process is not None:
            self.process.kill()


def start(generation: int, definition: Definition, template: bytes | None, total: int = 0) -> Job:
    """Start making a pack for each region of the definition, else for all, and return at once; *total* is how many those are."""
    job = Job(total=total or len(definition.regions))
    threading.Thread(target=_work, args=(job, generation, definition, template), daemon=True).start()
    return job


def _work(job: Job, generation: int, definition: Definition, template: bytes | None) -> None:
    with MOST_AT_ONCE, tempfile.TemporaryDirectory() as folder:
        if job.cancelled:
            return
        out, given = Path(folder) / "out", Path(folder) / "definition.json"
        given.write_bytes(definition.as_file())
        command = [
            sys.executable, "-m", "tilannekuva", "pack", "--each-region", "--definition", str(given), "--on", definition.on.isoformat(),
            "--known", definition.known.isoformat(), "--compare", definition.compare.isoformat(), "--format", "pptx,pdf", "--out", str(out),
            "--generation", str(generation), "--progress", "json",
        ]  # fmt: skip
        if template is not None:
            (Path(folder) / "template.pptx").write_bytes(template)
            command += ["--template", str(Path(folder) / "template.pptx")]
        with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            job.begun(process)
            for line in process.stdout or ():
                told = json.loads(line)
                job.done, job.total = told["done"], told["total"]
        if process.returncode == 0:
            made = [(path.name, path.read_bytes()) for path in sorted(out.iterdir())]
            job.result = zipped([*made, ("kokouspaketti.json", definition.as_file())])
        elif not job.cancelled:
            job.fault = "failed"
        job.ended = True
