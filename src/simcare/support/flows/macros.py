"""A macro is done on a ticket: its steps one after the other in one transaction; and undone as a whole for a moment."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from simcare.accounts.models import User
from simcare.support.actions import answers, links, notes, queues, senders, snoozes, tickets, undoing
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import BadMacro, EmptyPlace, TooLateToUndo
from simcare.support.models import Entry, Macro, Ticket
from simcare.support.queries.canned import Suggestion, text_for
from simcare.support.queries.links import tags_of
from simcare.support.queries.wholes import parts_of
from simcare.support.rules.macros import Step, read_steps
from simcare.support.values import EntryKind


@dataclass(frozen=True)
class Preview:
    """What a macro would do to a ticket: its steps, and the words that the customer would read."""

    macro: Macro
    steps: tuple[Step, ...]
    answer: Suggestion | None

    @property
    def trouble(self) -> EmptyPlace | None:
        """Why it can't be done on this ticket; empty when it can."""
        return self.answer.trouble if self.answer else None


@dataclass(frozen=True)
class Doer:
    """Who does it: a person, by id and as the audit names him."""

    user: User
    undo_for: timedelta

    @property
    def by(self) -> str:
        return self.user.email


def preview(ticket: Ticket, macro: Macro, doer: Doer) -> Preview:
    """Look before you leap. Raises BadMacro when its answer is gone."""
    steps = read_steps(macro.steps)
    wanted = next((step.what for step in steps if step.deed == "answer"), "")
    answer = text_for(wanted, ticket, agent=str(doer.user)) if wanted else None
    if wanted and answer is None:
        raise BadMacro("There is no canned answer /%(name)s.", name=wanted)
    return Preview(macro, steps, answer)


@transaction.atomic
def carry_out(*, ticket_id: int, macro: Macro, key: str, last_seen: int | None, doer: Doer, at: datetime) -> Entry:
    """Do all steps or none. The same key again does nothing more.

    Raises TicketChanged when somebody wrote in between, EmptyPlace when the ticket lacks what the answer names.
    """
    ticket = get_ticket(ticket_id, lock=True)
    done = Entry.objects.filter(ticket=ticket, text="macro", data__key=key).first()
    if done:
        return done
    shown = preview(ticket, macro, doer)
    if shown.trouble:
        raise shown.trouble
    before, message_id = _standing(ticket), 0
    if shown.answer:
        message = answers.send(
            ticket_id=ticket_id, text=shown.answer.text, key=f"macro:{key}", last_seen=last_seen, by=doer.by, at=at,
            undo_for=doer.undo_for,
        )  # fmt: skip
        message_id = message.id
    for step in shown.steps:
        _do(step, ticket, doer, at)
    said: dict[str, object] = {"macro": macro.name, "key": key, "before": before, "message": message_id}
    said["after"] = _standing(get_ticket(ticket_id))
    return add_entry(ticket, kind=EntryKind.ACTION, text="macro", data=said, by=doer.by, at=at)


@transaction.atomic
def take_back(*, entry_id: int, doer: Doer, at: datetime) -> Ticket:
    """Everything as before the macro. Raises TooLateToUndo when the ticket went on, AlreadyLeft when the mail did."""
    entry = Entry.objects.select_related("ticket").get(id=entry_id, text="macro", by=doer.by)
    ticket = get_ticket(entry.ticket_id, lock=True)
    if entry.data.get("undone"):
        return ticket
    if _standing(ticket) != entry.data["after"]:
        raise TooLateToUndo
    if entry.data["message"]:
        undoing.undo(ticket_id=ticket.id, message_id=entry.data["message"], user_id=doer.user.id, by=doer.by, at=at)
    _restore(ticket, entry.data["before"], doer, at)
    Entry.objects.filter(id=entry.id).update(data=entry.data | {"undone": True})
    add_entry(
        ticket, kind=EntryKind.ACTION, text="macro_undone", data={"macro": entry.data["macro"]}, by=doer.by, at=at
    )
    return ticket


def _do(step: Step, ticket: Ticket, doer: Doer, at: datetime) -> None:
    """Any step but the answer."""
    if step.deed == "note":
        notes.note(ticket_id=ticket.id, text=step.what, by=doer.by, at=at)
    elif step.deed == "tag":
        links.tag(ticket_id=ticket.id, name=step.what, by=doer.by, at=at)
    elif step.deed == "assign":
        tickets.assign(ticket_id=ticket.id, assignee_id=_person(step.what, doer), by=doer.by, at=at)
    elif step.deed == "queue":
        queues.move(ticket_id=ticket.id, slug=step.what, by=doer.by, at=at)
    elif step.deed == "snooze":
        until = at + timedelta(hours=step.hours)
        snoozes.snooze(ticket_id=ticket.id, until=until, reason=step.what, by=doer.by, at=at)
    elif step.deed == "wait":
        tickets.wait(ticket_id=ticket.id, reason="macro", by=doer.by, at=at)
    elif step.deed == "solve":
        tickets.solve(ticket_id=ticket.id, by=doer.by, at=at)
    elif step.deed == "spam":
        senders.mark_spam(ticket_id=ticket.id, by=doer.by, at=at)


def _person(what: str, doer: Doer) -> int | None:
    if what == "me":
        return doer.user.id
    return int(what) if what.isdecimal() else None


def _standing(ticket: Ticket) -> dict[str, object]:
    """What a macro may change, as JSON."""
    until = ticket.snoozed_until
    return {
        "state": ticket.state,
        "assignee": ticket.assignee_id,
        "queue": ticket.queue,
        "snoozed_until": until.isoformat() if until else None,
        "tags": tags_of(parts_of(ticket)),
    }


def _restore(ticket: Ticket, before: dict[str, object], doer: Doer, at: datetime) -> None:
    snoozes.wake(ticket_id=ticket.id, by=doer.by, at=at)
    senders.unmark_spam(ticket_id=ticket.id, by=doer.by, at=at)
    for name in set(tags_of(parts_of(ticket))) - {*before["tags"]}:  # type: ignore[misc]  # JSON
        links.untag(ticket_id=ticket.id, name=name, by=doer.by, at=at)
    now = get_ticket(ticket.id)
    if now.state != before["state"] and before["state"] != "solved":
        tickets.reopen(ticket_id=ticket.id, by=doer.by, at=at)
    if now.assignee_id != before["assignee"]:
        assignee = before["assignee"]
        tickets.assign(ticket_id=ticket.id, assignee_id=assignee, by=doer.by, at=at)  # type: ignore[arg-type]  # JSON
    if now.queue != before["queue"] and before["queue"]:
        queues.move(ticket_id=ticket.id, slug=str(before["queue"]), by=doer.by, at=at)
