"""Commands of jobs are taken further, platform by platform: read in pages, sent side by side at the platform's rate.

What is due is asked first; what was not seen is sent; what came back is settled together. The number of trips to the
database is that of the groups, not of the cards. Nobody waits for the slowest call: a round goes on while some are
under way. Several processes may dispatch at once, and each may be killed at any moment: what was noted and not settled
is asked for by another before it is sent again.
"""

import logging
import time
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from typing import Final

from django.db import connection

from simcare.kernel import clock, points
from simcare.kernel.errors import Permanent, Temporary
from simcare.operators.actions import settling
from simcare.operators.actions.calls import NOT_CALLED, GateAhead, connector_behind, platform_named
from simcare.operators.actions.jobs import STOPPED
from simcare.operators.connectors import wait_asked_for
from simcare.operators.connectors.carrying import carry_out
from simcare.operators.connectors.protocol import Connector
from simcare.operators.errors import OverBudget, PlatformPaused, UnknownPlatform
from simcare.operators.models import Command, Platform
from simcare.operators.rules.budget import most_ahead
from simcare.operators.rules.commands import (
    BY_HAND_READ_EVERY,
    FIRST_READ_BACK,
    PROVEN_BY,
    Move,
    Progress,
    look_again_at,
    next_move,
    proven,
    proving_field,
    readable,
)
from simcare.operators.values.commands import CommandState
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.jobs import JobState
from simcare.operators.values.platforms import CardRef, Function, Receipt

log = logging.getLogger(__name__)

AT_ONCE: Final = 64
"""Calls under way at a platform from one process, those included that wait for their time."""
ROUND_SECONDS: Final = 60.0
"""After it, a round lets other platforms begin."""
REST: Final = timedelta(seconds=5)
"""How long what could not be asked or sent is left alone."""
BEGINS_WITHIN_SECONDS: Final = 3.0
"""A call that could not begin so soon after it was noted is not made: others may soon go on with its card."""
LOOKS_EVERY_SECONDS: Final = 0.25
"""Where nothing was due."""


def dispatch(at: datetime) -> int:
    """Take what is due further, all platforms side by side; returns how many commands were looked at."""
    names = settling.platforms_with_work(at)
    if not names:
        return 0
    if len(names) == 1:
        return _dispatch_at(names[0])
    with ThreadPoolExecutor(len(names), thread_name_prefix="dispatch") as pool:
        return sum(pool.map(_dispatch_apart, names))


def _dispatch_apart(name: str) -> int:
    """In a thread of its own, on a connection of its own."""
    try:
        return _dispatch_at(name)
    finally:
        connection.close()


def _dispatch_at(name: str) -> int:
    try:
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix=f"calls-{name}") as pool:
            return Round(platform_named(name), pool).run()
    except (UnknownPlatform, PlatformPaused) as error:
        log.warning("jobs at %s: %s", name, error)
        return 0


