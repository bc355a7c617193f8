"""Notes among colleagues; whom one names hears of it."""

from datetime import datetime

from django.db import transaction

from simcare.accounts.queries import list_staff
from simcare.kernel import outbox
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors import NothingToSend
from simcare.support.events import ColleagueMentioned
from simcare.support.models import Entry
from simcare.support.rules.mentioning import Colleague, mentions
from simcare.support.values import EntryKind


@transaction.atomic
def note(*, ticket_id: int, text: str, by: str, at: datetime) -> Entry:
    """A remark among colleagues; nobody outside ever sees it. Raises NothingToSend when it says nothing."""
    if not text.strip():
        raise NothingToSend("A note without text says nothing.")
    ticket = get_ticket(ticket_id)
    named = mentions(text, [Colleague(one.id, one.name, one.email) for one in list_staff()])
    places = [{"start": one.start, "end": one.end, "name": one.colleague.name or one.colleague.email} for one in named]
    data: dict[str, object] = {"mentions": places} if places else {}
    entry = add_entry(ticket, kind=EntryKind.NOTE, text=text, data=data, by=by, at=at)
    for user_id, email in dict.fromkeys((one.colleague.id, one.colleague.email) for one in named):
        if email != by:
            outbox.publish(
                ColleagueMentioned(ticket_id=ticket.id, entry_id=entry.id, user_id=user_id, by=by),
                subject=ticket.key,
                account_id=ticket.account_id,
            )
    return entry
