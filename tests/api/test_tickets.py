"""Tickets by the API: asked, told with what was said and nothing of what the desk says to itself, and gone on with."""

import pytest

from simcare.clocks.queries.promises import clocks_of
from simcare.kernel import clock
from simcare.kernel.models import AuditEntry
from simcare.messaging.actions.outgoing import Draft, write
from simcare.messaging.models import Sending, Thread
from simcare.support.actions.tickets import add_entry
from simcare.support.models import Entry, Ticket
from simcare.support.values import CardRelation, EntryKind, TicketState
from tests.api.people import Program
from tests.support.factories import make_ticket, say

pytestmark = pytest.mark.django_db


def test_a_question_becomes_a_ticket_like_any_other(nordsol: Program) -> None:
    iccid = nordsol.cards[0].iccid
    asked = {"subject": "Kamera dunkel", "text": "Die Kamera sendet seit gestern nicht mehr.", "iccids": [iccid]}
    answer = nordsol.post("/tickets", asked)
    told = answer.json()
    assert answer.status_code == 201
    ticket = Ticket.objects.get(id=told["number"])
    assert (ticket.account_id, ticket.channel, ticket.standing, ticket.language) == (
        nordsol.account.id,
        "api",
        "verified",
        "de",
    )
    [party] = ticket.parties.all()
    assert (party.email, party.known_as) == ("ole@nordsol.example", "member")
    [card] = ticket.cards.all()
    assert (card.iccid, card.card_id, card.relation) == (iccid, nordsol.cards[0].id, CardRelation.PROVEN)
    assert sorted(promise.kind for promise in clocks_of([ticket.key])) == ["first", "resolution"]
    assert told["answer_due_at"] is not None
    [message] = told["messages"]
    assert (message["side"], message["email"], message["text"]) == ("customer", "ole@nordsol.example", asked["text"])
    assert AuditEntry.objects.get(action="ticket.asked").by.startswith("key:")


def test_an_answer_goes_to_who_asked_by_mail_and_stands_in_the_ticket(nordsol: Program) -> None:
    number = nordsol.post("/tickets", {"subject": "Dark", "text": "It is dark."}).json()["number"]
    thread = Thread.objects.get(ticket__id=number)
    draft = Draft(text="Restart it.", language="en")
    message = write(thread=thread, draft=draft, key="answer", by="anna", at=clock.now())
    sending = Sending.objects.get(message=message)
    assert sending.recipient == "ole@nordsol.example"

    def said() -> list[str]:
        return [each["text"] for each in nordsol.get(f"/tickets/{number}").json()["messages"]]

    assert said() == ["It is dark."], "until it leaves, its writer may take it back"
    Sending.objects.filter(id=sending.id).update(state=Sending.WITHDRAWN)
    assert said() == ["It is dark."]
    Sending.objects.filter(id=sending.id).update(state=Sending.SENT)
    assert said() == ["It is dark.", "Restart it."]


def test_notes_and_what_is_written_to_others_stay_at_the_desk(nordsol: Program) -> None:
    ticket = Ticket.objects.get(id=nordsol.ticket)
    at = clock.now()
    add_entry(ticket, kind=EntryKind.NOTE, text="He owes us money.", by="anna", at=at)
    supplier = make_ticket(text="Our board is at fault.", email="care@works.example", account_id=nordsol.account.id)
    written = say(supplier, "Between us: all of them are.", email="care@works.example")
    Entry.objects.filter(message=written).update(ticket=ticket)
    told = nordsol.get(f"/tickets/{ticket.id}")
    assert [message["text"] for message in told.json()["messages"]] == ["Nordsol is dark."]
    assert not any(word in told.content for word in (b"owes", b"Between us"))


def test_more_words_open_a_solved_ticket_again(nordsol: Program) -> None:
    Ticket.objects.filter(id=nordsol.ticket).update(state=TicketState.SOLVED)
    answer = nordsol.post(f"/tickets/{nordsol.ticket}/messages", {"text": "Still dark."})
    assert answer.status_code == 201
    assert [message["text"] for message in answer.json()["messages"]] == ["Nordsol is dark.", "Still dark."]
    assert answer.json()["state"] == "open"
    assert [clock_.kind for clock_ in clocks_of([f"ticket:{nordsol.ticket}"]) if clock_.kind == "next"] == ["next"]


def test_who_asks_must_be_somebody_of_the_account(nordsol: Program, riego: Program) -> None:
    for email in ("stranger@x.example", "ole@riego.example"):
        answer = nordsol.post("/tickets", {"subject": "Dark", "text": "It is dark.", "email": email})
        assert (answer.status_code, answer.json()["code"]) == (422, "not_known_here")
    assert Ticket.objects.count() == 2


def test_cards_of_others_and_cards_that_there_are_not_are_refused_alike(nordsol: Program, riego: Program) -> None:
    told = []
    for iccid in (riego.cards[0].iccid, "8944000000000009999"):
        answer = nordsol.post("/tickets", {"subject": "Dark", "text": "It is dark.", "iccids": [iccid]})
        assert answer.status_code == 422
        told.append(answer.content.replace(iccid.encode(), b""))
    assert told[0] == told[1]


def test_lists_run_from_the_newest_on_and_leave_spam_out(nordsol: Program) -> None:
    numbers = [
        nordsol.post("/tickets", {"subject": "Dark", "text": f"It is dark, {n}."}).json()["number"] for n in (1, 2, 3)
    ]
    Ticket.objects.filter(id=numbers[0]).update(state=TicketState.SPAM)
    first = nordsol.get("/tickets", limit=2).json()
    second = nordsol.get("/tickets", limit=2, cursor=first["next_cursor"]).json()
    assert [each["number"] for page in (first, second) for each in page["items"]] == [
        numbers[2],
        numbers[1],
        nordsol.ticket,
    ]
    assert second["next_cursor"] is None
    assert nordsol.get(f"/tickets/{numbers[0]}").status_code == 404
    Ticket.objects.filter(id=numbers[1]).update(state=TicketState.WAITING)
    assert [each["number"] for each in nordsol.get("/tickets", state="waiting").json()["items"]] == [numbers[1]]


def test_nobody_writes_on_a_ticket_that_nobody_wrote(nordsol: Program) -> None:
    Ticket.objects.filter(id=nordsol.ticket).update(thread=None)
    answer = nordsol.post(f"/tickets/{nordsol.ticket}/messages", {"text": "Hello?"})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_asked_here")
