"""Which thread a received mail belongs to: by signed reply address or Message-ID, by reference, by ticket tag.

A signature proves that we wrote to somebody about this thread. References and tags prove nothing, so they count only
when the mail comes from the thread's own correspondent (S01, S02).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, TypeAlias

from django.conf import settings
from django.db import connection

from simcare.messaging.models import Attachment, Message, RawMail, Sending, SupportAddress, Thread
from simcare.messaging.rules.signing import bears_token, thread_of
from simcare.messaging.values import ParsedMail, Reading

_TAG: Final = re.compile(r"\[(#\d{1,12})\]")
_ADOPT: Final = """
    UPDATE messaging_thread SET tag = told.tag, account_id = told.account_id
    FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS told (id, tag, account_id)
    WHERE messaging_thread.id = told.id
"""


@dataclass(frozen=True)
class Arrival:
    """A mail that has been read and waits to be stored."""

    raw: RawMail
    reading: Reading
    same: str
    correspondent: str
    authentic: bool
    address: SupportAddress | None = None
    spam_score: float | None = None

    @property
    def parsed(self) -> ParsedMail:
        return self.reading.parsed


Placed: TypeAlias = tuple[Arrival, Thread | None]
"""A mail and the thread it continues, None for one that opens a thread."""


@dataclass
class Finder:
    """Looks up the threads of a whole batch with three queries."""

    arrivals: Sequence[Arrival]
    by_id: dict[int, Thread] = field(default_factory=dict)
    by_reference: dict[str, Thread] = field(default_factory=dict)
    by_tag: dict[str, Thread] = field(default_factory=dict)

    def __post_init__(self) -> None:
        signed = {thread for arrival in self.arrivals if (thread := signed_thread(arrival))}
        references = {name for arrival in self.arrivals for name in _references(arrival.parsed)}
        tags = {tag for arrival in self.arrivals for tag in _TAG.findall(arrival.parsed.subject)}
        if signed:
            self.by_id = Thread.objects.in_bulk(signed)
        if references:
            referred = Message.objects.filter(message_id__in=references).select_related("thread").order_by("-id")
            self.by_reference = {message.message_id: message.thread for message in referred}
        if tags:
            self.by_tag = {thread.tag: thread for thread in Thread.objects.filter(tag__in=tags).order_by("-id")}

    def find(self, arrival: Arrival) -> Thread | None:
        """The thread this mail continues, or None when it opens one."""
        signed = signed_thread(arrival)
        if signed is not None and signed in self.by_id:
            return self.by_id[signed]
        referred = (self.by_reference.get(name) for name in _references(arrival.parsed))
        tagged = (self.by_tag.get(tag) for tag in _TAG.findall(arrival.parsed.subject))
        return next((thread for thread in (*referred, *tagged) if thread and _is_his(thread, arrival)), None)

    def is_forged(self, arrival: Arrival) -> bool:
        """Whether it speaks of a conversation that is not its sender's, or carries a signature that is not ours.

        Such a mail opens a ticket like any other, and nothing answers it by itself (S01).
        """
        if signed_thread(arrival) is not None:
            return False
        referred = (self.by_reference.get(name) for name in _references(arrival.parsed))
        tagged = (self.by_tag.get(tag) for tag in _TAG.findall(arrival.parsed.subject))
        named = [thread for thread in (*referred, *tagged) if thread]
        is_foreign = bool(named) and not any(_is_his(thread, arrival) for thread in named)
        return is_foreign or any(bears_token(place) for place in _places(arrival))


def signed_thread(arrival: Arrival) -> int | None:
    """The thread that a signature of ours in this mail names; None for none or a forged one."""
    secret = settings.SECRET_KEY.encode()
    found = (thread_of(secret, place) for place in _places(arrival))
    return next((thread for thread in found if thread is not None), None)


def _places(arrival: Arrival) -> tuple[str, ...]:
    """Where a signature of ours may stand."""
    parsed = arrival.parsed
    written_to = (address.email or "" for address in (*parsed.to, *parsed.cc))
    return (*arrival.raw.rcpt_to, *written_to, *_references(parsed))


def _references(parsed: ParsedMail) -> tuple[str, ...]:
    latest_first = (parsed.in_reply_to, *reversed(parsed.references))
    return tuple(name for name in latest_first if name)[:50]


def _is_his(thread: Thread, arrival: Arrival) -> bool:
    return arrival.authentic and thread.correspondent == arrival.correspondent


def open_beside(thread: Thread, *, subject: str, at: datetime) -> Thread:
    """Another thread with the correspondent of this one, for a matter of its own."""
    return Thread.objects.create(
        account_id=thread.account_id,
        channel=thread.channel,
        correspondent=thread.correspondent,
        correspondent_name=thread.correspondent_name,
        subject=subject[:998],
        opened_at=at,
    )


def readdress(*, thread: Thread, email: str, name: str) -> None:
    """From now on this thread is with another person: what is written next goes there, and his answers belong here."""
    Thread.objects.filter(id=thread.id).update(correspondent=email.lower(), correspondent_name=name)


def give(*, thread_id: int, account_id: int | None) -> None:
    """All that was said in a thread belongs to this account from now on; to none where None."""
    Thread.objects.filter(id=thread_id).update(account_id=account_id)
    Message.objects.filter(thread_id=thread_id).update(account_id=account_id)
    Attachment.objects.filter(message__thread_id=thread_id).update(account_id=account_id)
    Sending.objects.filter(message__thread_id=thread_id).update(account_id=account_id)


def adopt(adoptions: Sequence[tuple[Thread, str, int | None]]) -> None:
    """Threads get the tag that their subject lines will carry, and belong to an account from now on."""
    for thread, tag, account_id in adoptions:
        thread.tag, thread.account_id = tag, account_id
    columns = zip(*((thread.id, tag, account_id) for thread, tag, account_id in adoptions), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_ADOPT, [list(column) for column in columns])
    for thread, _, account_id in adoptions:
        if account_id is not None:
            Message.objects.filter(thread=thread).update(account_id=account_id)
            Attachment.objects.filter(message__thread=thread).update(account_id=account_id)
