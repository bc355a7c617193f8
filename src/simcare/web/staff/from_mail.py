"""Mailboxes, letters and what is held back, as pages show them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from simcare.messaging.queries import mailboxes
from simcare.web.staff.mail_pages import AddressRow, MailboxRow, SpamRow, TemplateRow, UnreachedRow
from simcare.web.staff.spans import length

if TYPE_CHECKING:
    from simcare.messaging.models import LetterTemplate, Mailbox, Message, SupportAddress, Suppression

CALM_SECONDS = 60


def mailbox_of(mailbox: "Mailbox", at: datetime) -> MailboxRow:
    """A mailbox with its state in one word."""
    lag = mailboxes.lag_seconds(mailbox, at)
    tone, state = _state(mailbox, lag, at)
    return MailboxRow(
        id=mailbox.id,
        name=mailbox.name,
        user=mailbox.user,
        server=f"{mailbox.host}:{mailbox.port}",
        folder=mailbox.folder,
        tone=tone,
        state=state,
        taken_count=mailbox.taken_count,
        waiting_count=mailbox.waiting_count,
        lag=length(timedelta(seconds=lag)) if lag > CALM_SECONDS else "",
        looked_at=mailbox.looked_at,
        trouble=mailbox.trouble,
        is_on=mailbox.is_on,
        after=_("moved to %(folder)s") % {"folder": mailbox.moved_to} if mailbox.moved_to else _("marked as read"),
        authserv_id=mailbox.authserv_id,
    )


def address_of(address: "SupportAddress") -> AddressRow:
    """An address of ours."""
    return AddressRow(address.email, address.name, address.signature, address.language, address.queue, address.is_main)


def template_of(template: "LetterTemplate") -> TemplateRow:
    """A letter template; without an account it is everybody's."""
    name = template.account.name if template.account else ""
    return TemplateRow(template.account_id, name, template.header, template.footer)


def unreached_of(found: "Suppression") -> UnreachedRow:
    """An address that is not written to."""
    since_at = found.suppressed_at or found.last_at
    return UnreachedRow(found.id, found.address, found.answer, since_at, found.returned_count, found.is_hard)


def spam_of(message: "Message", ticket_number: int | None) -> SpamRow:
    """A mail that looks like spam."""
    return SpamRow(message.sender_email, message.subject, message.spam_score, message.at, ticket_number)


def _state(mailbox: "Mailbox", lag_seconds: int, at: datetime) -> tuple[str, str]:
    if not mailbox.is_on:
        return "unknown", _("Off")
    if mailbox.trouble:
        return "blocked", _("In trouble")
    if mailbox.looked_at is None:
        return "waiting", _("Not fetched yet")
    if mailboxes.is_behind(mailbox, at) or lag_seconds > CALM_SECONDS:
        return "degraded", _("Behind")
    return "well", _("Up to date")
