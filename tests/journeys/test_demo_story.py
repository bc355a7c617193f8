"""The demo world with its story: what a newcomer finds when the desk is started for the first time."""

import random
from datetime import UTC, datetime

import pytest

from simcare.support.models import Merge, QualityDay, SatisfactionQuestion, Snooze, Ticket, TicketTag, UpdateCopy
from simcare.world import demo, demo_story
from tests.operators.conftest import simulator, simulator_process
from tests.operators.running import Simulator

__all__ = ["simulator", "simulator_process"]
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


def _told(seed: int) -> list[demo_story.Request]:
    chance = random.Random(seed)
    return list(demo_story.requests_of_the_past(demo_story.accounts(chance), chance, AT))


def test_the_same_seed_tells_the_same_story_and_another_one_another() -> None:
    assert _told(1) == _told(1)
    assert _told(1) != _told(2)


@pytest.mark.long
@pytest.mark.django_db
def test_the_story_leaves_nothing_half_done(policies: None, simulator: Simulator) -> None:
    demo.make(seed=1, more_cards=0, at=AT, simulator_url=simulator.url, with_story=True)
    states = sorted(Ticket.objects.values_list("state", flat=True))
    assert {state: states.count(state) for state in set(states)} == {"solved": 40, "open": 4, "waiting": 3, "merged": 1}
    assert Merge.objects.count() == Snooze.objects.count() == 1
    assert set(TicketTag.objects.values_list("name", flat=True)) == {"invoice", "replacement", "warranty"}
    assert UpdateCopy.objects.exclude(message=None).count() == 3
    assert SatisfactionQuestion.objects.exclude(score="").count() >= 3
    assert sum(QualityDay.objects.values_list("kept", flat=True)) > 30
    assert sum(QualityDay.objects.values_list("broken", flat=True)) >= 1
