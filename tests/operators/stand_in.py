"""A small HTTP server in the place of a platform: it answers as a test says, and books every call."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from simcare.kernel.outbound import Outbound
from simcare.operators.connectors import connect
from simcare.operators.connectors.protocol import MAX_ANSWER_BYTES, Connector
from simcare.operators.values.platforms import OpenGate


@dataclass(frozen=True)
class Call:
    """One call as it came in; `told` holds the parameters of its address and of its form or JSON."""

    method: str
    path: str
    headers: dict[str, str]
    told: Any  # Any: JSON of any shape


@dataclass(frozen=True)
class Said:
    """An answer other than 200 with JSON."""

    status: int
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    after_seconds: float = 0


@dataclass
class StandIn:
    """`answers` holds, by "METHOD /path", what is said, or a function of the call that says it."""

    url: str = ""
    answers: dict[str, object] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)

    def count(self, call: str) -> int:
        """How often it was made."""
        return sum(f"{each.method} {each.path}" == call for each in self.calls)

    def connector(self, kind: str, credentials: dict[str, str], *, timeout_seconds: float = 5.0) -> Connector:
        """A connector that knows only its address."""
        target = self.url.removeprefix("http://")
        outbound = Outbound(
            allowed_loopback=frozenset({target}), max_body_bytes=MAX_ANSWER_BYTES, timeout_seconds=timeout_seconds
        )
        settings: dict[str, Any] = {"base_url": self.url, "credentials": credentials, "outbound": outbound}
        return connect(kind, gate=OpenGate(), now=lambda: datetime.now(UTC), **settings)

    def answer(self, call: Call) -> Said:
        """What is said to a call; 404 to what nobody expects."""
        self.calls.append(call)
        found = self.answers.get(f"{call.method} {call.path}", Said(404))
        said = found(call) if callable(found) else found
        return said if isinstance(said, Said) else Said(200, said)


@contextmanager
def standing_in() -> Iterator[StandIn]:
    """A stand-in that runs."""
    stand_in = StandIn()

    class Handler(BaseHTTPRequestHandler):
        def handle_any(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            is_json = "json" in self.headers.get("Content-Type", "")
            asked = urlsplit(self.path)
            body = json.loads(content) if is_json else dict(parse_qsl(content.decode()))
            told = {**dict(parse_qsl(asked.query)), **body} if isinstance(body, dict) else body
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = stand_in.answer(Call(self.command, asked.path, headers, told))
            time.sleep(said.after_seconds)
            self.reply(said)

        def reply(self, said: Said) -> None:
            content = said.body if isinstance(said.body, bytes) else json.dumps(said.body).encode()
            content = b"" if said.body is None else content
            self.send_response(said.status)
            for name, value in {"Content-Length": str(len(content)), **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815 the names http.server calls

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()
