"""Which URLs may be called, and at which addresses. The name is resolved once; the connection uses that answer."""

import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from simcare.kernel.outbound.addresses import is_public
from simcare.kernel.outbound.errors import NotReached, TargetRefused

Resolve = Callable[[str, int], list[str]]
"""Gives every address of a host, as text."""

_PORTS = frozenset({443, 8443})
_HOST = re.compile(r"[A-Za-z0-9._-]{1,253}|[0-9A-Fa-f:.]{2,45}")
_VISIBLE_ASCII = re.compile(r"[!-~]+")


@dataclass(frozen=True)
class Target:
    """A URL that passed the guard, with the one address the connection will go to."""

    host: str
    port: int
    address: str


def system_resolve(host: str, port: int) -> list[str]:
    """Every address the system's resolver knows for the host; numbers in any disguise come out as addresses."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached(f"the name {host} can't be resolved") from error
    return list(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))


def guarded(url: str, *, allowed_loopback: frozenset[str], resolve: Resolve = system_resolve) -> Target:
    """The target of a URL, or `TargetRefused` in words.

    `allowed_loopback` holds `host:port` pairs, for example "127.0.0.1:8600", that the configuration names; only
    these may be loopback, and only these may be plain http.
    """
    parts = _split(url)
    host = parts.hostname or ""
    if not _HOST.fullmatch(host):
        raise TargetRefused("the URL names no plain host")
    port = _port(parts)
    if f"{host}:{port}" in allowed_loopback:
        return Target(host, port, _pinned(host, port, resolve, _is_loopback))
    if parts.scheme != "https":
        raise TargetRefused("only https may be called")
    if port not in _PORTS:
        raise TargetRefused("only ports 443 and 8443 may be called")
    return Target(host, port, _pinned(host, port, resolve, is_public))


def _split(url: str) -> SplitResult:
    if not _VISIBLE_ASCII.fullmatch(url) or "\\" in url:
        raise TargetRefused("the URL holds characters that are not plain ASCII")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise TargetRefused("the URL can't be read") from error
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        raise TargetRefused("the URL must begin with https:// and hold no user name")
    return parts


def _port(parts: SplitResult) -> int:
    try:
        return parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise TargetRefused("the URL's port can't be read") from error


def _pinned(host: str, port: int, resolve: Resolve, allowed: Callable[[str], bool]) -> str:
    """The first address, provided that all are allowed: one private address among public ones is a trap."""
    addresses = resolve(host, port)
    if not addresses:
        raise NotReached(f"the name {host} has no address")
    if not all(allowed(address) for address in addresses):
        raise TargetRefused("the host's address may not be called from here")
    return addresses[0]


def _is_loopback(address: str) -> bool:
    return ip_address(address).is_loopback
