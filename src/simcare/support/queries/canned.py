"""Canned answers and macros, and what the places of a text stand for on a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from simcare.kernel.statements import kept_statement
from simcare.support.errors import EmptyPlace, NoSuchMacro
from simcare.support.models import CannedAnswer, Macro, Party, Ticket, TicketCard
from simcare.support.rules.canned import filled, in_language
from simcare.support.values import PartyRole

MOST_FOUND = 8


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A canned answer for one ticket: its words filled in, or why they can't be."""

    shortcut: str
    title: str
    language: str
    text: str
    trouble: EmptyPlace | None = None


def list_canned() -> list[CannedAnswer]:
    """All of them by their shortcuts."""
    return list(CannedAnswer.objects.order_by("shortcut"))


def suggest(ticket: Ticket, words: str, *, agent: str) -> list[Suggestion]:
    """Canned answers for what was typed after the slash: those whose shortcut begins like it come first."""
    asked = words.strip().lower()
    values = values_for(ticket, agent=agent)
    found = [
        (not one.shortcut.startswith(asked), one.shortcut, one)
        for one in list_canned()
        if any(asked in said for said in _said(one, ticket.answer_language))
    ]
    ordered = sorted(found, key=lambda one: one[:2])[:MOST_FOUND]
    return [_suggestion(canned, ticket.answer_language, values) for _, _, canned in ordered]


def text_for(shortcut: str, ticket: Ticket, *, agent: str) -> Suggestion | None:
    """One canned answer for a ticket."""
    canned = CannedAnswer.objects.filter(shortcut=shortcut).first()
    return _suggestion(canned, ticket.answer_language, values_for(ticket, agent=agent)) if canned else None


def values_for(ticket: Ticket, *, agent: str) -> Mapping[str, str]:
    """What the places stand for; an empty value means that the ticket has none."""
    writer = Party.objects.filter(ticket=ticket).exclude(role=PartyRole.END_USER).order_by("id").first()
    cards = TicketCard.objects.filter(ticket=ticket, card__isnull=False).order_by("id")
    return {
        "name": writer.name if writer else "",
        "ticket": f"#{ticket.id}",
        "card": ", ".join(card.iccid for card in cards[:5]),
        "account": ticket.account.name if ticket.account else "",
        "agent": agent,
        "subject": ticket.subject,
    }


@kept_statement
def list_macros() -> QuerySet[Macro]:
    """All of them in their order."""
    return Macro.objects.order_by("position", "id")


def get_macro(macro_id: int) -> Macro:
    """One macro. Raises NoSuchMacro."""
    macro = Macro.objects.filter(id=macro_id).first()
    if macro is None:
        raise NoSuchMacro
    return macro


def _said(canned: CannedAnswer, language: str) -> tuple[str, ...]:
    """What a canned answer is found by: other languages than the ticket's would only surprise."""
    return canned.shortcut, canned.title.lower(), in_language(canned.texts, language)[0].lower()


def _suggestion(canned: CannedAnswer, language: str, values: Mapping[str, str]) -> Suggestion:
    text, spoken = in_language(canned.texts, language)
    trouble: EmptyPlace | None = None
    try:
        text = filled(text, values)
    except EmptyPlace as refusal:
        trouble = refusal
    return Suggestion(shortcut=canned.shortcut, title=canned.title, language=spoken, text=text, trouble=trouble)
