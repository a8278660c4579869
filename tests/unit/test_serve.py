"""The command that serves by several processes: what it tells nginx, and what it says before it gives up."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.behind_nginx import nginx
from tests.support.needs import cannot_run
from tilannekuva.serve import __main__ as command
from tilannekuva.serve import processes, proxy
from tilannekuva.serve.processes import Process

PORTS = (8611, 8612, 8613)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> proxy.Certificate:
    """A certificate of a made-up name."""
    openssl = shutil.which("openssl")
    if openssl is None:
        cannot_run("openssl is missing")
    folder = tmp_path_factory.mktemp("certificate")
    made = proxy.Certificate("tilannekuva.example", folder / "chain.pem", folder / "key.pem")
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={made.name}"]
    subprocess.run([openssl, *request, "-keyout", made.key, "-out", made.chain], check=True, capture_output=True)
    return made


@pytest.mark.parametrize("secure", [False, True], ids=["this machine", "tls"])
def test_nginx_takes_the_configuration(secure: bool, certificate: proxy.Certificate, tmp_path: Path) -> None:
    """As it is run here, and as it is printed for a server."""
    program = nginx()
    tmp_path.chmod(0o755)
    (tmp_path / "site.conf").write_text(proxy.site(PORTS, 8610, tmp_path / "cache", certificate if secure else None), encoding="utf-8")
    (tmp_path / "nginx.conf").write_text(proxy.whole(tmp_path), encoding="utf-8")
    done = subprocess.run([program, "-t", "-p", tmp_path, "-c", tmp_path / "nginx.conf", "-e", "stderr"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_process_is_served_and_has_the_others_behind_it() -> None:
    """The fewest readers first; a reader's own process, and another when it is gone."""
    made = proxy.site(PORTS, 8610, Path("/cache"))
    assert "least_conn;" in made
    for port in PORTS:
        assert f"    server 127.0.0.1:{port} " in made
        assert f"upstream tilannekuva_{port} {{ server 127.0.0.1:{port} " in made
        assert f"    {port} tilannekuva_{port};" in made
    assert made.count(" backup;") == len(PORTS) * (len(PORTS) - 1)


def test_only_a_server_with_a_certificate_promises_https(certificate: proxy.Certificate) -> None:
    """Strict transport and a cookie for https only, and the plain port leads there."""
    plain, secure = proxy.site(PORTS, 8610, Path("/cache")), proxy.site(PORTS, 8610, Path("/cache"), certificate)
    for words in ("max-age=31536000", "; Secure", "return 301 https://tilannekuva.example", "listen 443 ssl"):
        assert words not in plain
        assert words in secure
    assert "listen 127.0.0.1:8610;" in plain


def test_no_answer_lacks_strict_transport(certificate: proxy.Certificate) -> None:
    """A place that adds a header of its own inherits none of those outside."""
    secure = proxy.site(PORTS, 8610, Path("/cache"), certificate).split("listen 443")[1]
    places = re.findall(r"^    location [^\n]*\{\n(.*?)^    \}", secure, re.DOTALL | re.MULTILINE)
    own = [place for place in places if "add_header" in place]
    assert len(own) >= 3
    for told in (*own, re.sub(r"^    location [^\n]*\{\n.*?^    \}", "", secure, flags=re.DOTALL | re.MULTILINE)):
        assert 'add_header Strict-Transport-Security "max-age=31536000" always;' in told


def test_workers_share_what_they_know_of_the_processes() -> None:
    """Else each counts its own readers; and a process that is full, and says so, is not taken for one that failed."""
    made = proxy.site(PORTS, 8610, Path("/cache"))
    assert re.search(r"upstream tilannekuva \{[^}]*zone tilannekuva_processes 64k;", made)
    assert not re.findall(r"proxy_next_upstream [^;]*http_503", made)


def test_a_place_that_nothing_fills_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nginx would take it for a name."""
    (tmp_path / "nginx.conf.template").write_text("pid @FOLDER@/nginx.pid; user @USER@;", encoding="utf-8")
    monkeypatch.setattr(proxy, "TEMPLATES", tmp_path)
    with pytest.raises(proxy.NotFilled, match="@USER@"):
        proxy.whole(tmp_path)


def test_without_nginx_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The package, and the command that needs none."""
    monkeypatch.setattr(command.shutil, "which", lambda *_, **__: None)
    assert command.main([]) == command.UNUSABLE
    assert "apt-get install nginx-light" in (told := capsys.readouterr().err)
    assert "dev.py run" in told


def test_a_taken_port_is_told_before_anything_starts(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Also where it is one of the processes'."""
    monkeypatch.setattr(command, "_nginx", lambda: "nginx")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert command.main(["--processes", "2", "--port", str(port - 1)]) == command.UNUSABLE
    assert str(port) in capsys.readouterr().err


def test_the_site_is_printed_for_the_units(certificate: proxy.Certificate, capsys: pytest.CaptureFixture[str]) -> None:
    """With the ports that deploy/systemd counts from."""
    assert command.main(["--site", certificate.name, "--processes", "2"]) == 0
    printed = capsys.readouterr().out
    assert "server 127.0.0.1:8611 " in printed
    assert "server 127.0.0.1:8612 " in printed


def test_one_that_dies_again_and_again_is_started_with_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """At once the first time, then after a second, two, four: a fault of its own must not fill the log or the processor."""
    now = [1000.0]
    monkeypatch.setattr(processes.time, "monotonic", lambda: now[0])
    dying = Process("p", [sys.executable, "-c", "raise SystemExit(3)"])
    dying.start()
    revived = []
    for _ in range(80):
        if dying._running is not None:
            dying._running.wait(10)
        if dying.revive() == 3:
            revived.append(now[0] - 1000.0)
        now[0] += 0.5
    dying.stop()
    assert revived[:5] == [0.0, 1.0, 3.0, 7.0, 15.0]


def test_one_that_does_not_go_is_ended_by_force(monkeypatch: pytest.MonkeyPatch) -> None:
    """A supervisor that waits for ever leaves everything behind."""
    monkeypatch.setattr(processes, "STOP_SECONDS", 0.2)
    code = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    deaf = Process("deaf", [sys.executable, "-c", code])
    deaf.start()
    time.sleep(0.5)
    running = deaf._running
    deaf.stop()
    assert running is not None
    assert running.returncode in (-signal.SIGKILL, -signal.SIGTERM)


class Told:
    """A process that notes what it is told, and does something more at its start."""

    def __init__(self, name: str, said: list[str], then: Callable[[], None]) -> None:
        self.name, self._said, self._then = name, said, then

    def start(self) -> None:
        """Note it, and do what is to be done then."""
        self._said.append(f"start {self.name}")
        self._then()

    def stop(self) -> None:
        """Note it."""
        self._said.append(f"stop {self.name}")

    def revive(self) -> None:
        """Be alive."""

    def wait_until_ready(self, ended: Callable[[], bool]) -> str:
        """Be ready."""
        return ""


def test_told_to_end_it_starts_no_further_process_anew() -> None:
    """In the midst of renewing them one by one: each would be started, waited for, and ended again."""
    said: list[str] = []
    one, two, front = (Told(name, said, lambda: keeper._end()) for name in ("one", "two", "nginx"))
    keeper = command.Keeper([one, two], front, 8610)  # type: ignore[list-item, arg-type]
    keeper._begin_anew()
    keeper._look()
    assert said == ["stop one", "start one"]
