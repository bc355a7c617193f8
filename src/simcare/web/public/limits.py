"""How often one address may ask: a guard against guessing links, kept by each process in its memory."""

import time
from collections import OrderedDict, deque
from threading import Lock
from typing import Final

PER_MINUTE: Final = 60
MOST_ADDRESSES: Final = 10_000

_asked: OrderedDict[str, deque[float]] = OrderedDict()
_lock = Lock()


def may_ask(address: str, *, most: int = PER_MINUTE) -> bool:
    """Whether this address has asked less than so often within a minute; counts this time."""
    now = time.monotonic()
    with _lock:
        times = _asked.setdefault(address, deque())
        _asked.move_to_end(address)
        while len(_asked) > MOST_ADDRESSES:
            _asked.popitem(last=False)
        while times and now - times[0] > 60:
            times.popleft()
        if len(times) >= most:
            return False
        times.append(now)
        return True
