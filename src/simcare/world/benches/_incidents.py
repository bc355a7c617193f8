"""Incidents found and false alarms: the rule of the watch over made-up networks, and its SQL over real rows."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from simcare.diagnosis.policy import WatchTerms
from simcare.diagnosis.rules.incidents import is_unusual, next_state, usual
from simcare.diagnosis.values import Count, IncidentState
from simcare.world.benches._networks import Group, failing_rounds, groups, quiet_rounds
from simcare.world.benches._planted import AT

INJECTED_CARDS = 500
PAST = 60


@dataclass(frozen=True)
class Watched:
    """What a run over made-up networks brought."""

    quiet_rounds: int
    false_alarms: int
    injected: int
    found_within_two: int


def watch_made_up(*, rounds: int, injections: int, seed: int, groups_count: int = 10) -> Watched:
    """`rounds` quiet rounds over several groups at once, and so many incidents of 500 cards injected afterwards."""
    dice, terms = random.Random(seed), WatchTerms()  # noqa: S311  reproducible networks, no secret
    alarms = sum(_false_alarms(group, dice, rounds, terms) for group in groups(dice, groups_count))
    found = sum(_found_after(dice, terms) <= 2 for _ in range(injections))
    return Watched(rounds, alarms, injections, found)


def _false_alarms(group: Group, dice: random.Random, rounds: int, terms: WatchTerms) -> int:
    """How often the group would have had an open incident."""
    past: list[Count] = []
    state: IncidentState | None = None
    alarms = 0
    for failing in quiet_rounds(group, dice, rounds):
        now = Count(group.total, failing)
        unusual = is_unusual(now, usual(past), terms)
        after = next_state(state, unusual=unusual)
        alarms += after is IncidentState.OPEN
        state = after if after is IncidentState.SUSPECTED else None
        if not unusual:
            past = [*past[1 - terms.past_rounds :], now]
    return alarms


def _found_after(dice: random.Random, terms: WatchTerms) -> int:
    """In which round after its beginning an incident over 500 cards of a group is open."""
    group = next(group for group in groups(dice, 1_000) if _can_show(group))
    past = [Count(group.total, failing) for failing in quiet_rounds(group, dice, PAST)]
    known, state = usual(past), None
    for number, failing in enumerate(failing_rounds(group, dice, INJECTED_CARDS), start=1):
        state = next_state(state, unusual=is_unusual(Count(group.total, failing), known, terms))
        if state is IncidentState.OPEN:
            return number
        state = None if state is IncidentState.CLOSED else state
    return 1_000


def _can_show(group: Group) -> bool:
    """In a group that is fifty times as large, or fails by hundreds every day, 500 cards are within the usual."""
    return (
        INJECTED_CARDS * 1.2 <= group.total <= INJECTED_CARDS * 50 and group.total * group.share <= INJECTED_CARDS / 4
    )


def rounds_until_open_in_database(*, cards: int = 2_000, affected: int = INJECTED_CARDS) -> int | None:
    """The same with real rows: cards on one network, refusals, the watch's SQL. None where no database of ours answers.

    Nothing is left behind.
    """
    from django.db import OperationalError, transaction

    from simcare.kernel.boot import boot
    from simcare.kernel.tenancy import acting_as_provider

    boot(scope="provider")
    try:
        with transaction.atomic():
            with acting_as_provider():
                found = _in_database(cards, affected)
            transaction.set_rollback(True)
    except OperationalError:
        return None
    return found


def _in_database(cards: int, affected: int) -> int:
    from simcare.diagnosis.actions.incidents import look
    from simcare.diagnosis.models import Incident

    terms = WatchTerms()
    ids, at, step = _store(cards), AT, timedelta(minutes=terms.round_minutes)
    for number in range(terms.least_rounds + 1):
        at += step
        _refuse(ids[number * 3 : number * 3 + 3], at)
        look(from_at=at - step, at=at, terms=terms)
    for number in range(1, 10):
        at += step
        _refuse(ids[-affected:], at)
        look(from_at=at - step, at=at, terms=terms)
        if Incident.objects.filter(platform="bench", state=IncidentState.OPEN).exists():
            return number
    return 1_000


def _store(count: int) -> list[int]:
    from simcare.cards.models import Card, Product
    from simcare.operators.models import Snapshot

    product, _ = Product.objects.get_or_create(code="bench", defaults={"name": "Bench"})
    made = Card.objects.bulk_create(
        Card(
            iccid=f"8986{number:015d}",
            iccid_key=f"8986{number:015d}",
            product=product,
            platform="bench",
            state="active",
        )
        for number in range(count)
    )
    Snapshot.objects.bulk_create(
        Snapshot(card=card, field="network.plmn", value="26201", observed_at=AT, received_at=AT, source="bench")
        for card in made
    )
    return [card.pk for card in made]


def _refuse(card_ids: list[int], at: datetime) -> None:
    from simcare.operators.models import Observation

    Observation.objects.bulk_create(
        Observation(
            card_id=card_id,
            field="network.reject",
            value={"table": "EMM", "number": 17},
            observed_at=at,
            received_at=at,
            source="bench",
            digest="x",
        )
        for card_id in card_ids
    )
