"""The HTTP side: reads a request, lets a fault strike, hands it to its platform's face, writes the answer."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from simulator import control, eiotclub, soracom
from simulator.calls import Call, Reply, Request
from simulator.faults import Fault
from simulator.times import iso
from simulator.world import World

HUGE_BYTES = 10 * 1024 * 1024
_PAGE = b"<!doctype html><title>Bad gateway</title><h1>We are sorry</h1>"
_SECRETS = {"sign", "appkey", "authKey", "nonce"}


class Server(ThreadingHTTPServer):
    """One thread per connection over one world."""

    daemon_threads = True
    request_queue_size = 512

    def __init__(self, address: tuple[str, int], world: World) -> None:
        super().__init__(address, _Handler)
        self.world = world


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    do_POST = do_DELETE = do_GET  # noqa: N815 the names http.server calls

    def log_message(self, format: str, *args: object) -> None:
        """The books are the log."""

    def _serve(self) -> None:
        request = self._request()
        if request is None:
            self._send(Reply(400, {"error": "the body is no JSON"}))
        elif request.path.startswith(control.PREFIX):
            self._send(self._controlled(request))
        else:
            self._operate(request)

    def _request(self) -> Request | None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            parsed = json.loads(body) if body else None
        except ValueError:
            return None
        headers = {name.lower(): value for name, value in self.headers.items()}
        return Request(self.command, parts.path, dict(parse_qsl(parts.query)), headers, parsed)

    def _controlled(self, request: Request) -> Reply:
        if not ip_address(self.client_address[0]).is_loopback:
            return Reply(404, {})
        if request.path.endswith("/notifications"):  # calls out, so it must not hold the world
            return control.answer(self.server.world, request)
        with self.server.world.lock:
            return control.answer(self.server.world, request)

    def _operate(self, request: Request) -> None:
        world = self.server.world
        with world.lock:
            world.catch_up()
            platform = "eiotclub" if request.path.startswith("/api/v3/") else "soracom"
            fault = world.struck(request.path, json.dumps([request.query, request.body]))
            reply = self._answer(Call(platform, world, request, fault))
            world.books.calls.append(_entry(platform, request, fault, reply))
        self._out(reply, fault)

    def _answer(self, call: Call) -> Reply | None:
        """The face's reply, or None where the fault keeps the call from ever reaching it."""
        if call.world.over_limit(call.platform):
            return Reply(429, {"code": "429", "message": "too many requests"}, {"Retry-After": "1"})
        if call.fault and call.fault.kind in _UNTOUCHED:
            return None
        return eiotclub.answer(call) if call.platform == "eiotclub" else soracom.answer(call)

    def _out(self, reply: Reply | None, fault: Fault | None) -> None:
        kind = fault.kind if fault else ""
        if fault and kind in {"hang", "timeout_after"}:
            time.sleep(fault.seconds)
            self.close_connection = True
        elif fault and reply is None:
            self._fail(fault)
        elif kind == "huge":
            self._write(200, b'{"code": 200, "data": "' + b"x" * HUGE_BYTES + b'"}')
        elif reply is not None:
            self._send(reply, drip_seconds=fault.seconds if fault and kind == "drip" else 0)

    def _fail(self, fault: Fault) -> None:
        match fault.kind:
            case "busy":
                headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
                self._send(Reply(429, {"code": "429", "message": "too many requests"}, headers))
            case "server_error":
                self._send(Reply(500, {"code": "500", "message": "internal error"}))
            case "error_body":
                self._send(Reply(200, {"code": "500", "message": "system busy", "data": None}))
            case "html":
                self._write(200, _PAGE, {"Content-Type": "text/html"})

    def _send(self, reply: Reply, *, drip_seconds: float = 0) -> None:
        body = json.dumps(reply.payload, ensure_ascii=False).encode()
        self._write(reply.status, body, reply.headers, drip_seconds=drip_seconds)

    def _write(
        self, status: int, body: bytes, headers: dict[str, str] | None = None, *, drip_seconds: float = 0
    ) -> None:
        self.send_response(status)
        always = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        for name, value in (always | (headers or {})).items():
            self.send_header(name, value)
        try:
            self.end_headers()
            for part in [body[at : at + 1] for at in range(len(body))] if drip_seconds else [body]:
                self.wfile.write(part)
                time.sleep(drip_seconds)
        except OSError:  # the caller hung up, as it may
            self.close_connection = True


_UNTOUCHED = {"busy", "server_error", "error_body", "html", "hang"}


def _entry(platform: str, request: Request, fault: Fault | None, reply: Reply | None) -> dict[str, Any]:
    body = request.body if isinstance(request.body, dict) else {}
    return {
        "at": iso(time.time()),
        "platform": platform,
        "method": request.method,
        "path": request.path,
        "parameters": {**request.query, **{name: value for name, value in body.items() if name not in _SECRETS}},
        "fault": fault.kind if fault else "",
        "status": reply.status if reply else None,
        "code": str(reply.payload.get("code", "")) if reply and isinstance(reply.payload, dict) else "",
    }
