"""What cards of the same sort do at the same time: a trouble of all is not the fault of one."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from simcare.usage.rules.anomalies.anomaly import FOR_MANY, Kind, Sensitivity
from simcare.usage.rules.anomalies.memory import Floats
from simcare.usage.rules.anomalies.volume import Judgement

FEWEST: Final = 20
"""Below so many cards a group says nothing."""
SHARED_CARDS: Final = 5
SHARED_FROM: Final = 0.03
"""So many cards, and such a share of the group, have to be off in the same hour for it to be the group's affair: by
chance one of thousands is."""
_LEAST_SPREAD: Final = np.float32(0.3)  # of logarithms: a third more or less is nothing
_NORMAL: Final = np.float32(1.4826)  # a median deviation times this is a standard deviation, of normal values


@dataclass(frozen=True)
class Peers:
    """Which cards are alike: `group` is the number of each card's group, from 0; same equipment, product or account."""

    group: NDArray[np.int32]

    def share(self, marked: NDArray[np.bool_]) -> Floats:
        """For each card, which share of its group is marked; 0 where they are too few to say anything."""
        sizes = np.bincount(self.group)
        counts = np.bincount(self.group, weights=marked, minlength=sizes.size)
        shares = np.where((sizes >= FEWEST) & (counts >= SHARED_CARDS), counts / np.maximum(sizes, 1), 0)
        return shares[self.group].astype(np.float32)


def apart_from_peers(hour: Judgement, peers: Peers) -> tuple[Judgement, Floats]:
    """The hour without what many of a group did at once, and for each card which share of its group that was."""
    share = np.maximum(peers.share(hour.outside & (hour.score > 0)), peers.share(hour.outside & (hour.score < 0)))
    own = np.where(share >= SHARED_FROM, Kind.NOTHING, hour.kind).astype(np.int8)
    return replace(hour, kind=own), share


def odd_among_peers(
    amounts: Floats, peers: Peers, *, young: NDArray[np.bool_], terms: Sensitivity = FOR_MANY
) -> tuple[NDArray[np.bool_], Floats]:
    """Cards too young to be compared with themselves whose day is far from their group's, and how far.

    `amounts` of one whole day are compared as logarithms, in robust standard deviations of the group.
    """
    size = np.log1p(np.maximum(amounts, 0))
    middle = _medians(size, peers.group)
    off = _medians(np.abs(size - middle[peers.group]), peers.group)
    distance = (size - middle[peers.group]) / np.maximum(_NORMAL * off, _LEAST_SPREAD)[peers.group]
    enough = np.bincount(peers.group)[peers.group] >= FEWEST
    return young & enough & (np.abs(distance) > terms.bar), distance.astype(np.float32)


def _medians(values: Floats, group: NDArray[np.int32]) -> Floats:
    """The median of each group; of an even number of cards the upper one."""
    order = np.lexsort((values, group))
    sizes = np.bincount(group)
    middles = np.cumsum(sizes) - sizes + sizes // 2
    return np.asarray(values[order][np.minimum(middles, len(values) - 1)], np.float32)
