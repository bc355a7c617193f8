"""Queues by rules, and who is given what: each row a sentence; and a long simulation in which nobody starves."""

import random
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simcare.support.rules.queueing import Facts, Queue, Queues, Rule
from simcare.support.rules.routing import Candidate, Choice, Waiting, distribute
from simcare.support.values import RoutingMode

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
QUEUES = Queues(
    (
        Queue(slug="vip", name="VIP", rules=(Rule(account=("7",)), Rule(address=("vip@*",)))),
        Queue(slug="money", name="Money", rules=(Rule(category=("refund", "recharge"), channel=("email",)),)),
        Queue(slug="watched", name="Watched", rules=(Rule(tag=("watch", "press"), language=("fr",)),)),
        Queue(slug="german", name="German", rules=(Rule(language=("de",)),)),
        Queue(slug="rest", name="Rest"),
    )
)
PLAIN = Facts(category="apn", language="en", account="1", channel="email")


@pytest.mark.parametrize(
    ("ticket", "slug"),
    [
        (PLAIN, "rest"),
        (replace(PLAIN, account="7", category="refund"), "vip"),
        (replace(PLAIN, addresses=("VIP@simcare.example",)), "vip"),
        (replace(PLAIN, category="refund", language="de"), "money"),
        (replace(PLAIN, category="refund", language="de", channel="chat"), "german"),
        (replace(PLAIN, tags=("press", "late"), language="fr"), "watched"),
        (replace(PLAIN, tags=("late",), language="fr"), "rest"),
    ],
    ids=[
        "what is left",
        "an account before all",
        "an address by pattern",
        "the first that fits",
        "a rule asks all",
        "one of the tags is enough",
        "another tag is none",
    ],
)
def test_a_ticket_waits_in_the_first_queue_that_fits(ticket: Facts, slug: str) -> None:
    assert QUEUES.place(ticket) == slug


def test_without_a_queue_for_everything_a_ticket_may_have_none() -> None:
    assert Queues(QUEUES.queues[:4]).place(PLAIN) == ""


def test_queues_survive_their_policy() -> None:
    assert Queues.read(QUEUES.told(), 0) == QUEUES


def _waiting(number: int = 1, **told: object) -> Waiting:
    defaults = {"queue": Queue(slug="all", name="All"), "language": "en", "category": "apn", "since_at": NOW}
    return Waiting(ticket_id=number, opened_at=NOW, **{**defaults, **told})  # type: ignore[arg-type]  # a table


def _person(number: int, **told: object) -> Candidate:
    defaults = {"languages": frozenset({"en"}), "skills": frozenset(), "queues": frozenset(), "most_open": 3}
    return Candidate(user_id=number, **{"open_count": 0, **defaults, **told})  # type: ignore[arg-type]  # a table


def _mode(mode: RoutingMode) -> Queue:
    return Queue(slug="all", name="All", mode=mode)


GERMAN = frozenset({"de"})
ROUND, LEAST, SKILL = RoutingMode.ROUND_ROBIN, RoutingMode.LEAST_LOAD, RoutingMode.SKILL


@pytest.mark.parametrize(
    ("says", "ticket", "team", "chosen"),
    [
        ("nobody is there", _waiting(), [], None),
        ("the only one is full", _waiting(), [_person(1, open_count=3)], None),
        ("by hand means by hand", _waiting(queue=_mode(RoutingMode.BY_HAND)), [_person(1)], None),
        (
            "it is the turn of who got something longest ago",
            _waiting(queue=_mode(ROUND)),
            [_person(1, last_given_at=NOW), _person(2, last_given_at=NOW - MINUTE, open_count=2)],
            2,
        ),
        (
            "the least busy share of the limit",
            _waiting(queue=_mode(LEAST)),
            [_person(1, open_count=1), _person(2, open_count=2, most_open=10)],
            2,
        ),
        (
            "a language weighs more than a skill",
            _waiting(language="de"),
            [_person(1, skills=frozenset({"apn"})), _person(2, languages=GERMAN, open_count=2)],
            2,
        ),
        (
            "among speakers the one who knows the matter",
            _waiting(),
            [_person(1), _person(2, skills=frozenset({"apn"}), open_count=2)],
            2,
        ),
        ("nobody speaks it, somebody answers", _waiting(language="ar"), [_person(1)], 1),
        (
            "a speaker without room is waited for",
            _waiting(language="de"),
            [_person(1), _person(2, languages=GERMAN, open_count=3)],
            None,
        ),
        (
            "but not for ever",
            _waiting(language="de", since_at=NOW - 10 * MINUTE),
            [_person(1), _person(2, languages=GERMAN, open_count=3)],
            1,
        ),
        ("a member of other queues only is left alone", _waiting(), [_person(1, queues=frozenset({"x"}))], None),
        ("who let it pass is not asked twice in a row", _waiting(passed_by=(1,)), [_person(1), _person(2)], 2),
        ("when all let it pass, who did so first", _waiting(passed_by=(2, 1)), [_person(1), _person(2)], 2),
    ],
    ids=lambda value: value.replace(" ", "_") if isinstance(value, str) else "",
)
def test_who_is_given_a_ticket(says: str, ticket: Waiting, team: list[Candidate], chosen: int | None) -> None:
    assert [choice.user_id for choice in distribute([ticket], team, NOW)] == ([chosen] if chosen else []), says


