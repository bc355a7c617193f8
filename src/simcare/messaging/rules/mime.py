"""Bytes of a mail to its readable value; whatever comes in, a ParsedMail or Unparseable comes out.

The standard library's parser only cuts the mail into parts (its old, fast policy, which never decodes a header); every
word is decoded here, so that an unknown charset or a broken header is a warning and no crash.
"""

import binascii
import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from simcare.messaging.errors import Unparseable
from simcare.messaging.rules import headers, html, limits
from simcare.messaging.rules.charsets import decode
from simcare.messaging.values import AttachmentPart, ParsedMail

_TEXT_CHARS = 400_000  # a body longer than this is cut: the raw mail keeps it
_ATTACHED_DEPTH = 3  # mails within mails within mails are read; deeper ones stay attachments
_FILE_BYTES = 2 * 1024 * 1024
_TEXT_FILES = ("text/plain", "text/csv", "text/tab-separated-values")
_TEXT_ENDINGS = (".csv", ".txt", ".tsv")
_BODY_TYPES = ("text/plain", "text/html")
_PATH = re.compile(r".*[/\\]", re.S)
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")
_UUENCODED = re.compile(r"^begin [0-7]{3} (?P<name>[^\n]{1,200})\n(?P<lines>(?:[^\n]{1,90}\n)+?)end$", re.M)


def parse(raw: bytes) -> ParsedMail:
    """The mail in `raw`. Raises TooLarge or TooComplex before anything is parsed, Unparseable if parsing fails."""
    limits.check(raw)
    try:
        return _mail(BytesParser(policy=compat32).parsebytes(raw), depth=0)
    except Unparseable:
        raise
    except Exception as error:  # the input is hostile: its every fault becomes this module's one refusal
        raise Unparseable(f"{type(error).__name__}: {error}"[:500]) from error


def file_text(part: AttachmentPart) -> str:
    """The words of an attached text or table (txt, csv, tsv), empty for any other file."""
    name = (part.name or "").lower()
    if not (part.media_type in _TEXT_FILES or name.endswith(_TEXT_ENDINGS)):
        return ""
    return decode(part.content[:_FILE_BYTES], part.charset)[0]


