"""Queues: supervisors say in which order and by which rules tickets wait, and move one that belongs elsewhere."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction

from simcare.kernel import policy
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import BadQueues, NoSuchQueue
from simcare.support.models import Ticket
from simcare.support.queries.queues import POLICY, queues_at
from simcare.support.rules.queueing import Queue, Queues
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


def _check(queues: Sequence[Queue]) -> None:
    slugs = [queue.slug for queue in queues]
    if not 0 < len(queues) <= MOST_QUEUES:
        raise BadQueues("There must be 1 to %(most)s queues.", most=MOST_QUEUES)
    if len(set(slugs)) < len(slugs) or not all(_SLUG.fullmatch(slug) for slug in slugs):
        raise BadQueues("Each queue needs a short name of its own: lower-case letters, digits and hyphens.")
    if not all(queue.name.strip() for queue in queues):
        raise BadQueues("Each queue needs a name.")
    if not all(10 <= queue.offer_seconds <= 86_400 for queue in queues):
        raise BadQueues("A ticket is offered for 10 seconds to a day.")
