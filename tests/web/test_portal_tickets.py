"""Tickets in the portal: asked, read, gone on with by who may; nothing of the desk's own words, nothing of others."""

import re

import pytest
from django.test import Client

from simcare.accounts.actions import add_member
from simcare.accounts.values import MemberRole
from simcare.cards.queries import fleet
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from simcare.messaging.actions.outgoing import Draft, write
from simcare.messaging.models import Sending, Thread
from simcare.support.actions.merges import merge
from simcare.support.actions.tickets import add_entry
from simcare.support.models import Ticket, TicketCard
from simcare.support.values import CardRelation, EntryKind, TicketState
from tests.api.people import Program, make_program
from tests.support.factories import AT, make_ticket, minutes, say

pytestmark = pytest.mark.django_db
ASKED = {"subject": "Pump 14", "text": "The pump is offline since Sunday.", "iccids": ""}


@pytest.fixture
def nordsol() -> Program:
    """An account with three cards and a ticket, whose owner is Ole."""
    return make_program("Nordsol", 1_000)


@pytest.fixture
def ole(nordsol: Program) -> Client:
    return _browser(nordsol, MemberRole.OWNER)


def _browser(program: Program, role: MemberRole) -> Client:
    client = Client()
    with acting_as_provider():
        member = program.account.members.filter(role=role).first() or add_member(
            account=program.account, email=f"{role}@x.example", name=str(role), role=role, by="t", at=clock.now()
        )
        client.force_login(member.user)
    return client


def _read(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content
    return str(answer.content.decode())


def _ask(client: Client, **told: str) -> str:
    answer = client.post("/portal/tickets/open/", ASKED | told)
    assert answer.status_code == 302, answer.content
    return str(answer.headers["Location"])


def test_what_is_asked_becomes_a_ticket_with_its_cards_and_stands_on_its_page(nordsol: Program, ole: Client) -> None:
    first, second, _ = nordsol.cards
    page = _read(ole, _ask(ole, iccids=f"{first.iccid}\n{second.iccid}"))
    for said in (
        "Your request is with us",
        "Pump 14",
        "offline since Sunday",
        "Ole Nordsol",
        f"/portal/cards/{first.iccid}/",
    ):
        assert said in page
    with acting_as_provider():
        ticket = Ticket.objects.latest("id")
        assert (ticket.channel, ticket.account_id, ticket.standing) == ("portal", nordsol.account.id, "verified")
        assert {(card.card_id, card.relation) for card in ticket.cards.all()} == {
            (first.id, CardRelation.PROVEN),
            (second.id, CardRelation.PROVEN),
        }
    assert "Pump 14" in _read(ole, f"/portal/cards/{first.iccid}/")


def test_a_card_named_with_and_without_its_last_digit_is_one(nordsol: Program, ole: Client) -> None:
    iccid = nordsol.cards[0].iccid
    _ask(ole, iccids=f"{iccid}, {iccid}7; {iccid}")
    with acting_as_provider():
        assert set(fleet.by_iccid([iccid, iccid + "7"])) == {iccid, iccid + "7"}
        assert TicketCard.objects.filter(ticket=Ticket.objects.latest("id")).count() == 1


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        ({"subject": " "}, "Say in a few words"),
        ({"text": ""}, "Say in a few words"),
        ({"subject": "x" * 201}, "Say in a few words"),
        ({"iccids": "8944200000000099999"}, "has no card 8944200000000099999"),
        ({"iccids": "nonsense"}, "this one has 8: NONSENSE"),
        ({"iccids": " ".join(str(8944200000000000000 + number) for number in range(101))}, "100 cards at most"),
    ],
)
def test_a_refused_request_stands_in_its_form_again(ole: Client, told: dict[str, str], refusal: str) -> None:
    answer = ole.post("/portal/tickets/open/", ASKED | told)
    page = answer.content.decode()
    assert answer.status_code in (404, 422)
    assert refusal in page
    for kept in (ASKED | told).values():
        assert kept.strip() in page
    with acting_as_provider():
        assert Ticket.objects.count() == 1


def test_a_form_that_is_sent_twice_asks_once(nordsol: Program, ole: Client) -> None:
    once = re.search(r'name="once" value="(\w{32})"', _read(ole, "/portal/tickets/new/"))
    assert once is not None
    _ask(ole, once=once[1])
    assert _ask(ole, once=once[1]) == "/portal/tickets/"
    for _twice in range(2):
        ole.post(f"/portal/tickets/{nordsol.ticket}/say/", {"text": "Any news?", "once": "of this form"})
    with acting_as_provider():
        assert Ticket.objects.count() == 2
    assert _read(ole, f"/portal/tickets/{nordsol.ticket}/").count("Any news?") == 1


def test_more_words_open_a_solved_ticket_again_and_show_once(nordsol: Program, ole: Client) -> None:
    with acting_as_provider():
        Ticket.objects.filter(id=nordsol.ticket).update(state=TicketState.SOLVED)
    page = f"/portal/tickets/{nordsol.ticket}/"
    assert "Not solved after all?" in _read(ole, page)
    assert ole.post(f"{page}say/", {"text": "It is dark again."}).status_code == 302
    assert "It is dark again." in _read(ole, page)
    with acting_as_provider():
        assert Ticket.objects.get(id=nordsol.ticket).state == TicketState.OPEN
    empty = ole.post(f"{page}say/", {"text": "  "})
    assert (empty.status_code, "Say in a few words" in empty.content.decode()) == (422, True)


