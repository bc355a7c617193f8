"""What is needed to open a folder, and what a folder can do."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from django.conf import settings

from simcare.kernel.errors import Temporary
from simcare.kernel.outbound.addresses import is_public
from simcare.kernel.outbound.targets import system_resolve
from simcare.usage.errors import DropMisset

TIMEOUT_SECONDS: Final = 30
PIECE_BYTES: Final = 256 * 1024
MOST_ENTRIES: Final = 100_000


@dataclass(frozen=True, kw_only=True)
class Access:
    """A folder at a server. `host_key` is the public key of an SFTP server, by which it is known again."""

    protocol: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    host_key: str = ""


@dataclass(frozen=True)
class Entry:
    """A file in the folder. `modified` is what the server says of its time, only to be compared; it may be empty."""

    name: str
    size_bytes: int
    modified: str


class Folder(Protocol):
    """An open folder; `close` ends the connection."""

    def entries(self) -> list[Entry]:
        """Its files."""

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of one of them."""

    def close(self) -> None:
        """End the connection; it may be broken already."""


def judged(host: str, port: int, *, is_secret: bool) -> str:
    """The one address to connect to. Raises DropMisset, or Temporary where the name can't be resolved.

    A server on this machine or in the own network is reached only where SIMCARE_LOCAL_DROPS names its host:port, and
    only such a one without encryption.
    """
    is_local = f"{host}:{port}" in settings.SIMCARE_LOCAL_DROPS
    if not is_secret and not is_local:
        raise DropMisset("%(host)s must be reached by FTPS or SFTP: FTP sends the password in the open.", host=host)
    addresses = system_resolve(host, port)
    if not addresses:
        raise Temporary(f"{host} can't be resolved")
    if not (is_local or all(is_public(address) for address in addresses)):
        raise DropMisset(
            "%(host)s lies in no public network; SIMCARE_LOCAL_DROPS may name %(host)s:%(port)s.", host=host, port=port
        )
    return addresses[0]


def is_plain(name: str) -> bool:
    """Whether a server's name is that of a file of the folder, and nothing that leads elsewhere."""
    return bool(name) and name.isprintable() and "/" not in name and "\\" not in name and name not in (".", "..")