class Round:
    """Commands of one platform on their way: `ready` to be sent, under way, and back."""

    def __init__(self, platform: Platform, pool: ThreadPoolExecutor) -> None:
        self._name = platform.name
        self._ahead = most_ahead(platform.calls_per_second)
        self._most = max(1, 2 * platform.calls_per_second)  # claimed at once: no more than can be sent in its lease
        self._gate = GateAhead(platform)
        self._connector = connector_behind(self._gate, platform)
        self._pool = pool
        self._ready: deque[Command] = deque()
        self._under_way: dict[Future[Receipt], Command] = {}
        self._looked = 0
        self._looks_at = 0.0

    def run(self) -> int:
        """Go on until nothing is due, or the round is over; what was not sent by then goes back."""
        ends_at = time.monotonic() + ROUND_SECONDS
        try:
            while self._is_busy(may_begin=time.monotonic() < ends_at):
                pass
        finally:
            self._gate.close()
            self._settle(wait(self._under_way).done)
            settling.put_off(self._ready, clock.now())
        return self._looked

    def _is_busy(self, *, may_begin: bool) -> bool:
        """One step; whether there is more to do."""
        self._settle([future for future in self._under_way if future.done()])
        if not may_begin:
            return False
        if len(self._ready) < self._ahead and time.monotonic() >= self._looks_at:
            self._look()
        self._send()
        return bool(self._ready or self._under_way)

    def _look(self) -> None:
        """Ask for what is due, and decide on each."""
        at, page = clock.now(), min(self._most, self._connector.cards_a_call.get(Function.STATUS, self._most))
        due = [
            command
            for state in (CommandState.SENT, CommandState.BY_HAND, CommandState.QUEUED)
            for command in settling.claim(self._name, state, at=at, limit=page)
        ]
        self._looked += len(due)
        self._looks_at = 0.0 if due else time.monotonic() + LOOKS_EVERY_SECONDS
        asked = self._asked([command for command in due if self._is_asked(command)])
        self._decide(due, asked, clock.now())

    def _is_asked(self, command: Command) -> bool:
        """Whether it is read before anything else: what may have been done, and where it costs little, what was."""
        function = Function(command.function)
        if not readable(function, self._connector.capabilities.can):
            return False
        is_cheap = PROVEN_BY[function] in self._connector.cards_a_call
        return is_cheap or command.attempts > 0 or command.state == CommandState.BY_HAND

    def _asked(self, commands: Sequence[Command]) -> Mapping[int, Sequence[Evidence]]:
        """What the platform shows of each; nothing of those that it could not be asked about."""
        found: dict[int, Sequence[Evidence]] = {}
        for read in {PROVEN_BY[Function(command.function)] for command in commands}:
            some = [command for command in commands if PROVEN_BY[Function(command.function)] is read]
            size = self._connector.cards_a_call.get(read, 1)
            for first in range(0, len(some), size):
                found |= self._page(some[first : first + size], read)
        return found

    def _page(self, commands: Sequence[Command], read: Function) -> dict[int, Sequence[Evidence]]:
        refs = {command.id: _ref(command) for command in commands}
        try:
            if read in self._connector.cards_a_call:
                told = self._connector.read_many(read, list(refs.values()))
                return {id_: told.get(ref.iccid, ()) for id_, ref in refs.items()}
            return {id_: _read_alone(self._connector, read, ref) for id_, ref in refs.items()}
        except (Temporary, Permanent) as error:
            log.warning("%s of %s cards at %s: %s", read, len(commands), self._name, error)
            return {}

    def _decide(self, due: Sequence[Command], asked: Mapping[int, Sequence[Evidence]], at: datetime) -> None:
        proofs: dict[int, Evidence] = {}
        ways: dict[Move, list[Command]] = {move: [] for move in Move}
        fresh: dict[int, tuple[str, object]] = {}
        for command in due:
            proof = _proof(command, asked.get(command.id, ()))
            if proof:
                proofs[command.id] = proof
                if command.attempts == 0 and command.state == CommandState.QUEUED:
                    fresh[command.id] = proof.field, proof.value
            ways[self._move(command, asked.get(command.id), at)].append(command)
        settling.keep_before(fresh, due, at)
        settling.confirm(ways[Move.CONFIRM], proofs, at)
        settling.fail(ways[Move.FAIL], "the change was not seen on the platform", at)
        self._put_off(ways[Move.READ_BACK], at)
        halted = [command for command in ways[Move.SEND] if command.job and command.job.state == JobState.STOPPED]
        settling.fail(halted, STOPPED, at)
        self._ready.extend(command for command in ways[Move.SEND] if command not in halted)

    def _move(self, command: Command, evidence: Sequence[Evidence] | None, at: datetime) -> Move:
        function = Function(command.function)
        shown = None if evidence is None else proven(function, command.arguments, evidence, since=command.ordered_at)
        if command.state == CommandState.BY_HAND or (
            evidence is None and self._is_asked(command) and not command.attempts
        ):
            return Move.CONFIRM if shown else Move.READ_BACK
        can_read = readable(function, self._connector.capabilities.can)
        accepted = command.accepted_at is not None
        return next_move(Progress(function, command.attempts, command.sent_at, accepted, can_read), proof=shown, at=at)

    def _put_off(self, commands: Iterable[Command], at: datetime) -> None:
        """Waited for longer, looked at more rarely."""
        alike = defaultdict[datetime, list[Command]](list)
        for command in commands:
            if command.state == CommandState.BY_HAND:
                alike[at + BY_HAND_READ_EVERY].append(command)
            else:
                alike[look_again_at(sent_at=command.sent_at, at=at) if command.sent_at else at + REST].append(command)
        for until, group in alike.items():
            settling.put_off(group, until, asked_at=at)

    def _send(self) -> None:
        """Send as many as may be sent just now; where none may, wait a little for what is under way.

        Turns are taken for calls under way, too, that need one more, such as that for a new token.
        """
        count = min(len(self._ready), self._ahead, AT_ONCE - len(self._under_way))
        wanted, granted, pause = count + self._gate.waiting, 0, 0.05
        if wanted:
            granted, pause = self._gate.take(wanted)
        if not granted:
            self._rest(pause)
        group = [self._ready.popleft() for _ in range(min(count, granted))]
        noted_at = time.monotonic()
        for command in settling.note(group, clock.now()) if group else ():
            self._under_way[self._pool.submit(self._call, command, noted_at)] = command

    def _rest(self, seconds: float) -> None:
        if self._under_way:
            wait(self._under_way, timeout=seconds, return_when=FIRST_COMPLETED)
        else:
            time.sleep(seconds if self._ready else 0)

    def _call(self, command: Command, noted_at: float) -> Receipt:
        if time.monotonic() > noted_at + BEGINS_WITHIN_SECONDS:
            raise OverBudget
        points.reach("operators.command.noted")
        receipt = carry_out(
            self._connector, _ref(command), Function(command.function), command.arguments, now=clock.now
        )
        points.reach("operators.command.sent")
        return receipt

    def _settle(self, ended: Iterable[Future[Receipt]]) -> None:
        """Keep how calls ended, all of a kind together."""
        accepted: dict[str, list[Command]] = {}
        unknown: list[Command] = []
        at = clock.now()
        for future in ended:
            command = self._under_way.pop(future)
            try:
                accepted.setdefault(future.result().reference, []).append(command)
            except NOT_CALLED as error:
                seconds = wait_asked_for(error)
                settling.put_back([command], at + (timedelta(seconds=seconds) if seconds is not None else REST))
            except Temporary:
                unknown.append(command)
            except Permanent as error:
                settling.fail([command], str(error), at)
        for reference, commands in accepted.items():
            self._accept(commands, reference, at)
        if unknown:
            self._doubt(unknown, at)
        self._gate.keep_outcomes()

    def _accept(self, commands: Sequence[Command], reference: str, at: datetime) -> None:
        can = self._connector.capabilities.can
        settling.accept(commands, reference, at)
        settling.confirm([each for each in commands if not readable(Function(each.function), can)], {}, at)

    def _doubt(self, commands: Sequence[Command], at: datetime) -> None:
        """Nobody knows whether it was done: ask soon, or end where there is nothing to ask."""
        texts = [command for command in commands if command.function == Function.SEND_SMS]
        settling.fail(texts, "it is unknown whether the text was sent; it is not sent again", at)
        settling.put_off([command for command in commands if command not in texts], at + FIRST_READ_BACK)


def _ref(command: Command) -> CardRef:
    return CardRef(command.card.iccid, command.card.imsi)


def _read_alone(connector: Connector, read: Function, ref: CardRef) -> list[Evidence]:
    return connector.sessions(ref) if read is Function.SESSIONS else connector.status(ref)


def _proof(command: Command, evidence: Iterable[Evidence]) -> Evidence | None:
    """The newest fact that shows what the command changes, as it is now."""
    field = proving_field(Function(command.function), command.arguments)
    return next((fact for fact in reversed(list(evidence)) if fact.field == field), None)
