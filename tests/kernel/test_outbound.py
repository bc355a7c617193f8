"""The guarded client against a real server on loopback."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from simcare.kernel.errors import Permanent, Temporary
from simcare.kernel.outbound import (
    Answer,
    AnswerTooLarge,
    Busy,
    NotReached,
    Outbound,
    OutcomeUnknown,
    Rejected,
    TargetRefused,
)


@dataclass
class Peer:
    """A server that answers by the last part of the path and remembers what it was asked."""

    port: int
    asked: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, **limits: float) -> Outbound:
        return Outbound(
            allowed_loopback=frozenset({f"127.0.0.1:{self.port}"}),
            max_body_bytes=int(limits.get("max_body_bytes", 65_536)),
            timeout_seconds=limits.get("timeout_seconds", 2.0),
        )


class _Handler(BaseHTTPRequestHandler):
    server: "_Server"

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.peer.asked.append((self.path, dict(self.headers.items()), body))
        match self.path:
            case "/redirect":
                self._answer(302, b"", Location=self.server.peer.url + "/secret")
            case "/large":
                self._answer(200, b"x" * 70_000)
            case "/drip":
                self._drip()
            case "/silent":
                time.sleep(3)
                with suppress(OSError):  # who asked has gone
                    self._answer(200, b"{}")
            case "/cut":
                self.connection.shutdown(socket.SHUT_RDWR)
            case path if path[1:].isdigit():
                self._answer(int(path[1:]), b"{}")
            case _:
                self._answer(200, b'{"fine": true}')

    do_POST = do_GET  # noqa: N815 the name http.server calls

    def log_message(self, format: str, *args: object) -> None: ...

    def _answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        try:
            for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}":
                self.wfile.write(bytes([byte]))
                time.sleep(0.1)
        except OSError:
            return


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    peer: Peer

    def handle_error(self, request: object, client_address: object) -> None: ...


@pytest.fixture
def peer() -> Iterator[Peer]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.peer = Peer(server.server_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server.peer
    server.shutdown()
    thread.join()
    server.socket.close()


def test_a_named_loopback_target_answers(peer: Peer) -> None:
    answer = peer.client().request("POST", peer.url + "/x", json={"名": 1}, headers={"X-Key": "k"})
    assert answer.checked().json() == {"fine": True}
    (path, headers, body) = peer.asked[0]
    assert (path, json.loads(body), headers["X-Key"]) == ("/x", {"名": 1}, "k")
    assert headers["Host"] == f"127.0.0.1:{peer.port}"


def test_loopback_that_is_not_named_is_refused(peer: Peer) -> None:
    with pytest.raises(TargetRefused):
        Outbound().request("GET", peer.url)
    assert peer.asked == []


def test_another_port_of_a_named_host_is_refused(peer: Peer) -> None:
    with pytest.raises(TargetRefused):
        peer.client().request("GET", f"http://127.0.0.1:{peer.port + 1}")


def test_redirects_are_answers_and_not_followed(peer: Peer) -> None:
    answer = peer.client().request("GET", peer.url + "/redirect")
    assert answer.status == 302
    assert [path for path, _, _ in peer.asked] == ["/redirect"]
    with pytest.raises(Rejected):
        answer.checked()


def test_proxy_variables_are_not_read(peer: Peer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert peer.client().request("GET", peer.url).status == 200


def test_a_body_over_the_limit_is_not_read(peer: Peer) -> None:
    with pytest.raises(AnswerTooLarge):
        peer.client().request("GET", peer.url + "/large")
    assert len(peer.client(max_body_bytes=80_000).request("GET", peer.url + "/large").body) == 70_000


@pytest.mark.parametrize("path", ["/drip", "/silent", "/cut"])
def test_a_call_ends_in_time_with_an_unknown_outcome(peer: Peer, path: str) -> None:
    with pytest.raises(OutcomeUnknown):  # without a deadline the answer would come, or this would never end
        peer.client(timeout_seconds=0.4).request("GET", peer.url + path)


def test_a_closed_port_means_that_nothing_was_sent() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        target = f"127.0.0.1:{unused.getsockname()[1]}"
        with pytest.raises(NotReached):
            Outbound(allowed_loopback=frozenset({target})).request("GET", f"http://{target}")


@pytest.mark.parametrize(
    ("status", "error"),
    [(429, Busy), (503, Busy), (500, OutcomeUnknown), (502, OutcomeUnknown), (404, Rejected), (301, Rejected)],
)
def test_a_status_becomes_an_error(peer: Peer, status: int, error: type[Exception]) -> None:
    answer = peer.client().request("GET", f"{peer.url}/{status}")
    with pytest.raises(error):
        answer.checked()


@pytest.mark.parametrize("error", [NotReached, OutcomeUnknown, AnswerTooLarge, Busy])
def test_what_may_pass_is_temporary(error: type[Exception]) -> None:
    assert issubclass(error, Temporary)


@pytest.mark.parametrize("error", [TargetRefused, Rejected])
def test_what_will_not_pass_is_permanent(error: type[Exception]) -> None:
    assert issubclass(error, Permanent)


NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": format_datetime(NOON + timedelta(seconds=90)), "date": format_datetime(NOON)}, 90),
        ({"retry-after": format_datetime(NOON - timedelta(hours=1)), "date": format_datetime(NOON)}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-5"}, None),
        ({}, None),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(headers: dict[str, str], seconds: int | None) -> None:
    assert Answer(429, headers, b"").retry_after_seconds == seconds


def test_the_body_stays_out_of_reprs_and_errors() -> None:
    answer = Answer(500, {}, b"canary-secret")
    with pytest.raises(OutcomeUnknown) as status_error:
        answer.checked()
    with pytest.raises(OutcomeUnknown) as json_error:
        answer.json()
    assert "canary" not in f"{answer!r} {status_error.value} {json_error.value}"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "https://example.com:80/",
        "https://example.com:22/",
        "https://user@example.com/",
        "https://user:word@example.com/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https:///path",
        "https://exa mple.com/",
        "https://exämple.com/",
        "https://example.com\\@127.0.0.1/",
        "https://example.com:99999/",
        "https://[::1/",
        "",
    ],
)
def test_urls_that_are_no_plain_https_are_refused(url: str) -> None:
    with pytest.raises(TargetRefused):
        Outbound(resolve=lambda host, port: ["8.8.8.8"]).request("GET", url)


def test_one_private_address_among_public_ones_is_refused() -> None:
    client = Outbound(resolve=lambda host, port: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(TargetRefused):
        client.request("GET", "https://example.com/")


def test_the_connection_goes_to_the_judged_address_with_the_hosts_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The name is resolved once, TLS asks for the host's certificate by SNI, and the Host header keeps its name."""
    seen: list[object] = []

    def connect(address: tuple[str, int], *args: object, **kwargs: object) -> socket.socket:
        seen.append(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "create_connection", connect)
    lookups: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        lookups.append(host)
        return ["93.184.215.14"]

    with pytest.raises(NotReached):
        Outbound(resolve=resolve).request("GET", "https://example.com:8443/")
    assert (seen, lookups) == ([("93.184.215.14", 8443)], ["example.com"])


def test_certificates_are_checked_for_the_hosts_name() -> None:
    from simcare.kernel.outbound.client import _public_tls

    context = _public_tls()
    assert context.check_hostname and context.verify_mode is ssl.CERT_REQUIRED
