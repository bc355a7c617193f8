"""A connection to one pinned address whose every wait ends at one deadline, so that a slow drip ends too."""

import time
from collections.abc import Iterable
from ssl import SSLContext

import httpcore


class Deadline:
    """The instant at which a whole call is over, on the monotonic clock (durations, not dates)."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left_seconds(self) -> float:
        """What is left; raises when nothing is."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the call took longer than allowed")
        return left


class PinnedBackend(httpcore.NetworkBackend):
    """Opens connections to the guarded address whatever the URL's host is; Host and SNI keep the host's name."""

    def __init__(self, address: str, deadline: Deadline) -> None:
        self._address = address
        self._deadline = deadline
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        stream = self._backend.connect_tcp(self._address, port, timeout=self._deadline.left_seconds())
        return _BoundedStream(stream, self._deadline)


class _BoundedStream(httpcore.NetworkStream):
    """Every read and write waits at most for what is left of the call."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, timeout=self._deadline.left_seconds())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, timeout=self._deadline.left_seconds())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        stream = self._stream.start_tls(ssl_context, server_hostname, timeout=self._deadline.left_seconds())
        return _BoundedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
