"""Random walks of merges, un-merges, splits and answers: undoing all of them restores each ticket exactly."""

import copy
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from django.db import transaction

from simcare.clocks.models import Clock
from simcare.clocks.queries.promises import running
from simcare.support.actions import answers, merges, notes, tickets
from simcare.support.errors import SupportError
from simcare.support.models import Entry, Merge, Party, Split, Ticket, TicketCard, TicketTag
from simcare.support.queries.tickets import get_view
from simcare.support.rules.wholes import parts
from tests.support.desk import ICCIDS, at, opened, wrote_again

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("provider")]

BY = "jo@simcare.example"


@dataclass
class Alone:
    """What a ticket would be if it had never been merged or split: what the person and colleagues did to it."""

    state: str
    words: set[int] = field(default_factory=set)
    iccids: set[str] = field(default_factory=set)
    people: set[str] = field(default_factory=set)
    promises: dict[str, datetime] = field(default_factory=dict)

    def hear(self, entry_id: int, when: datetime) -> None:
        self.words.add(entry_id)
        self.state = "open"
        if "first" not in self.promises:
            self.promises["next"] = min(when, self.promises.get("next", when))
        self.promises.setdefault("resolution", when)


@dataclass
class Chaos:
    """Random deeds on a few tickets while their people go on writing, beside what each would be alone."""

    chance: random.Random
    alone: dict[int, Alone]
    home: dict[int, int]  # ticket -> the one whose words it once took
    minute: int = 100

    def step(self) -> None:
        deed: Callable[[], None] = self.chance.choice(
            [self.hear, self.hear, self.note, self.merge, self.split, self.undo]
        )
        self.minute += self.chance.randrange(1, 9)
        try:
            with transaction.atomic():
                deed()
        except SupportError:
            pass  # refused in words: nothing may have changed

    def any(self) -> Ticket:
        return Ticket.objects.get(id=self.chance.choice(sorted(self.home)))

    def hear(self) -> None:
        ticket = self.any()
        iccid = self.chance.choice(ICCIDS)
        message = wrote_again(ticket, at(self.minute), (iccid,))
        home = self.alone[self.home[ticket.id]]
        home.hear(Entry.objects.get(ticket=ticket, message=message).id, at(self.minute))
        home.iccids.add(iccid)

    def note(self) -> None:
        ticket = self.any()
        entry = notes.note(ticket_id=ticket.id, text="Called.", by=BY, at=at(self.minute))
        self.alone[self.home[ticket.id]].words.add(entry.id)

    def merge(self) -> None:
        merges.merge(part_id=self.any().id, whole_id=self.any().id, by=BY, at=at(self.minute))

    def split(self) -> None:
        ticket = self.any()
        view = get_view(ticket.id)
        words = [moment.entry.id for moment in view.timeline if moment.entry.kind in ("message", "note")]
        chosen = self.chance.sample(words, self.chance.randrange(1, len(words) + 1))
        iccids = [card.iccid for card in view.cards if self.chance.random() < 0.3]
        taken = merges.split(ticket_id=ticket.id, entry_ids=chosen, iccids=iccids, by=BY, at=at(self.minute))
        self.home[taken.id] = self.home[Split.objects.get(taken=taken).origin_id]

    def undo(self) -> None:
        self._undo_one(sorted(self.home))

    def undo_all(self) -> None:
        """In any order: the splits stay put back, every merge is taken apart."""
        while open_ones := self._not_yet_undone():
            self.minute += 1
            self._undo_one(open_ones)

    def _not_yet_undone(self) -> list[int]:
        joined = Merge.objects.filter(undone_at=None)
        merged = joined.filter(puts_back=False).values_list("part_id", flat=True)
        loose = Split.objects.exclude(taken__in=joined.values("part")).values_list("taken_id", flat=True)
        return sorted(merged) or sorted(loose)

    def _undo_one(self, numbers: list[int]) -> None:
        number = self.chance.choice(numbers)
        if Merge.objects.filter(part_id=number, undone_at=None).exists():
            merges.unmerge(part_id=number, by=BY, at=at(self.minute))
        else:
            merges.put_back(ticket_id=number, by=BY, at=at(self.minute))

    def stored(self) -> dict[int, Alone]:
        """What the rows say of each ticket that was there at the beginning, with what was put back into it."""
        whole_by_part = dict(Merge.objects.filter(undone_at=None).values_list("part_id", "whole_id"))
        assert not self.alone.keys() & whole_by_part.keys(), "each stands alone again"
        of = {part: number for number in self.alone for part in parts(number, whole_by_part)}
        states = Ticket.objects.filter(id__in=self.alone).values_list("id", "state")
        found = {number: Alone(state) for number, state in states}
        for part, entry in Entry.objects.filter(kind__in=("message", "note")).values_list("ticket_id", "id"):
            found[of[part]].words.add(entry)
        for part, iccid in TicketCard.objects.values_list("ticket_id", "iccid"):
            found[of[part]].iccids.add(iccid)
        for part, email in Party.objects.values_list("ticket_id", "email"):
            found[of[part]].people.add(email)
        waiting = Clock.objects.filter(answered_at=None)
        for subject, kind, opened_at in waiting.values_list("subject", "kind", "opened_at"):
            promises = found[of[int(subject.removeprefix("ticket:"))]].promises
            promises[kind] = min(opened_at, promises.get(kind, opened_at))
        for alone in found.values():
            _first_covers_next(alone.promises)
        return found

    def seen(self, number: int) -> Alone:
        """The same as the ticket's page shows it."""
        view = get_view(number)
        assert view.ticket.id == number
        return Alone(
            state=view.ticket.state,
            words={one.entry.id for one in view.timeline if one.entry.kind in ("message", "note")},
            iccids={card.iccid for card in view.cards},
            people={party.email for party in view.parties},
            promises=_promised([part.key for part in view.parts]),
        )


