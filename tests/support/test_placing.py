"""A ticket moves when a tag or a claim changes the place that the rules of the queues say."""

from datetime import datetime

import pytest

from simcare.kernel import clock
from simcare.messaging.models import Message
from simcare.support.actions import links
from simcare.support.actions.queues import arrange, move
from simcare.support.models import Answer, Entry, Ticket
from simcare.support.rules.queueing import Queue, Rule
from tests.security.conftest import MailDesk, desk, recipients
from tests.security.test_s01_s06_mail_trust import mail
from tests.support.desk import opened

__all__ = ["desk", "recipients"]

pytestmark = pytest.mark.django_db
QUEUES = (
    Queue(slug="vip", name="VIP", rules=(Rule(tag=("vip",)),)),
    Queue(slug="money", name="Money", rules=(Rule(category=("refund",)),)),
    Queue(slug="harbour", name="Harbour", rules=(Rule(language=("ja",)),)),
    Queue(slug="rest", name="Rest"),
)


@pytest.fixture
def now(db: None) -> datetime:
    at = clock.now()
    arrange(queues=QUEUES, source="test", by="test", at=at)
    return at


def queue_of(ticket: Ticket) -> str:
    return Ticket.objects.get(id=ticket.id).queue


def test_a_tag_moves_a_ticket_and_taking_it_off_moves_it_back(now: datetime) -> None:
    ticket = opened("ana@x.example", now)
    links.tag(ticket_id=ticket.id, name="VIP", by="wei", at=now)
    links.tag(ticket_id=ticket.id, name="late", by="wei", at=now)
    assert queue_of(ticket) == "vip"
    assert Entry.objects.get(ticket=ticket, text="queued").data == {"from": "rest", "to": "vip"}
    links.untag(ticket_id=ticket.id, name="vip", by="wei", at=now)
    assert queue_of(ticket) == "rest"


def test_where_a_person_put_it_it_stays_when_a_tag_goes(now: datetime) -> None:
    ticket = opened("ana@x.example", now)
    links.tag(ticket_id=ticket.id, name="vip", by="wei", at=now)
    move(ticket_id=ticket.id, slug="harbour", by="wei", at=now)
    links.untag(ticket_id=ticket.id, name="vip", by="wei", at=now)
    assert queue_of(ticket) == "harbour"
    links.tag(ticket_id=ticket.id, name="vip", by="wei", at=now)
    assert queue_of(ticket) == "vip"


STRANGER = "Jo <jo@elsewhere.example>"


def test_a_stranger_who_wants_money_back_is_read_by_a_person(now: datetime, desk: MailDesk) -> None:
    desk.receive(mail(STRANGER, subject="Refund", body="Please refund my package, I never used it."))
    desk.work()
    ticket = Ticket.objects.get()
    assert (ticket.standing, ticket.category, ticket.queue, ticket.state) == ("unknown", "refund", "money", "open")
    assert Answer.objects.get().reason == "claim_needs_person"
    assert ticket.due_at is not None, "its promise runs until a person answers"
    assert desk.outside.mails == []


def test_who_asks_for_money_in_a_later_mail_is_read_by_a_person_too(now: datetime, desk: MailDesk) -> None:
    desk.receive(mail(STRANGER, body="My card is offline, no network at all."))
    desk.work()
    (general,) = desk.outside.mails
    answer = mail(STRANGER, subject="Re: Card offline", body="Then I want a refund, give me my money back.")
    desk.receive(answer, to=str(general["Reply-To"]))
    desk.work()
    ticket = Ticket.objects.get()
    assert (ticket.category, ticket.queue, ticket.state) == ("refund", "money", "open")
    assert Answer.objects.get(state="proposed").reason == "claim_needs_person"
    assert len(desk.outside.mails) == 1
    assert Message.objects.filter(direction="out").count() == 1
