"""The door: how often a key calls, what a refusal looks like, and that a call which is made twice is done once."""

import threading

import pytest
from django.db import connection
from django.test import Client

from simcare.accounts.models import KeptAnswer
from simcare.api.v1 import door
from simcare.support.models import Ticket
from tests.api.people import Program, make_program

ASKED = {"subject": "Dark", "text": "It is dark."}


@pytest.mark.django_db
def test_the_headers_count_down_and_the_last_call_is_refused_until_the_next_minute(
    nordsol: Program, one_window: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "READS_A_MINUTE", 2)
    answers = [nordsol.get("/cards") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["RateLimit"].split(";")[1] for answer in answers] == ["r=1", "r=0", "r=0"]
    assert answers[0].headers["RateLimit-Policy"] == '"read";q=2;w=60'
    assert 1 <= int(answers[2].headers["Retry-After"]) <= 60
    assert nordsol.post("/tickets", ASKED).status_code == 201, "writing has a count of its own"


@pytest.mark.django_db
def test_the_keys_of_others_are_counted_apart(
    nordsol: Program, riego: Program, one_window: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "READS_A_MINUTE", 1)
    assert [nordsol.get("/cards").status_code for _ in range(2)] == [200, 429]
    assert riego.get("/cards").status_code == 200


@pytest.mark.django_db
def test_guessing_keys_is_slowed_down_and_holds_up_no_good_key(
    nordsol: Program, one_window: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "WRONG_KEYS_A_MINUTE", 2)
    tried = [Client().get("/api/v1/cards", headers={"Authorization": "Bearer x"}).status_code for _ in range(3)]
    assert tried == [401, 401, 429]
    assert nordsol.get("/cards").status_code == 200


@pytest.mark.django_db
def test_a_refusal_is_a_problem_with_every_flaw(nordsol: Program) -> None:
    answer = nordsol.post("/tickets", {"subject": "", "iccids": ["12"]})
    told = answer.json()
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert told["type"] == "urn:simcare:problem:invalid"
    assert [flaw["place"] for flaw in told["errors"]] == ["body.subject", "body.text", "body.iccids.0"]
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/", 404),
        ("get", "/nowhere", 404),
        ("delete", "/cards", 405),
        ("post", "/cards/8944000000000001000", 405),
        ("get", "/cards/x", 422),
        ("get", "/cards?limit=0", 422),
        ("get", "/cards?q=%00", 422),
        ("get", "/cards?sate=active", 422),
        ("get", "/tickets/99999999999999999999", 422),
        ("get", "/tickets/9223372036854775807", 404),
    ],
)
def test_whatever_is_wrong_is_told_as_a_problem(nordsol: Program, method: str, address: str, status: int) -> None:
    answer = getattr(nordsol.client, method)(f"/api/v1{address}", headers=nordsol.headers())
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "{", "[]", '"x"', '{"subject": "a", "text": "\\u0000"}', "\xff"])
def test_a_body_that_is_no_question_is_refused(nordsol: Program, body: str) -> None:
    answer = nordsol.client.post(
        "/api/v1/tickets",
        body.encode("latin-1"),
        content_type="application/json",
        headers={**nordsol.headers(), "Idempotency-Key": "1"},
    )
    assert answer.status_code in (400, 422), answer.content
    assert not KeptAnswer.objects.exists(), "a refused call leaves nothing behind"


@pytest.mark.django_db
def test_what_breaks_is_told_without_its_inside(nordsol: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the inside")

    monkeypatch.setattr("simcare.api.v1.cards.lists.list_page", broken)
    answer = nordsol.get("/cards")
    assert (answer.status_code, answer.json()["code"]) == (500, "broken")
    assert b"inside" not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", " ", "a b", "x" * 256, "é"])
def test_a_writing_call_needs_an_idempotency_key(nordsol: Program, key: str) -> None:
    headers = {**nordsol.headers(), **({"Idempotency-Key": key} if key else {})}
    answer = nordsol.client.post("/api/v1/tickets", ASKED, content_type="application/json", headers=headers)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["errors"][0]["place"]
    assert Ticket.objects.count() == 1


@pytest.mark.django_db
def test_the_same_call_is_done_once_and_answered_the_same(nordsol: Program) -> None:
    first, second = (nordsol.post("/tickets", ASKED, "the-first") for _ in range(2))
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert Ticket.objects.count() == 2
    other = nordsol.post("/tickets", ASKED | {"text": "Another thing."}, "the-first")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.django_db
def test_a_refused_call_may_be_made_again_with_its_key(nordsol: Program) -> None:
    assert nordsol.post("/tickets", ASKED | {"iccids": ["8944000000000009999"]}, "k").status_code == 422
    assert nordsol.post("/tickets", ASKED, "k").status_code == 201


@pytest.mark.django_db
def test_two_accounts_may_use_the_same_idempotency_key(nordsol: Program, riego: Program) -> None:
    answers = [each.post("/tickets", ASKED, "k") for each in (nordsol, riego)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["number"] != answers[1].json()["number"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("policies")
def test_of_calls_at_once_with_one_key_one_is_done() -> None:
    program = make_program("Nordsol", 1_000)
    start, told = threading.Barrier(4), []

    def call() -> None:
        start.wait()
        answer = Program(program.account, program.key, "", [], 0).post("/tickets", ASKED, "at-once")
        told.append((answer.status_code, answer.content))
        connection.close()

    threads = [threading.Thread(target=call) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 4
    assert len(set(told)) == 1
    assert told[0][0] == 201
    assert Ticket.objects.count() == 2
