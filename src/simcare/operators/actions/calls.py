"""The gate before every call to a platform: its rate over all processes, and its rest after failures.

Both are decided by pure rules on rows that are locked for the length of one short transaction; the database's clock
counts. No row is locked while a call is under way.
"""

import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from simcare.kernel import clock, secrets
from simcare.kernel.errors import Permanent, Temporary
from simcare.operators.connectors import NOTHING_DONE, connect, is_busy
from simcare.operators.connectors.protocol import Connector
from simcare.operators.errors import BadCredentials, OverBudget, PlatformPaused, UnknownPlatform
from simcare.operators.models import Breaker, CallBudget, Platform
from simcare.operators.rules import breaker as breaking
from simcare.operators.rules.budget import Budget, Taken, gap_seconds, take
from simcare.operators.values.platforms import Gate

PATIENCE_SECONDS = {True: 5.0, False: 60.0}
"""How long an interactive call and one of batch work wait for their turn."""

TURN_COMES_WITHIN_SECONDS = 3.0
"""How long a call of a group waits for its turn: others may soon go on with what it is about."""

NOT_CALLED = (*NOTHING_DONE, OverBudget, PlatformPaused)
"""Errors after which it is certain that nothing was done: the attempt does not count."""


class PlatformGate:
    """Lets calls to one platform account pass, at its rate."""

    def __init__(self, platform: Platform, *, interactive: bool) -> None:
        self._platform = platform
        self._interactive = interactive

    @contextmanager
    def call(self) -> Iterator[None]:
        """Wait for a turn, then let one call pass and keep how it ended."""
        was_failing = self.admit() is not None
        self.take_turn()
        try:
            yield
        except BadCredentials:
            raise  # it answered: the key is to be mended, the platform is alive
        except Temporary as error:
            if not is_busy(error):  # a platform that asks us to slow down is alive
                self._keep_failure()
            raise
        except Permanent:
            self._keep_success(was_failing)
            raise
        else:
            self._keep_success(was_failing)

    def admit(self) -> breaking.Breaker | None:
        """Refuse while calls rest; the failures before this call, or None where there were none."""
        known = Breaker.objects.filter(platform=self._platform).first()
        if known is None or known.failures == 0:
            return None
        with transaction.atomic():
            row = Breaker.objects.select_for_update().get(platform=self._platform)
            admitted = breaking.admit(_state(row), at=clock.database_now())
            if admitted is None:
                raise PlatformPaused("Calls to %(name)s rest after repeated failures.", name=self._platform.name)
            _store(row, admitted)
        return admitted

    def take_turn(self) -> None:
        """Wait for a turn. Raises OverBudget where the wait would be longer than the patience."""
        gives_up_at = time.monotonic() + PATIENCE_SECONDS[self._interactive]
        while (wait_seconds := self.ask_turns(1).wait_seconds) > 0:
            if time.monotonic() + wait_seconds > gives_up_at:
                raise OverBudget("The rate of %(name)s is used up for now.", name=self._platform.name)
            time.sleep(wait_seconds)

    @transaction.atomic
    def ask_turns(self, calls: int) -> Taken:
        """Take turns for so many calls together: from when they may pass, or how long to wait where there are none."""
        CallBudget.objects.get_or_create(platform=self._platform, limit_class="calls")
        row = CallBudget.objects.select_for_update().get(platform=self._platform, limit_class="calls")
        taken = take(
            Budget(row.tokens_milli, row.refilled_at),
            calls_per_second=self._platform.calls_per_second,
            interactive=self._interactive,
            at=clock.database_now(),
            calls=calls,
        )
        if taken.wait_seconds == 0:
            row.tokens_milli, row.refilled_at = taken.budget.tokens_milli, taken.budget.refilled_at
            row.save(update_fields=["tokens_milli", "refilled_at"])
        return taken

    @transaction.atomic
    def keep(self, outcomes: list[bool]) -> None:
        """Keep how several calls ended, in their order."""
        Breaker.objects.get_or_create(platform=self._platform)
        row = Breaker.objects.select_for_update().get(platform=self._platform)
        state, at = _state(row), clock.database_now()
        for is_well in outcomes:
            state = breaking.after_success(state) if is_well else breaking.after_failure(state, at=at)
        _store(row, state)

    @transaction.atomic
    def _keep_failure(self) -> None:
        Breaker.objects.get_or_create(platform=self._platform)
        row = Breaker.objects.select_for_update().get(platform=self._platform)
        _store(row, breaking.after_failure(_state(row), at=clock.database_now()))

    @transaction.atomic
    def _keep_success(self, was_failing: bool) -> None:
        if was_failing:
            row = Breaker.objects.select_for_update().get(platform=self._platform)
            _store(row, breaking.after_success(_state(row)))


