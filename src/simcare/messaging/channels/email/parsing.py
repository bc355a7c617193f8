"""Reading mails in a limited child process: a hostile mail can exhaust or crash only the child; the next one is read.

The child is this module run as a program. Both sides speak frames: a four-byte length, then bytes; the request is the
raw mail, the answer is JSON (never pickled objects). The child lives over many mails; it may use CPU_SECONDS for each,
MEMORY_BYTES in all, and can write no file. The parent kills it after its patience and starts a new one.
"""

import json
import resource
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, Final

from simcare.messaging.errors import TooComplex, TooLarge, Unparseable
from simcare.messaging.rules import limits
from simcare.messaging.rules.reading import read
from simcare.messaging.values import Reading

CPU_SECONDS: Final = 10
START_SECONDS: Final = 30.0  # for Python to start on a busy machine; it does not count as patience with a mail
MEMORY_BYTES: Final = 512 * 1024 * 1024
READINGS_PER_CHILD: Final = 5_000  # then a fresh one takes over: whatever leaks, leaks a little

_LENGTH = struct.Struct(">I")
_REFUSALS: Final = {error.code: error for error in (Unparseable, TooLarge, TooComplex)}


class ParsingChild:
    """One child process and the conversation with it. Threads may share it: one mail is read at a time."""

    def __init__(self, patience_seconds: float = 15.0) -> None:
        self._patience_seconds = patience_seconds
        self._patience = Patience()
        self._process: subprocess.Popen[bytes] | None = None
        self._readings = 0
        self._lock = threading.Lock()

    def read(self, raw: bytes) -> Reading:
        """What the mail says. Raises TooLarge, TooComplex or Unparseable, whatever happens to the child."""
        limits.check(raw)
        with self._lock:
            answer = self._ask(raw)
        if "error" in answer:
            raise _REFUSALS.get(answer["error"], Unparseable)(answer["detail"])
        return Reading.from_json(answer)

    def close(self) -> None:
        """End the child; the next mail starts a new one."""
        with self._lock:
            self._end()
            self._patience.end()

    def __enter__(self) -> "ParsingChild":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, raw: bytes) -> dict[str, Any]:  # Any: JSON
        process = self._running()
        assert process.stdin and process.stdout
        with self._patience.with_(process, self._patience_seconds):
            try:
                _write_frame(process.stdin, raw)
                answer = _read_frame(process.stdout)
            except OSError:
                answer = None
        if answer is None:
            self._end()
            lost = self._patience.lost_with is process
            why = f"ran longer than {self._patience_seconds:g} s" if lost else _died(process.returncode)
            raise Unparseable(f"ParsingChild {why}")
        self._readings += 1
        decoded: dict[str, Any] = json.loads(answer)
        return decoded

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._process and (self._process.poll() is not None or self._readings >= READINGS_PER_CHILD):
            self._end()
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
            )
            self._readings = 0
            assert self._process.stdout
            with self._patience.with_(self._process, START_SECONDS):
                _read_frame(self._process.stdout)  # empty: the child is ready
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):
                if pipe:
                    pipe.close()


class Patience:
    """Kills a child that takes too long, so that the read from it ends: one thread for many mails, none for each."""

    LOOKS_EVERY_SECONDS: Final = 0.1

    def __init__(self) -> None:
        self.lost_with: subprocess.Popen[bytes] | None = None
        self._ended = threading.Event()
        self._watched: tuple[subprocess.Popen[bytes], float] | None = None
        self._watcher: threading.Thread | None = None

    @contextmanager
    def with_(self, process: "subprocess.Popen[bytes]", seconds: float) -> Iterator[None]:
        """Kill the process when this block lasts longer than these seconds; `lost_with` then names it."""
        if self._watcher is None:
            self._ended.clear()
            self._watcher = threading.Thread(target=self._watch, daemon=True, name="patience")
            self._watcher.start()
        self._watched = (process, time.monotonic() + seconds)
        try:
            yield
        finally:
            self._watched = None

    def end(self) -> None:
        """Nobody needs watching any more."""
        self._ended.set()
        self._watcher = None

    def _watch(self) -> None:
        while not self._ended.wait(self.LOOKS_EVERY_SECONDS):
            watched = self._watched
            if watched and time.monotonic() >= watched[1]:
                self.lost_with = watched[0]
                watched[0].kill()


def _died(status: int | None) -> str:
    return f"was killed by signal {-status}" if status and status < 0 else f"ended with status {status}"


def _environment() -> dict[str, str]:
    """Only what Python needs: no address of a database and no secret reaches the child."""
    return {
        "PYTHONPATH": ":".join(path for path in sys.path if path),
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }


def _write_frame(pipe: IO[bytes], content: bytes) -> None:
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def _read_frame(pipe: IO[bytes]) -> bytes | None:
    """The next frame, None where the other side is gone."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    content = pipe.read(length)
    return content if len(content) == length else None


def _limit_myself() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _allow_cpu(seconds: int) -> None:
    """Set the limit `seconds` above what was used so far; the kernel ends the process beyond it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))


def _answer(raw: bytes) -> dict[str, object]:
    try:
        return read(raw).to_json()
    except Unparseable as refusal:
        return {"error": refusal.code, "detail": str(refusal)}
    except MemoryError:
        return {"error": Unparseable.code, "detail": "MemoryError"}


def main() -> None:
    """The child: answer frames until the parent closes the pipe."""
    _limit_myself()
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    _write_frame(sink, b"")
    while (raw := _read_frame(source)) is not None:
        _allow_cpu(CPU_SECONDS)
        answer = json.dumps(_answer(raw)).encode("ascii")
        _write_frame(sink, answer)


if __name__ == "__main__":
    main()