class _Parts:
    """What the walk over the parts of one mail has found so far."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.pages: list[str] = []
        self.attachments: list[AttachmentPart] = []
        self.attached: list[ParsedMail] = []
        self.warnings: list[str] = []


def _mail(message: "Message[str, str]", depth: int) -> ParsedMail:
    fields = tuple((name.lower(), headers.text_of(value)) for name, value in message.raw_items())
    raw_fields = {name.lower(): str(value) for name, value in reversed(list(message.raw_items()))}
    parts = _Parts()
    _read(message, parts, depth)
    text, page = _body(parts)
    ids = headers.message_ids(raw_fields.get("message-id"))
    answered = headers.message_ids(raw_fields.get("in-reply-to"))
    return ParsedMail(
        subject=next((value for name, value in fields if name == "subject"), ""),
        from_=headers.address_of(raw_fields.get("from", "")) or headers.address_of(raw_fields.get("sender", "")),
        to=headers.addresses_of(raw_fields.get("to", "")),
        cc=headers.addresses_of(raw_fields.get("cc", "")),
        reply_to=headers.addresses_of(raw_fields.get("reply-to", "")),
        message_id=ids[0] if ids else None,
        in_reply_to=answered[0] if answered else None,
        references=headers.message_ids(raw_fields.get("references")),
        date=headers.date_of(raw_fields.get("date")),
        media_type=message.get_content_type(),
        headers=fields,
        text=text,
        html=page,
        attachments=tuple(parts.attachments),
        attached=tuple(parts.attached),
        warnings=tuple(dict.fromkeys(parts.warnings)),
    )


def _read(part: "Message[str, str]", parts: _Parts, depth: int) -> None:
    """Sort one part, and those inside it, into bodies, attachments and attached mails."""
    kind = part.get_content_type()
    if kind == "message/rfc822":
        _read_attached(part, parts, depth)
    elif part.is_multipart() and kind != "message/delivery-status":
        for inner in _inner(part):
            _read(inner, parts, depth)
    elif (kind in _BODY_TYPES or part.get_content_maintype() == "multipart") and not _is_file(part):
        _read_body(part, parts)
    else:
        parts.attachments.append(_attachment(part, _content(part)))


def _read_body(part: "Message[str, str]", parts: _Parts) -> None:
    text, warning = decode(_content(part), _charset(part))
    if warning:
        parts.warnings.append(warning)
    if len(text) > _TEXT_CHARS:
        parts.warnings.append(f"body cut after {_TEXT_CHARS:,} characters")
    text = text[:_TEXT_CHARS].replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    if part.get_content_type() == "text/html":
        parts.pages.append(text)
    else:
        parts.texts.append(_without_uuencoded(_unflowed(text) if _is_flowed(part) else text, parts))


def _body(parts: _Parts) -> tuple[str, str | None]:
    page = "\n".join(parts.pages) if parts.pages else None
    text = "\n".join(text.rstrip("\n") for text in parts.texts)
    return (text if text.strip() or page is None else html.to_text(page)), page


def _read_attached(part: "Message[str, str]", parts: _Parts, depth: int) -> None:
    for inner in _inner(part):
        content = _mail_bytes(part, inner)
        parts.attachments.append(_attachment(part, content))
        if depth < _ATTACHED_DEPTH:
            mail = _mail(BytesParser(policy=compat32).parsebytes(content), depth + 1)
            parts.attachments += mail.attachments
            parts.attached.append(replace(mail, attachments=()))


def _mail_bytes(part: "Message[str, str]", inner: "Message[str, str]") -> bytes:
    """The attached mail as bytes; some senders encode it as base64, against RFC 2046."""
    try:
        content = inner.as_bytes()
    except Exception:  # the writer of the standard library fails on some mails that its reader accepts
        content = str(inner.get_payload()).encode("utf-8", "surrogateescape")
    if _transfer_encoding(part) == "base64":
        try:
            return binascii.a2b_base64(content.strip())
        except binascii.Error:
            return content
    return content


def _inner(part: "Message[str, str]") -> Iterator["Message[str, str]"]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (one for one in payload if isinstance(one, Message))


def _attachment(part: "Message[str, str]", content: bytes) -> AttachmentPart:
    content_id = headers.message_ids(str(part.get("Content-ID", "")))
    return AttachmentPart(
        name=_file_name(part),
        media_type=part.get_content_type(),
        content=content,
        charset=_charset(part),
        inline=_disposition(part) == "inline" or bool(content_id),
        content_id=content_id[0] if content_id else None,
    )


def _content(part: "Message[str, str]") -> bytes:
    """The bytes of a leaf after its transfer encoding; of a delivery status the text of its fields."""
    if part.is_multipart():
        return b"\n".join(inner.as_bytes() for inner in _inner(part))
    if "Content-Transfer-Encoding" in part:
        encoding = _transfer_encoding(part)
        part.replace_header("Content-Transfer-Encoding", encoding)
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else str(payload or "").encode("utf-8", "replace")


def _transfer_encoding(part: "Message[str, str]") -> str:
    return str(part.get("Content-Transfer-Encoding", "")).split(";")[0].strip().lower()


def _is_file(part: "Message[str, str]") -> bool:
    return _disposition(part) == "attachment" or _file_name(part) is not None


def _disposition(part: "Message[str, str]") -> str:
    return str(part.get("Content-Disposition", "")).split(";")[0].strip().lower()


def _charset(part: "Message[str, str]") -> str | None:
    try:
        charset = part.get_param("charset")
    except (ValueError, LookupError):
        return None
    value = charset[2] if isinstance(charset, tuple) else charset
    return value or None


def _file_name(part: "Message[str, str]") -> str | None:
    """The name that the sender gave, its folders and control characters dropped; for showing, never for a path."""
    try:
        name = part.get_filename()
    except (ValueError, LookupError, TypeError):
        return None
    shown = _CONTROL.sub(" ", _PATH.sub("", headers.text_of(name))).strip() if name else ""
    return shown[:255] or None


def _is_flowed(part: "Message[str, str]") -> bool:
    return str(part.get_param("format", "")).lower() == "flowed"


def _unflowed(text: str) -> str:
    """RFC 3676: a line that ends in a blank goes on in the next one of the same quote depth; `-- ` never does."""
    lines: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        if depth == open_depth:
            lines[-1] += words
        else:
            lines.append(">" * depth + (" " if depth else "") + words)
        open_depth = depth if words.endswith(" ") and words != "-- " else -1
    return "\n".join(lines)


def _without_uuencoded(text: str, parts: _Parts) -> str:
    """Files that old clients paste into the text become attachments."""

    def keep(match: "re.Match[str]") -> str:
        try:
            content = b"".join(binascii.a2b_uu(line) for line in match["lines"].split("\n") if line)
        except (binascii.Error, ValueError):
            return match[0]
        name = _PATH.sub("", match["name"]).strip() or None
        parts.attachments.append(AttachmentPart(name, "application/octet-stream", content))
        return ""

    return _UUENCODED.sub(keep, text) if "\nend" in text and "begin " in text else text
