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
    content_field_bytes: int = 16 * 1024  # the parser takes quadratic time over a field's parameters


LIMITS = MailLimits()

_ADDRESS_FIELD = re.compile(
    rb"^(?:resent-)?(?:from|to|cc|bcc|sender|reply-to)[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*", re.I | re.M
)
_STRUCTURE = re.compile(
    rb"^(?:--(?P<line>[^\s][^\n]*)|content-(?:type|disposition)[ \t]*:(?P<field>[^\n]*(?:\n[ \t][^\n]*)*))", re.I | re.M
)
_BOUNDARY = re.compile(rb"boundary\s*=\s*(?:\"([^\"\n]*)\"|([^\s;\"]+))", re.I)
_END_OF_HEADERS = re.compile(rb"\n\r?\n|\r\r")


def check(raw: bytes, limits: MailLimits = LIMITS) -> None:
    """Raise TooLarge or TooComplex, naming what there is too much of; else return."""
    if len(raw) > limits.size_bytes:
        raise TooLarge(f"the mail has {len(raw):,} bytes, the limit is {limits.size_bytes:,}")
    headers = _headers_at(raw, 0)
    _check_headers(headers, limits)
    _check_addresses(headers, limits)
    _check_structure(raw, limits)


def _headers_at(raw: bytes, start: int) -> bytes:
    """The header lines from a place on: as far as the first empty line, and never more than can be needed to refuse."""
    window = raw[start : start + LIMITS.headers_bytes + 2]
    end = _END_OF_HEADERS.search(window)
    return window[: end.start()] if end else window


def _check_headers(headers: bytes, limits: MailLimits) -> None:
    if len(headers) > limits.headers_bytes:
        raise TooComplex(f"the headers have {len(headers):,} bytes, the limit is {limits.headers_bytes:,}")
    _refuse_above("header lines", len(headers.splitlines()), limits.header_lines)


def _check_addresses(headers: bytes, limits: MailLimits) -> None:
    """Counted by `@`, and by commas at half weight, for names hold commas and a list may hold no `@` at all."""
    fields = _ADDRESS_FIELD.findall(headers)
    found = max(sum(field.count(b"@") for field in fields), sum(field.count(b",") for field in fields) // 2)
    _refuse_above("addresses", found, limits.addresses)


def _check_structure(raw: bytes, limits: MailLimits) -> None:
    """Follow the boundaries as a parser would: a stack of open multiparts, cut back at each delimiter line."""
    stack: list[bytes | None] = []
    delimiters = 0
    for match in _STRUCTURE.finditer(raw):
        if (field := match["field"]) is not None:
            _refuse_above("bytes in one content field", len(field), limits.content_field_bytes)
            if _opens_parts(field):
                stack.append(_boundary(field))
                _refuse_above("nested parts", len(stack), limits.nesting)
            continue
        line = match["line"].rstrip()
        name = line if line in stack else line.removesuffix(b"--")
        if name not in stack:
            continue
        delimiters += 1
        _refuse_above("boundaries", delimiters, limits.boundaries)
        level = len(stack) - stack[::-1].index(name)
        del stack[level if line == name else level - 1 :]
        _check_headers(_headers_at(raw, match.end()), limits)


def _opens_parts(content_type: bytes) -> bool:
    return content_type.strip().lower().startswith((b"multipart/", b"message/rfc822"))


def _boundary(content_type: bytes) -> bytes | None:
    found = _BOUNDARY.search(content_type)
    return (found[1] or found[2] or None) if found else None


def _refuse_above(what: str, found: int, limit: int) -> None:
    if found > limit:
        raise TooComplex(f"the mail has more than {limit:,} {what}")
