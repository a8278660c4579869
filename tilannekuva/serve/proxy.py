"""What nginx is told: the templates of deploy/nginx, filled in for so many processes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tilannekuva.texts import LANGUAGES, text

TEMPLATES = Path(__file__).resolve().parents[2] / "deploy" / "nginx"
FAILING = "max_fails=1 fail_timeout=2s"
"""A process that does not take a connection is passed by for two seconds, about as long as its start takes."""


@dataclass(frozen=True)
class Certificate:
    """The public name, and where its certificate and key lie."""

    name: str
    chain: Path
    key: Path


class NotFilled(ValueError):
    """A template has a place that nothing fills."""


def site(ports: Sequence[int], listen: int, cache: Path, certificate: Certificate | None = None) -> str:
    """Return the configuration for the processes at these ports of this machine.

    Without a certificate it listens on *listen* of this machine only; with one, on 443 for all, and 80 leads there.
    """
    starting = "<br>".join(text("serve.starting", language) for language in LANGUAGES)
    return _filled(
        "site.conf.template",
        {
            "SERVERS": "\n".join(f"    server 127.0.0.1:{port} {FAILING};" for port in ports),
            "HOMES": "\n".join(_home(port, ports) for port in ports),
            "COOKIES": "\n".join(f"    {port} {_named(port)};" for port in ports),
            "CACHE": str(cache),
            "LISTEN": _listen(listen, certificate),
            "REDIRECT": "" if certificate is None else _redirect(certificate),
            "SECURE": "" if certificate is None else "; Secure",
            "HSTS": "" if certificate is None else "max-age=31536000",
            "STARTING": f'<!doctype html><meta charset="utf-8"><meta http-equiv="refresh" content="10"><title>503</title><p>{starting}</p>',
        },
    )


def whole(folder: Path) -> str:
    """Return the configuration of an nginx whose every file lies in *folder*; the site is `site.conf` there."""
    return _filled("nginx.conf.template", {"FOLDER": str(folder)})


def _named(port: int) -> str:
    return f"tilannekuva_{port}"


def _home(port: int, ports: Sequence[int]) -> str:
    others = "".join(f" server 127.0.0.1:{other} {FAILING} backup;" for other in ports if other != port)
    return f"upstream {_named(port)} {{ server 127.0.0.1:{port} {FAILING};{others} keepalive 8; }}"


def _listen(port: int, certificate: Certificate | None) -> str:
    if certificate is None:
        return f"    listen 127.0.0.1:{port};"
    return "\n".join(
        (
            "    listen 443 ssl http2;",
            "    listen [::]:443 ssl http2;",
            f"    server_name {certificate.name};",
            f"    ssl_certificate {certificate.chain};",
            f"    ssl_certificate_key {certificate.key};",
            "    ssl_protocols TLSv1.2 TLSv1.3;",
            "    ssl_session_cache shared:tilannekuva_tls:10m;",
            "    ssl_session_tickets off;",
        )
    )


def _redirect(certificate: Certificate) -> str:
    return f"""
server {{
    listen 80;
    listen [::]:80;
    server_name {certificate.name};
    server_tokens off;
    access_log off;
    location ^~ /.well-known/acme-challenge/ {{ root /var/www/html; }}
    location / {{ return 301 https://{certificate.name}$request_uri; }}
}}"""


def _filled(name: str, values: Mapping[str, str]) -> str:
    found = (TEMPLATES / name).read_text(encoding="utf-8")
    for place, value in values.items():
        found = found.replace(f"@{place}@", value)
    if left := re.findall(r"@[A-Z]+@", found):
        raise NotFilled(f"{name}: {', '.join(left)}")
    return found
