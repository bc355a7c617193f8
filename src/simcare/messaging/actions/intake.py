"""Intake: raw mails are claimed in batches, read outside any transaction, and stored together.

A mail is read with little patience the first time, so that one bad mail never delays the next; what fails is tried
again apart, with more, and after MOST_ATTEMPTS put into quarantine. A killed process leaves its claim behind, which
runs out by itself: every mail becomes exactly one message, one duplicate, or one row in quarantine.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Final, TypeAlias

from django.db import Error as DatabaseTrouble
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from simcare.kernel import outbox, points
from simcare.messaging.actions import floods
from simcare.messaging.actions.raw import quarantine
from simcare.messaging.actions.suppressions import note_returned
from simcare.messaging.actions.threads import Finder, Placed
from simcare.messaging.actions.transcripts import Ground, attachment_rows, message_row, thread_row
from simcare.messaging.errors import Unparseable
from simcare.messaging.events import MessageReceived
from simcare.messaging.models import Attachment, Message, RawMail, Thread
from simcare.messaging.rules.foreign_codes import is_code_mail
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
    ground = Ground.at(max(raw.received_at for raw, _ in read_ones))
    arrivals = [ground.arrival(raw, reading, same) for raw, reading, same in _without_duplicates(read_ones)]
    finder = Finder(arrivals)
    placed = floods.apart(_without_foreign_codes([(each, finder.find(each)) for each in arrivals]), ground)
    new_threads = iter(Thread.objects.bulk_create(thread_row(each) for each, thread in placed if thread is None))
    messages = Message.objects.bulk_create(
        message_row(
            each,
            thread or next(new_threads),
            spam_threshold=ground.limits.spam_threshold,
            is_forged=thread is None and finder.is_forged(each),
        )
        for each, thread in placed
    )
    Attachment.objects.bulk_create(
        row
        for (each, _), message in zip(placed, messages, strict=True)
        for row in attachment_rows(each.reading, message)
    )
    RawMail.objects.filter(id__in=[each.raw.id for each, _ in placed]).update(state=RawMail.TAKEN)
    note_returned([(each, thread) for each, thread in placed if each.reading.kind == "bounce"], ground)
    outbox.publish_many(
        (
            MessageReceived(message_id=message.id, thread_id=message.thread_id, opens=thread is None),
            f"thread:{message.thread_id}",
            message.account_id,
        )
        for message, (_, thread) in zip(messages, placed, strict=True)
    )
    points.reach("messaging.stored.before_commit")


def _without_foreign_codes(placed: Sequence[Placed]) -> list[Placed]:
    """What a service sends to prove that somebody owns an address of ours is shown to nobody in a thread (S03)."""
    kept = []
    for each, thread in placed:
        is_stranger = thread is not None and thread.correspondent != each.correspondent
        if is_stranger and is_code_mail(each.parsed):
            quarantine(raw_id=each.raw.id, reason="a code or link of another service came to a reply address of ours")
        else:
            kept.append((each, thread))
    return kept


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
