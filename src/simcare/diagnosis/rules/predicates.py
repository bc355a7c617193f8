"""How a predicate is written: `@check` registers a function under its own name, `found` makes its answer.

A predicate looks at `Facts` and returns a `Match` or None. The engine calls it only when one path of the check's fields
is known; fields off the path may be None there, and None never proves anything.
"""

from collections.abc import Callable

from simcare.diagnosis.rules.catalogue import CHECKS
from simcare.diagnosis.rules.facts import Facts
from simcare.diagnosis.values import Match, Party

Predicate = Callable[[Facts], Match | None]
PREDICATES: dict[str, Predicate] = {}


def check(predicate: Predicate) -> Predicate:
    """Registers the predicate for the check of the same name."""
    assert predicate.__name__ in CHECKS, predicate.__name__
    PREDICATES[predicate.__name__] = predicate
    return predicate


def found(holds: bool, *, strength: float = 0.95, suspected: bool = False, **alternatives: bool) -> Match | None:
    """A match if it holds. `alternatives`: party and whether its condition is proven; the first proven one counts."""
    if not holds:
        return None
    proven = next((Party(name) for name, is_proven in alternatives.items() if is_proven), None)
    return Match(party=proven, strength=strength, suspected=suspected)


def refused(facts: Facts, code: str, **alternatives: bool) -> Match | None:
    """A match if the network refused with a cause of this check and nothing succeeded later.

    A cause that repeats is as good as proof; a single one is still the best explanation there is.
    """
    refusals = facts.refusals(CHECKS[code].causes)
    if not refusals:
        return None
    cause, event = refusals[0]
    told = event.value if isinstance(event.value, dict) else {}
    times = max(len(refusals), int(told.get("count") or 1))
    proven = next((Party(name) for name, is_proven in alternatives.items() if is_proven), None)
    return Match(proven, 0.95 if times > 1 else 0.9, cause, details={"times": times})
