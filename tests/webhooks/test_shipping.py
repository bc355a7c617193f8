"""Programs are told what happens to their account: once, signed, in order, tried again, and never another's."""

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from simcare.accounts.actions import open_account
from simcare.accounts.models import Account
from simcare.cards.events import CardStateChanged
from simcare.cards.models import Card, Product
from simcare.kernel import clock, outbox
from simcare.kernel.models import Delivery
from simcare.kernel.tenancy import acting_as_provider
from simcare.messaging.events import MessageSent
from simcare.support.events import TicketOpened
from simcare.webhooks.actions import endpoints, shipping
from simcare.webhooks.errors import BadWebhook, NoSuchShipment, NoSuchWebhook, TooManyWebhooks
from simcare.webhooks.models import Attempt, Endpoint, Shipment
from simcare.webhooks.values import Kind
from tests.support.factories import make_ticket
from tests.webhooks.hearer import Hearer, hearing

pytestmark = pytest.mark.django_db
EVERYTHING = [kind for kind in Kind if kind is not Kind.TEST]


@pytest.fixture
def hearer(settings: Settings) -> Iterator[Hearer]:
    with hearing() as heard:
        settings.SIMCARE_LOOPBACK_TARGETS = [heard.host]
        yield heard


@pytest.fixture
def account(db: None) -> Account:
    with acting_as_provider():
        return open_account(name="Nordsol", by="test", at=clock.now())


def add(account: Account, hearer: Hearer, kinds: list[Kind] = EVERYTHING) -> tuple[Endpoint, str]:
    return endpoints.add_endpoint(account_id=account.id, url=hearer.url, kinds=kinds, by="test", at=clock.now())


def happen(account: Account, *states: str) -> Card:
    """A card of the account comes into states."""
    product, _ = Product.objects.get_or_create(code="plain", defaults={"name": "Plain"})
    iccid = f"8944{account.id:015d}"
    card, _ = Card.objects.get_or_create(
        iccid=iccid, defaults={"iccid_key": iccid, "product": product, "account": account, "platform": "soracom"}
    )
    for state in states:
        event = CardStateChanged(card_id=card.id, state=state, stopped_by="customer" if state == "suspended" else "")
        outbox.publish(event, subject=f"card:{card.id}", account_id=account.id)
    deliver()
    return card


def deliver() -> None:
    with acting_as_provider():
        while outbox.deliver("later") + outbox.deliver("quick"):
            pass


def due_now() -> None:
    """The pauses are over."""
    Shipment.objects.filter(next_at__isnull=False).update(next_at=clock.now() - timedelta(seconds=1))
    Endpoint.objects.filter(next_at__isnull=False).update(next_at=clock.now() - timedelta(seconds=1))


def send() -> None:
    while shipping.send_due(has_failed=False) + shipping.send_due(has_failed=True):
        pass


def test_what_happens_is_told_signed_and_in_order(account: Account, hearer: Hearer) -> None:
    _, secret = add(account, hearer)
    card = happen(account, "active", "suspended")
    send()
    assert [told["type"] for told in hearer.heard] == ["card.state_changed"] * 2
    assert [told["data"] for told in hearer.heard] == [
        {"iccid": card.iccid, "state": "active", "stopped_by": None},
        {"iccid": card.iccid, "state": "suspended", "stopped_by": "customer"},
    ]
    assert hearer.is_signed_by(secret, 0)
    assert hearer.is_signed_by(secret, 1)
    assert not hearer.is_signed_by("whsec_AAAA")
    assert Shipment.objects.exclude(taken_at=None).count() == 2
    assert Endpoint.objects.get().next_at is None


def test_the_same_event_is_told_once_however_often_it_is_delivered(account: Account, hearer: Hearer) -> None:
    add(account, hearer)
    happen(account, "active")
    Delivery.objects.update(done_at=None)
    deliver()
    send()
    assert len(hearer.heard) == 1


