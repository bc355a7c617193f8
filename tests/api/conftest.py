"""Two accounts with the same kinds of things: what one is told must hold nothing of the other's."""

import pytest

from simcare.kernel import clock
from tests.api.people import Program, make_program


@pytest.fixture
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """All calls of a test fall into one window of counting, whenever it runs: the clock stands still."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def nordsol(db: None) -> Program:
    return make_program("Nordsol", 1_000)


@pytest.fixture
def riego(db: None) -> Program:
    return make_program("Riego", 2_000)
