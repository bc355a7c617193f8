"""A card whose device is proven faulty, on a ticket: what is handed over to the supplier of the device."""

from datetime import UTC, date, datetime, timedelta

import pytest

from simcare.accounts.models import Account
from simcare.cards.models import Card, Equipment, Product, Supplier
from simcare.diagnosis.actions import examine, swaps
from simcare.diagnosis.actions.swaps import Circumstances, StepRecord
from simcare.messaging.models import Thread
from simcare.operators.actions import record
from simcare.operators.values import Evidence
from simcare.support.models import Ticket

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
    "550000000049454e44ae426082"
)


@pytest.fixture
def card(db: None) -> Card:
    account = Account.objects.create(name="Fleet One")
    product = Product.objects.create(code="eu-iot", name="EU IoT", apn="iot.example")
    made = Card.objects.create(
        iccid="8986001234567890123",
        iccid_key="8986001234567890123",
        product=product,
        platform="soracom",
        account=account,
        sold_on=date(2025, 1, 1),
        state="active",
    )
    supplier = Supplier.objects.create(name="Tracker Works", email="rma@tracker.example", language="de")
    Equipment.objects.create(
        account=account, card=made, supplier=supplier, kind="tracker", model="TW-9", imei="356938035643809"
    )
    return made


@pytest.fixture
def ticket(card: Card) -> Ticket:
    thread = Thread.objects.create(account=card.account, correspondent="ops@fleet.example", opened_at=AT)
    return Ticket.objects.create(
        account=card.account, thread=thread, category="fault", subject="no data", snippet="no data", language="en",
        answer_language="en", standing="verified", opened_at=AT, changed_at=AT,
    )  # fmt: skip


def prove_the_device_faulty(card: Card) -> datetime:
    """A swap test that proves the device faulty; returns when the last step was done."""
    seen = [("platform.reachable", True), ("platform.known", True), ("card.state", "active"),
            ("network.attach", {"plmn": "20801"})]  # fmt: skip
    record(card_id=card.id, evidence=[Evidence(field, value, AT, AT, "soracom:getSim") for field, value in seen])
    told = Circumstances(place="Depot Lyon", network="20801", apn="iot.example", firmware="1.4")
    swaps.begin(card_id=card.id, told=told, by="li", at=AT)
    at = AT
    for step, result, photos in (
        ("swap.card_in_device", "fails", [PNG]),
        ("swap.card_in_good_device", "works", []),
        ("swap.good_card_in_device", "fails", []),
        ("swap.repeat", "fails", []),
    ):
        at += timedelta(minutes=10)
        swaps.record_step(
            card_id=card.id, step=step, told=StepRecord(result=result, error="no service" * (result == "fails")),
            photos=photos, observed_at=at, by="li", at=at,
        )  # fmt: skip
    swaps.end(card_id=card.id, at=at)
    record(card_id=card.id, evidence=[Evidence("card.state", "active", at, at, "soracom:getSim")])
    examine(card_id=card.id, by="desk", at=at)
    return at
