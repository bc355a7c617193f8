"""Who suspended a card is told by name, never by a number of our tables."""

from datetime import UTC, datetime, timedelta

import pytest

from simcare.accounts.actions import open_account
from simcare.cards.actions.states import report_state
from simcare.cards.actions.stock import add_card, assign
from simcare.cards.models import Product
from simcare.cards.values import CardState, StoppedBy
from simcare.diagnosis.queries.evidence import bundle_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]
AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("by", "told"),
    [
        ("account:{own}", "Harbour Locks"),
        ("account:0", ""),
        ("user:7", ""),
        ("ana@harbour.example", "ana@harbour.example"),
    ],
)
def test_the_last_stop_names_its_maker(by: str, told: str) -> None:
    account = open_account(name="Harbour Locks", language="en", zone="UTC", is_dealer=False, by="test", at=AT)
    product = Product.objects.create(code="test", name="Test product")
    card = add_card(iccid="8944200000033344477", product=product, platform="soracom", at=AT)
    assign(card=card, account=account, by="test", at=AT)
    report_state(
        card_id=card.id,
        state=CardState.SUSPENDED,
        stopped_by=StoppedBy.CUSTOMER,
        source="simcare",
        by=by.format(own=account.id),
        at=AT + timedelta(days=1),
    )
    (stop,) = (
        item
        for item in bundle_for(card_id=card.id, at=AT + timedelta(days=2)).evidence
        if item.field == "audit.last_stop"
    )
    assert stop.value == {"actor": "customer", "by": told}
