"""Who comes in: staff only, by password and second factor."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from simcare.accounts.actions import add_member, add_staff, open_account
from simcare.accounts.models import User
from simcare.accounts.values import MemberRole, StaffRole
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"
LOGIN = "/sign-in/login/"


@pytest.fixture
def agent() -> User:
    with acting_as_provider():
        return add_staff(
            email="jo@simcare.example", name="Jo", role=StaffRole.AGENT, password=PASSWORD, by="test", at=clock.now()
        )


def sign_in(client: Client, email: str = "jo@simcare.example", password: str = PASSWORD) -> object:
    return client.post(LOGIN, {"login": email, "password": password})


@pytest.mark.parametrize("path", ["/", "/cards/", "/audit/", "/tickets/1/", "/attachments/1/", "/stream-pass/"])
def test_strangers_are_sent_to_the_sign_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{LOGIN}?next={path}"


def test_staff_come_in_with_their_password(client: Client, agent: User) -> None:
    sign_in(client)
    assert client.get("/").status_code == 200


def test_a_wrong_password_says_nothing_about_who_exists(client: Client, agent: User) -> None:
    known = sign_in(client, password="wrong").content.decode()  # type: ignore[attr-defined]  # Django's response
    unknown = sign_in(client, "nobody@simcare.example", "wrong").content.decode()  # type: ignore[attr-defined]  # as above
    said = "The email address and/or password you specified are not correct."
    assert (said in known, said in unknown) == (True, True)


def test_members_of_accounts_are_not_staff(client: Client) -> None:
    at = clock.now()
    with acting_as_provider():
        account = open_account(name="Nordsol", by="test", at=at)
        member = add_member(
            account=account, email="ole@nordsol.example", name="Ole", role=MemberRole.OWNER, by="test", at=at
        )
        member.user.set_password(PASSWORD)
        member.user.save()
    sign_in(client, "ole@nordsol.example")
    assert client.get("/").status_code == 403


def test_nobody_signs_up(client: Client) -> None:
    assert "By invitation" in client.get("/sign-in/signup/").content.decode()


def test_without_a_second_factor_only_its_setup_opens(client: Client, agent: User, settings: object) -> None:
    settings.SIMCARE_DEMO = False  # type: ignore[attr-defined]  # pytest-django's settings
    sign_in(client)
    assert client.get("/").headers["Location"] == "/sign-in/2fa/totp/activate/"
    asked = client.get("/sign-in/2fa/totp/activate/").headers["Location"]
    shown = client.post(asked, {"password": PASSWORD}, follow=True)
    assert "Set up the second factor" in shown.content.decode()


def test_with_a_second_factor_the_password_is_half_of_it(client: Client, agent: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(agent, secret)
    sign_in(client)
    assert client.get("/").status_code == 302
    moment = int(clock.now().timestamp()) // 30
    client.post("/sign-in/2fa/authenticate/", {"code": format_hotp_value(hotp_value(secret, moment))})
    assert client.get("/").status_code == 200


def test_half_an_hour_without_a_person_ends_the_session(
    client: Client, agent: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    sign_in(client)
    assert client.get("/").status_code == 200
    for minutes in (20, 29):
        monkeypatch.setattr(clock, "now", lambda later=start + timedelta(minutes=minutes): later)
        assert client.get("/stream-pass/", headers={"X-Unattended": "1"}).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=31))
    assert client.get("/").status_code == 302


def speaks(client: Client, address: str = LOGIN) -> str:
    """The language in which a page answers."""
    return re.findall(r'<html lang="([\w-]+)"', client.get(address).content.decode())[0]


def test_a_language_is_chosen_before_sign_in_and_kept_with_the_account_after(client: Client, agent: User) -> None:
    choice = reverse("set_language")
    assert client.post(choice, {"language": "ar", "next": LOGIN}).headers["Location"] == LOGIN
    assert speaks(client) == "ar"
    sign_in(client)
    assert speaks(client, "/") == "en", "the account's own language comes with it"
    client.post(choice, {"language": "de"})
    elsewhere = Client()
    sign_in(elsewhere)
    assert [speaks(each, "/") for each in (client, elsewhere)] == ["de", "de"]
    assert User.objects.get(id=agent.id).language == "de"


@pytest.mark.parametrize(
    ("told", "goes_to"),
    [({"language": "xx", "next": LOGIN}, LOGIN), ({"language": "de", "next": "https://elsewhere.example/"}, "/")],
)
def test_what_is_no_language_or_no_page_of_ours_is_left(client: Client, told: dict[str, str], goes_to: str) -> None:
    answer = client.post(reverse("set_language"), told)
    assert answer.headers["Location"] == goes_to
    assert client.get(reverse("set_language")).status_code == 405
    assert speaks(client) == ("de" if told["language"] == "de" else "en")
