"""Whatever a request says in its headers, nobody is moved by it and nothing of it comes back as HTML (security.md S16)."""

from collections.abc import Callable
from typing import Final

import pytest
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from simcare.accounts.models import SignIn, User
from simcare.accounts.values import StaffRole
from tests.security.people import LOGIN, PASSWORD, colleague
from tests.security.test_s13_s19_what_others_sent import CORPUS, OURS, harm_in

pytestmark = pytest.mark.django_db
CALLER: Final = "203.0.113.66"
MARK: Final = "zqxj"
"""Stands in every hostile value, so that it is found wherever it comes out."""

NAMES: Final = (
    *(
        "accept",
        "accept-charset",
        "accept-encoding",
        "accept-language",
        "authorization",
        "cache-control",
        "cf-ipcountry",
    ),
    *("client-ip", "content-type", "cookie", "dnt", "expect", "forwarded", "from", "hx-boosted", "hx-current-url"),
    *("hx-request", "hx-target", "hx-trigger", "hx-trigger-name", "if-modified-since", "if-none-match", "origin"),
    *("referer", "remote-user", "true-client-ip", "user-agent", "via", "x-forwarded-for", "x-forwarded-host"),
    *("x-forwarded-proto", "x-forwarded-user", "x-http-method-override", "x-original-url", "x-real-ip"),
    *("x-requested-with", "x-rewrite-url", "x-unattended", "range", "upgrade", "x-csrftoken", "sec-fetch-site"),
)
hostile = st.one_of(  # a server hands headers over as Latin-1 (PEP 3333)
    st.sampled_from([f"{MARK}{attack}" for attack in CORPUS]),
    st.text(st.characters(min_codepoint=32, max_codepoint=0xFF), max_size=60).map(lambda text: f"{MARK}{text}<b>"),
    st.sampled_from(
        [f"10.0.0.1, {MARK}<b>", f"::1%{MARK}<script>", f'for="{MARK}<b>"', f"text/{MARK}<b>", "a" * 9_000]
    ),
)
requests = st.dictionaries(st.sampled_from(NAMES), hostile, min_size=1, max_size=8)
PLAIN: Final = settings(
    deadline=None, database=None, suppress_health_check=list(HealthCheck), report_multiple_bugs=False
)
"""The few are the same in every run; the first fault found is told as it is."""
Ask = Callable[[Client, dict[str, str]], HttpResponse]


def sign_in(client: Client, headers: dict[str, str]) -> HttpResponse:
    said = {"login": "ada@simcare.example", "password": "wrong"}
    return client.post(LOGIN, said, headers=headers, REMOTE_ADDR=CALLER)


def get(path: str) -> Ask:
    def ask(client: Client, headers: dict[str, str]) -> HttpResponse:
        return client.get(path, headers=headers, REMOTE_ADDR=CALLER)

    return ask


WAYS: Final = {
    "the way in": get(LOGIN),
    "a wrong password": sign_in,
    "a secret address": get("/evidence/x/"),
    "the inbox": get("/"),
    "what is not there": get("/nothing/"),
    "where one is signed in": get("/settings/security/"),
}


@pytest.fixture
def ada() -> User:
    return colleague("Ada", StaffRole.SUPERVISOR)


def outcome(answer: HttpResponse) -> tuple[int, str]:
    return answer.status_code, str(answer.headers.get("Location", "")).partition("?")[0]


@pytest.mark.usefixtures("one_window")
@pytest.mark.broken_by(("simcare.web.proxies._is_proxy", lambda _address, _proxies: True))
@pytest.mark.parametrize("tries", [12, pytest.param(2_000, marks=pytest.mark.long)], ids=["few", "many"])
def test_s16_headers_move_nobody_and_never_come_back_as_html(
    ada: User, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Strangers stay strangers, who is signed in stays so, limits go by the real address, nothing breaks."""
    monkeypatch.setattr("simcare.web.entrance.limits.MOST_BY_ADDRESS", 10**6)
    monkeypatch.setattr("simcare.web.entrance.limits.MOST_BY_MACHINE", 10**6)
    monkeypatch.setattr("simcare.web.public.limits.PER_MINUTE", 10**6)
    counted = []
    monkeypatch.setattr("simcare.web.public.evidence.may_ask", lambda address: counted.append(address) or True)
    plain = {way: outcome(ask(Client(), {})) for way, ask in WAYS.items()}

    @settings(PLAIN, max_examples=tries, derandomize=tries < 100)
    @given(st.sampled_from(sorted(WAYS)), requests)
    @example("a secret address", {"x-forwarded-for": "198.51.100.7"})
    @example("a secret address", {"x-forwarded-for": f"{MARK}<script>alert(1)</script>"})
    def told(way: str, headers: dict[str, str]) -> None:
        answer = WAYS[way](Client(raise_request_exception=False), headers)
        status, place = outcome(answer)
        assert (status, place) == plain[way] or status in (304, 400), (way, status, place)
        assert harm_in(answer.content.decode(), own=OURS) == []
        assert f"{MARK}<" not in answer.content.decode()
        assert not any(MARK in value for value in answer.headers.values())

    told()
    assert set(counted) == {CALLER}


@pytest.mark.parametrize("tries", [8, pytest.param(500, marks=pytest.mark.long)], ids=["few", "many"])
def test_s16_what_a_browser_calls_itself_is_kept_and_shown_as_text(
    ada: User, tries: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simcare.web.entrance.limits.MOST_BY_MACHINE", 10**6)

    @settings(PLAIN, max_examples=tries, derandomize=tries < 100)
    @given(hostile, hostile)
    def told(agent: str, other: str) -> None:
        client = Client(headers={"user-agent": agent, "x-forwarded-for": other})
        assert client.post(LOGIN, {"login": ada.email, "password": PASSWORD}).status_code == 302
        kept = SignIn.objects.latest("id")
        assert kept.agent == agent[:300]
        for path in ("/settings/security/", f"/team/{ada.id}/", "/audit/"):
            page = client.get(path).content.decode()
            assert harm_in(page, own=OURS) == []
            assert f"{MARK}<" not in page

    told()
