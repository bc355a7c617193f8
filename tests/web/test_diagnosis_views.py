"""The pages of the diagnosis over a real database: evidence by hand, the swap test, incidents, notices, the hand-over."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from simcare.accounts.actions import add_staff
from simcare.accounts.models import Account
from simcare.accounts.values import StaffRole
from simcare.cards.models import Card, Equipment, Product, Supplier
from simcare.diagnosis.actions import examine
from simcare.diagnosis.models import Incident, Reading, SwapTest
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from simcare.messaging.models import Message, Thread
from simcare.notices.models import Notice
from simcare.operators.actions import record
from simcare.operators.values import Evidence
from simcare.support.models import Pack, Ticket

pytestmark = pytest.mark.django_db

ICCID = "89860249213334946911"
HERE = f"/cards/{ICCID}"


@pytest.fixture
def agent(client: Client) -> Client:
    with acting_as_provider():
        user = add_staff(
            email="jo@simcare.example", name="Jo", role=StaffRole.SUPERVISOR, password="a long one", by="t",
            at=clock.now(),
        )  # fmt: skip
    client.force_login(user)
    return client


@pytest.fixture
def card() -> Card:
    account = Account.objects.create(name="Lianwang")
    product = Product.objects.create(code="cn1", name="CN data card", apn="cmiot")
    made = Card.objects.create(
        iccid=ICCID, iccid_key=ICCID[:19], product=product, platform="soracom", account=account, state="active"
    )
    supplier = Supplier.objects.create(name="Zhongdian", email="rma@zhongdian.example", language="zh-hans")
    Equipment.objects.create(account=account, card=made, supplier=supplier, kind="cabinet")
    at = clock.now()
    record(card_id=made.id, evidence=[Evidence("network.plmn", "46001", at, at, "soracom:getSim")])
    examine(card_id=made.id, by="desk", at=at)
    return made


@pytest.mark.parametrize(
    "path", [f"{HERE}/", f"{HERE}/readings/", f"{HERE}/readings/?field=card.sold_at", f"{HERE}/swap/",
             f"{HERE}/verdicts/", f"{HERE}/verdicts/?ticket=1", "/incidents/", "/coverage/"]
)  # fmt: skip
def test_page_opens(agent: Client, card: Card, path: str) -> None:
    assert agent.get(path).status_code == 200


def test_a_transcript_is_shown_before_it_is_kept(agent: Client, card: Card) -> None:
    text = "AT+CSQ\n+CSQ: 6,99\nOK\nthe light is red"
    agent.post(f"{HERE}/readings/read/", {"text": text, "place": "Lyon", "source": "customer"})
    shown = agent.get(f"{HERE}/readings/").content.decode()
    assert "-101 dBm" in shown
    assert "the light is red" in shown
    assert not Reading.objects.exists()
    agent.post(f"{HERE}/readings/keep/")
    kept = Reading.objects.get()
    assert (kept.field, kept.value, kept.place, kept.source, kept.by) == (
        "at.csq", "+CSQ: 6,99", "Lyon", "customer", "jo@simcare.example",
    )  # fmt: skip
    assert "the light is red" not in agent.get(f"{HERE}/readings/").content.decode()


def test_a_fact_is_typed_in_and_none_is_a_fact_too(agent: Client, card: Card) -> None:
    agent.post(f"{HERE}/readings/enter/", {"field": "device.data_roaming", "value": "no", "source": "agent"})
    agent.post(f"{HERE}/readings/enter/", {"field": "compliance.block", "none": "1", "source": "operator"})
    kept = {reading.field: reading.value for reading in Reading.objects.all()}
    assert kept == {"device.data_roaming": False, "compliance.block": None}


def test_nonsense_is_refused_in_words_and_keeps_what_was_pasted(agent: Client, card: Card) -> None:
    answer = agent.post(
        f"{HERE}/readings/read/",
        {"text": "hello"},
        follow=True,
        headers={"Referer": f"http://testserver{HERE}/readings/"},
    )
    assert "None of these lines" in answer.content.decode()
    assert "hello" in answer.content.decode()


def test_the_swap_test_goes_step_by_step(agent: Client, card: Card) -> None:
    agent.post(f"{HERE}/swap/begin/", {"place": "Lyon"})
    for step, result in (
        ("swap.card_in_device", "fails"), ("swap.card_in_good_device", "works"),
        ("swap.good_card_in_device", "fails"), ("swap.repeat", "fails"),
    ):  # fmt: skip
        agent.post(f"{HERE}/swap/step/", {"step": step, "result": result})
    page = agent.get(f"{HERE}/swap/").content.decode()
    assert "The device is faulty" in page
    agent.post(f"{HERE}/swap/end/")
    assert SwapTest.objects.get().ended_at is not None


def test_an_incident_is_opened_by_hand_shown_on_the_card_and_ended(agent: Client, card: Card) -> None:
    told = {"grouping": "network", "platform": "soracom", "key": "46001", "side": "operator", "note": "phone call"}
    opened = agent.post("/incidents/declare/", told)
    incident = Incident.objects.get()
    assert opened.headers["Location"] == f"/incidents/{incident.id}/"
    assert "phone call" in agent.get(f"/incidents/{incident.id}/").content.decode()
    examine(card_id=card.id, by="desk", at=clock.now())
    assert f"/incidents/{incident.id}/" in agent.get(f"{HERE}/").content.decode()
    agent.post(f"/incidents/{incident.id}/close/", {"reason": "operator says so"})
    assert Incident.objects.get().state == "closed"


def test_a_notice_is_typed_in_and_taken_back(agent: Client) -> None:
    now = datetime.now(UTC)
    told = {"title": "Core upgrade", "platform": "soracom", "starts_at": f"{now:%Y-%m-%dT%H:%M}",
            "ends_at": f"{now + timedelta(hours=2):%Y-%m-%dT%H:%M}"}  # fmt: skip
    agent.post("/notices/enter/", told)
    assert "Core upgrade" in agent.get("/incidents/").content.decode()
    agent.post(f"/notices/{Notice.objects.get().id}/withdraw/")
    assert Notice.objects.get().withdrawn_by == "jo@simcare.example"


def test_one_click_hands_the_evidence_over_and_the_link_can_be_revoked(agent: Client, card: Card) -> None:
    at = clock.now()
    thread = Thread.objects.create(account=card.account, correspondent="ops@fleet.example", opened_at=at)
    ticket = Ticket.objects.create(
        account=card.account, thread=thread, category="fault", subject="x", snippet="x", language="en",
        answer_language="en", standing="verified", opened_at=at, changed_at=at,
    )  # fmt: skip
    page = f"/tickets/{ticket.id}/hand-over/{ICCID}/"
    assert "rma@zhongdian.example" in agent.get(page).content.decode()
    for _ in range(2):
        agent.post(f"{page}send/", {"key": "one"})
    assert Message.objects.filter(direction="out", to=["rma@zhongdian.example"]).count() == 1
    agent.post(f"/packs/{Pack.objects.get().id}/revoke/")
    assert Pack.objects.get().revoked_by == "jo@simcare.example"
    assert "Revoked" in agent.get(page).content.decode()
