"""Cards: the list with its search, one card, and having it checked."""

from datetime import timedelta
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from simcare.accounts.permissions import MemberDeed
from simcare.cards.errors import NoSuchCard
from simcare.cards.queries import fleet, lists
from simcare.cards.queries.finding import is_too_short
from simcare.cards.queries.imports import exports_of_account
from simcare.cards.values import CardState
from simcare.diagnosis.queries import verdicts
from simcare.kernel import clock, limits
from simcare.support.actions.tickets import want_examination
from simcare.support.queries.customers import SHOWN_STATES
from simcare.support.queries.lists import tickets_of_card
from simcare.usage.queries.figures import meter_of
from simcare.usage.queries.found import last_week
from simcare.web.business.door import back, deed, needs, page, visitor
from simcare.web.business.errors import CheckedOften
from simcare.web.business.frame import draw_page, stream_url
from simcare.web.business.from_cards import allowance_of, asked_of, equipment_of, facts_of, filters_of
from simcare.web.business.from_tickets import rows_of
from simcare.web.business.records import CardList, CardRecord
from simcare.web.staff import fleet_words
from simcare.web.staff.around import page_behind
from simcare.web.staff.fleet import Choice
from simcare.web.staff.from_anomalies import hours_of
from simcare.web.staff.from_fleet import choices, export_of, row_of
from simcare.web.staff.from_verdicts import verdict_of
from simcare.web.staff.words import CARD_STATES

if TYPE_CHECKING:
    from simcare.cards.models import Card
    from simcare.support.queries.lists import TicketLine

SIZE: Final = 50
COLUMNS: Final = ("label", "product", "imsi", "msisdn", "eid", "imei", "sold_on", "observed")
"""What can be chosen to stand in the list."""
SHOWN: Final = ("label", "product", "observed")
MOST_COUNTED: Final = 1_000
CHECKS_AN_HOUR: Final = 60
"""Of one account: each asks its operator, whose rate is for all."""


@page
def cards(request: HttpRequest) -> HttpResponse:
    """The account's cards, by words and state."""
    who, said = visitor(request), request.GET
    may_export, may_change = who.may(MemberDeed.EXPORT), who.may(MemberDeed.CHANGE_CARDS)
    filters = filters_of(said, who.account_id)
    chosen = tuple(name for name in COLUMNS if name in said.getlist("columns")) or SHOWN
    found = lists.list_page(filters, after=said.get("after", "")[:19], size=SIZE, counted_to=MOST_COUNTED)
    listed = CardList(
        rows=tuple(row_of(card, chosen) for card in found.cards),
        heads=tuple(str(fleet_words.COLUMNS[name]) for name in chosen),
        count=found.count,
        most_counted=found.counted_to,
        words=filters.words,
        is_too_short=is_too_short(filters.words),
        act_on_all_url=f"{reverse('business:job_new')}?{urlencode({'all': 1, **asked_of(filters)})}"
        if may_change
        else "",
        files=tuple(export_of(each) for each in exports_of_account(who.account_id)) if may_export else (),
        products=choices(((each.id, each.name) for each in fleet.list_products()), filters.product_id),
        columns=tuple(Choice(name, str(fleet_words.COLUMNS[name]), name in chosen) for name in COLUMNS),
        states=choices(((state, CARD_STATES[state].text) for state in CardState), filters.state),
    )
    return draw_page(
        request,
        "cards.html",
        fleet=listed,
        may_export=may_export,
        next_page=page_behind(request, found.next_after),
        here="cards",
    )


@page
def card(request: HttpRequest, iccid: str) -> HttpResponse:
    """One card as it is now: state, verdict, allowance, use, tickets."""
    found, at = _get(iccid), clock.now()
    latest = verdicts.find_latest(found.id)
    hours = last_week(found.id, at, zone=visitor(request).user.zone)
    record = CardRecord(
        id=found.id,
        subject=f"card:{found.id}",
        iccid=found.iccid,
        state=found.state,
        state_at=found.state_observed_at,
        label=found.label,
        facts=facts_of(found),
        verdict=verdict_of(latest) if latest else None,
        allowance=allowance_of(meter_of(found.id, at)),
        hours=hours_of(hours),
        used_at=hours[-1].began_at if hours else None,
        states=tuple((change.state, change.at) for change in fleet.state_history(found.id)),
        tickets=rows_of(found.account_id or 0, _asked_about(found)),
        equipment=equipment_of(fleet.equipment_of(found.id)),
    )
    return draw_page(
        request,
        "card.html",
        record=record,
        may_check=_may_check(request),
        may_change=visitor(request).may(MemberDeed.CHANGE_CARDS),
        may_ask=visitor(request).may(MemberDeed.ASK),
        here="cards",
    )


@deed
@needs(MemberDeed.CHECK_CARDS)
def check(request: HttpRequest, iccid: str) -> HttpResponse:
    """Have the card read at its operator and judged; the page follows by itself."""
    found, who, at = _get(iccid), visitor(request), clock.now()
    if limits.count(f"check:{who.account_id}", within=timedelta(hours=1), at=at) > CHECKS_AN_HOUR:
        raise CheckedOften
    want_examination(card_id=found.id, account_id=who.account_id, by=who.user.email, at=at)
    return back(request, _("The card is being checked. The result shows here by itself."))


@page
def stream_pass(request: HttpRequest) -> HttpResponse:
    """A new pass to the live stream, for a page that stands longer than its first one."""
    return JsonResponse({"url": stream_url(request)})


def _may_check(request: HttpRequest) -> bool:
    return visitor(request).may(MemberDeed.CHECK_CARDS)


def _asked_about(card: "Card") -> "list[TicketLine]":
    """The newest tickets about a card, of those that have a page."""
    return [line for line in tickets_of_card(card.id) if line.state in SHOWN_STATES]


def _get(iccid: str) -> "Card":
    """The account's card with this ICCID; another's is not there, as one that does not exist. Raises NoSuchCard."""
    found = fleet.by_iccid([iccid]).get(iccid)
    if found is None:
        raise NoSuchCard("There is no card %(iccid)s.", iccid=iccid)
    return found
