"""Keys: shown once, kept as digests, good for their scopes, networks and time, and for nothing else."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from simcare.accounts.actions.keys import make_key, revoke_key
from simcare.accounts.errors import BadKeyTerms, NoSuchKey
from simcare.accounts.models import ApiKey
from simcare.accounts.values import Scope
from simcare.kernel import clock
from simcare.kernel.models import AuditEntry
from tests.api.people import Program, make_program

pytestmark = pytest.mark.django_db


def test_of_a_key_only_its_digest_and_its_beginning_are_kept(nordsol: Program) -> None:
    key = ApiKey.objects.get(account=nordsol.account)
    assert nordsol.key.startswith(key.hint)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(k)::text FROM accounts_apikey k")
        assert all(nordsol.key.removeprefix("simcare_") not in row for (row,) in cursor.fetchall())
    entry = AuditEntry.objects.get(action="key.made", account_id=nordsol.account.id)
    assert nordsol.key not in str(entry.after)


@pytest.mark.parametrize("told", ["", "Bearer", "Bearer x", "Basic b2xlOng=", "Bearer simcare_" + "A" * 43])
def test_without_a_good_key_nothing_is_told(nordsol: Program, told: str) -> None:
    answer = Client().get("/api/v1/cards", headers={"Authorization": told} if told else {})
    assert (answer.status_code, answer.json()["code"]) == (401, "no_key")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_signed_in_browser_is_no_key(nordsol: Program) -> None:
    client = Client()
    client.force_login(nordsol.account.members.get().user)
    assert client.get("/api/v1/cards").status_code == 401


def test_a_revoked_key_opens_nothing_and_is_revoked_once(nordsol: Program) -> None:
    key, at = ApiKey.objects.get(account=nordsol.account), clock.now()
    assert nordsol.get("/cards").status_code == 200
    revoke_key(account_id=nordsol.account.id, key_id=key.id, by="wei", at=at)
    assert nordsol.get("/cards").status_code == 401
    with pytest.raises(NoSuchKey):
        revoke_key(account_id=nordsol.account.id, key_id=key.id, by="wei", at=at)
    assert AuditEntry.objects.get(action="key.revoked").by == "wei"


def test_a_key_of_another_account_is_not_revoked(nordsol: Program, riego: Program) -> None:
    key = ApiKey.objects.get(account=riego.account)
    with pytest.raises(NoSuchKey):
        revoke_key(account_id=nordsol.account.id, key_id=key.id, by="wei", at=clock.now())
    assert riego.get("/cards").status_code == 200


def test_an_expired_key_opens_nothing(nordsol: Program) -> None:
    ApiKey.objects.update(expires_at=clock.now() + timedelta(minutes=1))
    assert nordsol.get("/cards").status_code == 200
    ApiKey.objects.update(expires_at=clock.now())
    assert nordsol.get("/cards").status_code == 401


@pytest.mark.parametrize(("network", "status"), [("127.0.0.0/8", 200), ("203.0.113.0/24", 401), ("2001:db8::/32", 401)])
def test_a_key_opens_from_its_networks_only(nordsol: Program, network: str, status: int) -> None:
    ApiKey.objects.update(networks=[network])
    assert nordsol.get("/cards").status_code == status


@pytest.mark.parametrize("missing", list(Scope))
def test_a_key_without_a_scope_is_told_which_one_it_lacks(db: None, missing: Scope) -> None:
    program = make_program("Nordsol", 1_000, scopes=tuple(scope for scope in Scope if scope is not missing))
    iccid = program.cards[0].iccid
    calls = {
        Scope.CARDS_READ: [lambda: program.get("/cards"), lambda: program.get(f"/cards/{iccid}")],
        Scope.CARDS_WRITE: [
            lambda: program.post("/jobs", {"function": "reset_session", "reason": "hung", "iccids": [iccid]})
        ],
        Scope.USAGE_READ: [lambda: program.get(f"/cards/{iccid}/usage")],
        Scope.TICKETS_READ: [lambda: program.get("/tickets"), lambda: program.get(f"/tickets/{program.ticket}")],
        Scope.TICKETS_WRITE: [
            lambda: program.post("/tickets", {"subject": "Dark", "text": "It is dark."}),
            lambda: program.post(f"/tickets/{program.ticket}/messages", {"text": "Still dark."}),
        ],
        Scope.WEBHOOKS: [
            lambda: program.get("/webhooks"),
            lambda: program.post(f"/webhooks/{program.webhook}/test", {}),
        ],
    }
    for scope, made in calls.items():
        for call in made:
            answer = call()
            assert (answer.status_code == 403) is (scope is missing), answer.content
            assert answer.status_code < 300 or missing in answer.json()["detail"]


def test_that_a_key_is_used_is_noted_by_the_minute(nordsol: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    at = clock.now()
    for seconds, noted in ((0, 0), (30, 0), (90, 90)):
        monkeypatch.setattr(clock, "now", lambda seconds=seconds: at + timedelta(seconds=seconds))
        nordsol.get("/cards")
        assert ApiKey.objects.get(account=nordsol.account).used_at == at + timedelta(seconds=noted)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"scopes": []},
        {"scopes": ["cards:eat"]},
        {"email": "stranger@x.example"},
        {"networks": ["everywhere"]},
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(nordsol: Program, wrong: dict[str, object]) -> None:
    terms = {"name": "stock", "scopes": ["cards:read"], "email": "ole@nordsol.example", "networks": []}
    with pytest.raises(BadKeyTerms):
        make_key(account_id=nordsol.account.id, by="wei", at=clock.now(), **(terms | wrong))  # type: ignore[arg-type]  # wrong on purpose
    assert ApiKey.objects.count() == 1
