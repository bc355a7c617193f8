"""Work on many cards through the console, up to the word of a second person; what the platform does is tested below."""

import re

import pytest
from django.test import Client

from simcare.accounts.actions import add_staff
from simcare.accounts.values import StaffRole
from simcare.cards.models import Card, Product
from simcare.kernel import clock, policy
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions import add_platform
from simcare.operators.jobs import advance_jobs
from simcare.operators.models import Command, CommandJob
from simcare.operators.queries.jobs import count_results

pytestmark = pytest.mark.django_db
SORACOM = {"auth_key_id": "k", "auth_key": "s"}
EIOTCLUB = {"appkey": "k", "secret": "s"}
ABOVE = {"second_person_above": {"suspend": 2}}


def signed_in(name: str, role: StaffRole) -> Client:
    with acting_as_provider():
        add_staff(email=f"{name}@x.example", name=name, role=role, password="a long one", by="t", at=clock.now())
    client = Client()
    client.post("/sign-in/login/", {"login": f"{name}@x.example", "password": "a long one"})
    return client


@pytest.fixture
def agent() -> Client:
    """An agent, in a house with three cards at two platforms."""
    at = clock.now()
    with acting_as_provider():
        for name, credentials in (("soracom", SORACOM), ("eiotclub", EIOTCLUB)):
            add_platform(
                name=name, connector=name, base_url="https://x.example", credentials=credentials, by="t", at=at
            )
        policy.change("command_jobs", values=ABOVE, source="a test", by="t", at=at)
        product = Product.objects.create(code="P1", name="Plan one")
        for number, platform in enumerate(("soracom", "soracom", "eiotclub")):
            iccid = f"8942310000000005{number:03d}"
            Card.objects.create(iccid=iccid, iccid_key=iccid, product=product, platform=platform, state="active")
    return signed_in("ana", StaffRole.AGENT)


def begun(agent: Client, **more: str) -> CommandJob:
    told = {"all": "1", "function": "suspend", "reason": "unpaid", "key": "k", "count": "3", "typed": "3"}
    agent.post("/card-jobs/begin/", told | more)
    return CommandJob.objects.get()


def test_what_it_would_do_is_said_first_and_the_number_is_typed(agent: Client) -> None:
    page = agent.get("/card-jobs/new/?all=1&function=suspend").content.decode()
    assert re.search(r"Suspend service: <span>\s*3 cards", page)
    assert all(words in page for words in ("The platform is called", "A colleague does it by hand", "second person"))
    for wrong in ("2", "", "three"):
        agent.post(
            "/card-jobs/begin/", {"all": "1", "function": "suspend", "reason": "x", "count": "3", "typed": wrong}
        )
    assert not CommandJob.objects.exists()
    assert begun(agent).state == "waiting"


def test_a_second_person_agrees_and_a_task_by_hand_is_given_up(agent: Client) -> None:
    job = begun(agent)
    boss = signed_in("ben", StaffRole.SUPERVISOR)
    assert "Agree" not in agent.get(f"/card-jobs/{job.id}/").content.decode()
    assert f'href="/card-jobs/{job.id}/"' in boss.get("/tasks/").content.decode()
    assert agent.post(f"/card-jobs/{job.id}/approve/").status_code in (302, 403)
    job.refresh_from_db()
    assert job.state == "waiting"
    boss.post(f"/card-jobs/{job.id}/approve/")
    advance_jobs(clock.now())
    assert count_results(job.id)["by_hand"] == 1
    assert "1 card waits for a colleague" in agent.get(f"/card-jobs/{job.id}/").content.decode()
    agent.post(f"/card-jobs/{job.id}/give-up/", {"reason": "the portal is closed"})
    agent.post(f"/card-jobs/{job.id}/stop/")
    advance_jobs(clock.now())
    page = agent.get(f"/card-jobs/{job.id}/?show=failed").content.decode()
    assert all(
        words in page for words in ("the portal is closed", "Stopped before it was sent", "Try the failed again")
    )
    rows = agent.get(f"/card-jobs/{job.id}/cards.csv").content.decode()
    assert rows.count("89423100000000050") == 3
    assert Command.objects.filter(settled_at=None).count() == 0


def test_who_wanted_it_takes_it_back(agent: Client) -> None:
    job = begun(agent)
    agent.post(f"/card-jobs/{job.id}/refuse/", {"reason": "the wrong account"})
    job.refresh_from_db()
    assert (job.state, job.refusal) == ("refused", "the wrong account")
    assert "Not agreed to" in agent.get("/card-jobs/").content.decode()


def test_an_unknown_deed_is_refused_in_words(agent: Client) -> None:
    assert "Choose what to do." in agent.get("/card-jobs/new/?all=1&function=ping").content.decode()
