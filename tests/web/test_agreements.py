"""An account's own terms, agreed on at its page and shown there: target, business hours, and who is called when."""

import pytest
from django.http import HttpResponse
from django.test import Client

from simcare.accounts.actions import open_account
from simcare.accounts.models import Account
from simcare.accounts.values import StaffRole
from simcare.clocks.models import Clock
from simcare.clocks.queries.terms import terms_for
from simcare.kernel import clock
from simcare.support.actions import tickets
from tests.security.people import colleague
from tests.support.desk import opened

pytestmark = pytest.mark.django_db


def _signed_in(role: StaffRole) -> Client:
    client = Client()
    client.force_login(colleague(str(role), role))
    return client


@pytest.fixture
def nord() -> Account:
    return open_account(name="Nord", language="en", zone="Europe/Berlin", by="test", at=clock.now())


TOLD = {"name": "first_response.email", "target": "60", "percent": "50", "counted": "always", "source": "contract 7, 3"}
HOURS = {"counted": "hours", "zone": "Asia/Shanghai", "hours-mon": "9-12:30, 13:30–18:00", "hours-sat": "10:00–12:00"}
CHAIN = {"chain": "own", "level": ["1", "2", "3"], "number-1": "40", "when-1": "percent", "whom-1": "assignee",
         "number-2": "30", "when-2": "over", "whom-2": "supervisor", "mails-2": "on", "assigns-2": "on"}  # fmt: skip


def agree(account: Account, **told: object) -> HttpResponse:
    return _signed_in(StaffRole.SUPERVISOR).post(f"/accounts/{account.id}/agree/", TOLD | told)


def agreed(account: Account, kind: str = "first") -> dict[str, object]:
    return dict(terms_for(kind=kind, account_id=account.id, at=clock.now()).values)


def test_terms_agreed_on_hold_for_this_account_alone(nord: Account) -> None:
    other = open_account(name="Sud", language="en", zone="UTC", by="test", at=clock.now())
    assert agree(nord).status_code == 302
    assert [agreed(one)["target_minutes"] for one in (nord, other)] == [60, 720]
    shown = _signed_in(StaffRole.AGENT).get(f"/accounts/{nord.id}/").content.decode()
    assert "contract 7, 3" in shown
    assert "/terms/" not in shown


def test_hours_and_chain_are_read_shown_and_offered_again(nord: Account) -> None:
    assert agree(nord, **HOURS, **CHAIN).status_code == 302
    found = agreed(nord)
    assert found["calendar"] == {
        "zone": "Asia/Shanghai",
        "hours": {"mon": [["09:00", "12:30"], ["13:30", "18:00"]], "sat": [["10:00", "12:00"]]},
    }
    assert found["levels"] == [
        {"whom": "assignee", "by": ["page"], "percent": 40},
        {"whom": "supervisor", "by": ["page", "email"], "minutes_over": 30, "assigns": True},
    ]
    supervisor = _signed_in(StaffRole.SUPERVISOR)
    page = supervisor.get(f"/accounts/{nord.id}/").content.decode()
    assert "Mon 09:00–12:30, 13:30–18:00 · Sat 10:00–12:00 · Asia/Shanghai" in page
    assert "40 % whose ticket it is → +30 min the supervisors" in page
    form = supervisor.get(f"/accounts/{nord.id}/terms/?promise=first_response.email").content.decode()
    for typed in ("09:00–12:30, 13:30–18:00", "Asia/Shanghai", 'value="40"', 'value="30"', "contract 7, 3"):
        assert typed in form


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"target": "0"}, "whole number of minutes"),
        ({"target": "soon"}, "whole number of minutes"),
        ({"percent": ""}, "from 1 to 100"),
        ({"percent": "101"}, "from 1 to 100"),
        ({"name": "refund"}, "name of a promise begins"),
        ({"source": " "}, "Name the contract and its clause"),
        (HOURS | {"hours-mon": "nine to five"}, "09:00–12:30, 13:30–18:00"),
        (HOURS | {"hours-mon": "18:00–09:00"}, "09:00–12:30, 13:30–18:00"),
        ({"counted": "hours", "zone": "UTC"}, "one day its hours"),
        (HOURS | {"zone": "Mars/Olympus"}, "Asia/Shanghai"),
        (HOURS | {"official": "xx"}, "two letters"),
        ({"chain": "own"}, "one to eight levels"),
        (CHAIN | {"number-1": "140"}, "one to eight levels"),
        (CHAIN | {"number-2": "-1"}, "one to eight levels"),
    ],
)
def test_what_is_no_promise_changes_nothing_and_is_said_beside_what_was_typed(
    nord: Account, wrong: dict[str, object], words: str
) -> None:
    answer = agree(nord, **wrong)
    said = answer.content.decode()
    assert answer.status_code == 422
    alert = said.split('role="alert"')[1].split("</div>")[0]
    assert words in alert
    assert 'aria-invalid="true"' in said
    assert "contract 7, 3" in said or not str(wrong.get("source", "x")).strip()
    assert agreed(nord)["target_minutes"] == 720


def test_a_ticket_keeps_the_terms_and_the_chain_it_began_with(nord: Account) -> None:
    for kind in ("first_response.email", "next_response.email"):
        agree(nord, **CHAIN, name=kind)
    ticket = opened("ana@nord.example", clock.now(), account_id=nord.id)
    for kind in ("first_response.email", "next_response.email"):
        agree(nord, name=kind, target="5", chain="own", level=["1"], **{"number-1": "10", "when-1": "percent",
              "whom-1": "queue"})  # fmt: skip
    tickets.solve(ticket_id=ticket.id, by="wei", at=clock.now())
    tickets.reopen(ticket_id=ticket.id, by="wei", at=clock.now())
    later = opened("ana@nord.example", clock.now(), account_id=nord.id)
    promised = Clock.objects.filter(kind__in=["first", "next"]).order_by("id")
    told = [(each.subject, each.kind, each.target_minutes, len(each.levels)) for each in promised]
    assert told == [
        (ticket.key, "first", 60, 2),
        (ticket.key, "next", 60, 2),
        (later.key, "first", 5, 1),
    ]


def test_an_agent_agrees_on_nothing(nord: Account) -> None:
    agent = _signed_in(StaffRole.AGENT)
    agent.post(f"/accounts/{nord.id}/agree/", TOLD)
    assert agreed(nord)["target_minutes"] == 720
    assert agent.get(f"/accounts/{nord.id}/terms/").status_code == 403
