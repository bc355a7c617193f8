"""What a person can do, and the switch that says whether the desk may give tickets."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from simcare.kernel import audit
from simcare.support.errors import BadAgent
from simcare.support.models import Agent

MOST_OPEN = 500


@transaction.atomic
def describe(
    *,
    user_id: int,
    languages: Sequence[str],
    skills: Sequence[str],
    queues: Sequence[str],
    most_open: int,
    by: str,
    at: datetime,
) -> Agent:
    """Say what somebody speaks and knows, which queues are his, and how much he has at once."""
    if not 0 <= most_open <= MOST_OPEN:
        raise BadAgent("The limit is a number from 0 to %(most)s.", most=MOST_OPEN)
    told = {
        "languages": list(languages), "skills": list(skills), "queues": list(queues), "most_open": most_open,
    }  # fmt: skip
    agent, _ = Agent.objects.update_or_create(
        user_id=user_id, defaults=told, create_defaults={**told, "switched_at": at, "takes_tickets": False}
    )
    audit.record("agent.described", by=by, at=at, subject=f"user:{user_id}", after=told)
    return agent


@transaction.atomic
def switch(*, user_id: int, takes_tickets: bool, reason: str = "", by: str, at: datetime) -> Agent:
    """The person takes tickets from now on, or is away."""
    agent, _ = Agent.objects.get_or_create(user_id=user_id, defaults={"switched_at": at, "takes_tickets": False})
    if agent.takes_tickets != takes_tickets:
        agent.takes_tickets, agent.away_reason, agent.switched_at = takes_tickets, reason, at
        agent.save(update_fields=["takes_tickets", "away_reason", "switched_at"])
        audit.record("agent.switched", by=by, at=at, subject=f"user:{user_id}", after={"takes_tickets": takes_tickets})
    return agent
