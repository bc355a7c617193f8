"""What a mail may weigh before any parser touches it, counted on its bytes in one pass (security.md, part D).

The standard parser spends 35 s on 100,000 `To:` lines and fails on parts nested 1,000 deep; nothing here does.
"""

import re
from dataclasses import dataclass

from simcare.messaging.errors import TooComplex, TooLarge


@dataclass(frozen=True)
class MailLimits:
    """The most that one mail may have of each thing."""

    size_bytes: int = 25 * 1024 * 1024
    headers_bytes: int = 256 * 1024
    header_lines: int = 2_000
    addresses: int = 200
    boundaries: int = 1_000
    nesting: int = 50


LIMITS = MailLimits()

_ADDRESS_FIELD = re.compile(
    rb"^(?:resent-)?(?:from|to|cc|bcc|sender|reply-to)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*", re.I | re.M
)
_STRUCTURE = re.compile(rb"^(?:--(?P<line>[^\s].*?)\s*|content-type[ \t]*:(?P<type>[^\n]*(?:\n[ \t][^\n]*)*))$", re.I | re.M)
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\n]*)\"|([^\s;\"]+))", re.I)
_END_OF_HEADERS = re.compile(rb"\n\r?\n|\r\r")


def check(raw: bytes, limits: MailLimits = LIMITS) -> None:
    """Raise TooLarge or TooComplex, naming what there is too much of; else return."""
    if len(raw) > limits.size_bytes:
        raise TooLarge(f"the mail has {len(raw):,} bytes, the limit is {limits.size_bytes:,}")
    _check_headers(_headers_at(raw, 0), limits)
    _check_addresses(_headers_at(raw, 0), limits)
    _check_structure(raw, limits)


def _headers_at(raw: bytes, start: int) -> bytes:
    end = _END_OF_HEADERS.search(raw, start)
    return raw[start : end.start() if end else len(raw)]


def _check_headers(headers: bytes, limits: MailLimits) -> None:
    if len(headers) > limits.headers_bytes:
        raise TooComplex(f"the headers have {len(headers):,} bytes, the limit is {limits.headers_bytes:,}")
    _refuse_above("header lines", headers.count(b"\n") + headers.count(b"\r") - headers.count(b"\r\n"), limits.header_lines)


def _check_addresses(headers: bytes, limits: MailLimits) -> None:
    """Counted by `@`, and by commas at half weight, for names hold commas and a list may hold no `@` at all."""
    fields = _ADDRESS_FIELD.findall(headers)
    found = max(sum(field.count(b"@") for field in fields), sum(field.count(b",") for field in fields) // 2)
    _refuse_above("addresses", found, limits.addresses)


def _check_structure(raw: bytes, limits: MailLimits) -> None:
    """Follow the boundaries as a parser would: a stack of open multiparts, cut back at each delimiter line."""
    open_boundaries: list[bytes | None] = []
    delimiters = 0
    for match in _STRUCTURE.finditer(raw):
        if (declared := match["type"]) is not None:
            kind = declared.strip().lower()
            if kind.startswith((b"multipart/", b"message/rfc822")):
                boundary = _BOUNDARY.search(declared)
                open_boundaries.append((boundary[1] or boundary[2] or None) if boundary else None)
                _refuse_above("nested parts", len(open_boundaries), limits.nesting)
            continue
        line = match["line"]
        name = line if line in open_boundaries else line.removesuffix(b"--")
        if name not in open_boundaries:
            continue
        delimiters += 1
        _refuse_above("boundaries", delimiters, limits.boundaries)
        level = len(open_boundaries) - open_boundaries[::-1].index(name)
        del open_boundaries[level - (name != line) :]
        _check_headers(_headers_at(raw[match.end() : match.end() + limits.headers_bytes + 8], 0), limits) if name == line else None


def _refuse_above(what: str, found: int, limit: int) -> None:
    if found > limit:
        raise TooComplex(f"the mail has more than {limit:,} {what}")
