"""The machine-readable side of a mail: reports (RFC 6522), delivery status (RFC 3464), receipts (RFC 8098)."""

from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message

from simcare.messaging.rules.bounces import Status, read_status
from simcare.messaging.rules.html import to_text

LONGEST_READ = 1_000_000
"""Bytes of a raw mail that are read here: a report stands at its head, the returned mail behind it."""
MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Report:
    """What a mail says to machines: `text` is its plain words, outside of any returned mail."""

    statuses: tuple[Status, ...] = ()
    text: str = ""
    is_declared: bool = False
    is_receipt: bool = False


def read_report(raw: bytes) -> Report:
    """The report in a mail; an empty one where it has none or can't be read."""
    try:
        mail = message_from_bytes(raw[:LONGEST_READ], policy=policy.compat32)
        return _report(mail)
    except (RecursionError, ValueError, LookupError, AssertionError):
        return Report()


def _report(mail: Message) -> Report:
    declared = str(mail.get_param("report-type") or "").lower() == "delivery-status"
    parts = list(_outer_parts(mail, into_returned=declared))[:MOST_PARTS]
    statuses = [
        status
        for part in parts
        if part.get_content_type() == "message/delivery-status"
        for status in read_status(_groups(part))
    ]
    texts = [text for part in parts if part.get_content_type() in ("text/plain", "text/html") and (text := _text(part))]
    return Report(
        statuses=tuple(statuses),
        text="\n".join(texts),
        is_declared=declared or bool(statuses) or mail.get_content_type() == "multipart/report",
        is_receipt=any(part.get_content_type() == "message/disposition-notification" for part in parts),
    )


def _outer_parts(mail: Message, *, into_returned: bool) -> Iterator[Message]:
    """The parts of a mail in order, not those of a mail inside it; a declared report may hide its status in there."""
    pending = [mail]
    while pending:
        part = pending.pop(0)
        kind = part.get_content_type()
        inside = part.get_payload() if part.is_multipart() else []
        enters = kind.startswith("multipart/") or (kind == "message/rfc822" and into_returned)
        if enters and isinstance(inside, list):
            pending[:0] = [one for one in inside if isinstance(one, Message)]
        elif kind != "message/rfc822":
            yield part


def _groups(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [group for group in payload if isinstance(group, Message)] if isinstance(payload, list) else []


def _text(part: Message) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_content_charset() or "utf-8"
    try:
        text = content.decode(charset, "replace")
    except LookupError:
        text = content.decode("utf-8", "replace")
    return to_text(text) if part.get_content_type() == "text/html" else text
