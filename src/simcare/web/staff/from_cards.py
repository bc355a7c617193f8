"""Cards as pages show them."""

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from simcare.operators.queries import title_of
from simcare.web.staff.from_verdicts import datum_of
from simcare.web.staff.pages import CardView, Datum, Verdict
from simcare.web.staff.records import CardRow
from simcare.web.staff.spans import day_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcare.cards.models import Card
    from simcare.operators.values import Evidence

PANE_FIELDS = ("package.state", "package.expires_at", "session.open", "network.plmn", "imei.observed", "attach.state")
"""What an agent wants to know of a card before anything else, in this order."""


def row_of(card: "Card") -> CardRow:
    """A card in a list."""
    return CardRow(
        card.iccid,
        card.state,
        card.product.name,
        card.account.name if card.account else "",
        card.account_id,
        title_of(card.platform),
        card.state_observed_at,
    )


def card_of(card: "Card", verdict: Verdict | None = None) -> CardView:
    """A card beside a ticket; `with_evidence` adds what its platform said."""
    return CardView(
        iccid=card.iccid,
        state=card.state,
        product=card.product.name,
        platform=title_of(card.platform),
        account=card.account.name if card.account else "",
        account_id=card.account_id,
        state_at=card.state_observed_at,
        verdict=verdict,
        identity=tuple(_identity(card)),
    )


def with_evidence(view: CardView, facts: "Iterable[Evidence]") -> CardView:
    """The same card with package, usage and network as last observed."""
    newest = {fact.field: fact for fact in sorted(facts, key=lambda fact: fact.observed_at)}
    used, total = newest.get("package.used_bytes"), newest.get("package.total_bytes")
    return replace(
        view,
        used_bytes=used.value if used else None,
        used_at=used.observed_at if used else None,
        allowance_bytes=total.value if total else None,
        facts=tuple(datum_of(newest[name]) for name in PANE_FIELDS if name in newest),
    )


def _identity(card: "Card") -> "Iterable[Datum]":
    for label, value in (("IMSI", card.imsi), ("MSISDN", card.msisdn), ("IMEI", card.imei), ("EID", card.eid)):
        if value:
            yield Datum(label, value, shape="id")
    yield Datum(_("Product"), card.product.name)
    yield Datum(_("APN"), card.product.apn)
    yield Datum(_("Platform"), title_of(card.platform))
    yield Datum(_("Account"), card.account.name if card.account else _("in stock"))
    if card.sold_on:
        yield Datum(_("Sold on"), day_text(card.sold_on))
