"""Who has opened what others sent: every download is in the audit, and the first of each person on the timeline.

The ticket is not touched by it: nobody's answer is held up because a colleague read a file.
"""

from datetime import datetime

from django.db import transaction

from simcare.kernel import audit
from simcare.messaging.models import Attachment
from simcare.support.actions.tickets import find_by_thread
from simcare.support.models import Entry, Pack, Ticket
from simcare.support.values import EntryKind


@transaction.atomic
def note_file(*, file: Attachment, by: str, at: datetime) -> None:
    """A file of a mail was opened."""
    ticket = find_by_thread(file.message.thread_id)
    told: dict[str, object] = {"file": file.id, "name": file.name}
    subject = ticket.key if ticket else f"message:{file.message_id}"
    audit.record("attachment.opened", by=by, at=at, subject=subject, account_id=file.account_id, after=told)
    if ticket:
        _say_once(ticket, "file_opened", told, by, at)


@transaction.atomic
def note_pack(*, pack: Pack, at: datetime) -> None:
    """The supplier has downloaded the evidence."""
    by, told = f"supplier:{pack.email}", {"pack": pack.id, "supplier": pack.supplier}
    audit.record("pack.taken", by=by, at=at, subject=f"pack:{pack.id}", account_id=pack.account_id)
    _say_once(pack.ticket, "pack_taken", told, by, at)


def _say_once(ticket: Ticket, text: str, told: dict[str, object], by: str, at: datetime) -> None:
    line = {"ticket": ticket, "kind": EntryKind.ACTION, "text": text, "data": told, "by": by}
    if not Entry.objects.filter(**line).exists():
        Entry.objects.create(**line, account_id=ticket.account_id, at=at)
