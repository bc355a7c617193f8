"""The search over everything: tickets with where they say it, cards, accounts."""

from django.http import HttpRequest, HttpResponse

from simcare.accounts.queries import accounts_with, find_accounts
from simcare.cards.queries import fleet
from simcare.kernel.asking import reading_ahead
from simcare.support.queries import search as tickets
from simcare.web.staff.ahead import ask_frame
from simcare.web.staff.around import draw_page, next_page, offset_of
from simcare.web.staff.door import page
from simcare.web.staff.from_cards import row_of as card_row
from simcare.web.staff.from_tickets import hit_of
from simcare.web.staff.records import AccountRow

FOUND = 8
"""Cards and accounts that a search shows beside the tickets."""


@page
def search(request: HttpRequest) -> HttpResponse:
    """Tickets, cards and accounts for some words; without any, what can be asked."""
    asked = request.GET.get("q", "").strip()
    if not asked:
        return draw_page(request, "search.html", asked="")
    with reading_ahead(*ask_frame(request), accounts_with.of(asked.lower(), limit=FOUND)):
        return _found(request, asked)


def _found(request: HttpRequest, asked: str) -> HttpResponse:
    found = tickets.search(asked, offset=min(offset_of(request), tickets.MOST_FOUND))
    has_digits = any(map(str.isdigit, asked))
    return draw_page(
        request,
        "search.html",
        asked=asked,
        hits=[hit_of(hit) for hit in found.hits],
        count=found.count,
        most_found=found.most,
        is_guess=found.is_guess,
        waiting_count=found.waiting_count,
        next_page=next_page(request, len(found.hits), tickets.PAGE),
        cards=[card_row(card) for card in fleet.search(asked)[:FOUND]] if has_digits else [],
        accounts=[AccountRow(one.id, one.name, one.is_dealer, one.language, 0) for one in find_accounts(asked, FOUND)],
    )
