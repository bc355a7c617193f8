"""Deep calls that come and go cost no memory of the system while there is room for them."""

import resource
import threading

from simcare.kernel.room import with_room


def deep(calls: int) -> int:
    return deep(calls - 1) + 1 if calls else 0


def come_and_go() -> int:
    """Page faults while calls of many depths come and go, each from the same place again and again."""
    before = resource.getrusage(resource.RUSAGE_THREAD).ru_minflt
    for calls in range(40, 400, 5):
        for _ in range(20):
            assert deep(calls) == calls
    return resource.getrusage(resource.RUSAGE_THREAD).ru_minflt - before


def test_frames_stay_where_they_are() -> None:
    faults: list[int] = []
    with_room(come_and_go)()  # what is touched for the first time is a fault anyway

    def measure() -> None:
        faults.append(come_and_go())
        faults.append(with_room(come_and_go)())

    thread = threading.Thread(target=measure)  # as those of a web server, which begin with an empty stack
    thread.start()
    thread.join()
    without, with_it = faults
    assert with_it * 5 < without


def test_it_is_the_same_function() -> None:
    assert with_room(lambda first, *, second: (first, second))(1, second=2) == (1, 2)
    with_room(with_room(come_and_go))()
