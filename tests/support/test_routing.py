"""Giving tickets to people in the database: who is there, takes and has room; taken back when nobody looks."""

from datetime import datetime, timedelta

import pytest

from simcare.accounts.actions import add_staff
from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.kernel import clock
from simcare.support.actions import agents, presence, queues, routing, tickets
from simcare.support.errors import BadQueues
from simcare.support.jobs import share_out
from simcare.support.models import Entry, Offer, Presence, Ticket
from simcare.support.queries.queues import queues_at
from simcare.support.queries.team import watchers
from simcare.support.rules.queueing import Queue, Queues, Rule
from simcare.support.values import OfferOutcome, RoutingMode, Watching
from tests.support.desk import opened

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LOOKS = Watching.LOOKS


@pytest.fixture
def now() -> datetime:
    return clock.now()


def _person(name: str, at: datetime, *languages: str, most_open: int = 8) -> User:
    user = add_staff(email=f"{name}@x.example", name=name, role=StaffRole.AGENT, password=None, by="test", at=at)
    agents.describe(user_id=user.id, languages=languages, skills=(), queues=(), most_open=most_open, by="test", at=at)
    agents.switch(user_id=user.id, takes_tickets=True, by="test", at=at)
    return user


def _is_here(user: User, at: datetime, ticket: Ticket | None = None) -> None:
    presence.here(user_id=user.id, page="p", ticket_id=ticket.id if ticket else None, watching=LOOKS, at=at)


def _waiting(at: datetime, language: str = "en", due_at: datetime | None = None) -> Ticket:
    """A ticket that came five minutes ago, in the queue that it was opened in."""
    ticket = opened("ole@nordsol.example", at - 5 * MINUTE, language=language)
    Ticket.objects.filter(id=ticket.id).update(due_at=due_at)
    return Ticket.objects.get(id=ticket.id)


def _assignee(ticket: Ticket) -> str:
    return str(Ticket.objects.get(id=ticket.id).assignee)


def test_a_ticket_goes_to_who_speaks_its_language_and_says_why(now: datetime) -> None:
    for user in (_person("Ann", now, "en"), _person("Ben", now, "de")):
        _is_here(user, now)
    ticket = _waiting(now, "de")
    assert share_out(now) == 1
    assert _assignee(ticket) == "Ben"
    assert Entry.objects.get(ticket=ticket, text="given").data["why"] == [["speaks", "de"], ["open", "0"]]


def test_nobody_is_given_anything_who_is_not_there_or_is_away(now: datetime) -> None:
    _person("Ann", now, "en")
    ben = _person("Ben", now, "en")
    _is_here(ben, now)
    agents.switch(user_id=ben.id, takes_tickets=False, by="test", at=now)
    ticket = _waiting(now)
    share_out(now)
    assert _assignee(ticket) == "None"


def test_what_nobody_looks_at_goes_to_the_next_one(now: datetime) -> None:
    ann, ben = _person("Ann", now, "en"), _person("Ben", now, "en")
    _is_here(ann, now)
    ticket = _waiting(now)
    share_out(now)
    later = now + 10 * MINUTE
    for user in (ann, ben):
        _is_here(user, later)
    share_out(later)
    assert _assignee(ticket) == "Ben"
    assert list(Offer.objects.order_by("id").values_list("outcome", flat=True)) == [OfferOutcome.LAPSED, ""]


def test_who_looks_keeps_it(now: datetime) -> None:
    ann, ben = _person("Ann", now, "en"), _person("Ben", now, "en")
    _is_here(ann, now)
    ticket = _waiting(now)
    share_out(now)
    _is_here(ann, now, ticket)
    later = now + 30 * MINUTE
    for user in (ann, ben):
        _is_here(user, later)
    share_out(later)
    assert _assignee(ticket) == "Ann"
    assert Offer.objects.get().outcome == OfferOutcome.ACCEPTED


def test_whoever_closes_the_page_is_gone_at_once_and_silence_counts_after_25_seconds(now: datetime) -> None:
    ann, ben = _person("Ann", now, "en"), _person("Ben", now, "en")
    _is_here(ann, now)
    ticket = _waiting(now)
    share_out(now)
    presence.gone(user_id=ann.id, page="p")
    _is_here(ben, now)
    share_out(now + timedelta(seconds=1))
    assert _assignee(ticket) == "Ben"
    share_out(now + timedelta(seconds=25))
    assert not Presence.objects.exists()
    assert _assignee(ticket) == "None"


