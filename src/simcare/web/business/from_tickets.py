"""Tickets as pages of the portal show them: no notes, no addresses of others, and no card but the account's own."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from simcare.accounts.queries.keys import find_person
from simcare.cards.queries import fleet
from simcare.support.queries.customers import conversation_of, last_words_of, line_of, threads_of
from simcare.support.values import TicketState
from simcare.web.business.records import AskedRow, AskedTicket, Saying
from simcare.web.staff.pages import Promise

if TYPE_CHECKING:
    from simcare.messaging.models import Message
    from simcare.support.models import Ticket
    from simcare.support.queries.lists import TicketLine


def rows_of(account_id: int, lines: "Sequence[TicketLine]") -> tuple[AskedRow, ...]:
    """Tickets in a list, in their order."""
    own = _own_cards(account_id, lines)
    last = last_words_of(account_id, [line.id for line in lines])
    return tuple(_row(line, own, last.get(line.id), account_id) for line in lines)


def ticket_of(account_id: int, ticket: "Ticket") -> AskedTicket:
    """One ticket with what was said, the oldest first."""
    line = line_of(ticket)
    threads = threads_of(ticket)
    return AskedTicket(
        row=_row(line, _own_cards(account_id, [line]), None, account_id),
        opened_at=line.opened_at,
        subjects=" ".join([ticket.key, *(f"thread:{thread_id}" for thread_id in threads)]),
        said=tuple(_with_files(message, account_id) for message in conversation_of(ticket)),
        is_open_to_words=ticket.thread_id is not None and ticket.own != TicketState.SPAM,
    )


def _row(line: "TicketLine", own: set[str], last: "Message | None", account_id: int) -> AskedRow:
    return AskedRow(
        number=line.id,
        subject=line.subject,
        state=line.state,
        promise=Promise("next", line.due_at, line.opened_at) if line.due_at else None,
        iccids=tuple(iccid for iccid in line.iccids if iccid in own),
        last=_saying(last, account_id) if last else None,
    )


def _saying(message: "Message", account_id: int) -> Saying:
    return Saying(
        at=message.at,
        text=message.reply_text or message.text,
        by="" if message.direction == "out" else _name_of(message, account_id),
    )


def _with_files(message: "Message", account_id: int) -> Saying:
    files = tuple((file.name or _("unnamed"), file.size_bytes) for file in message.attachments.all())
    return replace(_saying(message, account_id), files=files)


def _name_of(message: "Message", account_id: int) -> str:
    """Who of the customer's side wrote; the address of somebody who is nobody of the account stays with us."""
    if message.sender_name:
        return message.sender_name
    return message.sender_email if find_person(account_id, message.sender_email) else _("End user")


def _own_cards(account_id: int, lines: "Iterable[TicketLine]") -> set[str]:
    """Of the cards that tickets name, those of the account: a mail may name any."""
    named = sorted({iccid for line in lines for iccid in line.iccids})
    return {iccid for iccid, card in fleet.by_iccid(named).items() if card.account_id == account_id}
