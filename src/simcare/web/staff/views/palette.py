"""What the command palette finds while one types: tickets, cards, accounts, in one answer."""

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from simcare.accounts.queries import find_accounts
from simcare.cards.queries import fleet
from simcare.support.queries import search as tickets
from simcare.web.staff.door import page

MOST: Final = 6
"""Rows of a kind: a palette is read at a glance."""


@page
def palette(request: HttpRequest) -> HttpResponse:
    """Records for `?q=`: each with its kind, what it is called, more words, and where it leads."""
    asked = request.GET.get("q", "").strip()[:80]
    return JsonResponse({"found": [*_tickets(asked), *_cards(asked), *_accounts(asked)] if asked else []})


def _tickets(asked: str) -> list[dict[str, str]]:
    found = tickets.search(asked.removeprefix("#"), limit=MOST, is_typing=True)
    lines = [hit.line for hit in found.hits]
    return [
        _row(_("Ticket"), f"#{line.id} {line.subject or _('No subject')}", "", reverse("staff:ticket", args=[line.id]))
        for line in lines
    ]


def _cards(asked: str) -> list[dict[str, str]]:
    if not any(map(str.isdigit, asked)):
        return []
    return [
        _row(_("Card"), card.iccid, card.account.name if card.account else "", reverse("staff:card", args=[card.iccid]))
        for card in fleet.search(asked)[:MOST]
    ]


def _accounts(asked: str) -> list[dict[str, str]]:
    return [
        _row(_("Account"), one.name, "", reverse("staff:account", args=[one.id])) for one in find_accounts(asked, MOST)
    ]


def _row(kind: str, name: str, more: str, url: str) -> dict[str, str]:
    return {"kind": kind, "name": name, "more": more, "url": url}
