"""The portal over a real database: a member sees the own account's cards and nothing of another's."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.test import Client

from simcare.accounts.actions import add_member, open_account
from simcare.accounts.actions.staff import change_password
from simcare.accounts.models import Account, OneTimeLink
from simcare.accounts.values import MemberRole, StaffRole
from simcare.cards.actions.stock import add_card, assign
from simcare.cards.jobs import advance
from simcare.cards.models import CardExport, Product
from simcare.kernel import clock, secrets
from simcare.kernel.models import OutboxEvent
from simcare.kernel.tenancy import acting_as_account, acting_as_provider
from simcare.web.business.views import cards as pages
from tests.security.people import colleague
from tests.web import examples

pytestmark = pytest.mark.django_db
WORD = "correct horse battery"
EVE = "eve@canary.example"
OURS, THEIRS, NOBODYS = "8944200000000012345", "8944200000000099999", "8944200000000077777"


def _account(name: str, email: str, iccid: str) -> Account:
    account = open_account(name=name, by="t", at=clock.now())
    member = add_member(account=account, email=email, name=name, role=MemberRole.OWNER, by="t", at=clock.now())
    change_password(user=member.user, password=WORD, keeps=None, by="t", at=clock.now())
    product, _ = Product.objects.get_or_create(code="P1", defaults={"name": "Plan"})
    assign(
        card=add_card(iccid=iccid, product=product, platform="eiotclub", at=clock.now()),
        account=account,
        by="t",
        at=clock.now(),
    )
    return account


@pytest.fixture
def account() -> Account:
    with acting_as_provider():
        _account("Canary Ltd", EVE, THEIRS)
        return _account("Brightwater", "tom@brightwater.example", OURS)


def _member(account: Account, role: MemberRole) -> Client:
    with acting_as_provider():
        member = add_member(
            account=account, email=f"{role}@brightwater.example", name=role, role=role, by="t", at=clock.now()
        )
        change_password(user=member.user, password=WORD, keeps=None, by="t", at=clock.now())
    return _browser(member.user.email)


def _browser(email: str = "tom@brightwater.example") -> Client:
    client = Client()
    answer = client.post("/sign-in/login/?next=/", {"login": email, "password": WORD})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/portal/cards/")
    return client


def _read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def _said(page: str) -> str:
    return page.partition("<body")[2]


@contextmanager
def _words_of_the_next_page(client: Client) -> Iterator[list[str]]:
    said: list[str] = []
    yield said
    said.append(_read(client, "/portal/people/"))


def test_a_member_sees_the_own_cards_and_finds_one_by_its_last_five_digits(account: Account) -> None:
    tom = _browser()
    listed = _read(tom, "/portal/cards/")
    assert OURS in listed
    assert "Canary" not in listed
    assert THEIRS not in listed
    assert OURS in _read(tom, f"/portal/cards/?q={OURS[-5:]}")
    assert "No card has that" in _read(tom, f"/portal/cards/?q={THEIRS[-5:]}")


def test_anothers_card_is_not_there_as_one_that_does_not_exist(account: Account) -> None:
    tom = _browser()
    assert "Not checked yet" in _read(tom, f"/portal/cards/{OURS}/")
    theirs = _read(tom, f"/portal/cards/{THEIRS}/", 404)
    nobodys = _read(tom, f"/portal/cards/{NOBODYS}/", 404)
    assert _said(theirs.replace(THEIRS, NOBODYS)) == _said(nobodys)
    assert "Canary" not in theirs


def test_a_check_is_asked_for_by_who_may_and_not_without_end(account: Account, monkeypatch: pytest.MonkeyPatch) -> None:
    def wanted() -> int:
        with acting_as_provider():
            return OutboxEvent.objects.filter(name="support.ExaminationWanted").count()

    monkeypatch.setattr(pages, "CHECKS_AN_HOUR", 1)
    support, viewer = _member(account, MemberRole.SUPPORT), _member(account, MemberRole.VIEWER)
    assert "Check this card" not in _read(viewer, f"/portal/cards/{OURS}/")
    viewer.post(f"/portal/cards/{OURS}/check/")
    support.post(f"/portal/cards/{THEIRS}/check/")
    assert wanted() == 0
    support.post(f"/portal/cards/{OURS}/check/")
    support.post(f"/portal/cards/{OURS}/check/")
    assert wanted() == 1
    assert "Very many cards were checked" in _read(support, "/portal/people/")


def test_an_owner_invites_a_viewer_who_comes_in_by_the_link_and_changes_nothing(account: Account) -> None:
    tom, kim = _browser(), Client()
    tom.post("/portal/people/invite/", {"email": "kim@brightwater.example", "role": "viewer"})
    assert "A mail with a link is on its way to kim@brightwater.example." in _read(tom, "/portal/people/")
    token = secrets.unseal(OneTimeLink.objects.get().sealed)
    assert "Brightwater" in _read(kim, f"/sign-in/join/{token}/")
    short = kim.post(f"/sign-in/join/{token}/", {"name": "Kim", "password": "short"})
    assert short.status_code == 200
    came = kim.post(f"/sign-in/join/{token}/", {"name": "Kim", "password": WORD})
    assert came.headers["Location"] == "/portal/cards/"
    assert "Invite a colleague" not in _read(kim, "/portal/people/")
    kim.post("/portal/people/invite/", {"email": "x@brightwater.example", "role": "owner"})
    assert "Your role does not let you do this" in _read(kim, "/portal/people/")
    assert OneTimeLink.objects.count() == 1


def test_the_provider_asks_the_first_owner_in_and_takes_an_invitation_back(account: Account, client: Client) -> None:
    client.force_login(colleague("sue", StaffRole.SUPERVISOR))
    client.post(f"/accounts/{account.id}/invite/", {"email": "kim@brightwater.example", "role": "owner"})
    asked = OneTimeLink.objects.get()
    assert (asked.email, asked.role, asked.account_id) == ("kim@brightwater.example", "owner", account.id)
    assert "kim@brightwater.example" in _said(_read(client, f"/accounts/{account.id}/"))
    client.post(f"/accounts/{account.id}/withdraw/{asked.id}/")
    token = secrets.unseal(asked.sealed)
    assert "Brightwater" not in _read(Client(), f"/sign-in/join/{token}/", 404)


@pytest.mark.parametrize("said", [{"email": "nobody", "role": "viewer"}, {"email": "a@x.example", "role": "king"}, {}])
def test_a_wrong_invitation_is_refused_in_words(account: Account, said: dict[str, str]) -> None:
    tom = _browser()
    with _words_of_the_next_page(tom) as words:
        tom.post("/portal/people/invite/", said)
    assert "not an e-mail address" in words[0] or "not offered" in words[0]
    assert not OneTimeLink.objects.exists()


def test_an_account_has_a_file_made_of_its_own_cards_and_nobody_else_reads_it(account: Account) -> None:
    finance, viewer, eve = _member(account, MemberRole.FINANCE), _member(account, MemberRole.VIEWER), _browser(EVE)
    asked = {"as": "csv", "q": "", "account_id": "1", "state": ""}
    viewer.post("/portal/cards/file/", asked)
    assert not CardExport.objects.exists()
    finance.post("/portal/cards/file/", asked)
    with acting_as_provider():
        made = CardExport.objects.get()
        assert made.account_id == account.id
        assert "It is not ready yet." in _read(finance, f"/portal/files/{made.id}/", 404)
        advance(clock.now())
    assert f"/portal/files/{made.id}/" in _read(finance, "/portal/cards/")
    file = _read(finance, f"/portal/files/{made.id}/")
    assert (OURS in file, THEIRS in file) == (True, False)
    assert "platform" not in file.partition("\n")[0]
    assert f"/portal/files/{made.id}/" not in _read(eve, "/portal/cards/")
    assert OURS not in _read(eve, f"/portal/files/{made.id}/", 404)
    with acting_as_account(Account.objects.get(name="Canary Ltd").id):
        assert not CardExport.objects.exists()


def test_a_member_registers_devices_one_by_one_and_by_a_list(account: Account) -> None:
    support, viewer = _member(account, MemberRole.SUPPORT), _member(account, MemberRole.VIEWER)
    one = {"iccid": OURS, "kind": "camera", "place": "B96"}
    viewer.post("/portal/equipment/register/", one)
    assert "No devices yet" in _read(viewer, "/portal/equipment/")
    support.post("/portal/equipment/register/", one)
    assert "1 device is registered." in _read(support, "/portal/equipment/")
    listed = f"card,device\n{OURS},meter\n{THEIRS},meter\n".encode()
    support.post("/portal/equipment/list/", {"file": SimpleUploadedFile("devices.csv", listed)})
    page = _read(support, "/portal/equipment/")
    assert f"None of your cards has the number {THEIRS}." in page
    assert "meter" in _read(viewer, f"/portal/cards/{OURS}/")
    assert f"None of your cards has the number {THEIRS}." not in _read(support, "/portal/equipment/"), "said once"
    support.post("/portal/equipment/list/", {})
    assert "Choose a file first." in _read(support, "/portal/equipment/")


@pytest.mark.parametrize(
    ("liable", "said"),
    [
        ("operator", "This is ours to mend"),
        ("provider", "This is ours to mend"),
        ("undetermined", "Write to us"),
        ("customer_account", "Top up the package"),
    ],
)
def test_what_our_own_people_shall_do_is_no_customers_next_step(liable: str, said: str) -> None:
    verdict = replace(examples.verdict(), liable=liable)
    page = render_to_string("business/parts/verdict.html", {"verdict": verdict})
    assert said in page
    assert (verdict.next_step in page) == (liable == "customer_account")


def test_who_acts_for_two_accounts_sees_one_at_a_time(account: Account) -> None:
    with acting_as_provider():
        other = Account.objects.get(name="Canary Ltd")
        add_member(
            account=other, email="tom@brightwater.example", name="", role=MemberRole.VIEWER, by="t", at=clock.now()
        )
    tom = _browser()
    assert (OURS in _read(tom, "/portal/cards/"), THEIRS in _read(tom, "/portal/cards/")) == (True, False)
    tom.post(f"/portal/accounts/{other.id}/")
    assert (OURS in _read(tom, "/portal/cards/"), THEIRS in _read(tom, "/portal/cards/")) == (False, True)
    tom.post("/portal/accounts/999999/")  # nobody's: the first of the own ones
    assert OURS in _read(tom, "/portal/cards/")


def test_who_is_removed_sees_nothing_any_more(account: Account) -> None:
    tom, viewer = _browser(), _member(account, MemberRole.VIEWER)
    assert OURS in _read(viewer, "/portal/cards/")
    with acting_as_provider():
        number = account.members.get(role="viewer").id
    tom.post(f"/portal/people/{number}/remove/")
    assert viewer.get("/portal/cards/").status_code == 403
