"""The gate before every call to a platform: its rate over all processes, and its rest after failures.

Both are decided by pure rules on rows that are locked for the length of one short transaction; the database's clock
counts. No row is locked while a call is under way.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from simcare.kernel import clock, secrets
from simcare.kernel.errors import Permanent, Temporary
from simcare.operators.connectors import connect, is_busy
from simcare.operators.connectors.protocol import Connector
from simcare.operators.errors import BadCredentials, OverBudget, PlatformPaused, UnknownPlatform
from simcare.operators.models import Breaker, CallBudget, Platform
from simcare.operators.rules import breaker as breaking
from simcare.operators.rules.budget import Budget, take

PATIENCE_SECONDS = {True: 5.0, False: 60.0}
"""How long an interactive call and one of batch work wait for their turn."""


class PlatformGate:
    """Lets calls to one platform account pass, at its rate."""

    def __init__(self, platform: Platform, *, interactive: bool) -> None:
        self._platform = platform
        self._interactive = interactive

    @contextmanager
    def call(self) -> Iterator[None]:
        """Wait for a turn, then let one call pass and keep how it ended."""
        was_failing = self._admit()
        self._take_turn()
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

    def _admit(self) -> bool:
        """Refuse while calls rest; says whether there were failures before."""
        known = Breaker.objects.filter(platform=self._platform).first()
        if known is None or known.failures == 0:
            return False
        with transaction.atomic():
            row = Breaker.objects.select_for_update().get(platform=self._platform)
            admitted = breaking.admit(_state(row), at=clock.database_now())
            if admitted is None:
                raise PlatformPaused("Calls to %(name)s rest after repeated failures.", name=self._platform.name)
            _store(row, admitted)
        return True

    def _take_turn(self) -> None:
        gives_up_at = time.monotonic() + PATIENCE_SECONDS[self._interactive]
        while (wait_seconds := self._ask_turn()) > 0:
            if time.monotonic() + wait_seconds > gives_up_at:
                raise OverBudget("The rate of %(name)s is used up for now.", name=self._platform.name)
            time.sleep(wait_seconds)

    @transaction.atomic
    def _ask_turn(self) -> float:
        CallBudget.objects.get_or_create(platform=self._platform, limit_class="calls")
        row = CallBudget.objects.select_for_update().get(platform=self._platform, limit_class="calls")
        taken = take(
            Budget(row.tokens_milli, row.refilled_at),
            calls_per_second=self._platform.calls_per_second,
            interactive=self._interactive,
            at=clock.database_now(),
        )
        if taken.wait_seconds == 0:
            row.tokens_milli, row.refilled_at = taken.budget.tokens_milli, taken.budget.refilled_at
            row.save(update_fields=["tokens_milli", "refilled_at"])
        return taken.wait_seconds

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


def connector_of(name: str, *, interactive: bool) -> Connector:
    """The connector of the platform that a card names, at the platform's rate."""
    platform = Platform.objects.filter(name=name).first()
    if platform is None:
        raise UnknownPlatform("There is no platform %(name)s.", name=name)
    return connect(
        platform.connector,
        base_url=platform.base_url,
        credentials=json.loads(secrets.unseal(platform.sealed_credentials)),
        gate=PlatformGate(platform, interactive=interactive),
        now=clock.now,
    )


def _state(row: Breaker) -> breaking.Breaker:
    return breaking.Breaker(row.failures, row.opened_at, row.probed_at)


def _store(row: Breaker, state: breaking.Breaker) -> None:
    if state != _state(row):
        row.failures, row.opened_at, row.probed_at = state.failures, state.opened_at, state.probed_at
        row.save(update_fields=["failures", "opened_at", "probed_at"])
