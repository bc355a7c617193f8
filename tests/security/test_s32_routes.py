"""S32 (Optus 2022): every address of the desk times every method stands in a role matrix, and keeps to it.

The matrix is `routes.txt`: adding a route is adding one line there.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from simcare.accounts.actions import add_member, open_account
from simcare.accounts.values import MemberRole, StaffRole
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from tests.security.people import colleague

pytestmark = pytest.mark.django_db
LETTERS = {
    "a": StaffRole.AGENT,
    "s": StaffRole.SUPERVISOR,
    "f": StaffRole.FINANCE,
    "d": StaffRole.DEALER_MANAGER,
    "A": StaffRole.ADMIN,
}
MEMBERS = {"o": MemberRole.OWNER, "u": MemberRole.SUPPORT, "i": MemberRole.FINANCE, "v": MemberRole.VIEWER}
WRITES = ("post", "put", "patch", "delete")
REFUSED = "Your role does not let you"


class Row(NamedTuple):
    """A line of the matrix."""

    name: str
    kind: str
    roles: str


def rows() -> list[Row]:
    text = (Path(__file__).parent / "routes.txt").read_text(encoding="utf-8")
    return [Row(*line.split()) for line in text.splitlines() if line and not line.startswith("#")]


def routes(patterns: Iterable[Any] | None = None, space: str = "", before: str = "/") -> Iterator[tuple[str, str]]:
    """The name and the address of every route, its parameters filled in with what nobody has."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        address = before + re.sub(
            r"<(?:(\w+):)?\w+>", lambda found: "0" if found[1] == "int" else "x", str(each.pattern)
        )
        if hasattr(each, "url_patterns"):
            yield from routes(each.url_patterns, f"{each.namespace}:" if each.namespace else space, address)
        else:
            yield space + (each.name or ""), address


ADDRESSES = dict(routes())
MATRIX = [row for row in rows() if row.name in ADDRESSES]


def refusal(answer: HttpResponse) -> bool:
    """Whether the role was refused: by a page of its own, or by a word where the person was."""
    told = [str(each) for each in answer.wsgi_request._messages._queued_messages]  # type: ignore[attr-defined]  # of this one
    return answer.status_code == 403 or any(REFUSED in each for each in told)


def test_s32_no_route_outside_the_matrix() -> None:
    assert sorted(ADDRESSES) == sorted(row.name for row in rows())


@pytest.mark.parametrize("letter", LETTERS)
def test_s32_every_route_and_method_keeps_to_the_matrix(letter: str) -> None:
    client = Client(raise_request_exception=False)
    wrong = []
    for row in MATRIX:
        if row.kind in ("open", "api"):  # test_s39_keys.py is for programs
            continue
        client.force_login(colleague(f"P{letter}", LETTERS[letter]))
        if row.kind.startswith("member"):
            told = [getattr(client, method)(ADDRESSES[row.name]).status_code for method in ("get", *WRITES)]
            wrong += [(row.name, "staff", status) for status in told if status not in (403, 405)]
            continue
        right, others = ("get", WRITES) if row.kind == "page" else ("post", ("get", "put", "patch", "delete"))
        answer = getattr(client, right)(ADDRESSES[row.name])
        if answer.status_code >= 500 or refusal(answer) != (letter not in row.roles):
            wrong.append((row.name, right, answer.status_code))
        wrong += [
            (row.name, method, status)
            for method in others
            if (status := getattr(client, method)(ADDRESSES[row.name]).status_code) not in (403, 405)
        ]
    assert wrong == []


@pytest.mark.parametrize("letter", MEMBERS)
def test_s32_every_address_of_the_portal_keeps_to_the_matrix(letter: str) -> None:
    """Members see pages of what is not theirs as missing, and only deeds of their role are not refused."""
    client, wrong = Client(raise_request_exception=False), []
    with acting_as_provider():
        account = open_account(name="Nordsol", by="test", at=clock.now())
        ole = add_member(
            account=account, email="ole@x.example", name="Ole", role=MEMBERS[letter], by="test", at=clock.now()
        )
    for row in MATRIX:
        if not row.kind.startswith("member"):
            continue
        client.force_login(ole.user)
        right, others = ("get", WRITES) if row.kind == "member-page" else ("post", ("get", "put", "patch", "delete"))
        answer = getattr(client, right)(ADDRESSES[row.name])
        if answer.status_code >= 500 or refusal(answer) != (letter not in row.roles):
            wrong.append((row.name, right, answer.status_code))
        wrong += [
            (row.name, method, status)
            for method in others
            if (status := getattr(client, method)(ADDRESSES[row.name]).status_code) != 405
        ]
    assert wrong == []


def test_s32_strangers_and_members_of_accounts_get_nothing() -> None:
    stranger, member = Client(), Client()
    with acting_as_provider():
        account = open_account(name="Nordsol", by="test", at=clock.now())
        ole = add_member(
            account=account, email="ole@x.example", name="Ole", role=MemberRole.OWNER, by="test", at=clock.now()
        )
    wrong = []
    for row in MATRIX:
        if row.kind in ("open", "api"):  # test_s39_keys.py is for programs
            continue
        member.force_login(ole.user)
        for method in ("get", *WRITES):
            told = getattr(stranger, method)(ADDRESSES[row.name])
            is_sent_off = told.status_code == 302 and told.headers["Location"].startswith("/sign-in/login/")
            if not is_sent_off and told.status_code != 405:
                wrong.append((row.name, method, told.status_code))
            if row.kind.startswith("member"):
                continue
            if (status := getattr(member, method)(ADDRESSES[row.name]).status_code) not in (403, 405):
                wrong.append((row.name, method, status, "member"))
    assert wrong == []


def test_s32_only_the_way_in_stands_open() -> None:
    """What needs no sign-in is named here a second time, so that nobody opens a door by a word in the matrix."""
    standing_open = {row.name for row in rows() if row.kind == "open"}
    assert {name for name in standing_open if not re.match(r"(account|mfa)_", name)} == {
        "set_language",
        "api:openapi-json",  # what the API can do, and nothing of anybody
        "api:api-root",
        "api:nothing",
        "new_password",
        "welcome",
        "join",
        "business:home",  # leads to the cards
        "service_worker",
        "public:pack",
        "public:pack_document",
        "public:pack_photo",
        "public:satisfaction",
        "staff:picture",  # a frame without cookies: its address is signed, for one person and five minutes
    }
