"""Queues: supervisors say in which order and by which rules tickets wait; tickets are placed as they come."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from simcare.kernel import policy
from simcare.messaging.models import Message
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import BadQueues, NoSuchQueue
from simcare.support.models import Ticket
from simcare.support.queries.queues import POLICY, queues_at
from simcare.support.rules.queueing import Facts, Queue, Queues
from simcare.support.values import EntryKind

_SLUG: Final = re.compile(r"[a-z0-9-]{1,40}")
MOST_QUEUES: Final = 40


@transaction.atomic
def arrange(*, queues: Sequence[Queue], source: str, by: str, at: datetime) -> Queues:
    """From now on these are the queues; waiting tickets stay where they are. Raises BadQueues, saying what is wrong."""
    _check(queues)
    wanted = Queues(tuple(queues))
    terms = policy.change(POLICY, values=wanted.told(), source=source, by=by, at=at)
    return Queues.read(terms.values, terms.version)


def place_new(*, ticket_ids: Iterable[int], at: datetime) -> None:
    """Tickets that have no queue yet get the one whose rules fit them first."""
    queues = queues_at(at)
    fresh = list(Ticket.objects.filter(id__in=ticket_ids, queue=""))
    first: dict[int, Message] = {}
    for message in Message.objects.filter(thread_id__in=[t.thread_id for t in fresh], direction="in").order_by("-id"):
        first[message.thread_id] = message
    for ticket in fresh:
        ticket.queue = queues.place(_facts(ticket, first.get(ticket.thread_id or 0)))
    Ticket.objects.bulk_update(fresh, ["queue"])


@transaction.atomic
def move(*, ticket_id: int, slug: str, by: str, at: datetime) -> None:
    """A person knows better where a ticket belongs. Raises NoSuchQueue."""
    if slug not in queues_at(at).by_slug:
        raise NoSuchQueue
    ticket = get_ticket(ticket_id, lock=True)
    if ticket.queue == slug:
        return
    Ticket.objects.filter(id=ticket.id).update(queue=slug)
    add_entry(ticket, kind=EntryKind.ACTION, text="queued", data={"from": ticket.queue, "to": slug}, by=by, at=at)


def _facts(ticket: Ticket, message: Message | None) -> Facts:
    told = message.to if message else []
    addresses = [one.get("email") if isinstance(one, dict) else one for one in told]
    return Facts(
        category=ticket.category,
        language=ticket.language,
        account=str(ticket.account_id or ""),
        channel=ticket.channel,
        addresses=[str(address) for address in addresses if address],
    )


def _check(queues: Sequence[Queue]) -> None:
    slugs = [queue.slug for queue in queues]
    if not 0 < len(queues) <= MOST_QUEUES:
        raise BadQueues(f"There must be 1 to {MOST_QUEUES} queues.")
    if len(set(slugs)) < len(slugs) or not all(_SLUG.fullmatch(slug) for slug in slugs):
        raise BadQueues("Each queue needs a short name of its own: lower-case letters, digits and hyphens.")
    if not all(queue.name.strip() for queue in queues):
        raise BadQueues("Each queue needs a name.")
    if not all(10 <= queue.offer_seconds <= 86_400 for queue in queues):
        raise BadQueues("A ticket is offered for 10 seconds to a day.")