def test_a_choice_says_why() -> None:
    (choice,) = distribute([_waiting(language="de", passed_by=(1,))], [_person(2, languages=GERMAN)], NOW)
    assert [(reason.code, reason.value) for reason in choice.reasons] == [
        ("speaks", "de"), ("passed", "1"), ("open", "0"),
    ]  # fmt: skip


_people = st.builds(
    _person,
    st.integers(1, 6),
    languages=st.frozensets(st.sampled_from(["en", "de", "zh"])),
    skills=st.frozensets(st.sampled_from(["apn", "usage"])),
    most_open=st.integers(1, 4),
    open_count=st.integers(0, 4),
)
_tickets = st.builds(
    _waiting,
    st.integers(1, 50),
    queue=st.sampled_from([_mode(mode) for mode in RoutingMode]),
    language=st.sampled_from(["en", "de", "zh", "ar"]),
    due_at=st.one_of(st.none(), st.integers(-9, 900).map(lambda minutes: NOW + minutes * MINUTE)),
)


@given(
    st.lists(_tickets, max_size=12, unique_by=lambda ticket: ticket.ticket_id),
    st.lists(_people, max_size=5, unique_by=lambda person: person.user_id),
)
def test_nobody_gets_more_than_the_limit_and_nothing_is_given_twice(
    tickets: list[Waiting], team: list[Candidate]
) -> None:
    choices = distribute(tickets, team, NOW)
    assert len({choice.ticket.ticket_id for choice in choices}) == len(choices)
    for person in team:
        got = sum(choice.user_id == person.user_id for choice in choices)
        assert got <= max(0, person.most_open - person.open_count)


@given(st.randoms(), st.lists(_tickets, max_size=12, unique_by=lambda ticket: ticket.ticket_id))
def test_the_order_in_which_tickets_are_told_changes_nothing(chance: random.Random, tickets: list[Waiting]) -> None:
    team = [_person(1), _person(2, languages=GERMAN)]
    shuffled = chance.sample(tickets, len(tickets))
    assert distribute(tickets, team, NOW) == distribute(shuffled, team, NOW)


@dataclass
class Floor:
    """A support floor that is played minute by minute: tickets come, people come, go, overlook and solve."""

    chance: random.Random
    queue: Queue
    at: datetime = NOW
    waiting: dict[int, Waiting] = field(default_factory=dict)
    offered: dict[int, Choice] = field(default_factory=dict)
    worked_on: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    last_given: dict[int, datetime] = field(default_factory=dict)
    waits: list[timedelta] = field(default_factory=list)
    came: int = 0

    def arrive(self) -> None:
        self.came += 1
        language = self.chance.choices(["en", "de", "ar", "zh"], [6, 2, 1, 1])[0]
        promise = self.at + self.chance.choice([60, 720, 1440]) * MINUTE
        self.waiting[self.came] = Waiting(
            ticket_id=self.came, queue=self.queue, language=language, category="apn",
            opened_at=self.at, since_at=self.at, due_at=promise,
        )  # fmt: skip

    def team(self) -> list[Candidate]:
        """Five people; each is away for some stretches of the day, and one speaks no English."""
        spoken = {1: {"en"}, 2: {"en", "de"}, 3: {"de"}, 4: {"en", "zh"}, 5: {"en"}}
        there = [user for user in spoken if (self.at.hour * 7 + user * 3) % 5 or user == 5]
        load = dict.fromkeys(spoken, 0)
        for user, _ in self.worked_on.values():
            load[user] += 1
        for choice in self.offered.values():
            load[choice.user_id] += 1
        return [
            Candidate(
                user_id=user, languages=frozenset(spoken[user]), skills=frozenset(), queues=frozenset(), most_open=4,
                open_count=load[user], last_given_at=self.last_given.get(user, NOW - MINUTE),
            )
            for user in there
        ]  # fmt: skip

    def step(self) -> None:
        self.at += MINUTE
        self.worked_on = {number: work for number, work in self.worked_on.items() if work[1] > self.at}
        for number, choice in list(self.offered.items()):
            overlooks = choice.user_id == 1 or self.chance.random() < 0.3  # person 1 never looks
            if choice.lapses_at <= self.at:
                ticket = self.offered.pop(number).ticket
                self.waiting[number] = replace(ticket, passed_by=(*ticket.passed_by, choice.user_id))
            elif not overlooks:
                del self.offered[number]
                self.waits.append(self.at - choice.ticket.opened_at)
                self.worked_on[number] = (choice.user_id, self.at + self.chance.randint(2, 12) * MINUTE)
        team = self.team()
        for choice in distribute(self.waiting.values(), team, self.at):
            self.offered[choice.ticket.ticket_id] = choice
            del self.waiting[choice.ticket.ticket_id]
            self.last_given[choice.user_id] = self.at


@pytest.mark.parametrize("mode", [ROUND, LEAST, SKILL])
@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_no_ticket_starves_in_two_days_of_people_who_come_go_and_overlook(mode: RoutingMode, seed: int) -> None:
    floor = Floor(random.Random(seed), Queue(slug="all", name="All", mode=mode, offer_seconds=120))
    for minute in range(2 * 24 * 60):
        if minute < 2 * 24 * 60 - 120 and floor.chance.random() < 0.12:
            floor.arrive()
        floor.step()
    assert len(floor.waits) == floor.came
    assert max(floor.waits) < 60 * MINUTE
