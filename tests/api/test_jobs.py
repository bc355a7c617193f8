"""Jobs by the API: one command for the account's own cards, named or matching, with what came of each."""

import pytest

from simcare.cards.models import Card
from simcare.operators.models import Command, CommandJob
from tests.api.people import Program

pytestmark = pytest.mark.django_db
SUSPEND = {"function": "suspend", "reason": "stolen"}


def test_named_cards_are_suspended_and_each_tells_what_came_of_it(nordsol: Program) -> None:
    iccids = [card.iccid for card in nordsol.cards[1:]]
    begun = nordsol.post("/jobs", SUSPEND | {"iccids": iccids})
    told = begun.json()
    assert begun.status_code == 201
    assert (told["state"], told["card_count"], told["results"]["waiting"]) == ("ordering", 2, 2)
    job = CommandJob.objects.get(id=told["id"])
    assert (job.account_id, job.actor, job.reason) == (nordsol.account.id, "customer", "stolen")
    assert job.ordered_by.startswith("key:")


def test_the_same_call_begins_one_job(nordsol: Program) -> None:
    asked = SUSPEND | {"iccids": [nordsol.cards[1].iccid]}
    numbers = {nordsol.post("/jobs", asked, "once").json()["id"] for _ in range(3)}
    assert len(numbers) == 1


def test_all_that_match_are_meant_and_no_more_than_one_counts_on(nordsol: Program, riego: Program) -> None:
    refused = nordsol.post("/jobs", SUSPEND | {"matching": {"state": "active", "most": 2}})
    assert (refused.status_code, refused.json()["code"]) == (409, "job_impossible")
    begun = nordsol.post("/jobs", SUSPEND | {"matching": {"state": "active", "most": 3}})
    assert (begun.status_code, begun.json()["card_count"]) == (201, 3)
    nobody = nordsol.post("/jobs", SUSPEND | {"matching": {"q": riego.cards[0].imsi, "most": 3}})
    assert nobody.status_code == 409


@pytest.mark.parametrize("wrong", [{}, {"iccids": ["8944000000000001001"], "matching": {"most": 1}}, {"iccids": []}])
def test_cards_are_either_named_or_matched(nordsol: Program, wrong: dict[str, object]) -> None:
    before = CommandJob.objects.count()
    assert nordsol.post("/jobs", SUSPEND | wrong).status_code == 422
    assert CommandJob.objects.count() == before


def test_cards_of_others_are_refused_as_such_that_there_are_not(nordsol: Program, riego: Program) -> None:
    told = []
    for iccid in (riego.cards[0].iccid, "8944000000000009999"):
        answer = nordsol.post("/jobs", SUSPEND | {"iccids": [iccid]})
        assert answer.status_code == 422
        told.append(answer.content.replace(iccid.encode(), b""))
    assert told[0] == told[1]


def test_a_job_is_stopped_and_lists_are_of_the_own_account(nordsol: Program, riego: Program) -> None:
    job = nordsol.post("/jobs", SUSPEND | {"iccids": [nordsol.cards[1].iccid]}).json()
    stopped = nordsol.post(f"/jobs/{job['id']}/stop", {})
    assert (stopped.status_code, stopped.json()["state"]) == (200, "stopped")
    assert nordsol.post(f"/jobs/{job['id']}/undo", {}).status_code == 409
    assert [each["id"] for each in nordsol.get("/jobs").json()["items"]] == [job["id"], nordsol.job]
    assert nordsol.get(f"/jobs/{riego.job}").status_code == 404


def test_what_the_provider_does_to_cards_is_no_job_of_the_account(nordsol: Program) -> None:
    CommandJob.objects.filter(id=nordsol.job).update(account=None)
    assert nordsol.get(f"/jobs/{nordsol.job}").status_code == 404
    assert nordsol.post(f"/jobs/{nordsol.job}/stop", {}).status_code == 404


def test_its_cards_are_told_by_the_page(nordsol: Program) -> None:
    job = CommandJob.objects.get(id=nordsol.job)
    for card in nordsol.cards:
        Command.objects.create(
            card=card, account=nordsol.account, job=job, function="suspend", key=f"k{card.id}", ordered_by="test",
            platform="soracom", state="queued", ordered_at=job.ordered_at, actor="customer", next_at=job.ordered_at,
        )  # fmt: skip
    first = nordsol.get(f"/jobs/{job.id}/cards", limit=2).json()
    second = nordsol.get(f"/jobs/{job.id}/cards", limit=2, cursor=first["next_cursor"]).json()
    told = [each["iccid"] for page in (first, second) for each in page["items"]]
    assert told == [card.iccid for card in nordsol.cards]
    assert second["next_cursor"] is None
    assert Card.objects.count() == 3
