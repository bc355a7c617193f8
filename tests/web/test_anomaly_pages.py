"""The pages of unusual traffic over a real database: found, looked into, judged, and made a ticket."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client

from simcare.accounts.actions import add_staff
from simcare.accounts.models import Account
from simcare.accounts.values import StaffRole
from simcare.cards.models import Card, Product
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions import record
from simcare.operators.values import Evidence
from simcare.support.models import Ticket
from simcare.usage.models import Anomaly, HourUsage, Meter

pytestmark = pytest.mark.django_db

ICCID = "89860249213334946911"
MB = 1_000_000


@pytest.fixture(autouse=True)
def _as_provider(db: None):
    with acting_as_provider():
        yield


@pytest.fixture
def agent(client: Client) -> Client:
    user = add_staff(
        email="jo@simcare.example", name="Jo", role=StaffRole.AGENT, password="a long one", by="t", at=clock.now()
    )
    client.force_login(user)
    return client


@pytest.fixture
def anomaly() -> Anomaly:
    """60 MB in an hour; the operator says 900 MB, our records and the meter 61, of an allowance of 50."""
    account = Account.objects.create(name="Lianwang", zone="Asia/Shanghai")
    product = Product.objects.create(code="cn1", name="CN data card", apn="cmiot")
    card = Card.objects.create(
        iccid=ICCID, iccid_key=ICCID[:19], product=product, platform="eiotclub", account=account, state="active"
    )
    at = clock.now().astimezone(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=30)
    Meter.objects.create(
        card=card, account=account, package="50 MB", period=DateTimeTZRange(at - timedelta(days=9), at + timedelta(30)),
        allowance_bytes=50 * MB, used_bytes=61 * MB, opened_by="t", opened_at=at - timedelta(days=9),
    )  # fmt: skip
    _use(card, at, 60 * MB)
    _use(card, at - timedelta(hours=5), MB)
    told_at = clock.now() - timedelta(minutes=5)
    record(card_id=card.id, evidence=[Evidence("package.used_bytes", 900 * MB, told_at, told_at, "eiotclub")])
    return Anomaly.objects.create(
        card=card, account=account, kind="spike", from_at=at, until_at=at + timedelta(hours=1), score=41.2,
        numbers={"bytes": 60 * MB, "usual_from_bytes": MB, "usual_until_bytes": 2 * MB, "peers_percent": 0},
        first_seen_at=clock.now(),
    )  # fmt: skip


def _use(card: Card, at: datetime, used: int) -> None:
    from simcare.usage.actions.partitions import make_partitions

    make_partitions([at.date()])
    HourUsage.objects.create(card=card, hour_at=at, account_id=card.account_id, used_bytes=used, record_count=1)


def _read(agent: Client, address: str) -> str:
    answer = agent.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_what_is_unusual_is_listed_and_narrowed(agent: Client, anomaly: Anomaly) -> None:
    other = f"/anomalies/{anomaly.id}/"
    for address, is_there in (
        ("/anomalies/", True),
        ("/anomalies/?kind=spike&q=946911", True),
        ("/anomalies/?kind=silence", False),
        ("/anomalies/?q=000", False),
        ("/anomalies/?state=closed", False),
        ("/anomalies/?state=", True),
        ("/anomalies/?state=nonsense&kind=nonsense", True),
    ):
        assert (other in _read(agent, address)) == is_there, address
    card = _read(agent, f"/cards/{ICCID}/")
    assert other in card
    assert 'class="chart-anomaly"' in card


def test_one_is_looked_into_with_its_figures_cost_and_ways(agent: Client, anomaly: Anomaly) -> None:
    page = _read(agent, f"/anomalies/{anomaly.id}/")
    assert 'class="chart-anomaly"' in page
    for said in ("11 MB", "over the allowance", "records may still come", "Set a limit"):
        assert said in page, said
    assert agent.get(f"/anomalies/{anomaly.id + 1}/").status_code == 404


def test_people_judge_it_and_the_audit_says_who(agent: Client, anomaly: Anomaly) -> None:
    here = f"/anomalies/{anomaly.id}/"
    agent.post(f"{here}move/", {"state": "acknowledged"})
    agent.post(f"{here}move/", {"state": "closed", "note": "a firmware update"})
    agent.post(f"{here}move/", {"state": "nonsense"})
    anomaly.refresh_from_db()
    assert (anomaly.state, anomaly.state_by, anomaly.note) == ("closed", "jo@simcare.example", "a firmware update")
    assert "a firmware update" in _read(agent, here)
    assert here not in _read(agent, "/anomalies/")
    agent.post(f"{here}move/", {"state": "open"})
    anomaly.refresh_from_db()
    assert (anomaly.state, anomaly.state_at, anomaly.state_by) == ("open", None, "")


def test_a_ticket_of_ours_tells_what_to_look_after(agent: Client, anomaly: Anomaly) -> None:
    answer = agent.post(f"/anomalies/{anomaly.id}/ticket/", {"note": "ask them about the camera"})
    ticket = Ticket.objects.get()
    assert answer.headers["Location"] == f"/tickets/{ticket.id}/"
    page = _read(agent, f"/tickets/{ticket.id}/")
    assert "ask them about the camera" in page
    assert "we opened it" in page
    assert 'id="tab-reply"' not in page
    assert f"/anomalies/{anomaly.id}/" in page
    anomaly.refresh_from_db()
    assert (anomaly.state, anomaly.note, ticket.account_id) == ("acknowledged", f"#{ticket.id}", anomaly.account_id)
    assert f"/tickets/{ticket.id}/" in _read(agent, "/?view=all")
