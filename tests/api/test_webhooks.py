"""Webhooks by the API: added with a secret that is told once, switched, tried, their log read, sent again, removed."""

import pytest

from simcare.accounts.models import KeptAnswer
from simcare.webhooks.models import Endpoint
from tests.api.people import Program

pytestmark = pytest.mark.django_db
ASKED = {"url": "https://nordsol.example/told", "kinds": ["ticket.opened", "ticket.answered"]}


def test_a_webhook_is_added_and_its_secret_told_this_once(nordsol: Program) -> None:
    answer = nordsol.post("/webhooks", ASKED, "the-first")
    told = answer.json()
    assert answer.status_code == 201
    assert told["secret"].startswith("whsec_")
    assert told["secret"] not in nordsol.get("/webhooks").content.decode()
    assert [each["url"] for each in nordsol.get("/webhooks").json()["items"]][1:] == [ASKED["url"]]
    assert told["secret"] not in KeptAnswer.objects.get().body, "kept sealed, for who asks the same again"
    assert nordsol.post("/webhooks", ASKED, "the-first").json() == told
    assert Endpoint.objects.count() == 2


def test_its_deliveries_are_read_and_sent_again(nordsol: Program) -> None:
    address = f"/webhooks/{nordsol.webhook}"
    tested = nordsol.post(f"{address}/test", {}).json()
    first = nordsol.get(f"{address}/deliveries", limit=1).json()
    assert [each["id"] for each in first["items"]] == [tested["id"]]
    second = nordsol.get(f"{address}/deliveries", limit=1, cursor=first["next_cursor"]).json()
    assert [each["id"] for each in second["items"]] == [nordsol.delivery]
    again = nordsol.post(f"{address}/deliveries/{nordsol.delivery}/replay", {})
    assert (again.status_code, again.json()["message_id"]) == (200, second["items"][0]["message_id"])


def test_it_is_switched_off_and_on_gets_another_secret_and_is_removed(nordsol: Program) -> None:
    address = f"/webhooks/{nordsol.webhook}"
    assert nordsol.post(f"{address}/switch", {"is_on": False}).json()["off_because"] == "by_hand"
    assert nordsol.post(f"{address}/switch", {"is_on": True}).json()["off_at"] is None
    assert nordsol.post(f"{address}/secret", {}).json()["secret"].startswith("whsec_")
    removed = nordsol.client.delete(f"/api/v1{address}", headers=nordsol.headers())
    assert (removed.status_code, removed.content) == (204, b"")
    assert nordsol.get("/webhooks").json() == {"items": []}
    assert nordsol.post(f"{address}/test", {}).status_code == 404


@pytest.mark.parametrize("wrong", [{"url": "https://10.0.0.1/"}, {"kinds": []}, {"kinds": ["test"]}, {"url": "x"}])
def test_what_can_not_be_told_is_refused(nordsol: Program, wrong: dict[str, object]) -> None:
    assert nordsol.post("/webhooks", ASKED | wrong).status_code == 422
    assert Endpoint.objects.count() == 1
