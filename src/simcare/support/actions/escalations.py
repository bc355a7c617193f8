"""Escalation is an action: people are called, the ticket says so, and it repeats until somebody sees to it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from simcare.accounts.queries import list_staff
from simcare.clocks.models import Clock
from simcare.kernel import audit, outbox, policy
from simcare.messaging.actions.colleagues import write_to_colleague
from simcare.support.actions.tickets import add_entry, assign, find_ticket
from simcare.support.events import EscalationRaised
from simcare.support.models import Escalation, Ticket
from simcare.support.queries.escalations import people_for
from simcare.support.rules.answers.catalogue import catalogue
from simcare.support.values import EntryKind

REPEATS = "escalation_repeats"
"""The policy that says how often and how many times people are called again."""


@transaction.atomic
def call(*, clock_id: int, level: int, at: datetime) -> Escalation | None:
    """A level fell due: call its people, once. None when the promise was kept meanwhile."""
    clock = Clock.objects.select_for_update().get(id=clock_id)
    known = Escalation.objects.filter(clock=clock, level=level).first()
    if known or clock.answered_at:
        return known
    step = clock.escalation[level]
    ticket = find_ticket(clock.subject)
    people = people_for(step.whom, ticket, at)
    escalation = Escalation.objects.create(
        clock=clock,
        ticket=ticket,
        account_id=clock.account_id,
        subject=clock.subject,
        promise=clock.kind,
        level=level,
        whom=step.whom,
        means=list(step.by),
        people=[person.id for person in people],
        called_at=at,
        repeat_at=at + _pause(at),
    )
    if ticket:
        if step.assigns and people and ticket.assignee_id is None:
            assign(ticket_id=ticket.id, assignee_id=people[0].id, by="desk", at=at)
        _write_down(ticket, escalation, [str(person) for person in people], at)
    _raise(escalation)
    return escalation


@transaction.atomic
def acknowledge(*, escalation_id: int, by: str, at: datetime) -> int:
    """Somebody sees to it: this level and those before it rest. A later level still comes if nothing happens."""
    escalation = Escalation.objects.select_related("ticket").get(id=escalation_id)
    seen = Escalation.objects.filter(clock_id=escalation.clock_id, acknowledged_at=None, level__lte=escalation.level)
    count = seen.update(acknowledged_at=at, acknowledged_by=by, repeat_at=None)
    if count:
        audit.record(
            "escalation.acknowledged",
            by=by,
            at=at,
            subject=escalation.subject,
            account_id=escalation.account_id,
            after={"level": escalation.level, "promise": escalation.promise},
        )
        if escalation.ticket:
            data: dict[str, object] = {"promise": escalation.promise, "level": escalation.level}
            add_entry(escalation.ticket, kind=EntryKind.ACTION, text="acknowledged", data=data, by=by, at=at)
    return count


@transaction.atomic
def call_again(*, at: datetime, limit: int = 100) -> int:
    """Who has not answered is called again, while the promise is open; returns how many calls were repeated."""
    most = int(policy.terms(REPEATS, at).values["most_times"])
    waiting = Escalation.objects.filter(repeat_at__lte=at, acknowledged_at=None).order_by("repeat_at")
    due = list(waiting.select_for_update(of=("self",), skip_locked=True).select_related("clock")[:limit])
    for escalation in due:
        goes_on = escalation.clock.answered_at is None and escalation.times_called < most
        escalation.repeat_at = at + _pause(at) if goes_on else None
        if goes_on:
            escalation.times_called += 1
        escalation.save(update_fields=["repeat_at", "times_called"])
        if goes_on:
            _raise(escalation)
    return len(due)


def write_mails(*, escalation_id: int, times_called: int, at: datetime) -> None:
    """Write to those who are called by mail; one mail for each call and person, however often this runs."""
    escalation = Escalation.objects.select_related("clock", "ticket").get(id=escalation_id)
    if "email" not in escalation.means:
        return
    for person in list_staff().filter(id__in=escalation.people):
        subject, text = _letter(escalation, person.language)
        write_to_colleague(
            email=person.email,
            name=person.name,
            language=person.language,
            subject=subject,
            text=text,
            key=f"escalation:{escalation.id}:{times_called}:{person.id}",
            at=at,
        )


def _letter(escalation: Escalation, language: str) -> tuple[str, str]:
    """Never a word of the customer's: the mail leads to the page, which asks who reads it."""
    words, number = catalogue(language), escalation.subject.partition(":")[2]
    is_ticket = escalation.ticket is not None
    what = words.say("called.ticket", number=f"#{number}") if is_ticket else words.say("called.task")
    url = settings.SIMCARE_ORIGIN + (f"/tickets/{number}/" if is_ticket else "/tasks/")
    text = words.say("called.text", what=what, due=escalation.clock.due_at, level=escalation.level + 1, url=url)
    return words.say("called.subject", what=what), text


def _write_down(ticket: Ticket, escalation: Escalation, names: list[str], at: datetime) -> None:
    due_at = escalation.clock.due_at
    data: dict[str, object] = {
        "promise": escalation.promise,
        "due_at": due_at.isoformat() if due_at else "",
        "level": escalation.level,
        "whom": escalation.whom,
        "people": names,
    }
    add_entry(ticket, kind=EntryKind.ACTION, text="escalated", data=data, by="desk", at=at)


def _raise(escalation: Escalation) -> None:
    outbox.publish(
        EscalationRaised(
            escalation_id=escalation.id,
            ticket_id=escalation.ticket_id or 0,
            user_ids=" ".join(str(user_id) for user_id in escalation.people),
            means=" ".join(escalation.means),
            times_called=escalation.times_called,
        ),
        subject=escalation.subject,
        account_id=escalation.account_id,
    )


def _pause(at: datetime) -> timedelta:
    return timedelta(minutes=int(policy.terms(REPEATS, at).values["every_minutes"]))
