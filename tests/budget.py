"""A budget of work: a block that needs more is stopped.

Counted in processor time of this process, not by a clock on the wall: a busy machine fails no test, while a scanner
that is quadratic in a megabyte, which would need hours, always does.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class OverBudget(Exception):
    """The block has used up its processor time."""


@contextmanager
def work_budget(cpu_seconds: float = 20.0) -> Iterator[None]:
    """Raises OverBudget inside the block once it has used this much processor time."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise OverBudget(f"more than {cpu_seconds:g} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