def _promised(subjects: list[str]) -> dict[str, datetime]:
    """What runs: kind -> the earliest opening."""
    found: dict[str, datetime] = {}
    for subject in subjects:
        for clock in running(subject):
            found[clock.kind] = min(clock.opened_at, found.get(clock.kind, clock.opened_at))
    _first_covers_next(found)
    return found


def _first_covers_next(promises: dict[str, datetime]) -> None:
    if "first" in promises:
        promises.pop("next", None)


def _desk() -> dict[int, Alone]:
    """Four tickets, one of them answered, one solved, two of one person."""
    people = ("a@one.example", "b@two.example", "b@two.example", "c@three.example")
    begun = [opened(email, at(number), iccids=(ICCIDS[number],)) for number, email in enumerate(people)]
    answers.send(ticket_id=begun[1].id, text="Hello", key="b", by=BY, at=at(20))
    answers.send(ticket_id=begun[3].id, text="Hello", key="c", by=BY, at=at(20))
    tickets.solve(ticket_id=begun[3].id, by=BY, at=at(21))
    for ticket in begun:
        TicketTag.objects.create(ticket=ticket, name=f"tag-{ticket.id}", at=at(22), by=BY)
    return {ticket.id: Chaos(random.Random(), {}, {}).seen(ticket.id) for ticket in begun}


FIRST_CHECKED, LONGEST = 3, 12
A_WALK = LONGEST - FIRST_CHECKED + 1
"""Sequences of one walk: each of its beginnings from the third step on is one, undone on its own."""
SEQUENCES = [
    pytest.param(range(2), id="fast"),
    *(
        pytest.param(range(start, start + 125), id=f"{start * A_WALK}", marks=pytest.mark.long)
        for start in range(2, 1_002, 125)
    ),
]


@pytest.mark.parametrize("walks", SEQUENCES)
def test_undoing_every_merge_and_split_restores_each_ticket_exactly(walks: range) -> None:
    """10,000 sequences of 3 to 12 steps; what a page shows is compared with the rows at the end of each walk."""
    begun = _desk()
    for seed in walks:
        with _tried():
            chaos = Chaos(random.Random(seed), copy.deepcopy(begun), {number: number for number in begun})
            for steps in range(1, LONGEST + 1):
                chaos.step()
                if steps >= FIRST_CHECKED:
                    with _tried():
                        undone = copy.deepcopy(chaos)
                        undone.undo_all()
                        assert undone.stored() == chaos.alone, f"walk {seed}, {steps} steps"
                        if steps == LONGEST:
                            assert {number: undone.seen(number) for number in begun} == chaos.alone, f"walk {seed}"


@contextmanager
def _tried() -> Iterator[None]:
    """What is done in it is as if it had never been."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
