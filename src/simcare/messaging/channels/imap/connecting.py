"""A connection to an IMAP server, at an address that was judged first (security.md D17); TLS is always verified.

Servers on this machine or in the own network are reached only where SIMCARE_LOCAL_MAILBOXES names their host:port, and
only those may speak without TLS.
"""

import imaplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import certifi
from django.conf import settings
from imap_tools import BaseMailBox

from simcare.kernel.errors import Temporary
from simcare.kernel.outbound.addresses import is_public
from simcare.kernel.outbound.targets import system_resolve
from simcare.messaging.errors import ServerMisset, ServerNotTrusted

TIMEOUT_SECONDS: Final = 30


@dataclass(frozen=True)
class Server:
    """Where a mailbox lies, with the one address the connection goes to."""

    host: str
    port: int
    security: str
    address: str


def judged(host: str, port: int, security: str) -> Server:
    """The server, if it may be called from here. Raises ServerMisset, or Temporary where its name can't be resolved."""
    is_local = f"{host}:{port}" in settings.SIMCARE_LOCAL_MAILBOXES
    if security == "none" and not is_local:
        raise ServerMisset(f"{host} must be reached by TLS")
    addresses = system_resolve(host, port)
    if not addresses or not (is_local or all(is_public(address) for address in addresses)):
        raise ServerMisset(f"{host} lies in no public network; SIMCARE_LOCAL_MAILBOXES may name {host}:{port}")
    return Server(host, port, security, addresses[0])


class Connection(BaseMailBox):
    """imap-tools over our own socket."""

    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        client = (_Tls if self._server.security == "tls" else _Plain)(self._server)
        if self._server.security == "starttls":
            client.starttls(_verified_tls())
        return client


class _Plain(imaplib.IMAP4):
    def __init__(self, server: Server) -> None:
        self._server = server
        super().__init__(server.host, server.port, timeout=TIMEOUT_SECONDS)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((self._server.address, self._server.port), timeout)


class _Tls(_Plain):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        return _verified_tls().wrap_socket(super()._create_socket(timeout), server_hostname=self._server.host)


def _verified_tls() -> ssl.SSLContext:
    """The authorities of certifi, and those of the machine (SSL_CERT_FILE names others)."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context


@contextmanager
def in_words(host: str) -> Iterator[None]:
    """Whatever the protocol raises becomes Temporary, or ServerNotTrusted for its certificate."""
    try:
        yield
    except ssl.SSLCertVerificationError as refusal:
        raise ServerNotTrusted(f"the certificate of {host} can't be trusted: {refusal.verify_message}") from refusal
    except (imaplib.IMAP4.error, OSError, EOFError) as trouble:
        words = str(trouble) or type(trouble).__name__
        raise Temporary(f"{host} could not be talked to: {words[:300]}") from trouble
