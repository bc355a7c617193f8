"""What a read mail becomes as rows, judged on the ground of the policies and addresses that hold when it came."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from simcare.messaging.actions.threads import Arrival
from simcare.messaging.models import Attachment, Mailbox, Message, RawMail, SupportAddress, Thread
from simcare.messaging.policy import MailLimits, MailTrust
from simcare.messaging.queries.terms import limits_at, trust_at
from simcare.messaging.rules import sanitising
from simcare.messaging.rules.authenticity import authenticity
from simcare.messaging.rules.language import detect
from simcare.messaging.rules.spam import spam_score
from simcare.messaging.values import Reading

FORGED = "it refers to a conversation that is not its sender's"


@dataclass(frozen=True)
class Ground:
    """What a batch of mails is judged by. `authserv_ids` are those of mailboxes, by their id."""

    now: datetime
    trust: MailTrust
    limits: MailLimits
    addresses: dict[str, SupportAddress] = field(default_factory=dict)
    authserv_ids: dict[int, str] = field(default_factory=dict)

    @classmethod
    def at(cls, now: datetime) -> "Ground":
        """As it stands; read once for a whole batch."""
        return cls(
            now,
            trust_at(now),
            limits_at(now),
            {address.email: address for address in SupportAddress.objects.all()},
            dict(Mailbox.objects.values_list("id", "authserv_id")),
        )

    def arrival(self, raw: RawMail, reading: Reading, same: str) -> Arrival:
        """A read mail with what we think of its sender."""
        parsed = reading.parsed
        belief = authenticity(
            parsed, came_over_trusted_relay=raw.trusted or self._is_relay(raw), our_servers=self._servers(raw)
        )
        return Arrival(
            raw=raw,
            reading=reading,
            same=same,
            correspondent=((parsed.from_ and parsed.from_.email) or "").lower(),
            authentic=belief == "verified",
            address=self._written_to(raw, reading),
            spam_score=spam_score(parsed, self.limits.spam_header),
        )

    def _is_relay(self, raw: RawMail) -> bool:
        """A mail that was fetched came from its mailbox, whatever network that lies in."""
        return raw.mailbox_id is None and any(ip_address(raw.peer) in network for network in self._relays())

    def _relays(self) -> list[IPv4Network | IPv6Network]:
        return [ip_network(network, strict=False) for network in self.trust.relays]

    def _servers(self, raw: RawMail) -> tuple[str, ...]:
        """Whose Authentication-Results count: those of the lane that the mail came by, and of no other."""
        if raw.mailbox_id is None:
            return self.trust.authserv_ids
        own = self.authserv_ids.get(raw.mailbox_id, "")
        return (own,) if own else ()

    def _written_to(self, raw: RawMail, reading: Reading) -> SupportAddress | None:
        if not self.addresses:
            return None
        parsed = reading.parsed
        named = [*raw.rcpt_to, *(each.email or "" for each in (*parsed.to, *parsed.cc))]
        found = (self.addresses.get(email.lower()) for email in named)
        return next((address for address in found if address), None)


def thread_row(arrival: Arrival) -> Thread:
    """The conversation that a mail begins."""
    sender = arrival.parsed.from_
    return Thread(
        correspondent=arrival.correspondent,
        correspondent_name=_storable((sender and sender.name) or ""),
        address=arrival.address,
        subject=_storable(arrival.parsed.subject)[:998],
        opened_at=arrival.raw.received_at,
    )


def message_row(arrival: Arrival, thread: Thread, *, spam_threshold: float, is_forged: bool) -> Message:
    """What the mail says. What a forged one asks for is answered by nobody but people, as is spam."""
    reading, parsed, forward = arrival.reading, arrival.parsed, arrival.reading.forward
    said = forward.text if forward else reading.reply_text
    hint = arrival.address.language if arrival.address else ""
    return Message(
        thread=thread,
        account_id=thread.account_id,
        raw=arrival.raw,
        direction="in",
        kind=reading.kind,
        at=arrival.raw.received_at,
        sender_email=_storable(arrival.correspondent),
        sender_name=_storable((parsed.from_ and parsed.from_.name) or ""),
        to=_storable_all(address.email for address in parsed.to),
        cc=_storable_all(address.email for address in parsed.cc),
        subject=_storable(parsed.subject)[:998],
        text=_storable(parsed.text),
        html=_storable(parsed.html or ""),
        html_version=sanitising.VERSION,
        spam_score=arrival.spam_score,
        is_spam=is_forged or (arrival.spam_score is not None and arrival.spam_score >= spam_threshold),
        reply_text=_storable(reading.reply_text),
        forward=forward and _storable_json(forward.to_json()),
        language=detect(said or parsed.subject, hint=hint) if hint else detect(said or parsed.subject),
        authenticity="verified" if arrival.authentic else "claimed",
        message_id=_storable(parsed.message_id or "")[:998],
        in_reply_to=_storable(parsed.in_reply_to or "")[:998],
        references=_storable_all(parsed.references[-50:]),
        warnings=[*_storable_all(parsed.warnings), *([FORGED] if is_forged else [])],
        undelivered=_storable_all(reading.failed),
        sameness=arrival.same,
    )


def attachment_rows(reading: Reading, message: Message) -> list[Attachment]:
    """The files that came with it."""
    return [
        Attachment(
            message=message,
            account_id=message.account_id,
            name=_storable(part.name or "")[:255],
            media_type=_storable(part.media_type)[:255],
            content=part.content,
            size_bytes=len(part.content),
            sha256=hashlib.sha256(part.content).hexdigest(),
            inline=part.inline,
            content_id=_storable(part.content_id or "")[:998],
        )
        for part in reading.parsed.attachments
    ]


def _storable(text: str) -> str:
    """PostgreSQL keeps neither NUL nor half of a surrogate pair in a text."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def _storable_all(texts: Iterable[str | None]) -> list[str]:
    return [_storable(text) for text in texts if text]


def _storable_json(value: object) -> object:
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, dict):
        return {key: _storable_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_storable_json(inner) for inner in value]
    return value
