"""A promise was broken: the cause is found in the facts of its time and kept, so that reports need not guess later."""

from datetime import datetime, timedelta

from django.db import transaction

from simcare.clocks.models import Clock
from simcare.clocks.queries.rotas import unwatched
from simcare.kernel import policy
from simcare.operators.models import Command
from simcare.support.actions.tickets import find_ticket
from simcare.support.models import Breach, Entry, Remedy, Ticket
from simcare.support.rules.causes import CauseTerms, Circumstances, Period, cause_of, share
from simcare.support.values import EntryKind

POLICY = "breach_causes"
WEEKS_COMPARED = 4
WAITS_FOR_OTHERS = ("operator", "supplier")
"""Reasons of holds that put the time down to others."""


@transaction.atomic
def record(*, clock_id: int) -> Breach | None:
    """Keep the breach of a clock with its cause, once; None when it was no breach after all."""
    clock = Clock.objects.select_for_update().get(id=clock_id)
    if clock.breached_at is None:
        Breach.objects.filter(clock=clock).delete()
        return None
    ticket = find_ticket(clock.subject)
    terms = policy.terms(POLICY, clock.breached_at)
    facts = _circumstances(clock, ticket, clock.breached_at)
    rules = CauseTerms.of(terms.values)
    breach, _ = Breach.objects.update_or_create(
        clock=clock,
        defaults={
            "ticket": ticket,
            "account_id": clock.account_id,
            "channel": ticket.channel if ticket else "by_hand",
            "promise": clock.kind,
            "breached_at": clock.breached_at,
            "cause": cause_of(facts, rules),
            "facts": _told(facts),
            "rules_version": terms.version,
        },
    )
    return breach


def _circumstances(clock: Clock, ticket: Ticket | None, due_at: datetime) -> Circumstances:
    opened_at = clock.opened_at
    return Circumstances(
        opened_at=opened_at,
        due_at=due_at,
        assigned_at=_assigned_at(ticket, due_at),
        undelivered=_undelivered(ticket, opened_at, due_at),
        operator=_waits(clock, ticket, due_at),
        unwatched=unwatched(opened_at, due_at),
        opened_count=_opened(opened_at, due_at),
        usual_counts=_usual(opened_at, due_at),
    )


def _assigned_at(ticket: Ticket | None, due_at: datetime) -> datetime | None:
    """When it first became somebody's; a task by hand is everybody's from the start, so nobody's."""
    if ticket is None:
        return None
    assigned = Entry.objects.filter(ticket=ticket, kind=EntryKind.ACTION, text="assigned", at__lte=due_at)
    first = assigned.exclude(data__to=None).order_by("at").first()
    return first.at if first else None


def _undelivered(ticket: Ticket | None, opened_at: datetime, due_at: datetime) -> bool:
    said = Entry.objects.filter(ticket=ticket, kind=EntryKind.ACTION, text="undelivered", at__gt=opened_at)
    return ticket is not None and said.filter(at__lte=due_at).exists()


def _waits(clock: Clock, ticket: Ticket | None, due_at: datetime) -> list[Period]:
    """Holds for an operator or supplier, and commands of this ticket while they were open."""
    holds = clock.pauses.filter(reason__in=WAITS_FOR_OTHERS)
    found = [(hold.from_at, hold.until_at or due_at) for hold in holds]
    if ticket:
        said = Entry.objects.filter(ticket=ticket, kind=EntryKind.ACTION, text="held", at__lt=due_at)
        found += [
            (entry.at, _ended(ticket, entry, due_at)) for entry in said if entry.data["reason"] in WAITS_FOR_OTHERS
        ]
        commands = Command.objects.filter(id__in=Remedy.objects.filter(ticket=ticket).values("command"))
        found += [(each.ordered_at, each.settled_at or due_at) for each in commands]
    return found


def _ended(ticket: Ticket, held: Entry, due_at: datetime) -> datetime:
    later = Entry.objects.filter(ticket=ticket, kind=EntryKind.ACTION, text="went_on", at__gte=held.at, id__gt=held.id)
    ended = later.order_by("at").first()
    return ended.at if ended else due_at


def _opened(from_at: datetime, until_at: datetime) -> int:
    return Ticket.objects.filter(opened_at__gte=from_at, opened_at__lte=until_at).count()


def _usual(from_at: datetime, until_at: datetime) -> list[int]:
    """The counts of the same hours of the weeks before, as far as there were tickets then."""
    weeks = [timedelta(weeks=number) for number in range(1, WEEKS_COMPARED + 1)]
    first = Ticket.objects.order_by("opened_at").values_list("opened_at", flat=True).first()
    return [_opened(from_at - week, until_at - week) for week in weeks if first and first <= from_at - week]


def _told(facts: Circumstances) -> dict[str, object]:
    """What the page shows beside the cause."""
    return {
        "assigned_percent": share(facts, [(facts.opened_at, facts.assigned_at or facts.due_at)]),
        "operator_percent": share(facts, facts.operator),
        "off_hours_percent": share(facts, facts.unwatched),
        "opened_count": facts.opened_count,
        "usual_counts": list(facts.usual_counts),
    }
