"""How often the pages of the desk ask the database: no more than this, and no more for a full list than for a short one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from simcare.accounts.actions import add_staff
from simcare.accounts.values import StaffRole
from simcare.support.actions.search import keep_texts
from simcare.support.models import Ticket
from tests.support.factories import AT, make_ticket

pytestmark = pytest.mark.django_db
MOST = {"/?view=all": 20, "/tickets/{number}/": 40, "/search/?q=offline": 24}
"""Page -> questions, those for the sign-in, the transaction and the frame included."""


@pytest.fixture
def agent(client: Client) -> Client:
    user = add_staff(email="jo@simcare.example", name="Jo", role=StaffRole.AGENT, password="a long one", by="t", at=AT)
    client.force_login(user)
    return client


def _questions(agent: Client, path: str) -> int:
    agent.get(path)  # what is kept for the process is made by the first request
    with CaptureQueriesContext(connection) as asked:
        assert agent.get(path).status_code == 200
    return len(asked)


def test_pages_ask_little_and_no_more_when_lists_are_full(agent: Client) -> None:
    first = make_ticket(subject="offline")
    make_ticket(subject="offline", name="Maya Lindqvist", email="maya@nordsol.example")
    keep_texts(ticket_ids=Ticket.objects.values_list("id", flat=True))
    paths = {path: path.format(number=first.id) for path in MOST}
    few = {path: _questions(agent, address) for path, address in paths.items()}
    for number in range(28):
        make_ticket(subject="offline", email=f"user{number}@nordsol.example", iccid=f"898600000000000{number:04d}")
    keep_texts(ticket_ids=Ticket.objects.values_list("id", flat=True))
    many = {path: _questions(agent, address) for path, address in paths.items()}
    assert many == few
    assert {path: asked for path, asked in many.items() if asked > MOST[path]} == {}
