"""What can't be taken back wants a fresh proof of who is there (security.md D9): the second factor where there is one."""

import time
from datetime import UTC, datetime

import pytest
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from simcare.accounts.models import OneTimeLink, User
from simcare.accounts.values import StaffRole
from simcare.kernel import clock
from tests.security.people import LOGIN, PASSWORD, browser, colleague
from tests.security.test_s32_routes import ADDRESSES, MATRIX

pytestmark = pytest.mark.django_db
AGAIN = "/sign-in/reauthenticate/"
AGAIN_BY_CODE = "/sign-in/2fa/reauthenticate/"
INVITED = {"email": "kim@simcare.example", "name": "Kim", "role": "agent", "language": "en"}
WANTS_A_PROOF = {
    "edit_begin",
    "edit_undo",
    "export",
    "export_begin",
    "export_file",
    "export_take",
    "job_approve",
    "job_begin",
    "job_retry",
    "job_undo",
    "key_make",
    "mail_trust_change",
    "mailbox_add",
    "mailbox_password",
    "person_activity",
    "person_role",
    "team_invite",
}


@pytest.fixture
def ada() -> User:
    return colleague("Ada", StaffRole.ADMIN)


def age(client: Client, minutes: int) -> None:
    """Every proof of this browser was so much earlier."""
    session = client.session
    proofs = session["account_authentication_methods"]
    session["account_authentication_methods"] = [each | {"at": each["at"] - 60 * minutes} for each in proofs]
    session.save()


def place(answer: HttpResponse) -> str:
    return answer.headers.get("Location", "").partition("?")[0]


def code(secret: str) -> dict[str, str]:
    """What the authenticator shows now."""
    return {"code": format_hotp_value(hotp_value(secret, int(time.time()) // 30))}


def next_code(secret: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Half a minute later."""
    moment = time.time() + 30
    monkeypatch.setattr(time, "time", lambda: moment)
    return code(secret)


def enter(client: Client, user: User, secret: str) -> HttpResponse:
    client.post(LOGIN, {"login": user.email, "password": PASSWORD})
    answer: HttpResponse = client.post("/sign-in/2fa/authenticate/", code(secret))
    return answer


@pytest.mark.broken_by(("simcare.web.staff.door.is_fresh", lambda _request: True))
def test_an_old_proof_is_asked_for_again_and_the_deed_is_done_after_it(ada: User) -> None:
    client = browser(ada)
    age(client, 16)
    asked = client.post("/team/invite/", INVITED)
    assert (place(asked), OneTimeLink.objects.count()) == (AGAIN, 0)
    assert client.post(asked.headers["Location"], {"password": "wrong", "next": "/team/invite/"}).status_code == 200
    assert OneTimeLink.objects.count() == 0
    client.post(asked.headers["Location"], {"password": PASSWORD, "next": "/team/invite/"})
    assert OneTimeLink.objects.get().email == INVITED["email"]


def test_within_its_time_nobody_is_asked(ada: User) -> None:
    client = browser(ada)
    age(client, 14)
    client.post("/team/invite/", INVITED)
    assert OneTimeLink.objects.count() == 1


@pytest.mark.broken_by(
    (
        "simcare.web.entrance.adapter.ByInvitation.get_reauthentication_methods",
        DefaultAccountAdapter.get_reauthentication_methods,
    )
)
def test_where_there_is_a_second_factor_the_password_proves_nothing(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, client = generate_totp_secret(), Client()
    TOTP.activate(ada, secret)
    enter(client, ada, secret)
    age(client, 16)
    asked = client.post("/team/invite/", INVITED)
    assert place(asked) == AGAIN_BY_CODE
    refused = client.post(f"{AGAIN}?next=/team/invite/", {"password": PASSWORD, "next": "/team/invite/"})
    assert place(refused) == AGAIN_BY_CODE
    assert (place(client.post("/team/invite/", INVITED)), OneTimeLink.objects.count()) == (AGAIN_BY_CODE, 0)
    client.post(f"{AGAIN_BY_CODE}?next=/team/invite/", {"next": "/team/invite/", **next_code(secret, monkeypatch)})
    assert OneTimeLink.objects.count() == 1


@pytest.mark.broken_by(("simcare.web.entrance.forms.limits.count", lambda *_, **__: 1))
def test_a_code_opens_once_whichever_process_is_asked(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    secret, moment = generate_totp_secret(), time.time()
    monkeypatch.setattr(time, "time", lambda: moment)
    monkeypatch.setattr(clock, "now", lambda: datetime.fromtimestamp(moment, UTC))
    TOTP.activate(ada, secret)
    assert enter(Client(), ada, secret).status_code == 302
    cache.clear()  # the memory of the other process
    assert enter(Client(), ada, secret).status_code == 200


def test_the_key_of_an_authenticator_lies_sealed(ada: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    assert secret not in str(Authenticator.objects.get().data)


def test_a_password_in_a_form_never_waits_in_a_session(ada: User) -> None:
    client = browser(ada)
    age(client, 16)
    asked = client.post("/mail/add/", {"name": "Support", "password": "canary"}, headers={"Referer": "/mail/"})
    assert place(asked) == AGAIN
    assert "canary" not in str(dict(client.session))


def test_whatever_takes_much_away_or_changes_who_may_what_wants_a_proof(ada: User) -> None:
    client = browser(ada)
    age(client, 16)
    wanted = set()
    for row in MATRIX:
        if row.kind != "open" and "A" in row.roles:
            answer = (client.get if row.kind == "page" else client.post)(ADDRESSES[row.name])
            wanted |= {row.name.removeprefix("staff:")} if place(answer) == AGAIN else set()
    assert wanted == WANTS_A_PROOF
