"""Header values: encoded words (RFC 2047), addresses (RFC 5322 and worse), ids, dates; linear, never raising."""

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from quopri import decodestring

from simcare.messaging.rules.charsets import decode
from simcare.messaging.values import Address

_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_FOLD = re.compile(r"[ \t]*[\r\n]+[ \t]*")
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,500})>")
_EMAIL = re.compile(r"[^\s<>()\[\],;:\"'“”，；：（）]{1,64}@[^\s<>()\[\],;:\"'“”，；：（）@]{1,255}")
_BRACKETED = re.compile(rf"[<\[(（]\s*({_EMAIL.pattern})\s*[>\])）]")
_COMMENT = re.compile(r"\(([^()]+)\)")
_MAILTO = re.compile(r"[<\[(]\s*mailto:([^<>\[\]()]*)[>\])]", re.I)
_NAME_EDGES = "\"'“”„‟‘’ \t\u00a0<>[]()（）:：,;；，"


def text_of(value: object) -> str:
    """A header value as people read it: unfolded, encoded words and raw 8-bit bytes decoded."""
    unfolded = _FOLD.sub(" ", _as_text(str(value))).strip()
    return _decode_words(unfolded) if "=?" in unfolded else unfolded


def addresses_of(value: str) -> tuple[Address, ...]:
    """Every mailbox of an address list, decoded; group names and comments are no mailboxes."""
    found = (address_of(one) for one in _split_list(_FOLD.sub(" ", _as_text(value))))
    return tuple(address for address in found if address is not None)


def address_of(value: str) -> Address | None:
    """One mailbox as written: `Name <a@b>`, `"Name" [mailto:a@b]`, `a@b (Name)`, `a@b` or only a name."""
    text = _without_links(text_of(value)).strip(" ,;；，\t")
    if found := _BRACKETED.search(text):
        email, name = found[1], _clean_name(text[: found.start()])
    elif found := _EMAIL.search(text):
        comment = _COMMENT.search(text, found.end())
        email, name = found[0], _clean_name(comment[1] if comment else text[: found.start()])
    else:
        name = _clean_name(text)
        return Address(None, name) if name else None
    email = email.strip(".'")
    return Address(email, None if name is None or name.lower() == email.lower() else name)


def message_ids(value: str | None) -> tuple[str, ...]:
    """The ids in angle brackets, each once, without the brackets."""
    return tuple(dict.fromkeys(_MESSAGE_ID.findall(value or "")))


def date_of(value: str | None) -> datetime | None:
    """A Date field in UTC; None where it says no date. A time without a zone is taken as UTC."""
    if not value:
        return None
    try:
        date = parsedate_to_datetime(value[:200])
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _as_text(value: str) -> str:
    """Undo the surrogates by which the standard parser carries raw 8-bit header bytes."""
    try:
        value.encode("utf-8")
    except UnicodeEncodeError:
        return decode(
            value.encode("ascii", "surrogateescape") if _only_escapes(value) else value.encode("utf-8", "replace"), None
        )[0]
    return value


def _only_escapes(value: str) -> bool:
    return all(char < "\x80" or "\udc80" <= char <= "\udcff" for char in value)


def _decode_words(text: str) -> str:
    """Neighbouring words of one charset are joined as bytes first: some clients cut characters in two."""
    pieces: list[str] = []
    held: tuple[str, bytes] | None = None
    end = 0
    for match in _ENCODED_WORD.finditer(text):
        between = text[end : match.start()]
        charset, content = match[1].split("*")[0], _word_bytes(match[2], match[3])
        if held and between.strip() == "" and held[0].lower() == charset.lower():
            held = (charset, held[1] + content)
        else:
            pieces += _flushed(held)
            if not (held and between.strip() == ""):
                pieces.append(between)
            held = (charset, content)
        end = match.end()
    return "".join([*pieces, *_flushed(held), text[end:]])


def _flushed(held: tuple[str, bytes] | None) -> list[str]:
    return [decode(held[1], held[0])[0].replace("\n", " ").replace("\r", "")] if held else []


def _word_bytes(encoding: str, content: str) -> bytes:
    raw = content.encode("utf-8", "replace")
    if encoding in "qQ":
        return decodestring(raw.replace(b"_", b" "))
    try:
        return b64decode(raw.rstrip(b"=") + b"=" * (-len(raw.rstrip(b"=")) % 4))
    except (binascii.Error, ValueError):
        return raw


def _split_list(value: str) -> Iterator[str]:
    """Cut at commas and semicolons outside quotes and brackets, and at the colon of a group name."""
    start, quoted, depth = 0, False, 0
    for index, char in enumerate(value):
        if char == '"' and value[index - 1 : index] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif char in "<(":
            depth += 1
        elif char in ">)":
            depth = max(0, depth - 1)
        elif char in ",;" and depth == 0:
            yield value[start:index]
            start = index + 1
        elif char == ":" and depth == 0 and "@" not in value[start:index]:
            start = index + 1
    yield value[start:]


def _without_links(text: str) -> str:
    """Outlook writes `a@b<mailto:a@b>` and `Name [mailto:a@b]`: the link counts where no address stands beside it."""
    if "mailto:" not in text.lower():
        return text
    bare = _MAILTO.sub("", text)
    return bare if "@" in bare else _MAILTO.sub(r"<\1>", text)


def _clean_name(name: str) -> str | None:
    name = name.replace("\\", "").strip(_NAME_EDGES)
    return re.sub(r"\s+", " ", name) or None
