"""Accounts: the list with its search, and one account with its people, cards by state, tickets and promises."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from simcare.accounts import queries as accounts_of
from simcare.accounts.permissions import Deed, may
from simcare.accounts.queries.access import list_asked_in
from simcare.cards.queries import fleet, lists
from simcare.cards.values import Filters
from simcare.kernel import clock
from simcare.support.queries import lists as tickets_of
from simcare.support.queries.quality import count_open, kept_of_account
from simcare.support.queries.satisfaction import satisfaction_of
from simcare.usage.queries.alerts import alerts_of_account, chosen_of, usual_at
from simcare.web.staff.around import PAGE, draw_page, next_page, offset_of
from simcare.web.staff.door import page, staff
from simcare.web.staff.from_alerts import alerts_of, form_of
from simcare.web.staff.from_cards import row_of as card_row
from simcare.web.staff.from_records import deeds_on
from simcare.web.staff.from_tickets import row_of as ticket_row
from simcare.web.staff.records import AccountRecord, AccountRow, KnownPerson
from simcare.web.staff.views.agreements import agreements_of, choices
from simcare.web.staff.views.members import ROLES

SHOWN = 8
KEPT_OVER = timedelta(days=90)


@page
def accounts(request: HttpRequest) -> HttpResponse:
    """Business accounts and dealers, by name."""
    asked, first = request.GET.get("q", "").strip(), offset_of(request)
    found = accounts_of.list_accounts()
    shown = list((found.filter(name__icontains=asked) if asked else found)[first : first + PAGE])
    cards, tickets = (count([account.id for account in shown]) for count in (lists.count_cards_of, count_open))
    rows = [
        AccountRow(
            row.id,
            row.name,
            row.is_dealer,
            row.language,
            row.member_count,  # type: ignore[attr-defined]  # an annotation of list_accounts
            cards.get(row.id, 0),
            tickets.get(row.id, 0),
        )
        for row in shown
    ]
    following = next_page(request, len(rows))
    return draw_page(request, "accounts.html", accounts=rows, asked=asked, next_page=following, here="accounts")


@page
def account(request: HttpRequest, number: int) -> HttpResponse:
    """One account with its people, cards, tickets, and how its promises were kept."""
    found = accounts_of.get_account(number)
    members = accounts_of.list_members(number)
    states = lists.count_states(lists.matching(Filters(account_id=number)))
    kept, promised = kept_of_account(number, (clock.now() - KEPT_OVER).date())
    record = AccountRecord(
        account=AccountRow(
            found.id,
            found.name,
            found.is_dealer,
            found.language,
            len(members),
            sum(states.values()),
            count_open([number]).get(number, 0),
        ),
        zone=found.zone,
        since_at=found.created_at,
        members=tuple(KnownPerson(each.user.name, each.user.email, each.role) for each in members),
        contacts=tuple(
            KnownPerson(each.name, each.email, language=each.language) for each in accounts_of.list_contacts(number)
        ),
        cards=tuple(card_row(each) for each in fleet.search("", number)[:SHOWN]),
        tickets=tuple(ticket_row(line) for line in tickets_of.tickets_of_account(number, SHOWN)),
        states=tuple(states.items()),
        kept_count=kept,
        promise_count=promised,
    )
    opinions = satisfaction_of(number, clock.now())
    return draw_page(
        request,
        "account.html",
        record=record,
        opinions=opinions,
        asked_in=list(list_asked_in(number, at=clock.now())),
        member_roles=ROLES,
        terms=agreements_of(number),
        alerts=alerts_of(alerts_of_account(number, is_open=True)[:SHOWN]),
        warnings=form_of(chosen_of(account_id=number), usual_at(clock.now())),
        promises=choices(),
        may_keep_keys=may(staff(request).role, Deed.KEEP_KEYS),
        may_arrange=may(staff(request).role, Deed.ARRANGE),
        deeds=deeds_on(f"account:{number}"),
        here="accounts",
    )
