"""Every row of security.md is run twice: on the house as it is, and on one that is broken on purpose in that spot.

`@pytest.mark.broken_by((target, replacement), …, raises=AssertionError)` names what is broken and how that shows. On that build the test must fail: a row whose
test passes on both builds proves nothing, and fails here (xfail, strict). `-k whole` or `-k broken` runs one of both.
"""

from dataclasses import dataclass
from typing import get_args

import pytest

from simcare.accounts.actions import add_member, add_staff, open_account
from simcare.accounts.models import Account, User
from simcare.accounts.values import MemberRole, StaffRole
from simcare.kernel import clock, outbox
from simcare.messaging.actions.intake import take_in
from simcare.messaging.actions.outgoing import send_due
from simcare.messaging.actions.raw import keep
from simcare.messaging.rules.reading import read
from tests.journeys.conftest import Recipients, recipients

__all__ = ["recipients"]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("broken_by")
    if marker:
        why = marker.kwargs.get("raises", AssertionError)
        fails = pytest.mark.xfail(strict=True, raises=why, reason="broken on purpose: this row's test must see it")
        builds = [pytest.param((), id="whole"), pytest.param(marker.args, id="broken", marks=fails)]
        metafunc.parametrize("build", builds, indirect=True)


@pytest.fixture(autouse=True)
def build(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The house, broken where the test's mark says so."""
    for target, replacement in getattr(request, "param", ()):
        monkeypatch.setattr(target, replacement)


@pytest.fixture
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tries of a test fall into one window of counting, whenever it runs: the clock stands still."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)


@dataclass
class MailDesk:
    """The desk behind a mail server that trusts nobody but whom the test says."""

    account: Account
    outside: Recipients

    def receive(self, content: str | bytes, *, to: str = "support@simcare.example", trusted: bool = False) -> None:
        raw = content.encode() if isinstance(content, str) else content
        keep(content=raw, peer="203.0.113.7", trusted=trusted, mail_from="a@b.example", rcpt_to=[to], at=clock.now())

    def work(self, rounds: int = 1_000) -> None:
        """Everything that is to do, as the workers do it."""
        while (
            take_in(read=read, limit=50)
            + take_in(read=read, limit=50, again=True)
            + sum(outbox.deliver(lane) for lane in get_args(outbox.Lane))
            + send_due()
        ):
            rounds -= 1
            assert rounds, "the desk never comes to rest"


@pytest.fixture
def desk(db: None, recipients: Recipients) -> MailDesk:
    at = clock.now()
    account = open_account(name="Nordlicht", by="test", at=at)
    add_member(account=account, email="ana@nordlicht.example", name="Ana", role=MemberRole.OWNER, by="test", at=at)
    return MailDesk(account, recipients)


@pytest.fixture
def supervisor(db: None) -> User:
    role = StaffRole.SUPERVISOR
    return add_staff(email="mira@simcare.example", name="Mira", role=role, password=None, by="test", at=clock.now())
