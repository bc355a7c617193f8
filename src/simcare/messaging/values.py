"""What a mail says, as plain values that survive a trip through JSON.

Texts are str with LF line ends, times are aware and UTC, addresses are as written (letter case kept).
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Json = Mapping[str, Any]  # Any: what json.loads gives back is not known to the type checker


@dataclass(frozen=True)
class Address:
    """A person or mailbox named in a mail; either half may be missing (`From: John Doe`)."""

    email: str | None
    name: str | None = None

    def to_json(self) -> dict[str, str | None]:
        return {"email": self.email, "name": self.name}

    @classmethod
    def from_json(cls, data: Json) -> Address:
        return cls(data["email"], data["name"])


@dataclass(frozen=True)
class AttachmentPart:
    """A part of a mail that is not its body: a file, an inline picture, a delivery status, a mail in the mail."""

    name: str | None
    media_type: str
    content: bytes
    charset: str | None = None
    inline: bool = False
    content_id: str | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "name": self.name,
            "media_type": self.media_type,
            "content": b64encode(self.content).decode("ascii"),
            "charset": self.charset,
            "inline": self.inline,
            "content_id": self.content_id,
        }

    @classmethod
    def from_json(cls, data: Json) -> AttachmentPart:
        return cls(
            name=data["name"],
            media_type=data["media_type"],
            content=b64decode(data["content"]),
            charset=data["charset"],
            inline=data["inline"],
            content_id=data["content_id"],
        )


@dataclass(frozen=True)
class ParsedMail:
    """One mail, readable. `headers` holds every header field as (lower-case name, decoded value), in order.

    `text` is the best plain text of the body, made from `html` where the mail has no text of its own; `html` is
    the HTML as received and must be sanitised before anybody sees it. `attached` are mails attached as message/rfc822:
    their bytes and their files stand among `attachments`. `warnings` say in words what had to be guessed.
    """

    subject: str = ""
    from_: Address | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    message_id: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    date: datetime | None = None
    media_type: str = "text/plain"
    headers: tuple[tuple[str, str], ...] = ()
    text: str = ""
    html: str | None = None
    attachments: tuple[AttachmentPart, ...] = ()
    attached: tuple[ParsedMail, ...] = ()
    warnings: tuple[str, ...] = ()

    def header(self, name: str) -> str | None:
        """The first value of a header field, or None; `name` in any letter case."""
        return next(iter(self.header_all(name)), None)

    def header_all(self, name: str) -> tuple[str, ...]:
        """Every value of a header field, in the order of the mail."""
        wanted = name.lower()
        return tuple(value for key, value in self.headers if key == wanted)

    def to_json(self) -> dict[str, object]:
        return {
            "subject": self.subject,
            "from": self.from_.to_json() if self.from_ else None,
            "to": [address.to_json() for address in self.to],
            "cc": [address.to_json() for address in self.cc],
            "reply_to": [address.to_json() for address in self.reply_to],
            "message_id": self.message_id,
            "in_reply_to": self.in_reply_to,
            "references": list(self.references),
            "date": self.date.isoformat() if self.date else None,
            "media_type": self.media_type,
            "headers": [list(pair) for pair in self.headers],
            "text": self.text,
            "html": self.html,
            "attachments": [part.to_json() for part in self.attachments],
            "attached": [mail.to_json() for mail in self.attached],
            "warnings": list(self.warnings),
        }

    @classmethod
    def from_json(cls, data: Json) -> ParsedMail:
        return cls(
            subject=data["subject"],
            from_=_address(data["from"]),
            to=_addresses(data["to"]),
            cc=_addresses(data["cc"]),
            reply_to=_addresses(data["reply_to"]),
            message_id=data["message_id"],
            in_reply_to=data["in_reply_to"],
            references=tuple(data["references"]),
            date=datetime.fromisoformat(data["date"]) if data["date"] else None,
            media_type=data["media_type"],
            headers=tuple((name, value) for name, value in data["headers"]),
            text=data["text"],
            html=data["html"],
            attachments=tuple(AttachmentPart.from_json(part) for part in data["attachments"]),
            attached=tuple(cls.from_json(mail) for mail in data["attached"]),
            warnings=tuple(data["warnings"]),
        )


@dataclass(frozen=True)
class Forward:
    """The original message inside a forwarded mail. `date` is as the mail writes it: no client agrees on a format.

    `text` is what the original sender wrote, signature included; `older_text` the history quoted beneath it;
    `forwarder_text` all that the forwarder wrote above it, None where nothing stands there.
    """

    sender: Address
    subject: str
    text: str
    forwarder_text: str | None = None
    date: str | None = None
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    older_text: str | None = None

    def to_json(self) -> dict[str, object]:
        return {
            "sender": self.sender.to_json(),
            "subject": self.subject,
            "text": self.text,
            "forwarder_text": self.forwarder_text,
            "date": self.date,
            "to": [address.to_json() for address in self.to],
            "cc": [address.to_json() for address in self.cc],
            "older_text": self.older_text,
        }

    @classmethod
    def from_json(cls, data: Json) -> Forward:
        return cls(
            sender=Address.from_json(data["sender"]),
            subject=data["subject"],
            text=data["text"],
            forwarder_text=data["forwarder_text"],
            date=data["date"],
            to=_addresses(data["to"]),
            cc=_addresses(data["cc"]),
            older_text=data["older_text"],
        )


def _address(data: Json | None) -> Address | None:
    return Address.from_json(data) if data else None


def _addresses(data: list[Json]) -> tuple[Address, ...]:
    return tuple(Address.from_json(one) for one in data)


@dataclass(frozen=True)
class Reading:
    """All that the reader of a mail finds out: what it says, whether it is a forward, what kind of mail it is.

    `reply_text` is the body without the history quoted beneath; `kind` is message, auto_reply, bounce or
    delivery_status; `failed` and `delayed` are the recipients of a bounce that was given up, or is still tried.
    """

    parsed: ParsedMail
    forward: Forward | None = None
    reply_text: str = ""
    kind: str = "message"
    failed: tuple[str, ...] = ()
    delayed: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        return {
            "parsed": self.parsed.to_json(),
            "forward": self.forward.to_json() if self.forward else None,
            "reply_text": self.reply_text,
            "kind": self.kind,
            "failed": list(self.failed),
            "delayed": list(self.delayed),
        }

    @classmethod
    def from_json(cls, data: Json) -> Reading:
        return cls(
            parsed=ParsedMail.from_json(data["parsed"]),
            forward=Forward.from_json(data["forward"]) if data["forward"] else None,
            reply_text=data["reply_text"],
            kind=data["kind"],
            failed=tuple(data["failed"]),
            delayed=tuple(data["delayed"]),
        )
