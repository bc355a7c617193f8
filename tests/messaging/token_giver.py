"""A provider's token endpoint (RFC 6749, 6) that says whose a token is, too (RFC 7662), for one mailbox."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

CLIENT, CLIENT_SECRET = "simcare-client", "client-secret-1"


class TokenGiver(ThreadingHTTPServer):
    """Gives access tokens for the current refresh token, which changes with each exchange where it `renews`."""

    def __init__(self, user: str, *, renews: bool) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.user, self.renews = user, renews
        self.refresh_token = "refresh-0"
        self.given: list[str] = []
        self.is_blind = False

    @property
    def url(self) -> str:
        return f"http://{self.target}"

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def exchange(self, asked: dict[str, str]) -> tuple[int, dict[str, object]]:
        if (asked.get("client_id"), asked.get("client_secret")) != (CLIENT, CLIENT_SECRET):
            return 401, {"error": "invalid_client"}
        if asked.get("grant_type") != "refresh_token" or asked.get("refresh_token") != self.refresh_token:
            return 400, {"error": "invalid_grant", "error_description": f"no {asked.get('refresh_token')}"}
        self.given.append(f"access-{len(self.given)}")
        told: dict[str, object] = {"access_token": self.given[-1], "token_type": "Bearer", "expires_in": 3600}
        if self.renews:
            self.refresh_token = f"refresh-{len(self.given)}"
            told["refresh_token"] = self.refresh_token
        return 200, told

    def introspect(self, asked: dict[str, str]) -> tuple[int, dict[str, object]]:
        is_known = asked.get("token") in self.given and not self.is_blind
        return 200, {"active": "true", "username": self.user} if is_known else {"active": "false"}


class Answer(BaseHTTPRequestHandler):
    """One request."""

    def do_POST(self) -> None:  # http.server's name
        giver = self.server
        assert isinstance(giver, TokenGiver)
        told = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        asked = {name: values[0] for name, values in told.items()}
        status, said = giver.introspect(asked) if self.path.startswith("/introspect") else giver.exchange(asked)
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Silence."""


@contextmanager
def running_token_giver(user: str, *, renews: bool = True) -> Iterator[TokenGiver]:
    """Run one in this process."""
    giver = TokenGiver(user, renews=renews)
    threading.Thread(target=giver.serve_forever, daemon=True).start()
    try:
        yield giver
    finally:
        giver.shutdown()
        giver.server_close()
