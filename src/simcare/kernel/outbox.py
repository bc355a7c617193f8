"""Events leave the transaction that made them and reach every reaction at least once, in order per subject.

`publish` writes the event and one delivery per reaction; `deliver` takes what is due. Three lanes exist. Reactions of
the `quick` and the `later` lane share one transaction per batch and touch the database only; people wait for the quick
ones, while the later ones give way to them. Those of the `network` lane run one by one, outside a transaction, and may
wait for the outside world. A reaction is repeatable: the second call finds its effect already there.
"""

import json
import logging
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal, TypeVar

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from simcare.kernel import points
from simcare.kernel.alone import alone
from simcare.kernel.asking import Asked
from simcare.kernel.events import Event, event_class
from simcare.kernel.models import Delivery, OutboxEvent
from simcare.kernel.statements import kept_statement

Lane = Literal["quick", "later", "network"]
E_ = TypeVar("E_", bound=Event)

log = logging.getLogger(__name__)

_delivered: ContextVar[int] = ContextVar("delivered", default=0)

CHANNEL: Final = "simcare_events"
BATCH: Final = 200
MOST_WAITING: Final = 1_000
MOST_ATTEMPTS: Final = 8
FIRST_PAUSE: Final = timedelta(seconds=2)
LEASE: Final = timedelta(minutes=1)
"""After it, a delivery of the network lane that nobody is at any more is tried again."""


@dataclass(frozen=True)
class Reaction:
    """A function that answers one kind of event."""

    name: str
    event: type[Event]
    lane: Lane
    function: Callable[[Event], None]
    takes_batch: bool = False


_reactions: dict[str, Reaction] = {}


def reacts_to(event: type[E_], *, lane: Lane = "quick") -> Callable[[Callable[[E_], None]], Callable[[E_], None]]:
    """Register a function of a module's `reactions.py` as an answer to an event."""

    def register(function: Callable[[E_], None]) -> Callable[[E_], None]:
        module = function.__module__.removeprefix("simcare.").split(".")[0]
        name = f"{module}.{function.__name__}"
        _reactions[name] = Reaction(name, event, lane, function)  # type: ignore[arg-type]  # its event is looked up by name
        return function

    return register


def reacts_to_many(
    event: type[E_], *, lane: Literal["quick", "later"] = "quick"
) -> Callable[[Callable[[Sequence[E_]], None]], Callable[[Sequence[E_]], None]]:
    """Register an answer that takes several events of a kind at once, for what comes in floods.

    No two of one call have the same subject. Where a call fails, each of its events is tried alone.
    """

    def register(function: Callable[[Sequence[E_]], None]) -> Callable[[Sequence[E_]], None]:
        module = function.__module__.removeprefix("simcare.").split(".")[0]
        name = f"{module}.{function.__name__}"
        _reactions[name] = Reaction(name, event, lane, function, takes_batch=True)  # type: ignore[arg-type]  # as above
        return function

    return register


def reactions() -> list[Reaction]:
    """All reactions, by event, for the map and for `publish`."""
    return sorted(_reactions.values(), key=lambda reaction: (reaction.event.event_name(), reaction.name))


def publish(event: Event, *, subject: str, account_id: int | None = None) -> None:
    """Tell the house what has happened; call it inside the transaction that makes it true."""
    publish_many([(event, subject, account_id)])


def publish_many(told: Iterable[tuple[Event, str, int | None]]) -> None:
    """`publish` for a batch of (event, subject, account_id), in their order."""
    rows = OutboxEvent.objects.bulk_create(
        OutboxEvent(
            name=event.event_name(), version=event.version, subject=subject, account_id=account, payload=event.payload()
        )
        for event, subject, account in told
    )
    Delivery.objects.bulk_create(
        Delivery(event=row, reaction=reaction.name, lane=reaction.lane, subject=row.subject)
        for row in rows
        for reaction in reactions()
        if reaction.event.event_name() == row.name
    )
    _notify(rows)


def deliver(lane: Lane, limit: int = BATCH) -> int:
    """Deliver what is due in a lane; returns how many deliveries were tried. Several processes may call it at once."""
    return _deliver_apart(limit) if lane == "network" else _deliver_together(lane, limit)


def delivered_event_id() -> int:
    """Which event a reaction answers just now: the same number at every delivery of it; 0 outside of one."""
    return _delivered.get()


def count_waiting() -> int:
    """Deliveries that have not ended yet."""
    return Delivery.objects.filter(done_at=None, dead_at=None).count()


def count_waiting_for(reactions: Sequence[str]) -> int:
    """Deliveries to some reactions that have not ended yet, counted up to MOST_WAITING."""
    return len(ask_waiting(reactions).answer())


