"""Cards: the list with its search, one card, and what staff ask of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed, may
from simcare.cards.errors import NoSuchCard
from simcare.cards.queries import fleet
from simcare.cards.queries.lists import history_of
from simcare.diagnosis.queries import incidents, verdicts
from simcare.diagnosis.queries.evidence import bundle_for
from simcare.kernel import clock
from simcare.operators.values import Evidence
from simcare.support.actions.tickets import want_examination
from simcare.support.queries import lists
from simcare.usage.queries.alerts import SHOWN as SHOWN_ALERTS
from simcare.usage.queries.alerts import alerts_of_card
from simcare.usage.queries.alerts import meters_of as list_meters
from simcare.usage.queries.found import anomalies_of, last_week
from simcare.web.staff.around import draw_page
from simcare.web.staff.diagnosis_pages import IncidentRow
from simcare.web.staff.diagnosis_words import check_choices
from simcare.web.staff.door import back, deed, needs, page, staff, who
from simcare.web.staff.from_alerts import alerts_of, meters_of
from simcare.web.staff.from_anomalies import hours_of, rows_of
from simcare.web.staff.from_cards import card_of, with_evidence
from simcare.web.staff.from_diagnosis import gaps_of, incident_of
from simcare.web.staff.from_fleet import names_for, past_of
from simcare.web.staff.from_records import deeds_on
from simcare.web.staff.from_tickets import row_of as ticket_row
from simcare.web.staff.from_verdicts import datum_of, verdict_of
from simcare.web.staff.pages import Datum
from simcare.web.staff.records import CardRecord, StateChange
from simcare.web.staff.ticket_ways import ways_view

if TYPE_CHECKING:
    from simcare.cards.models import Card

SHOWN_VERDICTS = 10


@page
def card(request: HttpRequest, iccid: str) -> HttpResponse:
    """One card with its verdict, evidence, history and tickets."""
    found = get(iccid)
    at = clock.now()
    bundle = bundle_for(card_id=found.id, at=at)
    latest = verdicts.find_latest(found.id)
    hours = last_week(found.id, at, zone=found.account.zone if found.account else "UTC")
    record = CardRecord(
        card=with_evidence(card_of(found, verdict_of(latest) if latest else None), bundle.evidence),
        history=tuple(_history(found.id)),
        verdicts=tuple(verdict_of(each) for each in verdicts.for_card(found.id)[:SHOWN_VERDICTS]),
        evidence=tuple(datum_of(fact) for fact in _newest(bundle.evidence)),
        tickets=tuple(ticket_row(line) for line in lists.tickets_of_card(found.id)),
        equipment=tuple(_equipment(found.id)),
        gaps=gaps_of(latest.result["checks_skipped"]) if latest else (),
        incident=_incident(found.id),
        anomalies=rows_of(anomalies_of(found.id)),
        hours=hours_of(hours),
        used_at=hours[-1].began_at if hours else None,
        meters=meters_of(list_meters(found.id, at)),
        alerts=alerts_of(alerts_of_card(found.id)[:SHOWN_ALERTS]),
    )
    return draw_page(
        request,
        "card.html",
        record=record,
        checks=check_choices(get_language() or "en"),
        ways=ways_view(found, latest, staff(request).role),
        deeds=deeds_on(f"card:{found.id}"),
        may_open=may(staff(request).role, Deed.KEEP_STOCK),
        here="cards",
    )


@deed
@needs(Deed.JUDGE)
def examine(request: HttpRequest, iccid: str) -> HttpResponse:
    """Have the card read at its operator and judged; the page follows by itself."""
    ticket = request.POST.get("ticket", "")
    want_examination(
        card_id=get(iccid).id, ticket_id=int(ticket) if ticket.isdecimal() else 0, by=who(request), at=clock.now()
    )
    return back(request, _("The card is being read at its operator."))


def get(iccid: str) -> "Card":
    """The card with this ICCID. Raises NoSuchCard."""
    found = fleet.by_iccid([iccid]).get(iccid)
    if found is None:
        raise NoSuchCard("There is no card %(iccid)s.", iccid=iccid)
    return found


def _incident(card_id: int) -> IncidentRow | None:
    """The incident in which the card failed and that still runs."""
    running = incidents.covering([card_id]).get(card_id)
    return incident_of(running) if running else None


def _newest(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The newest fact of each field, what platforms and devices said before our own books."""
    newest = {fact.field: fact for fact in sorted(evidence, key=lambda fact: fact.observed_at)}
    return sorted(newest.values(), key=lambda fact: (fact.source == "simcare", fact.field))


def _history(card_id: int) -> list[StateChange]:
    """Every change of the card, in words."""
    past = history_of(card_id)
    told = [
        value for each in past for part in (each.before, each.after) for name, value in part.items() if name == "batch"
    ]
    products = {product.id: product.name for product in fleet.list_products()}
    batches = fleet.batch_codes(number for number in told if isinstance(number, int))
    return past_of(past, names_for(past, products, batches))


def _equipment(card_id: int) -> list[Datum]:
    return [
        datum
        for device in fleet.equipment_of(card_id)
        for datum in (
            Datum(_("Device"), device.kind),
            Datum(_("Model"), device.model),
            Datum(_("Module"), device.module),
            Datum(_("Place"), device.place),
            Datum(_("Supplier"), device.supplier.name if device.supplier else ""),
        )
        if datum.value
    ]
