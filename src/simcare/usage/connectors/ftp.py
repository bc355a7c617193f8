"""FTP (RFC 959), and FTPS with AUTH TLS (RFC 4217) whose certificate is verified, by the standard library.

Files are listed by MLSD (RFC 3659), where a server lacks it by NLST and SIZE. Data comes from the address that was
judged, whatever the server's answer to PASV names.
"""

import ftplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import certifi

from simcare.kernel.errors import Temporary
from simcare.usage.connectors.access import MOST_ENTRIES, PIECE_BYTES, TIMEOUT_SECONDS, Access, Entry, is_plain, judged
from simcare.usage.errors import DropMisset

_UNKNOWN: Final = ("500", "501", "502", "504")
"""Replies of servers that know no such command."""


class FtpFolder:
    """A folder by FTP or FTPS."""

    def __init__(self, access: Access) -> None:
        self._access = access
        address = judged(access.host, access.port, is_secret=access.protocol == "ftps")
        with in_words(access.host):
            self._ftp = _Tls(_verified_tls()) if access.protocol == "ftps" else ftplib.FTP()  # noqa: S321  # own network only (judged)
            self._ftp.connect(address, access.port, timeout=TIMEOUT_SECONDS)
            self._ftp.host = access.host  # by which its certificate is verified
            try:
                self._ftp.login(access.user, access.password)
                if isinstance(self._ftp, ftplib.FTP_TLS):
                    self._ftp.prot_p()
            except ftplib.error_perm:
                self.close()
                raise DropMisset(
                    "%(host)s does not accept the user name and password of %(user)s.",
                    host=access.host,
                    user=access.user,
                ) from None
            try:
                self._ftp.cwd(access.folder)
            except ftplib.error_perm:
                self.close()
                raise DropMisset("%(host)s has no folder %(folder)s.", host=access.host, folder=access.folder) from None

    def entries(self) -> list[Entry]:
        """Its files."""
        with in_words(self._access.host):
            try:
                return list(self._by_facts())
            except ftplib.error_perm as refusal:
                if not str(refusal).startswith(_UNKNOWN):
                    raise
            return list(self._by_names())

    def _by_facts(self) -> Iterator[Entry]:
        for count, (name, facts) in enumerate(self._ftp.mlsd(facts=["type", "size", "modify"])):
            if count >= MOST_ENTRIES:
                return
            if facts.get("type", "").casefold() == "file" and is_plain(name) and facts.get("size", "").isdecimal():
                yield Entry(name, int(facts["size"]), facts.get("modify", ""))

    def _by_names(self) -> Iterator[Entry]:
        self._ftp.voidcmd("TYPE I")
        for name in self._ftp.nlst()[:MOST_ENTRIES]:
            if not is_plain(name):
                continue
            with suppress(ftplib.error_perm):  # a folder has no size
                yield Entry(name, self._ftp.size(name) or 0, "")

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of one of them."""
        with in_words(self._access.host):
            self._ftp.voidcmd("TYPE I")
            data = self._ftp.transfercmd(f"RETR {name}")
            try:
                while piece := data.recv(PIECE_BYTES):
                    yield piece
                if isinstance(data, ssl.SSLSocket):
                    data.unwrap()
            finally:  # whoever reads no further has the server say so, and the next command is answered
                data.close()
                with suppress(ftplib.Error):
                    self._ftp.voidresp()

    def close(self) -> None:
        """End the connection; it may be broken already."""
        self._ftp.close()


class _Tls(ftplib.FTP_TLS):
    """Its data goes on with the session of its commands, which many servers ask for."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(context=context)

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        data, size = ftplib.FTP.ntransfercmd(self, cmd, rest)  # noqa: S321  # TLS follows
        assert isinstance(self.sock, ssl.SSLSocket)
        return self.context.wrap_socket(data, server_hostname=self.host, session=self.sock.session), size


def _verified_tls() -> ssl.SSLContext:
    """The authorities of certifi, and those of the machine (SSL_CERT_FILE names others)."""
    context = ssl.create_default_context(cafile=certifi.where())
    context.load_default_certs()
    return context


@contextmanager
def in_words(host: str) -> Iterator[None]:
    """What breaks a connection, as a refusal."""
    try:
        yield
    except ssl.SSLCertVerificationError as refusal:
        raise DropMisset(
            "The certificate of %(host)s can't be verified: %(why)s.", host=host, why=refusal.verify_message
        ) from None
    except ftplib.error_perm as refusal:
        raise Temporary(f"{host} refused: {refusal}"[:300]) from None
    except (EOFError, OSError, ftplib.Error) as trouble:
        raise Temporary(f"{host} can't be reached: {str(trouble) or 'it hung up'}"[:300]) from None
