"""Which moves between card states may be asked for. What a platform reports is taken as it is."""

from typing import Final

from simcare.cards.values import CardState as S

MOVES: Final[dict[S, frozenset[S]]] = {
    S.NOT_ACTIVATED: frozenset({S.READY, S.ACTIVE, S.TERMINATED}),
    S.READY: frozenset({S.ACTIVE, S.SUSPENDED, S.TERMINATED}),
    S.ACTIVE: frozenset({S.STANDBY, S.SUSPENDED, S.TERMINATED}),
    S.STANDBY: frozenset({S.ACTIVE, S.SUSPENDED, S.TERMINATED}),
    S.SUSPENDED: frozenset({S.ACTIVE, S.STANDBY, S.TERMINATED}),
    S.TERMINATED: frozenset(),
    S.CHANGING: frozenset(),
    S.UNKNOWN: frozenset(),
}
"""From a state, the states that a person may ask for; `changing` and `unknown` are left by a report only."""


def may_move(current: S, wanted: S) -> bool:
    """Whether a change from `current` to `wanted` may be asked for."""
    return wanted in MOVES[current]
