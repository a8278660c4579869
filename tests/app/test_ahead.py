"""What the server sends along with its empty page."""

import gzip
import re
import urllib.request

from tests.app.test_middleware import fetch, packed_request
from tests.support.servers import Server


def test_the_first_reader_of_all_finds_the_board_in_the_page(server: Server) -> None:
    """The run at the start has shown it; whatever else an address asks for, nobody has been shown yet."""
    _, headers, page = fetch(f"{server.url}/")
    assert len(re.findall(r"&lt;th scope=&quot;row&quot;", page)) == 22
    assert headers["cache-control"] == "no-cache"
    assert 'id="ahead"' not in fetch(f"{server.url}/?alue=18&alue=18")[2]


def test_it_comes_packed_to_whoever_can_unpack_it(server: Server) -> None:
    """The board weighs ten times as much else; who asks for a packed page and who does not are told apart."""
    _, plain_headers, plain = fetch(f"{server.url}/")
    with urllib.request.urlopen(packed_request(f"{server.url}/"), timeout=20) as answer:
        body = answer.read()
        assert (answer.headers["content-encoding"], int(answer.headers["content-length"])) == ("gzip", len(body))
    assert gzip.decompress(body).decode() == plain
    assert len(body) < 20_000
    assert (plain_headers["vary"], int(plain_headers["content-length"])) == ("Accept-Encoding", len(plain.encode()))
