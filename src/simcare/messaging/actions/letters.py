"""How letters look is kept here, and applied when one is written: address, header, footer, signatures."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction

from simcare.kernel import audit
from simcare.messaging.errors import AddressIncomplete
from simcare.messaging.models import AgentSignature, LetterTemplate, SupportAddress, Thread
from simcare.messaging.queries.letters import signature_of, template_for
from simcare.messaging.rules.letters import letter_text

LONGEST_TEXT: Final = 4_000


@dataclass(frozen=True)
class Sender:
    """Who a letter is from."""

    email: str
    name: str


@dataclass(frozen=True, kw_only=True)
class AddressTerms:
    """What a person says about a support address."""

    email: str
    name: str
    signature: str = ""
    language: str = ""
    queue: str = ""
    is_main: bool = False


@transaction.atomic
def keep_address(*, terms: AddressTerms, by: str, at: datetime) -> SupportAddress:
    """An address that customers write to; known by its e-mail. Raises AddressIncomplete."""
    email = terms.email.strip().lower()
    local, _, domain = email.rpartition("@")
    if not (local and "." in domain and email.isprintable() and len(email.split()) == 1 and "@" not in local):
        raise AddressIncomplete("%(address)s is no e-mail address.", address=terms.email)
    if not terms.name.strip() or not terms.name.isprintable():
        raise AddressIncomplete("The name that stands before the address is missing.")
    if terms.is_main:
        SupportAddress.objects.filter(is_main=True).exclude(email=email).update(is_main=False)
    told = {
        "name": terms.name.strip(),
        "signature": terms.signature.strip()[:LONGEST_TEXT],
        "language": terms.language,
        "queue": terms.queue.strip(),
        "is_main": terms.is_main,
    }
    address, _ = SupportAddress.objects.update_or_create(email=email, defaults=told)
    audit.record("mail_address.kept", by=by, at=at, subject=f"address:{email}", after=told)
    return address


@transaction.atomic
def keep_template(*, account_id: int | None, header: str, footer: str, by: str, at: datetime) -> None:
    """What stands around every letter to an account; without one, around all others."""
    told = {"header": header.strip()[:LONGEST_TEXT], "footer": footer.strip()[:LONGEST_TEXT]}
    known = LetterTemplate.objects.filter(account=account_id).first() or LetterTemplate(account_id=account_id)
    known.header, known.footer = told["header"], told["footer"]
    known.save()
    audit.record(
        "mail_letter.kept",
        by=by,
        at=at,
        subject=f"account:{account_id}" if account_id else "provider",
        account_id=account_id,
        after=told,
    )


def keep_signature(*, user_id: int, text: str) -> None:
    """What a colleague's own letters end with."""
    AgentSignature.objects.update_or_create(user_id=user_id, defaults={"text": text.strip()[:LONGEST_TEXT]})


def dressed(thread: Thread, words: str, *, by: str, automatic: bool) -> str:
    """The whole text of a letter in this thread. What the desk writes itself bears nobody's signature."""
    template = template_for(thread.account_id)
    address = thread.address.signature if thread.address else ""
    signature = "" if automatic else (signature_of(by) or address)
    if not (template or signature):
        return words
    return letter_text(
        words,
        header=template.header if template else "",
        footer=template.footer if template else "",
        signature=signature,
    )


def sender_of(thread: Thread) -> Sender:
    """The address that the customer wrote to, else our main one, else the one of the configuration."""
    address = thread.address or SupportAddress.objects.filter(is_main=True).first()
    if address:
        return Sender(address.email, address.name)
    return Sender(settings.SIMCARE_SUPPORT_ADDRESS, settings.SIMCARE_DESK_NAME)
