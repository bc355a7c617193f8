"""Work on cards through the portal: of the own account alone, seen before, by who may, with a second person's word."""

import re

import pytest
from django.test import Client

from simcare.accounts.models import Account
from simcare.accounts.values import MemberRole
from simcare.cards.actions.stock import add_card, assign
from simcare.cards.models import Card, Product
from simcare.kernel import clock, policy
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.actions import add_platform
from simcare.operators.jobs import advance_jobs
from simcare.operators.models import Command, CommandJob
from tests.web.test_portal import EVE, OURS, THEIRS, _browser, _member, _read, account

__all__ = ["account"]
pytestmark = pytest.mark.django_db
SECOND = "8944200000000012346"


@pytest.fixture
def tom(account: Account) -> Client:
    """The owner of an account with two cards, where two cards at once want a second person."""
    at = clock.now()
    with acting_as_provider():
        given = {"appkey": "k", "secret": "s"}
        add_platform(
            name="eiotclub", connector="eiotclub", base_url="https://x.example", credentials=given, by="t", at=at
        )
        policy.change("command_jobs", values={"second_person_above": {"suspend": 1}}, source="a test", by="t", at=at)
        card = add_card(iccid=SECOND, product=Product.objects.get(), platform="eiotclub", at=at)
        assign(card=card, account=account, by="t", at=at)
        Card.objects.update(state="active")
    return _browser()


def _begin(who: Client, count: int, **told: str) -> None:
    asked = {
        "all": "1",
        "function": "suspend",
        "reason": "winter",
        "key": "k",
        "count": str(count),
        "typed": str(count),
    }
    who.post("/portal/jobs/begin/", asked | told)


def _job() -> CommandJob:
    with acting_as_provider():
        return CommandJob.objects.get()


def test_all_that_match_are_the_own_cards_whatever_is_asked(account: Account, tom: Client) -> None:
    seen = _read(tom, "/portal/jobs/new/?all=1&function=suspend&account=999&platform=eiotclub")
    assert re.search(r"Suspend service: <span>\s*2 cards", seen)
    assert "EIOTCLUB" not in seen.partition("<main")[2].partition("Cost and risk")[2], "platforms are the house's"
    _begin(tom, 2, account="999")
    with acting_as_provider():
        theirs = Card.objects.get(iccid=THEIRS).id
    assert (_job().account_id, _job().state, _job().actor) == (account.id, "waiting", "customer")
    assert re.search(r"<span>\s*0 cards", _read(tom, f"/portal/jobs/new/?card={theirs}&function=suspend"))


def test_a_second_member_agrees_and_every_card_is_told(account: Account, tom: Client) -> None:
    _begin(tom, 2)
    number = _job().id
    tom.post(f"/portal/jobs/{number}/approve/")
    assert _job().state == "waiting", "nobody agrees with oneself"
    viewer, support = _member(account, MemberRole.VIEWER), _member(account, MemberRole.SUPPORT)
    viewer.post(f"/portal/jobs/{number}/approve/")
    assert (_job().state, "Agree" in _read(viewer, f"/portal/jobs/{number}/")) == ("waiting", False)
    support.post(f"/portal/jobs/{number}/approve/")
    with acting_as_provider():
        assert _job().state == "ordering"
        advance_jobs(clock.now())
        assert set(Command.objects.values_list("card__iccid", flat=True)) == {OURS, SECOND}
    shown = _read(tom, f"/portal/jobs/{number}/?show=by_hand")
    assert OURS[-4:] in shown
    assert "2 cards are done by our people by hand." in re.sub(r"\s+", " ", shown)


def test_one_card_needs_no_second_and_another_account_sees_nothing_of_it(tom: Client) -> None:
    with acting_as_provider():
        one = str(Card.objects.get(iccid=OURS).id)
    _begin(tom, 1, all="", card=one)
    number = _job().id
    assert _job().state == "ordering"
    eve = _browser(EVE)
    assert f"/portal/jobs/{number}/" not in _read(eve, "/portal/jobs/")
    _read(eve, f"/portal/jobs/{number}/", 404)
    for deed in ("stop", "retry", "undo", "approve", "refuse"):
        eve.post(f"/portal/jobs/{number}/{deed}/", {"reason": "mine"})
    assert _job().state == "ordering"
    tom.post(f"/portal/jobs/{number}/stop/")
    assert _job().state == "stopped"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"typed": "1"}, "Type the number of cards to confirm: 2."),
        ({"function": "send_sms"}, "Choose what to do."),
        ({"all": ""}, "No card is chosen."),
        ({"reason": " "}, "Say why"),
    ],
)
def test_what_cannot_be_done_is_said(tom: Client, told: dict[str, str], words: str) -> None:
    _begin(tom, 2, **told)
    assert words in _read(tom, "/portal/jobs/")
    with acting_as_provider():
        assert not CommandJob.objects.exists()


def test_a_viewer_begins_nothing(account: Account, tom: Client) -> None:
    viewer = _member(account, MemberRole.VIEWER)
    assert "Suspend, resume" not in _read(viewer, "/portal/cards/")
    _begin(viewer, 2)
    assert "Your role does not let you do this" in _read(viewer, "/portal/jobs/")
    with acting_as_provider():
        assert not CommandJob.objects.exists()
