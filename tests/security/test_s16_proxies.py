"""Only the proxies that the installation names say who asks (security.md S16)."""

import pytest
from django.test import Client
from pytest_django import Settings

from simcare.web.proxies import caller
from simcare.web.public.limits import PER_MINUTE

PROXY = "10.0.0.1"
OURS = ("10.0.0.0/29", "fd00::/64", "")
EVIL = "203.0.113.66"


@pytest.mark.parametrize(
    ("called_from", "told", "who"),
    [
        (PROXY, "198.51.100.7", "198.51.100.7"),
        (PROXY, "198.51.100.7, 10.0.0.2", "198.51.100.7"),
        ("fd00::1", "2001:db8::7", "2001:db8::7"),
        (PROXY, "1.1.1.1, 198.51.100.7", "198.51.100.7"),  # what the caller wrote himself stands before
        (PROXY, "10.0.0.2, 198.51.100.7", "198.51.100.7"),  # and names a proxy of ours in vain
        (EVIL, "198.51.100.7", EVIL),  # a stranger's header
        (EVIL, "10.0.0.1", EVIL),
        (PROXY, "", PROXY),
        (PROXY, "<script>alert(1)</script>", PROXY),  # no address: never taken, so never shown
        (PROXY, "fe80::1%<script>", PROXY),
        (PROXY, "198.51.100.7, unknown", PROXY),
        ("", "198.51.100.7", ""),  # a socket without an address
    ],
)
def test_the_caller_is_whom_our_outermost_proxy_names(called_from: str, told: str, who: str) -> None:
    assert caller(called_from, told, OURS) == who


@pytest.mark.django_db
@pytest.mark.usefixtures("one_window")
@pytest.mark.broken_by(("simcare.web.proxies._is_proxy", lambda _address, _proxies: True))
def test_s16_only_configured_proxy_hops_are_believed(settings: Settings) -> None:
    """Many behind our proxy are many; one who writes headers himself stays one, whatever headers he writes."""
    settings.SIMCARE_TRUSTED_PROXIES = [f"{PROXY}/32"]
    client = Client()
    told = [
        client.get("/evidence/x/", REMOTE_ADDR=PROXY, HTTP_X_FORWARDED_FOR=f"1.1.1.1, 198.51.100.{number}").status_code
        for number in range(PER_MINUTE + 5)
    ]
    assert set(told) == {404}, "nobody is limited for what others ask"
    names = ("X_FORWARDED_FOR", "X_REAL_IP", "FORWARDED", "CLIENT_IP", "TRUE_CLIENT_IP", "CF_CONNECTING_IP", "VIA")
    told = [
        client.get(
            "/evidence/x/", REMOTE_ADDR=EVIL, **{f"HTTP_{name}": f"192.0.2.{number}" for name in names}
        ).status_code
        for number in range(PER_MINUTE + 5)
    ]
    assert told[PER_MINUTE:] == [429] * 5
