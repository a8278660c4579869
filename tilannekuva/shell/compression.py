"""Sends Streamlit's own scripts and styles compressed: a first visitor fetches a quarter of what the files weigh."""

import gzip
import re

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PACKED_FILE = re.compile(r"/(?:static/(?:js|css)|osat)/[\w.-]+\.(?:js|css)")
"""Files whose name carries a hash of their content: what was packed once stays right."""
PACKED_TYPE = ("text/javascript", "application/javascript", "text/css")
LEVEL = 6


class PackedFiles:
    """Compresses each hashed file once and keeps it; Streamlit sends them as they are, to save work on every request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.kept: dict[str, tuple[Message, bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer from what is kept, or pass the request on and keep the answer packed."""
        if not _wants_packed(scope):
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path not in self.kept:
            answer = _Answer()
            await self.app(whole(scope), receive, answer.take)
            if not answer.is_packable():
                await answer.send_on(send)
                return
            self.kept[path] = await run_in_threadpool(answer.packed)
        start, body = self.kept[path]
        await send({**start, "headers": list(start["headers"])})
        await send({"type": "http.response.body", "body": body})


class _Answer:
    """The messages of one answer, held back until it is whole."""

    def __init__(self) -> None:
        self.start: Message = {}
        self.body = b""

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.start = message
        else:
            self.body += message.get("body", b"")

    def is_packable(self) -> bool:
        # Where a file is missing Streamlit answers with its page: that is not kept, else made-up names would fill the memory.
        kind = Headers(raw=self.start["headers"]).get("content-type", "")
        return self.start["status"] == 200 and kind.startswith(PACKED_TYPE)

    def packed(self) -> tuple[Message, bytes]:
        body = gzip.compress(self.body, LEVEL, mtime=0)
        headers = MutableHeaders(raw=list(self.start["headers"]))
        headers["content-encoding"], headers["content-length"] = "gzip", str(len(body))
        headers.add_vary_header("Accept-Encoding")
        forget_original(headers)
        return {**self.start, "headers": headers.raw}, body

    async def send_on(self, send: Send) -> None:
        await send(self.start)
        await send({"type": "http.response.body", "body": self.body})


def _wants_packed(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD") or not PACKED_FILE.fullmatch(scope["path"]):
        return False
    return takes_packed(scope)


def takes_packed(scope: Scope) -> bool:
    """Tell whether whoever asks can unpack."""
    return "gzip" in Headers(scope=scope).get("accept-encoding", "")


def whole(scope: Scope) -> Scope:
    """Ask for the whole as it is: what is compressed, a part or a "not modified" could be neither packed nor changed.

    A HEAD asks for it too: it is told the length of what a GET would get, and the server lets no body through.
    """
    left = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range", b"if-range")
    return {**scope, "method": "GET", "headers": [(name, value) for name, value in scope["headers"] if name not in left]}


def forget_original(headers: MutableHeaders) -> None:
    """Take away what names the body that came, where another is sent: a browser that was stopped half way would ask for the rest of that one."""
    for name in ("etag", "last-modified", "accept-ranges"):
        del headers[name]
