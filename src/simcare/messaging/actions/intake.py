"""Intake: raw mails are claimed in batches, read outside any transaction, and stored together.

A mail is read with little patience the first time, so that one bad mail never delays the next; what fails is tried
again apart, with more, and after MOST_ATTEMPTS put into quarantine. A killed process leaves its claim behind, which
runs out by itself: every mail becomes exactly one message, one duplicate, or one row in quarantine.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from django.conf import settings
from django.db import Error as DatabaseTrouble
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from simcare.kernel import outbox, points
from simcare.messaging.actions.raw import quarantine
from simcare.messaging.actions.threads import Arrival, Finder
from simcare.messaging.errors import Unparseable
from simcare.messaging.events import MessageReceived
from simcare.messaging.models import Attachment, Message, RawMail, Thread
from simcare.messaging.rules.authenticity import authenticity
from simcare.messaging.rules.language import detect
from simcare.messaging.rules.sameness import sameness
from simcare.messaging.values import Reading

Reader: TypeAlias = Callable[[bytes], Reading]
"""Reads one mail; raises Unparseable."""

CLAIM: Final = timedelta(seconds=20)
MOST_ATTEMPTS: Final = 5


def take_in(*, read: Reader, limit: int, again: bool = False) -> int:
    """Read and store up to `limit` waiting mails; returns how many were claimed.

    `again` takes those that failed or were dropped before, else the fresh ones. Several processes may call it at once.
    """
    claimed = _claim(limit, again)
    read_ones = [(raw, reading) for raw in claimed if (reading := _read(raw, read))]
    points.reach("messaging.parsed.before_store")
    try:
        _store(read_ones)
    except (DatabaseTrouble, ValueError):
        for one in read_ones:
            _store_alone(one)
    return len(claimed)


def count_waiting() -> int:
    """Mails that are kept but not yet read."""
    return RawMail.objects.filter(state=RawMail.WAITING).count()


def _claim(limit: int, again: bool) -> list[RawMail]:
    with transaction.atomic():
        waiting = RawMail.objects.filter(state=RawMail.WAITING, next_at__lte=Now())
        waiting = waiting.filter(attempts__gt=0) if again else waiting.filter(attempts=0)
        claimed = list(waiting.order_by("id")[:limit].select_for_update(skip_locked=True))
        RawMail.objects.filter(id__in=[raw.id for raw in claimed]).update(
            attempts=F("attempts") + 1, next_at=Now() + CLAIM
        )
    return claimed


def _read(raw: RawMail, read: Reader) -> Reading | None:
    try:
        return read(bytes(raw.content))
    except Unparseable as refusal:
        if refusal.final or raw.attempts + 1 >= MOST_ATTEMPTS:
            quarantine(raw_id=raw.id, reason=str(refusal))
        else:
            RawMail.objects.filter(id=raw.id).update(next_at=Now(), reason=str(refusal)[:2000])
        return None


def _store_alone(one: tuple[RawMail, Reading]) -> None:
    try:
        _store([one])
    except (DatabaseTrouble, ValueError) as trouble:
        quarantine(raw_id=one[0].id, reason=f"it could not be stored ({type(trouble).__name__})")


@transaction.atomic
def _store(read_ones: Sequence[tuple[RawMail, Reading]]) -> None:
    if not read_ones:
        return
    fresh = _without_duplicates(read_ones)
    arrivals = [_arrival(raw, reading) for raw, reading, _ in fresh]
    finder = Finder(arrivals)
    continued = [finder.find(arrival) for arrival in arrivals]
    opened = [
        _thread(arrival, reading)
        for (_, reading, _), arrival, thread in zip(fresh, arrivals, continued, strict=True)
        if thread is None
    ]
    new_threads = iter(Thread.objects.bulk_create(opened))
    threads = [thread or next(new_threads) for thread in continued]
    messages = Message.objects.bulk_create(
        _message(arrival, reading, same, thread)
        for (_, reading, same), arrival, thread in zip(fresh, arrivals, threads, strict=True)
    )
    Attachment.objects.bulk_create(
        attachment
        for (_, reading, _), message in zip(fresh, messages, strict=True)
        for attachment in _attachments(reading, message)
    )
    RawMail.objects.filter(id__in=[raw.id for raw, _, _ in fresh]).update(state=RawMail.TAKEN)
    outbox.publish_many(
        (
            MessageReceived(message_id=message.id, thread_id=message.thread_id, opens=thread is None),
            f"thread:{message.thread_id}",
            message.account_id,
        )
        for message, thread in zip(messages, continued, strict=True)
    )
    points.reach("messaging.stored.before_commit")


def _without_duplicates(read_ones: Sequence[tuple[RawMail, Reading]]) -> list[tuple[RawMail, Reading, str]]:
    """The first of every mail, with its sameness; copies of one that is stored, or stands before, end here."""
    marked = [(raw, reading, sameness(reading.parsed, raw.sha256)) for raw, reading in read_ones]
    seen = set(Message.objects.filter(sameness__in=[same for *_, same in marked]).values_list("sameness", flat=True))
    fresh: list[tuple[RawMail, Reading, str]] = []
    copies: list[tuple[RawMail, Reading, str]] = []
    for raw, reading, same in marked:
        (copies if same in seen else fresh).append((raw, reading, same))
        seen.add(same)
    RawMail.objects.filter(id__in=[raw.id for raw, _, _ in copies]).update(state=RawMail.DUPLICATE)
    return fresh


def _arrival(raw: RawMail, reading: Reading) -> Arrival:
    parsed = reading.parsed
    belief = authenticity(parsed, came_over_trusted_relay=raw.trusted, our_server=settings.SIMCARE_MAIL_SERVER)
    correspondent = ((parsed.from_ and parsed.from_.email) or "").lower()
    return Arrival(raw=raw, parsed=parsed, correspondent=correspondent, authentic=belief == "verified")


def _thread(arrival: Arrival, reading: Reading) -> Thread:
    sender = reading.parsed.from_
    return Thread(
        correspondent=arrival.correspondent,
        correspondent_name=_storable((sender and sender.name) or ""),
        subject=_storable(reading.parsed.subject)[:998],
        opened_at=arrival.raw.received_at,
    )


def _message(arrival: Arrival, reading: Reading, same: str, thread: Thread) -> Message:
    parsed, forward = reading.parsed, reading.forward
    said = forward.text if forward else reading.reply_text
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
        reply_text=_storable(reading.reply_text),
        forward=forward and _storable_json(forward.to_json()),
        language=detect(said or parsed.subject),
        authenticity="verified" if arrival.authentic else "claimed",
        message_id=_storable(parsed.message_id or "")[:998],
        in_reply_to=_storable(parsed.in_reply_to or "")[:998],
        references=_storable_all(parsed.references[-50:]),
        warnings=_storable_all(parsed.warnings),
        undelivered=_storable_all(reading.failed),
        sameness=same,
    )


def _attachments(reading: Reading, message: Message) -> list[Attachment]:
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
