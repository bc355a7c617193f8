"""Actions on cards over HTTP: shown before they are done, done once, agreed to by two; tasks, the floor, rotas."""

from datetime import timedelta

import pytest
from django.test import Client

from simcare.accounts.actions import add_staff
from simcare.accounts.values import StaffRole
from simcare.clocks.models import Clock, Rota
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions import add_platform
from simcare.operators.models import Command
from simcare.support.models import Entry, Remedy
from tests.web.test_views import ICCID, Complaint, agent, complaint, reader

__all__ = ["agent", "complaint", "reader"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def platform(complaint: Complaint) -> None:
    with acting_as_provider():
        add_platform(
            name="eiotclub",
            connector="eiotclub",
            base_url="http://127.0.0.1:9",
            credentials={"appkey": "1", "secret": "2"},
            by="test",
            at=clock.now(),
        )


@pytest.fixture
def supervisor(platform: None) -> Client:
    client = Client()
    with acting_as_provider():
        user = add_staff(
            email="wei@simcare.example", name="Wei", role=StaffRole.SUPERVISOR, password="a long one", by="t",
            at=clock.now(),
        )  # fmt: skip
    client.force_login(user)
    return client


def order(client: Client, complaint: Complaint, function: str, key: str = "k", **told: str) -> None:
    fields = {"ticket": str(complaint.ticket.id), "key": key, **told}
    assert client.post(f"/cards/{ICCID}/do/{function}/order/", fields).status_code == 302


@pytest.mark.parametrize("function", ["reset_session", "send_sms", "refresh", "suspend", "lock_imei", "unlock_imei"])
def test_what_would_happen_is_shown_before_it_is_done(
    agent: Client, platform: None, complaint: Complaint, function: str
) -> None:
    page = agent.get(f"/cards/{ICCID}/do/{function}/?ticket={complaint.ticket.id}")
    assert page.status_code == 200
    assert "Cost and risk" in page.content.decode()
    assert not Remedy.objects.exists()


def test_a_double_click_is_one_command(agent: Client, platform: None, complaint: Complaint) -> None:
    for _ in range(2):
        order(agent, complaint, "reset_session")
    assert Remedy.objects.count() == Command.objects.count() == 1
    assert Entry.objects.filter(text="remedy_ordered").count() == 1


def test_an_agent_does_not_cut_a_card_off_alone(agent: Client, supervisor: Client, complaint: Complaint) -> None:
    order(agent, complaint, "suspend")
    assert not Remedy.objects.exists(), "without a reason nothing is wanted"
    order(agent, complaint, "suspend", reason="the van was stolen")
    remedy = Remedy.objects.get()
    assert (remedy.waits_for_second, Command.objects.count()) == (True, 0)
    agent.post(f"/remedies/{remedy.id}/approve/")
    assert Command.objects.count() == 0, "not an agent's to agree to"
    supervisor.post(f"/remedies/{remedy.id}/approve/")
    command = Command.objects.get()
    assert (command.state, command.due_at is not None) == ("by_hand", True), "EIOTCLUB has no call to suspend"
    assert "staff does it by hand" in supervisor.get("/tasks/").content.decode()
    supervisor.post(f"/tasks/{command.id}/give-up/", {"reason": "the operator is closed"})
    command.refresh_from_db()
    assert (command.state, command.reason) == ("failed", "the operator is closed")
    assert Clock.objects.get(subject=command.subject).answered_at is not None


def test_a_hold_pauses_what_its_reason_says_and_goes_on(agent: Client, platform: None, complaint: Complaint) -> None:
    address = f"/tickets/{complaint.ticket.id}"
    agent.post(f"{address}/hold/", {"reason": "operator"})
    running = {each.kind: each.due_at for each in Clock.objects.filter(answered_at=None)}
    assert running["resolution"] is None
    assert running["first"] is not None
    agent.post(f"{address}/go-on/")
    assert Clock.objects.get(kind="resolution").due_at is not None


@pytest.mark.parametrize("path", ["/supervision/", "/breaches/", "/on-call/", "/tasks/", "/breaches/?as=csv"])
def test_the_floor_opens_for_supervisors(supervisor: Client, complaint: Complaint, path: str) -> None:
    assert supervisor.get(path).status_code == 200


def test_a_rota_is_kept_over_its_page(supervisor: Client) -> None:
    supervisor.post("/on-call/save/", {"name": "Night", "zone": "Europe/Berlin"})
    rota = Rota.objects.get()
    user = supervisor.session["_auth_user_id"]
    told = {"user": user, "weekday": ["0", "1"], "from": "22:00", "until": "06:00"}
    supervisor.post(f"/on-call/{rota.id}/turns/", told)
    assert rota.turns.count() == 4, "a night is two turns"
    at = clock.now()
    told = {"user": user, "from": at.isoformat()[:16], "until": (at + timedelta(days=1)).isoformat()[:16]}
    supervisor.post(f"/on-call/{rota.id}/swaps/", told)
    assert rota.swaps.count() == 1
    assert supervisor.get("/on-call/").status_code == 200
