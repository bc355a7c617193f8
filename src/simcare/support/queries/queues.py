"""The queues in force, and how many tickets wait in each."""

from collections.abc import Mapping
from datetime import datetime

from simcare.kernel import policy
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.lists import count_each
from simcare.support.rules.queueing import Queues

POLICY = "queues"


def queues_at(at: datetime) -> Queues:
    """The queues in their order."""
    terms = policy.terms(POLICY, at)
    return Queues.read(terms.values, terms.version)


def count_queues(queues: Queues, *, at: datetime) -> Mapping[str, int]:
    """Open tickets in each queue, each up to a cap."""
    return count_each({queue.slug: TicketFilter(queue=(queue.slug,)) for queue in queues.queues}, at=at)
