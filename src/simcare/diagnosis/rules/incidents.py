"""Is it unusual how many cards of a group fail? A robust statistic against the group's own past.

Counts of failures are taken to the square root (Anscombe 1948), where chance scatters them by 1 whatever their mean.
What is usual is the median share of the last hour or so, which follows the rhythm of the day. How far rounds scatter is
measured over all past rounds, each against the median of its own stretch: by the median absolute deviation and, for
groups that are silent most of the time and then fail in flocks, by the 95th percentile; never less than chance. Single
wild rounds and retry storms of a few devices so widen the scatter and do not ring the bell. Rounds that were unusual
are kept out of the past by the caller.
"""

from collections.abc import Sequence
from math import ceil, sqrt
from statistics import median

from simcare.diagnosis.policy import WatchTerms
from simcare.diagnosis.values import Count, IncidentState, Usual

_AS_STANDARD_DEVIATION = 1.4826
_ANSCOMBE = 3 / 8
_STRETCH = 20  # rounds
_TAIL, _TAIL_OF_NORMAL = 0.95, 1.645


def usual(past: Sequence[Count]) -> Usual:
    """What the group's past rounds, the oldest first, say of it."""
    counted = [count for count in past if count.total]
    if not counted:
        return Usual(0.0, 1.0, 0)
    stretches = [counted[max(0, end - _STRETCH) : end] for end in range(len(counted), 0, -_STRETCH)]
    scores = sorted(score for stretch in stretches for score in _scores(stretch))
    by_middle = _AS_STANDARD_DEVIATION * median(abs(score) for score in scores)
    by_tail = scores[int(_TAIL * (len(scores) - 1))] / _TAIL_OF_NORMAL
    return Usual(_share(stretches[0]), max(1.0, by_middle, by_tail), len(counted))


def excess(now: Count, known: Usual) -> float:
    """By how many standard deviations of this group more cards fail than usual."""
    return _score(now.failing, now.total * known.share) / known.spread


def is_unusual(now: Count, known: Usual, terms: WatchTerms) -> bool:
    """Whether this round can't be chance. A group with a short past or few cards is never judged."""
    return (
        known.rounds >= terms.least_rounds
        and now.total >= terms.least_cards
        and now.failing >= alarm_count(now.total, known, terms)
    )


def is_calm(now: Count, known: Usual, terms: WatchTerms) -> bool:
    """Whether the group is back at its usual self."""
    return excess(now, known) < terms.calm_excess


def next_state(state: IncidentState | None, *, unusual: bool) -> IncidentState | None:
    """What a round makes of a group without an incident (None) or with one: it takes two rounds to be open."""
    if state is None:
        return IncidentState.SUSPECTED if unusual else None
    if state is IncidentState.SUSPECTED:
        return IncidentState.OPEN if unusual else IncidentState.CLOSED
    return state


def alarm_count(total: int, known: Usual, terms: WatchTerms) -> int:
    """From how many failing cards on a round is unusual: the line in the chart."""
    usual_count = total * known.share
    root = sqrt(usual_count + _ANSCOMBE) + terms.alarm_excess * known.spread / 2
    return max(terms.least_failing, ceil(root**2 - _ANSCOMBE), ceil(terms.over_usual * usual_count))


def _share(counts: Sequence[Count]) -> float:
    return median(count.failing / count.total for count in counts)


def _scores(stretch: Sequence[Count]) -> list[float]:
    share = _share(stretch)
    return [_score(count.failing, count.total * share) for count in stretch]


def _score(failing: float, expected: float) -> float:
    return 2 * (sqrt(failing + _ANSCOMBE) - sqrt(expected + _ANSCOMBE))
