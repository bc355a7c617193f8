"""What may be done to many tickets at once: one table. To offer one more, add a row.

Each deed calls the action that a person's single click calls, so that a bulk can do nothing a person could not.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from simcare.accounts.models import User
from simcare.accounts.permissions import Deed as Permission
from simcare.support.actions import answers, links, notes, queues, senders, snoozes, tickets
from simcare.support.errors import BulkImpossible
from simcare.support.models import Ticket
from simcare.support.queries.canned import text_for
from simcare.support.queries.links import tags_of
from simcare.support.queries.wholes import parts_of
from simcare.support.rules.tagging import tag_name
from simcare.support.values import TicketState

REASON: Final = "one of several"
MOST_HOURS: Final = 1_000
Told = dict[str, object]  # what a deed changes, as JSON keeps it


@dataclass(frozen=True)
class Doing:
    """One deed on one ticket. `key` is the same when it is tried again."""

    ticket: Ticket
    argument: str
    key: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Deed:
    """How it is done, what it changes, and how that is given back; without `undo` it can't be."""

    do: Callable[[Doing], None]
    seen: Callable[[Ticket], Told]
    is_same: Callable[[Ticket, str], bool]
    check: Callable[[str], None]
    undo: Callable[[Doing, Told], None] | None = None
    permission: Permission = Permission.ANSWER


def _nothing_needed(argument: str) -> None:
    """A deed that needs no more than the tickets."""


def _nothing_else(ticket: Ticket) -> Told:
    """Of a deed that stands for itself, such as a tag: other changes of the ticket don't matter to it."""
    return {}


def _a_person(argument: str) -> None:
    if argument and not User.objects.filter(id=int(argument) if argument.isdecimal() else 0, is_active=True).exists():
        raise BulkImpossible("Choose a colleague, or nobody.")


def _a_text(argument: str) -> None:
    if not argument.strip():
        raise BulkImpossible("Write the text first.")


def _a_tag(argument: str) -> None:
    if not tag_name(argument):
        raise BulkImpossible("Write the tag first.")


def _some_hours(argument: str) -> None:
    if not (argument.isascii() and argument.isdecimal() and 0 < int(argument) <= MOST_HOURS):
        raise BulkImpossible("Say for how many hours, at most 1,000.")


def _assign(doing: Doing) -> None:
    person = int(doing.argument) if doing.argument else None
    tickets.assign(ticket_id=doing.ticket.id, assignee_id=person, by=doing.by, at=doing.at)


def _assign_back(doing: Doing, before: Told) -> None:
    person = before["assignee"]
    assert person is None or isinstance(person, int)
    tickets.assign(ticket_id=doing.ticket.id, assignee_id=person, by=doing.by, at=doing.at)


def _move_back(doing: Doing, before: Told) -> None:
    _MOVES[str(before["state"])](doing)


def _solve(doing: Doing) -> None:
    tickets.solve(ticket_id=doing.ticket.id, by=doing.by, at=doing.at)


def _reopen(doing: Doing) -> None:
    tickets.reopen(ticket_id=doing.ticket.id, by=doing.by, at=doing.at)


def _wait(doing: Doing) -> None:
    tickets.wait(ticket_id=doing.ticket.id, reason="bulk", by=doing.by, at=doing.at)


def _note(doing: Doing) -> None:
    notes.note(ticket_id=doing.ticket.id, text=doing.argument, by=doing.by, at=doing.at)


def _answer(doing: Doing) -> None:
    answers.send(ticket_id=doing.ticket.id, text=doing.argument, key=doing.key, by=doing.by, at=doing.at)


def _answer_canned(doing: Doing) -> None:
    """In the language of each ticket, with its own names filled in."""
    words = text_for(doing.argument, doing.ticket, agent=doing.by)
    if words is None:
        raise BulkImpossible("There is no such canned answer.")
    if words.trouble:
        raise words.trouble
    answers.send(ticket_id=doing.ticket.id, text=words.text, key=doing.key, by=doing.by, at=doing.at)


