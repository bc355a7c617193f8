"""Sharing work over HTTP: presence, switch, assignment, sleep, undo, drafts, canned words, macros, views, set-up."""

import pytest
from django.test import Client

from simcare.accounts.actions import add_staff
from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.kernel import clock
from simcare.kernel.tenancy import acting_as_provider
from simcare.messaging.models import Sending
from simcare.support.models import Agent, CannedAnswer, Draft, Entry, Macro, Presence, SavedView, Ticket
from simcare.support.queries.queues import queues_at
from tests.support.factories import make_ticket, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket() -> Ticket:
    with acting_as_provider():
        return make_ticket(at=clock.now(), language="de")


@pytest.fixture
def jo(client: Client) -> Client:
    return _signed_in(client, "jo")


def _signed_in(client: Client, name: str) -> Client:
    with acting_as_provider():
        user = add_staff(
            email=f"{name}@x.example", name=name.title(), role=StaffRole.AGENT, password=None, by="t", at=clock.now()
        )
    client.force_login(user)
    return client


def _answer(client: Client, ticket: Ticket, text: str = "Hallo", key: str = "k", **told: object) -> str:
    sent = {"text": text, "key": key, "version": 10**9, **told}
    return client.post(f"/tickets/{ticket.id}/reply/", sent, follow=True).content.decode()


def test_a_colleague_is_seen_writing_and_is_gone_when_the_page_closes(jo: Client, ticket: Ticket) -> None:
    jo.post("/presence/", {"page": "a", "ticket": ticket.id, "writes": "1"})
    ann = _signed_in(Client(), "ann")
    seen = ann.post("/presence/", {"page": "b", "ticket": ticket.id}).content.decode()
    assert "Jo is writing" in seen
    assert "Ann" not in seen
    jo.post("/presence/", {"page": "a", "gone": "1"})
    assert "Jo" not in ann.post("/presence/", {"page": "b", "ticket": ticket.id}).content.decode()
    assert Presence.objects.count() == 1


def test_the_switch_in_the_frame_says_whether_i_take_tickets(jo: Client) -> None:
    assert "I am away" in jo.get("/").content.decode()
    jo.post("/available/", {"takes": "1"})
    assert "I take tickets" in jo.get("/").content.decode()
    assert Agent.objects.get().takes_tickets


def test_assign_queue_snooze_and_wake(jo: Client, ticket: Ticket) -> None:
    user = User.objects.get(email="jo@x.example")
    jo.post(f"/tickets/{ticket.id}/assign/", {"assignee": user.id})
    jo.post(f"/tickets/{ticket.id}/queue/", {"queue": "money"})
    jo.post(f"/tickets/{ticket.id}/snooze/", {"other": "2099-01-01T09:00", "until": "", "reason": "too far"})
    assert Ticket.objects.get().snoozed_until is None
    until = clock.now().replace(year=clock.now().year + 1, month=1, day=2).isoformat()
    jo.post(f"/tickets/{ticket.id}/snooze/", {"until": until, "reason": "the operator"})
    now = Ticket.objects.get()
    assert (now.assignee_id, now.queue, now.snoozed_until is not None) == (user.id, "money", True)
    assert "the operator" in jo.get(f"/tickets/{ticket.id}/?view=snoozed").content.decode()
    jo.post(f"/tickets/{ticket.id}/wake/")
    assert Ticket.objects.get().snoozed_until is None


def test_a_sent_answer_can_be_taken_back_from_any_page(jo: Client, ticket: Ticket) -> None:
    assert f"The answer on #{ticket.id} leaves in" in _answer(jo, ticket)
    page = jo.get("/cards/").content.decode()
    assert f"/tickets/{ticket.id}/undo/" in page
    sending = Sending.objects.get()
    page = jo.post(f"/tickets/{ticket.id}/undo/", {"message": sending.message_id}, follow=True).content.decode()
    assert "Taken back. Nothing was sent." in page
    assert "Hallo</textarea>" in page
    assert Sending.objects.get().state == "withdrawn"


def test_an_answer_that_crosses_another_shows_what_changed_and_keeps_the_words(jo: Client, ticket: Ticket) -> None:
    seen = Entry.objects.latest("id").id
    with acting_as_provider():
        say(ticket, "It works again!", at=clock.now())
    page = _answer(jo, ticket, "Please restart", version=0, seen=seen)
    assert "Changed while you wrote" in page
    assert page.index("It works again!", page.index("Changed while you wrote"))
    assert "Please restart</textarea>" in page
    assert not Sending.objects.exists()


