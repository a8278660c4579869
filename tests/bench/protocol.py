"""What a browser and Streamlit say to each other over the websocket: messages built and read, without a network.

As the browser does (looked up by reading its frames and its script): a step to another address is a rerun with what stands
behind the ? there, the page as the server named it, and the hashes of the messages it still keeps. The board has no controls of Streamlit's.
"""

import gzip
import json
import re
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

FAULTS = ("exception", "alert")
"""Elements that no healthy board has: Streamlit's own error, and the box in which ours are told."""
CELL = re.compile(rb"cell:(\d+)\.")
STAGE = re.compile(rb'"cell ([a-z-]+)"')
FOOT = re.compile(rb"Aineiston versio (\d+)([^\"<]{0,120})")
"""The version as the foot of the page and the foots of its figures' pictures name it; the page's own comes last and goes on with the claims."""


@dataclass
class Drawn:
    """What one run of a page drew: the regions with cells, how many cells have information, what its foot says; *faults* in words."""

    regions: frozenset[str] = frozenset()
    informed: int = 0
    generation: int = 0
    claims: int = 0
    faults: list[str] = field(default_factory=list)


def drawn_in(body: bytes) -> Drawn:
    """Return what the board in *body* shows, be it JSON or HTML; whatever lacks is a fault."""
    stages = STAGE.findall(body)
    drawn = Drawn(frozenset(code.decode() for code in CELL.findall(body)), len(stages) - stages.count(b"no-information"))
    feet = FOOT.findall(body)
    versions = {int(number) for number, _ in feet}
    if feet:
        numbers = re.findall(r"\d+", _unescaped(feet[-1][1]))
        drawn.generation, drawn.claims = int(feet[-1][0]), int(numbers[0]) if numbers else 0
    if len(versions) > 1:
        drawn.faults.append(f"versions {', '.join(map(str, sorted(versions)))} on one page")
    if not drawn.regions:
        drawn.faults.append("no board")
    if not drawn.claims:
        drawn.faults.append("no foot that names the version and the claims")
    return drawn


def _unescaped(raw: bytes) -> str:
    words = raw.decode("utf-8", "replace")
    # The match may end inside an escape; the number of claims stands well before.
    return str(json.loads(f'"{words[: words.rfind(chr(92))]}"')) if "\\u" in words else words


class Conversation:
    """One tab's side of the talk: what it must remember to say the next thing as a browser would."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.page = ""
        self.kept: dict[str, tuple[int, bytes]] = {}
        self.runs, self.longest = 0, 2
        self.body: list[bytes] = []
        self.faults: list[str] = []

    def rerun(self, query: str = "") -> bytes:
        """Return the message that runs the page: first for the address that was opened, later for one to which it has moved."""
        self.runs += 1
        self.body, self.faults = [], []
        self.kept = {name: (run, raw) for name, (run, raw) in self.kept.items() if self.runs - run <= self.longest}
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_script_hash, state.is_history_navigation = query, self.page, self.runs > 1
        state.cached_message_hashes.extend(self.kept)
        state.context_info.timezone, state.context_info.locale = "Europe/Helsinki", "fi-FI"
        state.context_info.timezone_offset, state.context_info.color_scheme = -120, "light"
        state.context_info.url, state.context_info.is_embedded = self.url, False
        state.widget_states.SetInParent()
        return bytes(message.SerializeToString())

    def hear(self, raw: bytes) -> bool:
        """Take one message of the server; return whether the run is over."""
        message = ForwardMsg()
        message.ParseFromString(raw)
        if message.WhichOneof("type") == "ref_hash":
            raw = self._kept(message.ref_hash)
            message.ParseFromString(raw)
        elif message.metadata.cacheable:
            self.kept[message.hash] = (self.runs, raw)
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            return self._over(message.script_finished)
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            self._element(message.delta.new_element)
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "new_session":
            self.longest = message.new_session.config.max_cached_message_age
        elif kind == "page_not_found":
            self.faults.append("page not found")
        return False

    def drawn(self) -> Drawn:
        """Return what the run that is over drew."""
        drawn = drawn_in(b"".join(self.body))
        drawn.faults[:0] = self.faults
        return drawn

    def _kept(self, name: str) -> bytes:
        if name not in self.kept:
            raise KeyError(f"the server refers to a message that was not kept: {name}")
        self.kept[name] = (self.runs, self.kept[name][1])
        return self.kept[name][1]

    def _over(self, status: int) -> bool:
        if status == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            # The script asked to be run anew: what it drew so far is replaced.
            self.body, self.faults = [], []
            return False
        if status != ForwardMsg.FINISHED_SUCCESSFULLY:
            self.faults.append(f"script finished with {ForwardMsg.ScriptFinishedStatus.Name(status)}")
        return True

    def _element(self, element: Any) -> None:
        kind = element.WhichOneof("type")
        if kind in FAULTS:
            told = getattr(element, kind)
            self.faults.append(f"{kind}: {getattr(told, 'body', '') or getattr(told, 'message', '')}"[:200])
        elif kind == "bidi_component":
            self.body.append(gzip.decompress(element.bidi_component.bytes))