def test_an_answer_shows_when_it_has_left_and_notes_never(nordsol: Program, ole: Client) -> None:
    page = f"/portal/tickets/{nordsol.ticket}/"
    with acting_as_provider():
        thread = Thread.objects.get(ticket__id=nordsol.ticket)
        draft = Draft(text="Restart it, please.", language="en")
        message = write(thread=thread, draft=draft, key="answer", by="anna", at=clock.now())
        ticket = Ticket.objects.get(id=nordsol.ticket)
        add_entry(ticket=ticket, kind=EntryKind.NOTE, by="anna", at=clock.now(), text="They never pay.")
    assert "Restart it" not in _read(ole, page), "until it leaves, its writer may take it back"
    with acting_as_provider():
        Sending.objects.filter(message=message).update(state=Sending.SENT)
    said = _read(ole, page)
    assert "Restart it, please." in said
    assert "Restart it, please." in _read(ole, "/portal/tickets/"), "the last word"
    assert "anna" not in said
    assert "never pay" not in said


def test_viewers_and_finance_read_and_do_not_write(nordsol: Program) -> None:
    for role in (MemberRole.VIEWER, MemberRole.FINANCE):
        reader = _browser(nordsol, role)
        assert "New request" not in _read(reader, "/portal/tickets/")
        page = _read(reader, f"/portal/tickets/{nordsol.ticket}/")
        assert ("Nordsol is dark." in page, "<textarea" in page) == (True, False)
        reader.post("/portal/tickets/open/", ASKED)
        reader.post(f"/portal/tickets/{nordsol.ticket}/say/", {"text": "I say"})
        with acting_as_provider():
            assert Ticket.objects.count() == 1
        assert "I say" not in _read(reader, f"/portal/tickets/{nordsol.ticket}/")


def test_a_ticket_of_another_and_one_that_is_not_there_are_the_same(nordsol: Program, ole: Client) -> None:
    riego = make_program("Riego", 2_000)
    theirs, nobodys = (_read(ole, f"/portal/tickets/{number}/", 404) for number in (riego.ticket, 999_999))
    assert theirs.partition("<body")[2].replace(str(riego.ticket), "999999") == nobodys.partition("<body")[2]


def test_cards_and_addresses_of_others_are_not_told(nordsol: Program, ole: Client) -> None:
    """A mail may name any card, and any stranger may write on a thread."""
    riego = make_program("Riego", 2_000)
    theirs = riego.cards[0].iccid
    with acting_as_provider():
        ticket = make_ticket(email="end-user@riego.example", name="", iccid=theirs, account_id=nordsol.account.id)
    for address in (f"/portal/tickets/{ticket.id}/", "/portal/tickets/"):
        page = _read(ole, address).lower()
        assert "the device is offline." in page
        assert "end user" in page
        assert theirs not in page
        assert "riego" not in page


def test_a_merged_ticket_leads_to_its_whole_which_has_the_words_of_both(nordsol: Program, ole: Client) -> None:
    with acting_as_provider():
        part = make_ticket(text="Pump 15 too.", account_id=nordsol.account.id, at=AT + minutes(5))
        merge(part_id=part.id, whole_id=nordsol.ticket, by="anna", at=clock.now())
    assert ole.get(f"/portal/tickets/{part.id}/").headers["Location"] == f"/portal/tickets/{nordsol.ticket}/"
    whole = _read(ole, f"/portal/tickets/{nordsol.ticket}/")
    assert "Nordsol is dark." in whole
    assert "Pump 15 too." in whole
    listed = _read(ole, "/portal/tickets/")
    assert listed.count('class="goes"') == 1
    assert "Pump 15 too." in listed, "the last word, though it was said on the part"


def test_spam_is_not_there_and_lists_go_on_from_the_newest(nordsol: Program, ole: Client) -> None:
    with acting_as_provider():
        spam = make_ticket(subject="win a prize", account_id=nordsol.account.id, state=TicketState.SPAM)
        for number in range(31):
            make_ticket(subject=f"matter {number:02d}", account_id=nordsol.account.id, at=AT + minutes(number))
    _read(ole, f"/portal/tickets/{spam.id}/", 404)
    first = _read(ole, "/portal/tickets/")
    assert ("matter 30" in first, "matter 00" in first, "win a prize" in first) == (True, False, False)
    behind = re.search(r'href="([^"]*before=\d+)"', first)
    assert behind is not None
    second = _read(ole, behind[1])
    assert ("matter 30" in second, "matter 00" in second) == (False, True)
    assert "No tickets." in _read(ole, "/portal/tickets/?state=solved")
    assert "matter 30" in _read(ole, "/portal/tickets/?state=king&before=x"), "what makes no sense narrows nothing"


def test_a_hundred_and_twenty_messages_an_hour_are_read_and_no_more(
    nordsol: Program, ole: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("simcare.web.business.views.tickets.MESSAGES_AN_HOUR", 1)
    page = f"/portal/tickets/{nordsol.ticket}/"
    ole.post(f"{page}say/", {"text": "one"})
    often = ole.post(f"{page}say/", {"text": "two"})
    assert often.status_code == 429
    assert ">two</textarea>" in often.content.decode(), "what was written is not lost"


def test_the_last_word_of_parts_of_parts_is_found_and_asked_together(nordsol: Program, ole: Client) -> None:
    with acting_as_provider():
        deep, part = (make_ticket(account_id=nordsol.account.id) for _ in range(2))
        merge(part_id=deep.id, whole_id=part.id, by="anna", at=clock.now())
        merge(part_id=part.id, whole_id=nordsol.ticket, by="anna", at=clock.now())
        say(deep, "Well 7 as well.", at=AT + minutes(9))
    assert "Well 7 as well." in _read(ole, "/portal/tickets/")