def _queue(doing: Doing) -> None:
    queues.move(ticket_id=doing.ticket.id, slug=doing.argument, by=doing.by, at=doing.at)


def _queue_back(doing: Doing, before: Told) -> None:
    queues.move(ticket_id=doing.ticket.id, slug=str(before["queue"]), by=doing.by, at=doing.at)


def _snooze(doing: Doing) -> None:
    until = doing.at + timedelta(hours=int(doing.argument))
    snoozes.snooze(ticket_id=doing.ticket.id, until=until, reason=REASON, by=doing.by, at=doing.at)


def _wake(doing: Doing, _before: Told) -> None:
    snoozes.wake(ticket_id=doing.ticket.id, by=doing.by, at=doing.at)


def _tag(doing: Doing) -> None:
    links.tag(ticket_id=doing.ticket.id, name=doing.argument, by=doing.by, at=doing.at)


def _untag(doing: Doing) -> None:
    links.untag(ticket_id=doing.ticket.id, name=tag_name(doing.argument), by=doing.by, at=doing.at)


def _has_tag(ticket: Ticket, argument: str) -> bool:
    return tag_name(argument) in tags_of(parts_of(ticket))


def _spam(doing: Doing) -> None:
    senders.mark_spam(ticket_id=doing.ticket.id, by=doing.by, at=doing.at)


def _no_spam(doing: Doing, _before: Told) -> None:
    senders.unmark_spam(ticket_id=doing.ticket.id, by=doing.by, at=doing.at)


_MOVES: Final[Mapping[str, Callable[[Doing], None]]] = {
    TicketState.OPEN: _reopen,
    TicketState.WAITING: _wait,
    TicketState.SOLVED: _solve,
}


def _moves_to(state: TicketState) -> Deed:
    return Deed(
        do=_MOVES[state],
        seen=lambda ticket: {"state": ticket.state},
        is_same=lambda ticket, _: ticket.state == state,
        check=_nothing_needed,
        undo=_move_back,
    )


def _says(do: Callable[[Doing], None]) -> Deed:
    return Deed(do=do, seen=_nothing_else, is_same=lambda *_: False, check=_a_text)


DEEDS: Final[Mapping[str, Deed]] = {
    "assign": Deed(
        do=_assign,
        seen=lambda ticket: {"assignee": ticket.assignee_id},
        is_same=lambda ticket, argument: str(ticket.assignee_id or "") == argument,
        check=_a_person,
        undo=_assign_back,
    ),
    "solve": _moves_to(TicketState.SOLVED),
    "reopen": _moves_to(TicketState.OPEN),
    "wait": _moves_to(TicketState.WAITING),
    "queue": Deed(
        do=_queue,
        seen=lambda ticket: {"queue": ticket.queue},
        is_same=lambda ticket, argument: ticket.queue == argument,
        check=_a_text,
        undo=_queue_back,
    ),
    "snooze": Deed(
        do=_snooze,
        seen=lambda ticket: {"sleeps": ticket.snoozed_until is not None},
        is_same=lambda *_: False,
        check=_some_hours,
        undo=_wake,
    ),
    "tag": Deed(
        do=_tag,
        seen=_nothing_else,
        is_same=_has_tag,
        check=_a_tag,
        undo=lambda doing, _: _untag(doing),
    ),
    "untag": Deed(
        do=_untag,
        seen=_nothing_else,
        is_same=lambda ticket, argument: not _has_tag(ticket, argument),
        check=_a_tag,
        undo=lambda doing, _: _tag(doing),
    ),
    "spam": Deed(
        do=_spam,
        seen=lambda ticket: {"state": ticket.state},
        is_same=lambda ticket, _: ticket.state == TicketState.SPAM,
        check=_nothing_needed,
        undo=_no_spam,
    ),
    "answer": _says(_answer),
    "canned": _says(_answer_canned),
    "note": _says(_note),
}
