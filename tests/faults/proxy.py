"""A TCP proxy between two parts that cuts its connections by a seeded plan (faults.md, T2)."""

import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER 0: the close is a RST


class CuttingProxy:
    """Passes bytes on, and resets each connection after a seeded number of them; `cuts` says how often."""

    def __init__(self, target: tuple[str, int], seed: int, most_bytes: int) -> None:
        self._target, self._chance, self._most_bytes = target, random.Random(seed), most_bytes
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.cuts = 0
        self.is_honest = False
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self._target, 5)
            except OSError:
                client.close()
                continue
            allowance = [self._chance.randrange(2_000, self._most_bytes)]
            for source, sink in ((client, server), (server, client)):
                threading.Thread(target=self._pass_on, args=(source, sink, allowance), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket, allowance: list[int]) -> None:
        with suppress(OSError):
            while content := source.recv(16_384):
                allowance[0] -= len(content)
                if allowance[0] < 0 and not self.is_honest:
                    sink.sendall(content[: max(0, len(content) + allowance[0])])
                    self.cuts += 1
                    break
                sink.sendall(content)
        for each in (source, sink):
            with suppress(OSError):
                each.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                each.shutdown(socket.SHUT_RDWR)
            each.close()


@contextmanager
def cutting_proxy(target: tuple[str, int], *, seed: int, most_bytes: int) -> Iterator[CuttingProxy]:
    """Run one in this process."""
    proxy = CuttingProxy(target, seed, most_bytes)
    try:
        yield proxy
    finally:
        proxy.close()