def ask_waiting(reactions: Sequence[str]) -> Asked[list[tuple[int]]]:
    """The question of `count_waiting_for`, not asked yet."""
    return _waiting_for.of(list(reactions), most=MOST_WAITING)


@kept_statement
def _waiting_for(reactions: list[str], *, most: int) -> QuerySet[Delivery, tuple[int]]:
    return (
        Delivery.objects.filter(reaction__in=reactions, done_at=None, dead_at=None).order_by().values_list("id")[:most]
    )


def _notify(rows: list[OutboxEvent]) -> None:
    heard = [json.dumps({"name": row.name, "subject": row.subject, "account_id": row.account_id}) for row in rows]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, told) FROM unnest(%s::text[]) AS told", [CHANNEL, heard])


def _claim(lane: Lane, limit: int) -> list[Delivery]:
    earlier = Delivery.objects.filter(
        reaction=OuterRef("reaction"), subject=OuterRef("subject"), id__lt=OuterRef("id"), done_at=None, dead_at=None
    )
    due = Delivery.objects.filter(lane=lane, done_at=None, dead_at=None, next_at__lte=Now())
    return list(
        due.exclude(Exists(earlier))
        .select_related("event")
        .order_by("id")[:limit]
        .select_for_update(skip_locked=True, of=("self",))
    )


def _deliver_together(lane: Lane, limit: int) -> int:
    with transaction.atomic():
        claimed = _claim(lane, limit)
        done: list[int] = []
        for name, group in _by_reaction(claimed):
            reaction = _reactions.get(name)
            if reaction and reaction.takes_batch and _try_batch(reaction, group):
                done += [delivery.id for delivery in group]
            else:
                done += [delivery.id for delivery in group if _try(delivery, savepoint=True)]
        Delivery.objects.filter(id__in=done).update(done_at=Now())
        points.reach("outbox.reacted.before_commit")
    return len(claimed)


def _deliver_apart(limit: int) -> int:
    tried = 0
    while tried < limit and _deliver_one():
        tried += 1
    return tried


def _deliver_one() -> bool:
    """Lease one delivery, run it outside any transaction, and note how it went.

    The lease ends by itself, so that a killed process holds nothing up for long. A slow one keeps what it is at by its
    lock: whoever finds the lease over leaves it for another lease.
    """
    with transaction.atomic():
        claimed = _claim("network", 1)
        Delivery.objects.filter(id__in=[delivery.id for delivery in claimed]).update(next_at=Now() + LEASE)
    for delivery in claimed:
        this = Delivery.objects.filter(id=delivery.id, done_at=None, dead_at=None)
        with alone(f"delivery {delivery.id}") as is_mine:
            if is_mine and this.exists() and _try(delivery, savepoint=False):
                this.update(done_at=Now())
    return bool(claimed)


def _by_reaction(claimed: Sequence[Delivery]) -> Iterator[tuple[str, list[Delivery]]]:
    """The deliveries to each reaction, in the order of their events. Reactions don't wait for each other."""
    groups: dict[str, list[Delivery]] = {}
    for delivery in claimed:
        groups.setdefault(delivery.reaction, []).append(delivery)
    yield from groups.items()


def _try_batch(reaction: Reaction, group: Sequence[Delivery]) -> bool:
    events = [event_class(delivery.event.name).of(delivery.event.payload) for delivery in group]
    try:
        with transaction.atomic():
            reaction.function(events)  # type: ignore[arg-type]  # takes_batch: the function wants a sequence
    except Exception:
        log.exception("%s failed for a batch of %s; each is tried alone", reaction.name, len(group))
        return False
    return True


def _try(delivery: Delivery, *, savepoint: bool) -> bool:
    reaction = _reactions.get(delivery.reaction)
    if reaction is None:
        _note_failure(delivery, "no such reaction any more", final=True)
        return False
    event = event_class(delivery.event.name).of(delivery.event.payload)
    _delivered.set(delivery.event_id)
    try:
        given = [event] if reaction.takes_batch else event
        if savepoint:
            with transaction.atomic():
                reaction.function(given)  # type: ignore[arg-type]  # takes_batch: the function wants a sequence
        else:
            reaction.function(event)
    except Exception:
        _note_failure(delivery, traceback.format_exc(limit=-8), final=delivery.attempts + 1 >= MOST_ATTEMPTS)
        return False
    return True


def _note_failure(delivery: Delivery, error: str, *, final: bool) -> None:
    pause = FIRST_PAUSE * 2**delivery.attempts
    Delivery.objects.filter(id=delivery.id).update(
        attempts=delivery.attempts + 1,
        next_at=Now() + pause,
        error=error[-4000:],
        dead_at=Now() if final else None,
    )
