"""Drafts: kept on the server while somebody writes, so that no crash, other device or refusal takes words away."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from simcare.support.errors import DraftElsewhere
from simcare.support.models import Draft, Ticket
from simcare.support.values import DraftKind

LONGEST_TEXT = 100_000


@transaction.atomic
def keep(
    *,
    ticket_id: int,
    user_id: int,
    kind: DraftKind,
    text: str,
    at: datetime,
    page: str = "",
    revision: int | None = None,
    seen_entry_id: int = 0,
) -> Draft | None:
    """Save what somebody is writing; empty words end the draft. `revision` is the one that the page has in hand.

    Raises DraftElsewhere when another page of the same person saved other words since.
    """
    drafts = Draft.objects.select_for_update().filter(ticket_id=ticket_id, user_id=user_id, kind=kind)
    known = drafts.first()
    if known and revision is not None and known.revision != revision and known.page != page:
        raise DraftElsewhere(known.text, known.revision)
    if not text.strip():
        drafts.delete()
        return None
    told = {"text": text[:LONGEST_TEXT], "page": page, "saved_at": at}
    if known:
        drafts.update(**told, revision=F("revision") + 1)
        return drafts.get()
    begun = {**told, "account_id": _account_of(ticket_id), "seen_entry_id": seen_entry_id}
    draft, _ = Draft.objects.update_or_create(  # two pages that begin at once are one draft
        ticket_id=ticket_id, user_id=user_id, kind=kind, defaults=told, create_defaults=begun
    )
    return draft


def forget(*, ticket_id: int, user_id: int, kind: DraftKind) -> None:
    """It was sent, or thrown away."""
    Draft.objects.filter(ticket_id=ticket_id, user_id=user_id, kind=kind).delete()


def _account_of(ticket_id: int) -> int | None:
    return Ticket.objects.values_list("account_id", flat=True).get(id=ticket_id)
