"""An endpoint of our own that checks signatures with nothing of ours, and answers as a test tells it."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Hearer:
    """What was heard; `answers` are given one after the other, the last for ever: a status, or with seconds to wait."""

    host: str = ""
    answers: list[int] = field(default_factory=lambda: [200])
    headers: dict[str, str] = field(default_factory=dict)
    hangs_seconds: float = 0
    heard: list[dict[str, Any]] = field(default_factory=list)
    raw: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://{self.host}/hook"

    def is_signed_by(self, secret: str, number: int = -1) -> bool:
        """As standardwebhooks.com says: the id, the seconds and the body, by the secret behind its mark."""
        headers, body = self.raw[number]
        assert abs(time.time() - int(headers["webhook-timestamp"])) < 300
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(secret.split("_")[1])
        wanted = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return f"v1,{wanted}" in headers["webhook-signature"].split(" ")


@contextmanager
def hearing() -> Iterator[Hearer]:
    """A server that listens while the block runs."""
    hearer = Hearer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hearer.raw.append(({name.lower(): value for name, value in self.headers.items()}, body))
            hearer.heard.append(json.loads(body))
            time.sleep(hearer.hangs_seconds)
            self.send_response(hearer.answers.pop(0) if len(hearer.answers) > 1 else hearer.answers[0])
            for name, value in hearer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hearer.host = f"127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield hearer
    server.shutdown()
    server.server_close()
