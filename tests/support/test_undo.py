"""Undo of an answer: all is as before, the words are back, no mail leaves; too late is said, and the mail leaves."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import close_old_connections, connection

from simcare.accounts.actions import add_staff
from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.clocks import actions as clocks
from simcare.clocks.models import Clock
from simcare.kernel import clock, policy
from simcare.messaging.actions.outgoing import send_due
from simcare.messaging.actions.withdrawing import withdraw
from simcare.messaging.errors import AlreadyLeft
from simcare.messaging.models import Message, Sending
from simcare.support.actions import tickets
from simcare.support.actions.answers import Proposal, propose, send
from simcare.support.actions.undoing import undo
from simcare.support.errors import AnswerWithdrawn, NotYours
from simcare.support.models import Answer, Draft, Entry, Ticket
from tests.journeys.conftest import Recipients, recipients
from tests.support.factories import make_ticket, say

__all__ = ["recipients"]

WINDOW = timedelta(seconds=8)
BEN = "ben@x.example"
PROPOSAL = Proposal(
    audience="requester", language="en", subject="Re: offline", text="Proposed.", words_version="1",
    may_send=False, reason="class_money", most_per_hour=60,
)  # fmt: skip


@pytest.fixture
def ben(policies: None) -> User:
    return add_staff(email=BEN, name="Ben", role=StaffRole.AGENT, password=None, by="test", at=clock.now())


@pytest.fixture
def ticket(ben: User) -> Ticket:
    at = clock.now() - timedelta(hours=1)
    made = make_ticket(at=at)
    terms = policy.terms("first_response.email", at)
    clocks.start(subject=made.key, kind="first", terms=terms, account_id=None, at=at, by="test")
    propose(ticket_id=made.id, proposal=PROPOSAL, at=at)
    return Ticket.objects.get(id=made.id)


def _standing(ticket: Ticket) -> object:
    """All that an answer changes."""
    now = Ticket.objects.get(id=ticket.id)
    running = Clock.objects.filter(subject=ticket.key).order_by("id").values("kind", "answered_at", "due_at")
    said = Entry.objects.filter(ticket=ticket, kind="message").order_by("id").values_list("message_id", flat=True)
    proposed = Answer.objects.filter(ticket=ticket).values_list("state", "message")
    return now.state, now.due_at, list(running), list(said), list(proposed)


def _answer(ticket: Ticket, key: str = "k", window: timedelta = WINDOW, at: datetime | None = None) -> Message:
    return send(ticket_id=ticket.id, text="Please top up.", key=key, by=BEN, at=at or clock.now(), undo_for=window)


def _undo(ticket: Ticket, message: Message, user: User, by: str = BEN) -> None:
    undo(ticket_id=ticket.id, message_id=message.id, user_id=user.id, by=by, at=clock.now())


def test_an_undone_answer_leaves_all_as_it_was_and_its_words_in_the_composer(
    ticket: Ticket, ben: User, recipients: Recipients
) -> None:
    before = _standing(ticket)
    message = _answer(ticket)
    assert _standing(ticket) != before
    for _ in range(2):  # a double click undoes once
        _undo(ticket, message, ben)
    assert _standing(ticket) == before
    assert Draft.objects.get(ticket=ticket, user=ben).text == "Please top up."
    Sending.objects.update(next_at=clock.now() - WINDOW)
    assert send_due() == 0
    assert recipients.mails == []


def test_an_answer_that_nobody_undoes_leaves_once(ticket: Ticket, recipients: Recipients) -> None:
    _answer(ticket)
    assert send_due() == 0
    Sending.objects.update(next_at=clock.now())
    assert (send_due(), send_due()) == (1, 0)
    assert len(recipients.mails) == 1


def test_the_request_that_sent_it_comes_again_after_the_undo_and_sends_nothing(ticket: Ticket, ben: User) -> None:
    message = _answer(ticket)
    _undo(ticket, message, ben)
    with pytest.raises(AnswerWithdrawn):
        _answer(ticket)
    assert _answer(ticket, key="the composer's next key").id != message.id


def test_too_late_is_said_and_the_mail_leaves(ticket: Ticket, ben: User, recipients: Recipients) -> None:
    message = _answer(ticket, window=timedelta(0), at=clock.now() - WINDOW)
    send_due()
    with pytest.raises(AlreadyLeft):
        _undo(ticket, message, ben)
    assert Entry.objects.filter(message=message).exists()
    assert len(recipients.mails) == 1


def test_only_its_writer_takes_it_back(ticket: Ticket, ben: User) -> None:
    message = _answer(ticket)
    with pytest.raises(NotYours):
        _undo(ticket, message, ben, by="eve@x.example")
    assert Sending.objects.get().state == Sending.QUEUED


def test_what_the_customer_wrote_meanwhile_stays_and_the_first_promise_runs_on(ticket: Ticket, ben: User) -> None:
    due_at = Ticket.objects.get(id=ticket.id).due_at or Clock.objects.get().due_at
    message = _answer(ticket)
    reply = say(ticket, "And the other one?", at=clock.now())
    Entry.objects.filter(message=reply).delete()
    answered = Ticket.objects.get(id=ticket.id)
    tickets.continue_(ticket=answered, message=reply, cards=(), by="desk", at=clock.now())
    _undo(ticket, message, ben)
    now = Ticket.objects.get(id=ticket.id)
    assert (now.state, now.due_at) == ("open", due_at)
    kinds = set(Clock.objects.filter(answered_at=None).values_list("kind", flat=True))
    assert ("first" in kinds, "next" in kinds) == (True, False)
    assert Entry.objects.filter(message=reply).exists()


def test_a_newer_proposal_is_not_pushed_aside(ticket: Ticket, ben: User) -> None:
    message = _answer(ticket)
    propose(ticket_id=ticket.id, proposal=PROPOSAL, at=clock.now())
    _undo(ticket, message, ben)
    assert sorted(Answer.objects.values_list("state", flat=True)) == ["proposed", "replaced"]


def test_sender_and_undo_at_the_same_moment_leave_one_truth_each_time(ticket: Ticket, recipients: Recipients) -> None:
    """Sixty answers, two threads that send and two that withdraw, all at once: each is sent or withdrawn, never both."""
    messages = [_answer(ticket, key=f"k{number}", window=timedelta(0)) for number in range(60)]
    withdrawn, start = set[int](), threading.Barrier(4)

    def take_back(some: list[Message]) -> None:
        start.wait()
        for message in some:
            try:
                withdraw(message_id=message.id, by=BEN, at=clock.now())
                withdrawn.add(message.id)
            except AlreadyLeft:
                pass
        connection.close()

    def deliver() -> None:
        start.wait()
        while send_due(3):
            pass
        connection.close()

    work = [(deliver, ()), (deliver, ()), (take_back, (messages[::2],)), (take_back, (messages[:0:-1],))]
    threads = [threading.Thread(target=target, args=args) for target, args in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    close_old_connections()
    while send_due():
        pass
    states = dict(Sending.objects.values_list("message_id", "state"))
    assert {number for number, state in states.items() if state == Sending.WITHDRAWN} == withdrawn
    arrived = sorted(str(mail["Message-ID"]).strip("<>") for mail in recipients.mails)
    assert arrived == sorted(message.message_id for message in messages if message.id not in withdrawn)
