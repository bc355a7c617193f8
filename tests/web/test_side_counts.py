"""Numbers of the side bar are counted once for all who look within a second, and anew for whoever did something."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from simcare.accounts.actions import add_staff
from simcare.accounts.values import StaffRole
from simcare.web.staff import counted
from tests.support.factories import AT, make_ticket

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def long_second(settings: Any) -> Iterator[None]:  # Any: pytest-django names no type
    settings.SIMCARE_COUNTS_LAST_SECONDS = 3600
    counted.count_anew()
    yield
    counted.count_anew()


def signed_in(name: str) -> Client:
    user = add_staff(
        email=f"{name}@simcare.example", name=name, role=StaffRole.AGENT, password="a long one", by="t", at=AT
    )
    client = Client()
    client.force_login(user)
    return client


def numbers(client: Client, *names: str) -> list[int]:
    shown = {view.slug: view.count for view in client.get("/").context["queues"]}
    return [shown[name] for name in names]


def test_what_all_are_shown_is_counted_once_and_ones_own_each_time() -> None:
    jo, mia = signed_in("jo"), signed_in("mia")
    ticket = make_ticket(at=AT)
    assert numbers(jo, "open", "unassigned", "mine") == [1, 1, 0]
    make_ticket(at=AT)
    with CaptureQueriesContext(connection) as asked:
        assert numbers(mia, "open", "unassigned", "mine") == [1, 1, 0]
    counts = [
        query["sql"] for query in asked.captured_queries if 'count(*) FROM (SELECT "support_ticket"' in query["sql"]
    ]
    assert [count.count("count(*)") for count in counts] == [1]
    ticket.assignee_id = int(mia.session["_auth_user_id"])
    ticket.save()
    assert numbers(mia, "open", "mine") == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_who_did_something_sees_it_at_once(policies: None) -> None:
    jo, ticket = signed_in("jo"), make_ticket(at=AT)
    assert numbers(jo, "unassigned", "mine") == [1, 0]
    jo.post(f"/tickets/{ticket.id}/take/")
    assert numbers(jo, "unassigned", "mine") == [0, 1]


def test_they_are_old_after_their_time(settings: Any) -> None:
    settings.SIMCARE_COUNTS_LAST_SECONDS = 0
    jo = signed_in("jo")
    make_ticket(at=AT)
    assert numbers(jo, "open") == [1]
    make_ticket(at=AT)
    assert numbers(jo, "open") == [2]