def test_only_what_is_wanted_is_told_and_only_to_whom_it_belongs(account: Account, hearer: Hearer) -> None:
    with acting_as_provider():
        other = open_account(name="Riego", by="test", at=clock.now())
    add(account, hearer, [Kind.TICKET_OPENED])
    happen(account, "active")
    happen(other, "active")
    for owner in (account, other):
        ticket = make_ticket(account_id=owner.id)
        outbox.publish(TicketOpened(ticket_id=ticket.id), subject=ticket.key, account_id=owner.id)
    deliver()
    send()
    assert [(told["type"], told["data"]) for told in hearer.heard] == [("ticket.opened", {"number": ticket.id - 1})]


def test_an_answer_is_told_and_what_goes_to_a_supplier_is_not(account: Account, hearer: Hearer) -> None:
    add(account, hearer)
    ticket, foreign = make_ticket(account_id=account.id), make_ticket(account_id=account.id)
    assert ticket.thread_id
    thread = foreign.thread_id
    type(foreign).objects.filter(id=foreign.id).update(thread=None)  # a thread that is no ticket's own
    for thread_id in (ticket.thread_id, thread):
        event = MessageSent(message_id=7, thread_id=thread_id or 0, automatic=False)
        outbox.publish(event, subject=f"thread:{thread_id}", account_id=account.id)
    deliver()
    send()
    assert [told["data"] for told in hearer.heard] == [{"number": ticket.id, "message_id": 7}]


def test_what_is_not_taken_is_tried_again_with_the_same_id_and_what_comes_after_waits(
    account: Account, hearer: Hearer
) -> None:
    add(account, hearer)
    hearer.answers = [500, 503, 200]
    happen(account, "active", "suspended")
    for tries in (1, 2):
        send()
        assert len(hearer.heard) == tries, "the second message waits for the first"
        due_now()
    send()
    ids = [headers["webhook-id"] for headers, _ in hearer.raw]
    assert ids[0] == ids[1] == ids[2] != ids[3]
    assert [attempt.trouble for attempt in Attempt.objects.order_by("id")] == ["answered_500", "answered_503", "", ""]
    assert Endpoint.objects.get().failures == 0


def test_a_wish_to_wait_is_honoured(account: Account, hearer: Hearer) -> None:
    add(account, hearer)
    hearer.answers, hearer.headers = [429], {"Retry-After": "3600"}
    happen(account, "active")
    send()
    waits = Endpoint.objects.get().next_at
    assert waits is not None
    assert timedelta(minutes=59) < waits - clock.now() <= timedelta(hours=1)


def test_who_says_that_he_is_gone_is_told_nothing_more(account: Account, hearer: Hearer) -> None:
    endpoint, _ = add(account, hearer)
    hearer.answers = [410, 200]
    happen(account, "active")
    send()
    due_now()
    happen(account, "suspended")
    send()
    assert len(hearer.heard) == 1
    assert Endpoint.objects.get().off_because == "gone"
    endpoints.switch(account_id=account.id, number=endpoint.id, is_on=True, by="test", at=clock.now())
    send()
    assert len(hearer.heard) == 2, "what had waited is sent; what happened meanwhile is not told"


def test_who_takes_nothing_for_days_is_switched_off_and_nothing_is_lost(account: Account, hearer: Hearer) -> None:
    endpoint, _ = add(account, hearer)
    hearer.answers = [500]
    happen(account, "active")
    for _ in range(15):
        send()
        due_now()
    assert len(hearer.heard) == 10
    assert Endpoint.objects.get().off_because == "failing"
    hearer.answers = [200]
    endpoints.switch(account_id=account.id, number=endpoint.id, is_on=True, by="test", at=clock.now())
    send()
    assert len(hearer.heard) == 11
    assert Shipment.objects.get().taken_at is not None


def test_both_secrets_sign_for_a_day_after_a_change(account: Account, hearer: Hearer) -> None:
    endpoint, first = add(account, hearer)
    _, second = endpoints.change_secret(account_id=account.id, number=endpoint.id, by="test", at=clock.now())
    happen(account, "active")
    send()
    assert hearer.is_signed_by(first)
    assert hearer.is_signed_by(second)
    Endpoint.objects.update(earlier_until=clock.now())
    happen(account, "suspended")
    send()
    assert not hearer.is_signed_by(first)
    assert hearer.is_signed_by(second)


