"""Tickets: what the account has asked, and how it stands."""

from django.http import HttpRequest, HttpResponse

from simcare.support.queries.lists import tickets_of_account
from simcare.web.business.door import page, visitor
from simcare.web.business.frame import draw_page
from simcare.web.staff.from_tickets import row_of


@page
def tickets(request: HttpRequest) -> HttpResponse:
    """The account's tickets, the newest first."""
    lines = tickets_of_account(visitor(request).account_id)
    return draw_page(request, "tickets.html", tickets=[row_of(line) for line in lines], here="tickets")
