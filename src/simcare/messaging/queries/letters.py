"""Reads of support addresses, letter templates and signatures."""

from simcare.messaging.models import AgentSignature, LetterTemplate, SupportAddress
from simcare.messaging.rules.letters import letter_page, letter_text

__all__ = ["letter_page", "letter_text"]


def list_addresses() -> list[SupportAddress]:
    """Our addresses, the main one first."""
    return list(SupportAddress.objects.order_by("-is_main", "email"))


def list_templates() -> list[LetterTemplate]:
    """Every template, the one for everybody first."""
    return list(LetterTemplate.objects.select_related("account").order_by("account__name"))


def template_for(account_id: int | None) -> LetterTemplate | None:
    """The account's own template, else the one for everybody."""
    own = LetterTemplate.objects.filter(account_id=account_id).first() if account_id else None
    return own or LetterTemplate.objects.filter(account=None).first()


def signature_of(email: str) -> str:
    """What the letters of a colleague end with; empty for none."""
    found = AgentSignature.objects.filter(user__email=email).first()
    return found.text if found else ""
