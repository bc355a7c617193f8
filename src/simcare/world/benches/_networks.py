"""Made-up networks of cards, round by round: quiet ones with all that quiet networks do, and one that fails.

Knows nothing of the statistic that judges them. A quiet group has its own usual share of failing cards, a rhythm of the
day, a scatter wider than chance (devices retry in flocks), rounds in which evidence came late and all at once, and
now and then a single wild round.
"""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

ROUNDS_A_DAY = 360


@dataclass(frozen=True)
class Group:
    """How a group of cards is when nothing is wrong."""

    total: int
    share: float
    rhythm: float
    flock: float


def groups(dice: random.Random, count: int) -> list[Group]:
    """From thirty cards to fifty thousand, from hardly any failures to a noisy tenth."""
    return [
        Group(
            total=round(10 ** dice.uniform(1.5, 4.7)),
            share=10 ** dice.uniform(-4, -1),
            rhythm=dice.uniform(0, 0.6),
            flock=dice.uniform(1, 6),
        )
        for _ in range(count)
    ]


def quiet_rounds(group: Group, dice: random.Random, rounds: int) -> Iterator[int]:
    """How many cards fail in each round."""
    late = 0
    for number in range(rounds):
        of_the_day = 1 + group.rhythm * math.sin(2 * math.pi * number / ROUNDS_A_DAY)
        failing = _flocks(group.total * group.share * of_the_day, group.flock, dice)
        if dice.random() < 0.01:  # nothing arrives this round, all of it in the next
            late, failing = failing, 0
        else:
            failing, late = failing + late, 0
        if dice.random() < 0.0005:  # one wild round: a site without power, a device maker's update
            failing += round(group.total * dice.uniform(0.05, 0.5))
            late = 0
        yield min(failing, group.total)


def failing_rounds(group: Group, dice: random.Random, affected: int) -> Iterator[int]:
    """The same group while so many of its cards fail besides: most of them try in any one round."""
    for failing in quiet_rounds(group, dice, ROUNDS_A_DAY):
        yield min(group.total, failing + sum(dice.random() < 0.8 for _ in range(affected)))


def _flocks(mean: float, flock: float, dice: random.Random) -> int:
    """Poisson many flocks of a few devices that fail together."""
    return round(flock * _poisson(mean / flock, dice))


def _poisson(mean: float, dice: random.Random) -> int:
    if mean > 60:
        return max(0, round(dice.gauss(mean, math.sqrt(mean))))
    left, count = math.exp(-mean), 0
    product = dice.random()
    while product > left:
        product *= dice.random()
        count += 1
    return count