def test_a_promise_in_danger_is_not_left_with_somebody_who_went_home(now: datetime) -> None:
    ann, ben = _person("Ann", now, "en"), _person("Ben", now, "en")
    ticket = _waiting(now, due_at=now + 30 * MINUTE)
    tickets.assign(ticket_id=ticket.id, assignee_id=ann.id, by="ann", at=now)
    Ticket.objects.filter(id=ticket.id).update(due_at=now + 30 * MINUTE)
    _is_here(ben, now)
    share_out(now)
    assert _assignee(ticket) == "Ben"


def test_a_queue_that_nobody_serves_hides_no_other(now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routing, "AT_ONCE", 2)
    ann = _person("Ann", now, "en")
    agents.describe(user_id=ann.id, languages=["en"], skills=(), queues=["cards"], most_open=8, by="test", at=now)
    _is_here(ann, now)
    older = [_waiting(now - MINUTE) for _ in range(3)]
    Ticket.objects.filter(id__in=[ticket.id for ticket in older]).update(queue="sales")
    ticket = _waiting(now)
    share_out(now)
    assert _assignee(ticket) == "Ann"


def test_nobody_has_more_than_the_limit(now: datetime) -> None:
    ann = _person("Ann", now, "en", most_open=2)
    _is_here(ann, now)
    for _ in range(5):
        _waiting(now)
    share_out(now)
    assert Ticket.objects.filter(assignee=ann).count() == 2


def test_a_person_who_takes_it_ends_the_offer_to_another(now: datetime) -> None:
    ann, ben = _person("Ann", now, "en"), _person("Ben", now, "en")
    _is_here(ann, now)
    ticket = _waiting(now)
    share_out(now)
    tickets.assign(ticket_id=ticket.id, assignee_id=ben.id, by="ben", at=now)
    assert Offer.objects.get().outcome == OfferOutcome.WITHDRAWN


def test_a_queue_by_hand_gives_nothing(now: datetime) -> None:
    queues.arrange(
        queues=[Queue(slug="all", name="All", mode=RoutingMode.BY_HAND)], source="test", by="wei", at=now - MINUTE
    )
    _is_here(_person("Ann", now, "en"), now)
    ticket = _waiting(now)
    share_out(now)
    assert _assignee(ticket) == "None"


def test_queues_are_dated_and_a_ticket_keeps_its_place(now: datetime) -> None:
    ticket = _waiting(now)
    before = queues_at(now - MINUTE)
    changed = [Queue(slug="all", name="All", rules=(Rule(),))]
    assert queues.arrange(queues=changed, source="test", by="wei", at=now).version == before.version + 1
    assert queues_at(now - MINUTE) == before
    assert queues_at(now + MINUTE) == Queues(tuple(changed), before.version + 1)
    assert Ticket.objects.get(id=ticket.id).queue == "cards"


@pytest.mark.parametrize(
    "told",
    [
        (),
        (Queue(slug="a", name="A"), Queue(slug="a", name="B")),
        (Queue(slug="Ä", name="A"),),
        (Queue(slug="a", name=" "),),
        (Queue(slug="a", name="A", offer_seconds=1),),
    ],
    ids=["none", "one name twice", "not a short name", "no name", "no time to look"],
)
def test_queues_that_make_no_sense_are_refused_in_words(told: tuple[Queue, ...], now: datetime) -> None:
    with pytest.raises(BadQueues, match=r"\."):
        queues.arrange(queues=told, source="test", by="wei", at=now)


def test_colleagues_see_who_writes_and_who_looks(now: datetime) -> None:
    ann, ben = _person("Ann", now, "en"), _person("Ben", now, "en")
    ticket = _waiting(now)
    _is_here(ann, now, ticket)
    for page, watching in (("p", Watching.LOOKS), ("q", Watching.WRITES)):
        presence.here(user_id=ben.id, page=page, ticket_id=ticket.id, watching=watching, at=now)
    assert [(one.name, one.writes) for one in watchers(ticket.id, at=now)] == [("Ben", True), ("Ann", False)]
    assert [one.name for one in watchers(ticket.id, at=now, but=ben.id)] == ["Ann"]
