"""A hardware fault is handed over to the equipment supplier (I.2): by one mail with a link.

He answers there or by mail. The link opens the evidence, so the database never holds it: its hash is kept, and the
token itself waits sealed until the mail has left. Who has the reply address of that mail may answer, as who has the
link may.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from simcare.clocks import actions as clocks
from simcare.diagnosis.actions import enter_reading
from simcare.kernel import audit
from simcare.messaging.actions.outgoing import WITHHELD, Draft, write
from simcare.messaging.models import Message, Thread
from simcare.support.actions.states import put_state
from simcare.support.actions.tickets import add_entry, get_ticket
from simcare.support.errors.packs import EmptyAnswer, NoSuchPack, NoSupplier, PackExpired, TooManyPackAnswers
from simcare.support.models import Entry, Pack, PackAnswer, Ticket
from simcare.support.queries.packs import contents_for, find_device
from simcare.support.rules.answers.catalogue import language_for
from simcare.support.rules.packs import letter
from simcare.support.values import EntryKind, TicketState

TOKEN_BYTES: Final = 32
LASTS: Final = timedelta(days=30)
MOST_ANSWERS_AN_HOUR: Final = 10
MOST_CHARACTERS: Final = 4_000


@dataclass(frozen=True, kw_only=True)
class Said:
    """What the supplier filled in."""

    name: str
    decision: str
    reference: str = ""
    text: str = ""


@transaction.atomic
def hand_over(*, ticket_id: int, card_id: int, key: str, by: str, at: datetime) -> Pack:
    """Make the pack of a card and send its link to the supplier of its device. The same key sends nothing twice.

    Raises NoSupplier, NoVerdict.
    """
    ticket = get_ticket(ticket_id, lock=True)
    known = Pack.objects.filter(key=key).first()
    if known is not None:
        return known
    device = find_device(card_id)
    supplier = device.supplier if device else None
    if supplier is None or not supplier.email:
        raise NoSupplier
    contents, verdict = contents_for(card_id=card_id, ticket=ticket.key)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    pack = Pack.objects.create(
        account_id=ticket.account_id,
        ticket=ticket,
        card_id=card_id,
        verdict=verdict,
        supplier=supplier.name,
        email=supplier.email,
        language=language_for(supplier.language),
        contents=contents.to_json(),
        key=key,
        token_hash=hash_of(token),
        made_at=at,
        made_by=by,
        expires_at=at + LASTS,
    )
    subject, text = letter(
        contents, language=pack.language, supplier=pack.supplier, link=link_of(WITHHELD), until=pack.expires_at
    )
    _send(pack, subject, text, secret=token)
    data: dict[str, object] = {"pack": pack.id, "supplier": pack.supplier, "to": pack.email, "iccid": contents.iccid}
    add_entry(ticket, kind=EntryKind.ACTION, text="handed_over", data=data, by=by, at=at)
    audit.record("pack.sent", by=by, at=at, subject=ticket.key, account_id=ticket.account_id, after={"pack": pack.id})
    return pack


@transaction.atomic
def revoke(*, pack_id: int, by: str, at: datetime) -> Pack:
    """The link shows nothing any more. Raises NoSuchPack."""
    pack = Pack.objects.select_for_update().filter(id=pack_id).first()
    if pack is None:
        raise NoSuchPack
    if pack.revoked_at is None:
        pack.revoked_at, pack.revoked_by = at, by
        pack.save(update_fields=["revoked_at", "revoked_by"])
        data: dict[str, object] = {"pack": pack.id, "supplier": pack.supplier}
        add_entry(get_ticket(pack.ticket_id), kind=EntryKind.ACTION, text="pack_revoked", data=data, by=by, at=at)
        audit.record("pack.revoked", by=by, at=at, subject=f"pack:{pack.id}", account_id=pack.account_id)
    return pack


@transaction.atomic
def open_link(*, token: str, at: datetime) -> Pack:
    """The pack that a link leads to. Raises NoSuchPack, PackExpired (also for a revoked one)."""
    pack = Pack.objects.select_related("card").filter(token_hash=hash_of(token)).first()
    if pack is None:
        raise NoSuchPack
    if not pack.is_open(at):
        raise PackExpired
    Pack.objects.filter(id=pack.id, opened_at=None).update(opened_at=at)
    return pack


@transaction.atomic
def answer(*, token: str, said: Said, at: datetime) -> PackAnswer:
    """The supplier answers: it stands on the ticket, and is evidence of the card with its source.

    Raises NoSuchPack, PackExpired, EmptyAnswer, TooManyPackAnswers.
    """
    pack = open_link(token=token, at=at)
    ticket = get_ticket(pack.ticket_id, lock=True)  # answers of one pack come one after another
    if not said.name.strip() or said.decision not in ("accepts", "refuses", "asks"):
        raise EmptyAnswer
    if pack.answers.filter(at__gt=at - timedelta(hours=1)).count() >= MOST_ANSWERS_AN_HOUR:
        raise TooManyPackAnswers
    kept = _keep(pack, said, f"supplier:{pack.email}", at)
    data: dict[str, object] = {"pack": pack.id, "supplier": pack.supplier, **_told(kept)}
    add_entry(ticket, kind=EntryKind.ACTION, text="supplier_answered", data=data, by=f"supplier:{pack.email}", at=at)
    _needs_people(ticket, at)
    return kept


@transaction.atomic
def answer_by_mail(*, pack_id: int, message: Message, at: datetime) -> None:
    """The supplier writes to the reply address of his mail. Repeatable.

    His words stand on the ticket as he wrote them, with their files; while the pack is open they are evidence too.
    """
    pack = Pack.objects.get(id=pack_id)
    ticket = get_ticket(pack.ticket_id, lock=True)
    if Entry.objects.filter(ticket=ticket, message=message).exists():
        return
    name, by = message.sender_name or message.sender_email, f"supplier:{message.sender_email}"
    if pack.is_open(at):
        _keep(pack, Said(name=name, decision="writes", text=message.reply_text or message.text), by, at, message)
    data: dict[str, object] = {"pack": pack.id, "supplier": pack.supplier, "name": name}
    add_entry(ticket, kind=EntryKind.ACTION, text="supplier_answered", data=data, by=by, at=message.at, message=message)
    _needs_people(ticket, at)


def link_of(token: str) -> str:
    """Where the supplier sees the pack."""
    return f"{settings.SIMCARE_ORIGIN}/evidence/{token}/"


def hash_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _send(pack: Pack, subject: str, text: str, *, secret: str) -> None:
    """In a thread of its own: the customer never reads what goes to a supplier."""
    thread = Thread.objects.create(
        account_id=pack.account_id,
        correspondent=pack.email.lower(),
        correspondent_name=pack.supplier,
        subject=subject,
        opened_at=pack.made_at,
    )
    draft = Draft(text=text, language=pack.language, subject=subject, secret=secret)
    pack.message = write(thread=thread, draft=draft, key=f"pack:{pack.id}", by=pack.made_by, at=pack.made_at)
    pack.save(update_fields=["message"])


def _keep(pack: Pack, said: Said, by: str, at: datetime, message: Message | None = None) -> PackAnswer:
    """An answer of the pack, which is evidence of the card with its source."""
    kept = PackAnswer.objects.create(
        pack=pack,
        account_id=pack.account_id,
        at=at,
        name=said.name.strip()[:200],
        decision=said.decision,
        reference=said.reference.strip()[:200],
        text=said.text.strip()[:MOST_CHARACTERS],
        message=message,
    )
    enter_reading(
        card_id=pack.card_id,
        field="supplier.answer",
        value=_told(kept),
        observed_at=at,
        by=by,
        at=at,
        source="supplier",
    )
    return kept


def _told(kept: PackAnswer) -> dict[str, str]:
    return {"decision": kept.decision, "name": kept.name, "reference": kept.reference, "text": kept.text}


def _needs_people(ticket: Ticket, at: datetime) -> None:
    """A ticket that waited is open again: somebody reads the answer and tells the customer."""
    if ticket.own == TicketState.WAITING:
        clocks.resume(subject=ticket.key, at=at, by="desk")
        put_state(ticket, TicketState.OPEN)
