"""One folder: what is new in it, its mails as bytes, and the mark that they were taken."""

import imaplib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from imap_tools import MailboxLoginError
from imap_tools.errors import ImapToolsError

from simcare.kernel.errors import Temporary
from simcare.messaging.channels.imap.connecting import Connection, in_words, judged
from simcare.messaging.errors import NoSuchFolder, SignInRefused

_UID: Final = re.compile(rb"\bUID (\d+)")
_SIZE: Final = re.compile(rb"\bRFC822\.SIZE (\d+)")
_ARRIVED: Final = re.compile(rb'\bINTERNALDATE "([^"]+)"')
HEADINGS_AT_ONCE: Final = 1_000


@dataclass(frozen=True, kw_only=True)
class Access:
    """All that is needed to open a mailbox: it signs in by XOAUTH2 where there is an access token."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)
    folder: str


@dataclass(frozen=True)
class Heading:
    """A mail of the folder before it is fetched. `arrived_at` is the provider's INTERNALDATE; a size may be unknown."""

    uid: int
    size_bytes: int | None
    arrived_at: datetime


def open_box(access: Access) -> "Box":
    """Connect, sign in, open the folder. Raises MailboxRefused where trying again can't help, else Temporary."""
    server = judged(access.host, access.port, access.security)
    with in_words(access.host):
        try:
            connection = Connection(server)
        except ImapToolsError as refusal:
            raise Temporary(f"{access.host} refused to encrypt: {refusal}"[:300]) from refusal
        try:
            _sign_in(connection, access)
        except (MailboxLoginError, imaplib.IMAP4.error) as refusal:
            _close(connection)
            if isinstance(refusal, imaplib.IMAP4.abort):
                raise
            what = "access token" if access.access_token else "user name and password"
            raise SignInRefused(f"{access.host} does not accept the {what} of {access.user}") from None
        try:
            connection.folder.set(access.folder)
        except ImapToolsError as refusal:
            _close(connection)
            raise NoSuchFolder(f"{access.host} has no folder {access.folder!r} for {access.user}") from refusal
    return Box(access.host, connection)


def _sign_in(connection: Any, access: Access) -> None:  # Any: imap-tools ships no types
    if access.access_token:
        said = iter([f"user={access.user}\1auth=Bearer {access.access_token}\1\1".encode()])
        connection.client.authenticate("XOAUTH2", lambda _challenge: next(said, b""))  # to a refusal, nothing more
    elif access.user.isascii() and access.password.isascii():
        connection.login(access.user, access.password, initial_folder=None)
    else:
        connection.login_utf8(access.user, access.password, initial_folder=None)


class Box:
    """An open folder. Raises Temporary when the connection is lost: open a new one then."""

    def __init__(self, host: str, connection: Any) -> None:  # Any: imap-tools ships no types
        self._host = host
        self._connection = connection
        self._client = connection.client
        told = self._client.response("UIDVALIDITY")[1]
        self.validity = int(told[0]) if told and told[0] else 1
        self.knows_idle = "IDLE" in self._client.capabilities

    def list_above(self, uid: int, since: datetime | None, *, measured: bool = True) -> list[Heading]:
        """The mails with a higher UID that arrived at `since` or later, in the order of their UIDs.

        A server opens a mail whose size it does not know yet, and may break off over it; unmeasured it opens none.
        """
        criteria = f"UID {uid + 1}:*" + (f" SINCE {since:%d-%b-%Y}" if since else "")
        self._client.untagged_responses.pop("EXISTS", None)
        found = self._command("SEARCH", criteria)
        uids = sorted(int(each) for line in found if line for each in line.split() if int(each) > uid)
        headings = [
            heading
            for first in range(0, len(uids), HEADINGS_AT_ONCE)
            for heading in self._headings(uids[first : first + HEADINGS_AT_ONCE], measured)
        ]
        return [heading for heading in headings if since is None or heading.arrived_at >= since]

    def measure(self, uids: Sequence[int]) -> list[Heading]:
        """These mails with their sizes; gone ones are left out."""
        return self._headings(uids, measured=True)

    def fetch(self, uids: Sequence[int], first_bytes: int | None = None) -> dict[int, bytes]:
        """Mails as bytes, unmarked; of each only its beginning where `first_bytes` says so. Gone ones are left out."""
        part = f"BODY.PEEK[]<0.{first_bytes}>" if first_bytes else "BODY.PEEK[]"
        fetched: dict[int, bytes] = {}
        answer = self._command("FETCH", _set(uids), f"(UID {part})")
        for line, after in zip(answer, [*answer[1:], b""], strict=True):
            if isinstance(line, tuple):
                named = _UID.search(line[0]) or _UID.search(after if isinstance(after, bytes) else after[0])
                if named:
                    fetched[int(named[1])] = line[1]
        return fetched

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Show the provider's own users that these were read."""
        self._command("STORE", _set(uids), "+FLAGS.SILENT", r"(\Seen)")

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Put mails into another folder of the mailbox, made where it is not there; gone ones are no trouble."""
        with in_words(self._host):
            try:
                if not self._connection.folder.exists(folder):
                    self._connection.folder.create(folder)
                self._connection.move([str(uid) for uid in uids], folder)
            except ImapToolsError as trouble:
                raise Temporary(f"{self._host} could not move mails to {folder!r}: {trouble}"[:300]) from trouble

    def wait(self, seconds: float) -> None:
        """Return when the provider tells of news, or after that time."""
        with in_words(self._host):
            idle = self._connection.idle
            idle.start()
            try:
                if not self._client.untagged_responses.get("EXISTS"):  # news that came before IDLE began
                    idle.poll(timeout=seconds)
            finally:
                idle.stop()

    def close(self) -> None:
        """End the connection; never raises."""
        _close(self._connection)

    def _headings(self, uids: Sequence[int], measured: bool) -> list[Heading]:
        wanted = "(UID RFC822.SIZE INTERNALDATE)" if measured else "(UID INTERNALDATE)"
        answer = self._command("FETCH", _set(uids), wanted)
        return sorted((_heading(line) for line in answer if isinstance(line, bytes)), key=lambda each: each.uid)

    def _command(self, name: str, *arguments: str) -> list[Any]:  # Any: bytes, or a tuple around a literal
        with in_words(self._host):
            status, answer = self._client.uid(name, *arguments)
        if status != "OK":
            raise Temporary(f"{self._host} refused {name}: {answer!r}"[:300])
        return [line for line in answer if line]


def _heading(line: bytes) -> Heading:
    uid, size, arrived = _UID.search(line), _SIZE.search(line), _ARRIVED.search(line)
    if not (uid and arrived):
        raise Temporary("the server's list of mails can't be read")
    at = datetime.strptime(arrived[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")
    return Heading(int(uid[1]), int(size[1]) if size else None, at)


def _set(uids: Iterable[int]) -> str:
    """UIDs as IMAP writes them, runs as ranges: `1:4,7`."""
    runs: list[list[int]] = []
    for uid in sorted(uids):
        if runs and uid == runs[-1][1] + 1:
            runs[-1][1] = uid
        else:
            runs.append([uid, uid])
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in runs)


def _close(connection: Any) -> None:
    try:
        connection.logout()
    except (ImapToolsError, imaplib.IMAP4.error, OSError, EOFError):
        connection.client.shutdown()
