"""Which answers an operation may give: its own, and the problems of all."""

from typing import Any

from simcare.api.v1.problems import Problem

USUAL = (400, 401, 403, 422, 429)


def answers(shape: Any, *others: int, status: int = 200) -> dict[int, Any]:
    """The shape for the good case, and a problem for each other; `others` are further statuses of refusals."""
    return {status: shape, **dict.fromkeys(sorted((*USUAL, *others)), Problem)}
