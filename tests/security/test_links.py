"""Links that open once (S43 to S46): nothing but the token opens them, they expire, and they tell nothing."""

import re
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from simcare.accounts.actions.links import invite, withdraw
from simcare.accounts.errors import LinkOpensNothing
from simcare.accounts.models import OneTimeLink, User
from simcare.accounts.queries.access import find_link_to_send, get_open_link
from simcare.accounts.rules.tokens import digest, new_token
from simcare.accounts.values import LinkKind, StaffRole
from simcare.kernel import clock
from simcare.kernel.limits import drop_old
from simcare.web.public.limits import PER_MINUTE
from tests.security.people import PASSWORD, browser, colleague, deliver

pytestmark = pytest.mark.django_db
NEW = "another long password"
ROUTES = ("/sign-in/welcome/{}/", "/sign-in/new-password/{}/")


def invited(email: str = "kim@simcare.example") -> str:
    return invite(
        email=email, name="Kim", role=StaffRole.AGENT, language="en", by="ada@simcare.example", at=clock.now()
    )


def forgotten(email: str) -> str:
    """The token of the link that a person who forgot the password is sent."""
    Client().post("/sign-in/forgot/", {"email": email})
    deliver()
    link = OneTimeLink.objects.filter(kind=LinkKind.PASSWORD, email=email).latest("id")
    found = find_link_to_send(link.id)
    assert found is not None
    return found[1]


def test_s43_empty_tokens_match_nothing() -> None:
    token = invited()
    OneTimeLink.objects.create(  # as a bug elsewhere might leave one: a link without a token
        kind=LinkKind.INVITATION, digest="", email="nobody@x.example", by="", expires_at=clock.now() + timedelta(days=1)
    )
    alike = "а" + token[1:]  # Cyrillic
    wrong = ["", " ", "%20", "null", "None", "0", "%00", token.swapcase(), f"{token} ", token[:-1], f"{token}A", alike]
    for route in ROUTES:
        for number, each in enumerate(wrong):
            said = {"name": "Eve", "password": NEW}
            answer = Client().post(route.format(each), said, REMOTE_ADDR=f"192.0.2.{number}")
            assert answer.status_code == (400 if "%00" in each else 404), (route, each)
    assert not User.objects.exists()
    for each in ["", " ", "\x00", "é" * 43, token.upper()]:
        with pytest.raises(LinkOpensNothing):
            get_open_link(each, LinkKind.INVITATION, at=clock.now())


def test_s43_a_link_of_one_kind_opens_no_other() -> None:
    assert Client().get(ROUTES[1].format(invited())).status_code == 404


def test_s44_tokens_expire_and_work_once(monkeypatch: pytest.MonkeyPatch) -> None:
    token, now = invited(), clock.now()
    welcome = ROUTES[0].format(token)
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=7, seconds=1))
    assert Client().get(welcome).status_code == 404
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(days=6, hours=23))
    assert Client().get(welcome).status_code == 200
    client = Client()
    assert client.post(welcome, {"name": "Kim", "password": NEW}).headers["Location"] == "/sign-in/2fa/totp/activate/"
    assert client.get("/settings/").status_code == 200
    assert Client().get(welcome).status_code == 404
    assert Client().post(welcome, {"name": "Eve", "password": NEW}).status_code == 404
    assert User.objects.get().name == "Kim"


def test_s44_a_new_password_is_set_once_within_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    jo, now = colleague("Jo"), clock.now()
    elsewhere = browser(jo)
    address = ROUTES[1].format(forgotten(jo.email))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=1, seconds=5))
    assert Client().post(address, {"password": NEW}).status_code == 404
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=50))
    assert Client().post(address, {"password": "short"}).status_code == 200
    assert Client().post(address, {"password": NEW}).status_code == 200
    assert Client().post(address, {"password": PASSWORD}).status_code == 404
    jo.refresh_from_db()
    assert jo.check_password(NEW)
    assert elsewhere.get("/").status_code in (302, 403)


def test_s44_a_withdrawn_or_replaced_invitation_opens_nothing() -> None:
    first, second = invited(), invited()
    assert Client().get(ROUTES[0].format(first)).status_code == 404
    withdraw(link_id=OneTimeLink.objects.latest("id").id, by="ada@simcare.example", at=clock.now())
    assert Client().get(ROUTES[0].format(second)).status_code == 404


_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="\w+"')
"""Masked anew in each answer, whoever asked."""


def _asked(email: str) -> tuple[int, bytes, float]:
    client = Client()
    began = time.perf_counter()
    answer = client.post("/sign-in/forgot/", {"email": email}, REMOTE_ADDR=f"192.0.2.{hash(email) % 250}")
    return (
        answer.status_code,
        _TOKEN.sub(b"", answer.content.replace(str(answer.wsgi_request.nonce).encode(), b"")),
        time.perf_counter() - began,
    )  # type: ignore[attr-defined]  # set by our headers


def test_s45_reset_answer_is_constant() -> None:
    """Same status, same bytes, same number of queries; and the medians of 200 times each lie close together."""
    for number in range(200):
        User.objects.create(email=f"known{number}@simcare.example", role=StaffRole.AGENT)
    asked = [
        (_asked(f"known{number}@simcare.example"), _asked(f"other{number}@simcare.example")) for number in range(200)
    ]  # by turns: a machine that grows slow does so for both
    known, unknown = zip(*asked, strict=True)
    assert {(status, body) for status, body, _ in known} == {(status, body) for status, body, _ in unknown}
    assert len({body for _, body, _ in known}) == 1
    medians = [statistics.median(seconds for _, _, seconds in told) for told in (known, unknown)]
    spread = statistics.median(abs(seconds - medians[0]) for _, _, seconds in known)
    assert abs(medians[0] - medians[1]) < max(3 * spread, 0.002)


def test_s45_only_who_is_known_gets_a_link() -> None:
    jo = colleague("Jo")
    for email in (jo.email, "nobody@simcare.example"):
        Client().post("/sign-in/forgot/", {"email": email})
    deliver()
    assert [link.email for link in OneTimeLink.objects.all()] == [jo.email]


def test_s45_no_address_is_flooded_with_links() -> None:
    jo = colleague("Jo")
    for number in range(9):
        Client().post("/sign-in/forgot/", {"email": jo.email}, REMOTE_ADDR=f"192.0.2.{number}")
    deliver()
    assert OneTimeLink.objects.count() == 3


def test_s46_tokens_are_random_hashed_revocable() -> None:
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(len(token) == 43 for token in tokens)  # 256 bits in base64
    token = invited()
    link = OneTimeLink.objects.get()
    assert link.digest == digest(token)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_onetimelink")
        assert token not in repr(cursor.fetchall())
        cursor.execute("SELECT payload FROM kernel_outboxevent")
        assert token not in repr(cursor.fetchall())
    withdraw(link_id=link.id, by="ada@simcare.example", at=clock.now())
    link.refresh_from_db()
    assert link.sealed == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("one_window", "policies")
@pytest.mark.broken_by(("simcare.web.public.evidence.may_ask", lambda _address: True))
def test_guesses_of_a_secret_address_are_counted_exactly_however_many_answer_them() -> None:
    """Each thread has a database connection of its own, as each process of the desk has."""

    def guess(number: int) -> int:
        try:
            return Client().get(f"/evidence/guess{number}/").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=16) as threads:
        answers = list(threads.map(guess, range(90)))
    assert (answers.count(404), answers.count(429)) == (PER_MINUTE, 90 - PER_MINUTE)
    assert drop_old(at=clock.now()) == 0
    assert drop_old(at=clock.now() + timedelta(days=2)) == 1
