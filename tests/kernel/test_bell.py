"""A bell wakes at once, and a flood of rings is one waking."""

import threading
from collections.abc import Iterator

import pytest
from django.db import connection

from simcare.kernel.bell import Bell, ring

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 60.0


@pytest.fixture
def bell() -> Iterator[Bell]:
    found = Bell("simcare_test")
    found.wait(LONG)  # connects, and says that there may be work
    yield found
    found.close()


def test_a_ring_wakes_who_waits(bell: Bell) -> None:
    waiting = threading.Thread(target=bell.wait, args=[LONG], daemon=True)
    waiting.start()
    ring("simcare_test")
    waiting.join(LONG / 2)
    assert not waiting.is_alive()


def test_what_rang_in_a_flood_is_answered_by_one_look(bell: Bell) -> None:
    for _ in range(500):
        ring("simcare_test")
    bell.wait(LONG)
    line = bell._line
    assert line is not None
    assert list(line.notifies(timeout=0)) == []


def test_a_line_that_was_cut_is_made_anew(bell: Bell) -> None:
    assert bell._line is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [bell._line.info.backend_pid])
    with pytest.raises(Exception, match=r"terminat|closed|connection"):
        bell.wait(LONG)
    bell.wait(LONG)
    assert bell._line is not None
