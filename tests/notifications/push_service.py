"""A push service of our own, as strict as those of the browsers (RFC 8030, 8188, 8291, 8292), and phones behind it.

It shares no line with what it tests: who sends is proven by the signature of its token before anything is taken, and a
phone opens what it is handed with its own keys.
"""

import base64
import hashlib
import hmac
import json
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.server import BaseHTTPRequestHandler, HTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

LONGEST_TOKEN_SECONDS = 24 * 3600
MOST_BYTES = 4096


def text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def raw(content: str) -> bytes:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", content), "base64url without padding"
    return base64.urlsafe_b64decode(content + "=" * (-len(content) % 4))


@dataclass
class Phone:
    """A browser that asked for pushes of the desk whose key is `sender`, and what it was handed since."""

    sender: str
    secret: bytes = b"sixteen secrets!"
    heard: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def open(self, body: bytes) -> bytes:
        """RFC 8291 section 3.4, from the side of the browser, step by step with HMAC."""
        salt, record_bytes, length = body[:16], int.from_bytes(body[16:20], "big"), body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        assert len(sealed) <= record_bytes, "one record"
        shared = self.key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender))
        first = _hmac(_hmac(self.secret, shared), b"WebPush: info\0" + self.point + sender + b"\1")
        second = _hmac(salt, first)
        content_key = _hmac(second, b"Content-Encoding: aes128gcm\0\1")[:16]
        nonce = _hmac(second, b"Content-Encoding: nonce\0\1")[:12]
        content = AESGCM(content_key).decrypt(nonce, sealed, None).rstrip(b"\0")
        assert content.endswith(b"\2"), "the last record says so"
        return content[:-1]


def _hmac(key: bytes, content: bytes) -> bytes:
    return hmac.new(key, content, hashlib.sha256).digest()


class PushService(HTTPServer):
    """Takes what is signed by the sender that a phone asked for. `answers` is what it says when all is well."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.phones: dict[str, Phone] = {}
        self.answers = 201
        self.refused: list[str] = []
        self.bodies: list[bytes] = []
        self.moved_to = ""

    @property
    def target(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def subscribe(self, name: str, phone: Phone) -> str:
        """The endpoint of a phone."""
        self.phones[name] = phone
        return f"http://{self.target}/push/{name}"

    def take(self, path: str, headers: Message, body: bytes) -> int:
        phone = self.phones.get(path.rpartition("/")[2])
        if phone is None:
            return 404
        try:
            self._check(headers, body, phone)
        except (AssertionError, ValueError, KeyError, InvalidSignature) as wrong:
            self.refused.append(f"{type(wrong).__name__}: {wrong}")
            return 403
        self.bodies.append(body)
        if self.answers == 201:
            phone.heard.append(json.loads(phone.open(body)))
        return self.answers

    def _check(self, headers: Message, body: bytes, phone: Phone) -> None:
        assert headers["Content-Encoding"] == "aes128gcm"
        assert 0 <= int(headers["TTL"]) <= 28 * 24 * 3600
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,32}", headers["Topic"])
        assert len(body) <= MOST_BYTES
        scheme, _, rest = headers["Authorization"].partition(" ")
        told = dict(part.strip().split("=", 1) for part in rest.split(","))
        assert (scheme, told["k"]) == ("vapid", phone.sender), "another desk than the phone asked for"
        head, claims, signature = told["t"].split(".")
        assert json.loads(raw(head)) == {"typ": "JWT", "alg": "ES256"}
        half = len(raw(signature)) // 2
        numbers = (int.from_bytes(raw(signature)[:half], "big"), int.from_bytes(raw(signature)[half:], "big"))
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw(told["k"]))
        sender.verify(utils.encode_dss_signature(*numbers), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
        said = json.loads(raw(claims))
        assert said["aud"] == f"http://{self.target}"
        assert 0 < said["exp"] - time.time() <= LONGEST_TOKEN_SECONDS
        assert said["sub"].startswith(("mailto:", "https:"))


class Handler(BaseHTTPRequestHandler):
    """One POST for one push."""

    server: PushService

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.server.take(self.path, self.headers, body))
        if self.server.moved_to:
            self.send_header("Location", self.server.moved_to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing of each request."""


@contextmanager
def push_service() -> Iterator[PushService]:
    """One that answers until the block ends."""
    service = PushService()
    thread = threading.Thread(target=service.serve_forever, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        service.shutdown()
        service.server_close()
