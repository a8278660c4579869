"""HTTP by hand over one kept connection, so that hundreds of readers fit into one process without threads."""

import asyncio
import gzip
from typing import NamedTuple
from urllib.parse import urlsplit


class Answer(NamedTuple):
    """One answer: its status and its body, unpacked."""

    status: int
    body: bytes


class Line:
    """One kept HTTP/1.1 connection to the host of an address; it opens again by itself where the server closed it."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        self._ends: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    def close(self) -> None:
        """Close the connection."""
        if self._ends:
            self._ends[1].close()
        self._ends = None

    async def ask(self, path: str, body: bytes | None = None, *headers: str) -> Answer:
        """GET a path, or POST JSON to it, with more *headers* if given.  Raises OSError, asyncio.IncompleteReadError."""
        head = [
            f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", f"Host: {self.host}:{self.port}", "Accept-Encoding: gzip",
            "Accept-Language: fi-FI", *headers, *([] if body is None else ["Content-Type: application/json", f"Content-Length: {len(body)}"]),
        ]  # fmt: skip
        sent = "\r\n".join(head).encode() + b"\r\n\r\n" + (body or b"")
        kept = self._ends is not None
        try:
            return await self._exchange(sent)
        except (ConnectionError, asyncio.IncompleteReadError):
            self.close()
            if not kept:
                raise
            # A kept connection may have been closed by the server meanwhile, as browsers meet it too.
            return await self._exchange(sent)

    async def _exchange(self, sent: bytes) -> Answer:
        if self._ends is None:
            self._ends = await asyncio.open_connection(self.host, self.port)
        reader, writer = self._ends
        writer.write(sent)
        await writer.drain()
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").rstrip().split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = (
            await _chunks(reader)
            if "chunked" in headers.get("transfer-encoding", "")
            else await reader.readexactly(int(headers.get("content-length", 0)))
        )
        if headers.get("connection", "").lower() == "close":
            self.close()
        return Answer(int(first.split()[1]), gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        parts.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(parts)
