"""Room for the frames of deep calls.

CPython keeps the frames of a thread in chunks of 16 KB and gives a chunk back to the system as soon as it is empty. A
template is drawn hundreds of calls deep; where a loop in it lies at the end of a chunk, each round asks the system for
a new chunk and gives it back. Of a ticket's page that was a third of all processor time (670 page faults; now 8).
"""

from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
Answer = TypeVar("Answer")
SLOTS: Final = 70_000
"""Of 8 bytes: a little more than half a megabyte, so that the chunk is a whole one and the rest is room for others."""


def with_room(call: Callable[P, Answer]) -> Callable[P, Answer]:
    """The same function; what it calls finds room in one large chunk, which is its own until it returns."""

    def answer(*args: P.args, **kwargs: P.kwargs) -> Answer:
        return call(*args, **kwargs)

    answer.__code__ = answer.__code__.replace(co_stacksize=SLOTS)
    return answer
