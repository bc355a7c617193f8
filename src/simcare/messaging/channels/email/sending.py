"""Sending over SMTP to the one server of the installation (its relay, or the demo's post box)."""

import smtplib
import ssl
from typing import Final
from urllib.parse import unquote, urlsplit

from simcare.kernel.errors import Permanent, Temporary

TIMEOUT_SECONDS: Final = 20
_GIVEN_UP_FROM: Final = 500  # SMTP answers of 5xx are final (RFC 5321 section 4.2.1)


def send(server_url: str, *, envelope_from: str, recipient: str, content: bytes) -> str:
    """Hand one mail to the server; returns its answer. Raises Temporary or Permanent with what it said.

    `server_url` is smtp://user:password@host:port; smtps:// speaks TLS from the first byte, and STARTTLS is used
    wherever the server offers it.
    """
    try:
        with _connect(server_url) as server:
            server.mail(envelope_from)
            code, answer = server.rcpt(recipient)
            _check(code, answer)
            code, answer = server.data(content)
            _check(code, answer)
            return _words(code, answer)
    except smtplib.SMTPResponseException as refusal:
        raise _refused(refusal.smtp_code, refusal.smtp_error) from refusal
    except (smtplib.SMTPException, OSError) as trouble:
        raise Temporary(f"the mail server can't be reached: {type(trouble).__name__}") from trouble


def _connect(server_url: str) -> smtplib.SMTP:
    parts = urlsplit(server_url)
    host = parts.hostname or "127.0.0.1"
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
    server.ehlo()
    if parts.scheme != "smtps" and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _check(code: int, answer: bytes) -> None:
    if code >= 400:
        raise _refused(code, answer)


def _refused(code: int, answer: bytes | str) -> Temporary | Permanent:
    words = _words(code, answer)
    return Permanent(words) if code >= _GIVEN_UP_FROM else Temporary(words)


def _words(code: int, answer: bytes | str) -> str:
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return f"{code} {said}"[:500]
