"""Who is signed in, with what rights, and until when (S37, S48, S49, S50, S53)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_login_failed
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from simcare.accounts.actions.staff import change_role, deactivate, reactivate
from simcare.accounts.errors import LastAdministrator, NotYourself
from simcare.accounts.models import SignIn, User
from simcare.accounts.values import StaffRole
from simcare.kernel import clock
from simcare.kernel.models import AuditEntry, Tally
from tests.security.people import LOGIN, PASSWORD, browser, colleague, session_id

pytestmark = pytest.mark.django_db
VERBS = ("get", "head", "post", "put", "patch", "delete", "options")
SSO_HEADERS = ("X-Forwarded-User", "Remote-User", "X-Remote-User", "X-Auth-Request-Email", "X-Forwarded-Email")


@pytest.fixture
def ada() -> User:
    return colleague("Ada", StaffRole.ADMIN)


@pytest.mark.parametrize("verb", VERBS)
def test_s37_revoked_role_is_powerless_at_once(ada: User, verb: str) -> None:
    jo = colleague("Jo", StaffRole.SUPERVISOR)
    client = browser(jo)
    assert client.get("/audit/").status_code == 200
    change_role(user_id=jo.id, role=StaffRole.FINANCE, by=ada.email, at=clock.now())
    assert getattr(client, verb)("/tickets/1/solve/").status_code == 403
    assert client.get("/audit/").status_code == 302  # and from then on nobody is signed in here


def test_s37_a_role_taken_without_a_word_is_powerless_too() -> None:
    jo = colleague("Jo", StaffRole.SUPERVISOR)
    client = browser(jo)
    User.objects.filter(id=jo.id).update(role="")
    for verb in VERBS[:3]:
        for path in ("/", "/audit/", "/quarantine/1/replay/", "/tickets/1/solve/"):
            assert getattr(client, verb)(path).status_code in (403, 404, 405), (verb, path)


def test_s37_a_person_switched_off_is_out_at_once_and_cannot_return(ada: User) -> None:
    jo = colleague("Jo")
    client = browser(jo)
    deactivate(user_id=jo.id, by=ada.email, at=clock.now())
    assert client.get("/").status_code == 302
    assert Client().post(LOGIN, {"login": jo.email, "password": PASSWORD}).headers.get("Location") != "/"
    reactivate(user_id=jo.id, by=ada.email, at=clock.now())
    assert browser(jo).get("/").status_code == 200


def test_the_desk_keeps_an_administrator(ada: User) -> None:
    bo = colleague("Bo", StaffRole.ADMIN)
    with pytest.raises(NotYourself):
        change_role(user_id=ada.id, role=StaffRole.AGENT, by=ada.email, at=clock.now())
    change_role(user_id=ada.id, role=StaffRole.AGENT, by=bo.email, at=clock.now())
    with pytest.raises(LastAdministrator):
        deactivate(user_id=bo.id, by=ada.email, at=clock.now())


def _patterns() -> list[str]:
    return ["/", "/audit/", "/cards/", "/settings/", "/team/", "/tickets/1/", "/search/", "/stream-pass/", LOGIN]


@pytest.mark.parametrize("header", SSO_HEADERS)
def test_s48_sso_headers_from_strangers_are_ignored(ada: User, header: str) -> None:
    assert get_resolver().url_patterns
    for path in _patterns():
        plain, told = Client().get(path), Client().get(path, headers={header: ada.email})
        assert (told.status_code, told.headers.get("Location")) == (plain.status_code, plain.headers.get("Location"))
    client = Client()
    client.get("/", headers={header: ada.email})
    assert "_auth_user_id" not in client.session


def test_s53_login_rotates_the_session_id(ada: User) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    client.cookies["session"] = session.session_key or ""
    planted = session_id(client)
    client.post(LOGIN, {"login": ada.email, "password": PASSWORD})
    assert session_id(client) != planted


def test_s53_every_rise_in_rights_rotates_the_session_id(ada: User) -> None:
    jo, client = colleague("Jo"), browser(ada)
    ids = [session_id(client)]
    client.post("/sign-in/reauthenticate/", {"password": PASSWORD})
    ids.append(session_id(client))
    client.post(f"/team/{jo.id}/view-as/")
    ids.append(session_id(client))
    assert len(set(ids)) == 3


def test_s50_credential_change_ends_other_logins(ada: User) -> None:
    here, elsewhere = browser(ada), browser(ada)
    new = {"old": PASSWORD, "new": "quite another password"}
    assert here.post("/settings/security/password/", new).status_code == 302
    assert here.get("/settings/security/").status_code == 200
    assert elsewhere.get("/").status_code in (302, 403)
    assert elsewhere.get("/").status_code == 302
    assert AuditEntry.objects.filter(action="staff.password_changed", by=ada.email).count() == 1


def test_s50_a_changed_factor_ends_other_logins(ada: User) -> None:
    here, elsewhere = browser(ada), browser(ada)
    here.post("/sign-in/reauthenticate/", {"password": PASSWORD})
    secret = _secret_shown(here)
    code = format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30))
    assert here.post("/sign-in/2fa/totp/activate/", {"code": code}).status_code == 302
    assert Authenticator.objects.filter(user=ada, type=Authenticator.Type.TOTP).exists()
    assert elsewhere.get("/").status_code == 403
    assert here.get("/settings/security/").status_code == 200


def _secret_shown(client: Client) -> str:
    client.get("/sign-in/2fa/totp/activate/")
    secret: str = client.session["mfa.totp.secret"]
    return secret


def test_one_sign_in_is_ended_from_another_and_nobody_elses(ada: User) -> None:
    jo = colleague("Jo")
    here, phone, other = browser(ada), browser(ada), browser(jo)
    theirs = SignIn.objects.get(user=jo)
    assert here.post(f"/settings/security/sign-ins/{theirs.id}/end/").status_code == 302
    assert other.get("/").status_code == 200
    its_id = phone.session["sign_in"]
    here.post(f"/settings/security/sign-ins/{its_id}/end/")
    told = phone.get("/")
    assert (told.status_code, "ended" in told.content.decode()) == (403, True)
    assert here.get("/").status_code == 200


def test_all_other_sign_ins_are_ended_at_once(ada: User) -> None:
    here, *others = (browser(ada) for _ in range(4))
    here.post("/settings/security/sign-ins/end/")
    assert [client.get("/").status_code for client in others] == [403, 403, 403]
    assert here.get("/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("one_window")
def test_s49_parallel_logins_are_counted_exactly() -> None:
    jo, tried = colleague("Jo"), []
    user_login_failed.connect(note := lambda **said: tried.append(said["credentials"]), weak=False)

    def attempt(number: int) -> int:
        try:
            return Client().post(LOGIN, {"login": jo.email, "password": f"guess {number}"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=16) as threads:
        answers = list(threads.map(attempt, range(200)))
    user_login_failed.disconnect(note)
    assert Tally.objects.get(key=f"login:{jo.email}").count == 200
    assert (answers.count(200), answers.count(429)) == (10, 190)
    assert len(tried) == 10
    assert Client().post(LOGIN, {"login": jo.email, "password": PASSWORD}).status_code == 429
    assert authenticate(None, email=jo.email, password=PASSWORD) is not None  # only this way in is closed for now


@pytest.mark.usefixtures("one_window")
def test_s49_codes_of_the_second_factor_are_counted_too() -> None:
    jo = colleague("Jo")
    TOTP.activate(jo, generate_totp_secret())
    client = Client()
    client.post(LOGIN, {"login": jo.email, "password": PASSWORD})
    answers = [client.post("/sign-in/2fa/authenticate/", {"code": "000000"}).status_code for _ in range(12)]
    assert answers == [200] * 10 + [429] * 2
