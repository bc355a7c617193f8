"""Repeating what is safe to repeat: reads, a few times, with short waits. Commands never pass through here."""

import time
from collections.abc import Callable
from typing import TypeVar

from simcare.kernel.errors import Temporary
from simcare.kernel.outbound import AnswerTooLarge, Busy
from simcare.operators.errors import PlatformPaused

WAITS_SECONDS = (0.2, 1.0)
LONGEST_WAIT_SECONDS = 2.0

T = TypeVar("T")


def repeated(read: Callable[[], T], *, pause: Callable[[float], None] = time.sleep) -> T:
    """The read's result, tried up to three times. A wait longer than two seconds is the caller's to plan."""
    for wait_seconds in WAITS_SECONDS:
        try:
            return read()
        except (AnswerTooLarge, PlatformPaused):
            raise
        except Busy as error:
            asked = error.retry_after_seconds
            if asked is not None and asked > LONGEST_WAIT_SECONDS:
                raise
            pause(wait_seconds if asked is None else asked)
        except Temporary:
            pause(wait_seconds)
    return read()
