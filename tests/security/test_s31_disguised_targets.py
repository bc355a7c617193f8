"""S31 (Mattermost CVE-2026-2455 and others): no disguise of an internal target gets a connection."""

import itertools
import socket
import threading
from collections.abc import Iterator

import pytest

from simcare.kernel.errors import SimcareError
from simcare.kernel.outbound import Outbound, TargetRefused
from simcare.kernel.outbound.targets import system_resolve

INTERNAL = [
    "127.0.0.1", "127.1.2.3", "10.0.0.5", "172.16.9.9", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
]  # fmt: skip


def spellings(address: str) -> list[str]:
    """One IPv4 address in every spelling that some resolver takes."""
    a, b, c, d = (int(part) for part in address.split("."))
    whole = (a << 24) | (b << 16) | (c << 8) | d
    return [
        address,
        address + ".",
        str(whole),
        hex(whole),
        oct(whole).replace("0o", "0"),
        f"{a:#x}.{b:#x}.{c:#x}.{d:#x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"{a}.{(b << 16) | (c << 8) | d}",
        f"{a}.{b}.{(c << 8) | d}",
        f"{a:#x}.{b}.0{c:o}.{d}",
        f"{a:03d}.{b:03d}.{c:03d}.{d:03d}",
        f"[::ffff:{address}]",
        f"[::ffff:{a:02x}{b:02x}:{c:02x}{d:02x}]",
        f"[0:0:0:0:0:ffff:{a:02x}{b:02x}:{c:02x}{d:02x}]",
        f"[::{address}]",
        f"[64:ff9b::{address}]",
        f"[64:ff9b:1::{address}]",
        f"[2002:{a:02x}{b:02x}:{c:02x}{d:02x}::1]",
        f"[2001:0:4136:e378:8000:63bf:{a ^ 255:02x}{b ^ 255:02x}:{c ^ 255:02x}{d ^ 255:02x}]",
        f"user@{address}",
        f"example.com@{address}",
        f"{address}%2f@example.com",
        f"{address}#@example.com",
        f"{address}\\@example.com",
        address.replace(".", "。"),
        address.replace(".", "．"),
        "".join(chr(0xFF10 + int(sign)) if sign.isdigit() else sign for sign in address),
        f" {address}",
        f"{address}\t",
        f"{address}\r\nHost: example.com",
    ]


OTHERS = [
    "localhost", "LOCALHOST", "localhost.", "ip6-localhost", "[::1]", "[::]", "[0000::1]", "[fe80::1]",
    "[fe80::1%25lo]", "[fc00::1]", "[fd12:3456::1]", "[fec0::1]", "[ff02::1]", "[::ffff:0:127.0.0.1]", "ⓛocalhost",
    "loc\u00adalhost", "127.0.0.1.nip.internal", "①②⑦.⓪.⓪.①", "[v1.fe80::a]", "", ".", "..",
    "127.0.0.1:443@example.com",
]  # fmt: skip

HOSTS = [spelling for address in INTERNAL for spelling in spellings(address)] + OTHERS


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[int, list[object]]]:
    """Listeners on all addresses of this machine, IPv4 and IPv6; every connection is noted."""
    met: list[object] = []
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as server:
        server.settimeout(0.1)
        ended = threading.Event()

        def accept() -> None:
            while not ended.is_set():
                try:
                    connection, peer = server.accept()
                except TimeoutError:
                    continue
                connection.close()
                met.append(peer)

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1], met
        ended.set()
        thread.join()


def resolved_here(host: str, port: int) -> list[str]:
    """The system's resolver for numbers in every disguise; names resolve to loopback at worst, never on the network."""
    if any(sign.isalpha() for sign in host.removeprefix("0x")) and ":" not in host and "x" not in host:
        return ["127.0.0.1"]
    return system_resolve(host, port)


def test_s31_there_are_enough_disguises() -> None:
    assert len(set(HOSTS)) >= 300


@pytest.mark.parametrize("scheme", ["https", "http"])
def test_s31_disguised_internal_targets_get_nothing(
    listener: tuple[int, list[object]], scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ports are opened for the guard (443 alone would hide a hole), so only the address can refuse."""
    port, met = listener
    monkeypatch.setattr("simcare.kernel.outbound.targets._PORTS", frozenset({443, 8443, port}))
    client = Outbound(timeout_seconds=1, resolve=resolved_here)
    for host in HOSTS:
        with pytest.raises(SimcareError):
            client.request("GET", f"{scheme}://{host}:{port}/")
    assert met == []


def test_s31_a_name_that_changes_its_mind_is_asked_once(
    listener: tuple[int, list[object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rebinding: the first answer is public, every later one loopback. The connection uses the judged answer."""
    port, met = listener
    monkeypatch.setattr("simcare.kernel.outbound.targets._PORTS", frozenset({port}))
    answers = itertools.chain([["203.0.114.7"]], itertools.repeat(["127.0.0.1"]))
    tried: list[object] = []
    real = socket.create_connection

    def connect(address: tuple[str, int], *args: object, **kwargs: object) -> socket.socket:
        tried.append(address)
        if address[0] == "127.0.0.1":
            return real(address)
        raise OSError("no network in tests")

    monkeypatch.setattr(socket, "create_connection", connect)
    client = Outbound(timeout_seconds=1, resolve=lambda host, port: next(answers))
    for _ in range(3):
        with pytest.raises(SimcareError):
            client.request("GET", f"https://rebind.example:{port}/")
    assert tried == [("203.0.114.7", port)]
    assert met == []


def test_s31_a_redirect_inside_is_not_followed(listener: tuple[int, list[object]]) -> None:
    """A named loopback target answers with a redirect to a listener that is not named."""
    port, met = listener
    with socket.create_server(("127.0.0.1", 0)) as server:
        named = f"127.0.0.1:{server.getsockname()[1]}"

        def redirect() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(
                    f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{port}/\r\nContent-Length: 0\r\n\r\n".encode()
                )

        thread = threading.Thread(target=redirect)
        thread.start()
        answer = Outbound(allowed_loopback=frozenset({named})).request("GET", f"http://{named}/")
        thread.join()
    assert (answer.status, met) == (302, [])


def test_s31_a_stored_value_cannot_name_a_loopback_target(listener: tuple[int, list[object]]) -> None:
    port, met = listener
    with pytest.raises(TargetRefused):
        Outbound(allowed_loopback=frozenset({"127.0.0.1:1"})).request("GET", f"http://127.0.0.1:{port}/")
    assert met == []