class GateAhead:
    """Lets calls of batch work pass that were taken together, each at its own time.

    The thread that made it leads: it alone speaks to the database. Other threads wait until it has taken turns for
    them; its own calls take theirs one by one.
    """

    def __init__(self, platform: Platform) -> None:
        self._gate = PlatformGate(platform, interactive=False)
        self._gap_seconds = gap_seconds(platform.calls_per_second)
        self._times: deque[float] = deque()
        self._next = 0.0
        self._outcomes: list[bool] = []
        self._was_failing = self._is_closed = False
        self._changed = threading.Condition()
        self._leader = threading.get_ident()
        self.waiting = 0

    def take(self, most: int) -> tuple[int, float]:
        """Take so many calls ahead: how many were given, and how long to wait where none were. Raises PlatformPaused.

        A platform that has been failing is tried by one call at a time.
        """
        failing = self._gate.admit()
        self._was_failing = failing is not None
        calls = 1 if failing and failing.opened_at else most
        taken = self._gate.ask_turns(calls)
        if taken.wait_seconds > 0:
            return 0, taken.wait_seconds
        with self._changed:
            first = max(time.monotonic() + taken.begins_in_seconds, self._next)
            self._times.extend(first + number * self._gap_seconds for number in range(calls))
            self._next = first + calls * self._gap_seconds
            self._changed.notify_all()
        return calls, 0

    def close(self) -> None:
        """Nothing more is taken: calls that still wait do not pass."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def keep_outcomes(self) -> None:
        """Keep how calls ended since the last time, where that says anything new of the platform."""
        with self._changed:
            ended, self._outcomes = self._outcomes, []
        if ended and (self._was_failing or not all(ended)):
            self._gate.keep(ended)

    @contextmanager
    def call(self) -> Iterator[None]:
        """Wait until the call's time, then let it pass and remember how it ended."""
        if threading.get_ident() == self._leader:
            self._gate.admit()
            self._gate.take_turn()
        else:
            time.sleep(max(0.0, self._time_of_call() - time.monotonic()))
        try:
            yield
        except BadCredentials:
            raise
        except Temporary as error:
            if not is_busy(error):
                self._note(False)
            raise
        except Permanent:
            self._note(True)
            raise
        else:
            self._note(True)

    def _time_of_call(self) -> float:
        with self._changed:
            self.waiting += 1
            try:
                self._changed.wait_for(lambda: self._times or self._is_closed, TURN_COMES_WITHIN_SECONDS)
                if not self._times:
                    raise OverBudget
                return self._times.popleft()
            finally:
                self.waiting -= 1

    def _note(self, is_well: bool) -> None:
        with self._changed:
            self._outcomes.append(is_well)


def platform_named(name: str) -> Platform:
    """The platform that a card names. Raises UnknownPlatform."""
    platform = Platform.objects.filter(name=name).first()
    if platform is None:
        raise UnknownPlatform("There is no platform %(name)s.", name=name)
    return platform


def connector_of(name: str, *, interactive: bool) -> Connector:
    """The connector of the platform that a card names, at the platform's rate."""
    platform = platform_named(name)
    return connector_behind(PlatformGate(platform, interactive=interactive), platform)


def connector_behind(gate: Gate, platform: Platform) -> Connector:
    """The connector of a platform whose calls pass a gate."""
    return connect(
        platform.connector,
        base_url=platform.base_url,
        credentials=json.loads(secrets.unseal(platform.sealed_credentials)),
        gate=gate,
        now=clock.now,
    )


def _state(row: Breaker) -> breaking.Breaker:
    return breaking.Breaker(row.failures, row.opened_at, row.probed_at)


def _store(row: Breaker, state: breaking.Breaker) -> None:
    if state != _state(row):
        row.failures, row.opened_at, row.probed_at = state.failures, state.opened_at, state.probed_at
        row.save(update_fields=["failures", "opened_at", "probed_at"])
