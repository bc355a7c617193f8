"""S32, S40: with what another account has in the address or the form, no byte of it is read and nothing of it changes.

Every route of the portal, by every method and every role: the rows `member-...` in `routes.txt`.
"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from simcare.accounts.actions import add_member
from simcare.accounts.actions.members import invite
from simcare.accounts.models import OneTimeLink
from simcare.accounts.values import MemberRole
from simcare.cards.actions.equipment import register_one
from simcare.cards.actions.exports import begin_export
from simcare.cards.values import Filters
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from tests.api.people import Program, make_program
from tests.security.test_s32_routes import ADDRESSES, MEMBERS, WRITES, rows
from tests.security.test_s39_keys import any_ticket, sees_all

pytestmark = pytest.mark.django_db
PORTAL = [row.name for row in rows() if row.kind.startswith("member-")]
TABLES = """
    SELECT a.attrelid::regclass::text FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE a.attname = 'account_id' AND NOT a.attisdropped AND c.relkind IN ('r', 'p') AND NOT c.relispartition
    AND n.nspname = 'public' ORDER BY 1"""


@pytest.fixture
def riego() -> dict[str, Any]:
    """An account that has one of everything, by the names of the routes' parameters and of forms; the canary."""
    program, at = make_program("Riego", 2_000), clock.now()
    account, card = program.account, program.cards[0]
    with acting_as_provider():
        invite(
            account_id=account.id,
            email="ana@riego.example",
            role=MemberRole.VIEWER,
            language="es",
            by="riego",
            at=at,
        )
        told = {"iccid": card.iccid, "kind": "meter", "place": "Riego field"}
        register_one(told=told, account_id=account.id, by="riego", at=at)
        export = begin_export(filters=Filters(), columns=(), kind="csv", by="riego", at=at, account_id=account.id)
        return {
            "program": program,
            "cards": card.iccid,
            "card": card.id,
            "files": export.id,
            "jobs": program.job,
            "tickets": program.ticket,
            "asked": OneTimeLink.objects.get(account=account).id,
            "people": account.members.get().id,
            "accounts": account.id,
        }


def address_of(name: str, riego: dict[str, Any]) -> str:
    """The route's address with what the other account has."""
    parts = ADDRESSES[name].split("/")
    return "/".join(str(riego[parts[at - 1]]) if part in ("0", "x") else part for at, part in enumerate(parts))


def told_to(name: str, riego: dict[str, Any]) -> dict[str, Any]:
    """A form about what the other account has; and what a form of that route wants beside it."""
    told: dict[str, Any] = {"card": str(riego["card"]), "iccid": riego["cards"], "iccids": riego["cards"]}
    told |= {"account": riego["accounts"], "account_id": riego["accounts"], "function": "suspend", "as": "csv"}
    told |= {"reason": "theirs", "key": name, "count": "1", "typed": "1", "kind": "meter", "role": "owner"}
    told |= {"subject": "theirs", "text": "theirs", "email": "eve@x.example", "q": riego["cards"][-5:]}
    if name == "business:equipment_list":
        told["file"] = SimpleUploadedFile("devices.csv", f"card,device\n{riego['cards']},meter\n".encode())
    return told


def state_of(program: Program) -> dict[str, str]:
    """What all tables hold of an account."""
    with acting_as_provider(), connection.cursor() as cursor:
        cursor.execute(TABLES)
        state = {}
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT string_agg(t::text, '|' ORDER BY t::text) FROM {table} t WHERE account_id = %s",  # names of our own tables
                [program.account.id],
            )
            state[table] = cursor.fetchone()[0] or ""
        return state


def member_of(program: Program, role: MemberRole) -> Client:
    """A browser of somebody of an account."""
    client = Client(raise_request_exception=False)
    with acting_as_provider():
        member = add_member(
            account=program.account, email=f"{role}@x.example", name="", role=role, by="t", at=clock.now()
        )
        client.force_login(member.user)
    return client


def without_what_was_sent(content: bytes, riego: dict[str, Any]) -> bytes:
    """A refusal may name the number that was asked for."""
    return content.replace(riego["cards"].encode(), b"").replace(riego["cards"][-5:].encode(), b"").lower()


@pytest.mark.broken_by(
    ("simcare.web.business.door.acting_as_account", sees_all),
    ("simcare.support.queries.customers.get_ticket_of", any_ticket),
)
@pytest.mark.parametrize("role", MEMBERS.values())
def test_s40_members_stay_in_their_account(role: MemberRole, riego: dict[str, Any]) -> None:
    nordsol = make_program("Nordsol", 1_000)
    browser, before, leaked = member_of(nordsol, role), state_of(riego["program"]), []
    for name in PORTAL:
        for method in ("get", *WRITES):
            told = told_to(name, riego) if method in ("get", "post") else {}
            answer = getattr(browser, method)(address_of(name, riego), told)
            said = without_what_was_sent(answer.content, riego)
            if answer.status_code >= 500 or b"riego" in said:
                leaked.append((name, method, answer.status_code))
        told = browser.get("/portal/people/").content  # what was told by the way
        leaked += [(name, "told", 200)] if b"riego" in told.lower() else []
    assert leaked == []
    assert state_of(riego["program"]) == before


def test_the_canary_sings_at_home(riego: dict[str, Any]) -> None:
    """Its own account reads it, and has something in the tables that are compared."""
    browser = member_of(riego["program"], MemberRole.OWNER)
    for name in ("business:card", "business:ticket", "business:job", "business:cards", "business:tickets"):
        assert b"riego" in browser.get(address_of(name, riego)).content.lower(), name
    assert b"Riego field" in browser.get("/portal/equipment/").content
    assert b"ana@riego.example" in browser.get("/portal/people/").content
    assert sum(bool(rows) for rows in state_of(riego["program"]).values()) >= 12