def test_drafts_are_kept_and_another_device_is_told(jo: Client, ticket: Ticket) -> None:
    address = f"/tickets/{ticket.id}/draft/"
    assert jo.post(address, {"kind": "reply", "text": "A", "page": "desk", "revision": 0}).json() == {"revision": 1}
    other = jo.post(address, {"kind": "reply", "text": "B", "page": "phone", "revision": 0})
    assert (other.status_code, other.json()["text"]) == (409, "A")
    assert "A</textarea>" in jo.get(f"/tickets/{ticket.id}/").content.decode()
    _answer(jo, ticket)
    assert not Draft.objects.exists()


def test_canned_words_and_macros_are_kept_by_supervisors_and_used_by_all(jo: Client, ticket: Ticket) -> None:
    told = {"shortcut": "/hello", "title": "Hello", "text-en": "Hello {name}", "text-de": "Hallo {name}, {agent}"}
    jo.post("/desk/answers/save/", told)
    assert not CannedAnswer.objects.filter(shortcut="hello").exists()
    User.objects.filter(email="jo@x.example").update(role=StaffRole.SUPERVISOR)
    jo.post("/desk/answers/save/", told)
    jo.post("/desk/macros/save/", {"name": "Hi", "position": "1", "answer": "hello", "snooze": "x", "hours": "2"})
    assert "Hallo Ole Hansen, Jo" in jo.get(f"/tickets/{ticket.id}/canned/?q=hel").content.decode()
    macro = Macro.objects.get(name="Hi")
    assert "Hallo Ole Hansen, Jo" in jo.get(f"/tickets/{ticket.id}/macros/{macro.id}/").content.decode()
    page = jo.post(f"/tickets/{ticket.id}/macros/{macro.id}/do/", {"key": "k"}, follow=True).content.decode()
    assert "The macro is done" in page
    assert Ticket.objects.get().snoozed_until
    jo.post(f"/macros/{Entry.objects.get(text='macro').id}/undo/")
    assert Ticket.objects.get().snoozed_until is None
    assert Sending.objects.get().state == "withdrawn"


def test_a_view_is_saved_counted_and_removed(jo: Client, ticket: Ticket) -> None:
    page = jo.post("/views/save/", {"name": "German", "language": "de", "column": ["queue"]}, follow=True)
    assert page.redirect_chain[-1][0] == "/?language=de"
    view = SavedView.objects.get()
    assert (view.query, view.owner_id, view.columns) == ("language=de", view.owner_id, ["queue"])
    assert "German" in page.content.decode()
    jo.post(f"/views/{view.id}/drop/")
    assert not SavedView.objects.exists()


def test_queues_are_arranged_by_supervisors(jo: Client, ticket: Ticket) -> None:
    told = {
        "row": ["1", "2"], "place": ["2", "1"], "slug-1": "cards", "name-1": "All", "mode-1": "skill",
        "slug-2": "", "name-2": "VIP only", "mode-2": "by_hand", "account-2": "7, 12",
    }  # fmt: skip
    jo.post("/desk/queues/save/", told)
    assert queues_at(clock.now()).version == 1
    User.objects.filter(email="jo@x.example").update(role=StaffRole.SUPERVISOR)
    jo.post("/desk/queues/save/", told)
    now = queues_at(clock.now())
    assert [(queue.slug, queue.rules[0].account) for queue in now.queues] == [("vip-only", ("7", "12")), ("cards", ())]
    assert "VIP only" in jo.get("/desk/queues/").content.decode()


def test_a_person_says_what_he_can_do_but_not_what_others_can(jo: Client) -> None:
    jo_id = User.objects.get(email="jo@x.example").id
    _signed_in(Client(), "ann")
    ann_id = User.objects.get(email="ann@x.example").id
    told = {"language": ["de", "en"], "skill": "apn", "most_open": "5"}
    for number in (jo_id, ann_id):
        jo.post(f"/desk/agents/{number}/save/", told)
    agent = Agent.objects.get()
    assert (agent.user_id, agent.languages, agent.most_open) == (jo_id, ["de", "en"], 5)
    assert jo.get("/desk/agents/").status_code == 200
