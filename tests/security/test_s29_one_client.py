"""S29 (Zammad CVE-2021-42091): every URL that is stored or configured is called through the one guarded client."""

import ast
from pathlib import Path

import simcare

SOURCE = Path(simcare.__path__[0])
WIRE = {"httpx", "httpcore", "requests", "urllib3", "aiohttp", "http.client", "urllib.request", "ftplib", "telnetlib"}
CALLERS = (
    "operators/connectors/",
    "messaging/channels/",
    "notifications/channels/",
    "webhooks/channels/",
    "kernel/outbound/",
)
DROPS = "usage/connectors/"
"""FTP is not HTTP: it connects to the address that `access.judged` lets through by the guard's own list (test_drops)."""
GUARD = "simcare.kernel.outbound"
LOCAL_CHECKS = ("cli/",)  # the launcher asks its own processes on loopback whether they stand


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def files() -> list[tuple[str, Path]]:
    return [(file.relative_to(SOURCE).as_posix(), file) for file in sorted(SOURCE.rglob("*.py"))]


def test_s29_every_stored_url_uses_the_guard() -> None:
    speakers = [name for name, file in files() if imports(file) & WIRE]
    assert [name for name in speakers if not name.startswith(("kernel/outbound/", DROPS, *LOCAL_CHECKS))] == []


def test_s29_only_adapters_hold_the_guarded_client() -> None:
    holders = [name for name, file in files() if any(each.startswith(GUARD) for each in imports(file))]
    assert [name for name in holders if not name.startswith((*CALLERS, DROPS))] == []