def test_a_message_is_sent_again_on_wish_with_its_own_id(account: Account, hearer: Hearer) -> None:
    endpoint, _ = add(account, hearer)
    happen(account, "active")
    send()
    shipment = Shipment.objects.get()
    shipping.send_again(account_id=account.id, number=endpoint.id, shipment_id=shipment.id, at=clock.now())
    send()
    assert hearer.raw[0][0]["webhook-id"] == hearer.raw[1][0]["webhook-id"]
    assert hearer.raw[0][1] == hearer.raw[1][1]
    assert Attempt.objects.count() == 2
    with pytest.raises(NoSuchShipment):
        shipping.send_again(account_id=account.id, number=endpoint.id, shipment_id=0, at=clock.now())


def test_a_sender_that_died_is_followed_by_another_when_its_lease_is_over(account: Account, hearer: Hearer) -> None:
    add(account, hearer)
    happen(account, "active")
    assert len(shipping._claim(has_failed=False)) == 1  # and the process dies
    send()
    assert hearer.heard == []
    due_now()
    send()
    assert len(hearer.heard) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("policies")
def test_one_that_hangs_holds_up_none_that_works(
    account: Account, hearer: Hearer, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simcare.webhooks.channels.posting.PATIENCE_SECONDS", 2.0)
    with hearing() as hanging:
        settings.SIMCARE_LOOPBACK_TARGETS = [hearer.host, hanging.host]
        hanging.hangs_seconds = 3
        slow, _ = add(account, hanging)
        add(account, hearer)
        happen(account, "active")
        began = time.monotonic()
        shipping.send_due(has_failed=False)
        assert (len(hearer.heard), len(hanging.heard)) == (1, 1), "both at once"
        assert time.monotonic() - began < 3
        due_now()
        happen(account, "suspended")
        began = time.monotonic()
        shipping.send_due(has_failed=False)
        assert time.monotonic() - began < 1, "the one that hangs is served apart"
        assert len(hearer.heard) == 2
        assert [attempt.trouble for attempt in Attempt.objects.filter(shipment__endpoint=slow)] == ["outcome_unknown"]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook",
        "https://127.0.0.1/hook",
        "https://10.1.2.3/hook",
        "https://[::1]/hook",
        "https://169.254.169.254/latest",
        "https://example.com:22/hook",
        "https://user:word@example.com/",
        "ftp://example.com/",
        "https://example.com/" + "x" * 500,
    ],
)
def test_an_address_that_may_not_be_called_is_refused(account: Account, url: str) -> None:
    with pytest.raises(BadWebhook):
        endpoints.add_endpoint(account_id=account.id, url=url, kinds=EVERYTHING, by="test", at=clock.now())
    assert not Endpoint.objects.exists()


def test_a_name_that_means_an_inner_address_is_refused_when_it_is_sent_to(account: Account) -> None:
    endpoints.add_endpoint(
        account_id=account.id, url="https://localhost/hook", kinds=EVERYTHING, by="test", at=clock.now()
    )
    happen(account, "active")
    shipping.send_due(has_failed=False)
    assert Attempt.objects.get().trouble == "target_refused"


def test_a_secret_is_sealed_and_another_account_reaches_no_webhook(account: Account, hearer: Hearer) -> None:
    endpoint, secret = add(account, hearer)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(e)::text FROM webhooks_endpoint e")
        assert secret.removeprefix("whsec_") not in cursor.fetchone()[0]
    with pytest.raises(NoSuchWebhook):
        endpoints.end_endpoint(account_id=account.id + 1, number=endpoint.id, by="test", at=clock.now())
    for _ in range(9):
        add(account, hearer)
    with pytest.raises(TooManyWebhooks):
        add(account, hearer)
