"""SFTP by asyncssh, which needs nothing but the cryptography package that is here already (its licence: EPL-2.0).

A server is known by the public key that was kept when the drop was set up; another one is refused. No key, agent or
configuration of the machine's user is looked at.
"""

import asyncio
import stat
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

import asyncssh

from simcare.kernel.errors import Temporary
from simcare.usage.connectors.access import MOST_ENTRIES, PIECE_BYTES, TIMEOUT_SECONDS, Access, Entry, is_plain, judged
from simcare.usage.errors import DropMisset

T = TypeVar("T")


class SftpFolder:
    """A folder by SFTP; its connection lives on an event loop of its own."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._address = judged(access.host, access.port, is_secret=True)
        self._loop = asyncio.new_event_loop()
        self._connection: asyncssh.SSHClientConnection | None = None
        try:
            with _in_words(access):
                self._do(self._open())
        except BaseException:
            self.close()
            raise

    async def _open(self) -> None:
        access = self._access
        self._connection = await asyncssh.connect(
            self._address,
            access.port,
            username=access.user,
            password=access.password,
            known_hosts=([asyncssh.import_public_key(access.host_key)], [], []),
            client_keys=None,
            agent_path=None,
            config=None,
            preferred_auth="password",
            connect_timeout=TIMEOUT_SECONDS,
            login_timeout=TIMEOUT_SECONDS,
        )
        self._sftp = await self._connection.start_sftp_client()
        await self._sftp.chdir(access.folder)

    def entries(self) -> list[Entry]:
        """Its files."""
        with _in_words(self._access):
            found = self._do(self._sftp.readdir("."))[:MOST_ENTRIES]
        return [
            Entry(str(each.filename), each.attrs.size or 0, str(each.attrs.mtime or ""))
            for each in found
            if is_plain(str(each.filename)) and stat.S_ISREG(each.attrs.permissions or 0)
        ]

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of one of them."""
        with _in_words(self._access):
            file = self._do(self._sftp.open(name, "rb"))
            try:
                while piece := self._do(file.read(PIECE_BYTES)):
                    assert isinstance(piece, bytes)  # opened as such
                    yield piece
            finally:
                self._do(file.close())

    def close(self) -> None:
        """End the connection; it may be broken already."""
        with suppress(Exception):
            if self._connection:
                self._connection.close()
                self._do(self._connection.wait_closed())
        self._loop.close()

    def _do(self, work: Awaitable[T]) -> T:
        """One step, which the server must answer in time."""
        return self._loop.run_until_complete(asyncio.wait_for(work, TIMEOUT_SECONDS))


def shown_key(host: str, port: int) -> str:
    """The public key that a server shows now."""
    address = judged(host, port, is_secret=True)
    try:
        key = asyncio.run(asyncio.wait_for(asyncssh.get_server_host_key(address, port), TIMEOUT_SECONDS))
    except (OSError, TimeoutError, asyncssh.Error) as trouble:
        raise Temporary(f"{host} can't be reached: {trouble}"[:300]) from None
    if key is None:
        raise Temporary(f"{host} shows no key")
    return key.export_public_key().decode().strip()


@contextmanager
def _in_words(access: Access) -> Iterator[None]:
    host = access.host
    try:
        yield
    except asyncssh.HostKeyNotVerifiable:
        raise DropMisset("%(host)s shows another key than the one that was kept for it.", host=host) from None
    except asyncssh.PermissionDenied:
        raise DropMisset(
            "%(host)s does not accept the user name and password of %(user)s.", host=host, user=access.user
        ) from None
    except asyncssh.SFTPNoSuchFile:
        raise DropMisset("%(host)s has no folder %(folder)s.", host=host, folder=access.folder) from None
    except (OSError, TimeoutError, asyncssh.Error) as trouble:
        raise Temporary(f"{host} can't be reached: {trouble}"[:300]) from None
