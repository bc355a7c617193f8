"""Clocks start, pause, stop and tell. Each action may be repeated: the second call finds its effect already there."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Greatest

from simcare.clocks.errors import FirstNeverWaits
from simcare.clocks.events import ClockBreached, ClockNearsBreach, EscalationDue
from simcare.clocks.models import Clock, Pause
from simcare.clocks.policy import ClockTerms
from simcare.clocks.queries.promises import running
from simcare.clocks.queries.zones import edition_for
from simcare.clocks.rules.chains import next_level, read_chain
from simcare.clocks.rules.dues import due, escalation_at
from simcare.clocks.rules.official import with_official_days
from simcare.clocks.values import Kind, Level
from simcare.kernel import outbox
from simcare.kernel.policy import Terms

WAITING_KINDS: tuple[Kind, ...] = ("next", "resolution")
TOLD_AT_ONCE = 500
WITHDRAWN = "withdrawn: "
"""How `answered_by` begins where nobody answered, because nobody waits any more; reports leave such clocks out."""


@transaction.atomic
def start(*, subject: str, kind: Kind, terms: Terms, account_id: int | None, at: datetime, by: str) -> Clock:
    """Promise a response from `at` on. A clock opened at that very instant, or one that still runs, is the answer."""
    clocks = Clock.objects.filter(subject=subject, kind=kind)
    known = clocks.filter(opened_at=at).first() or clocks.filter(answered_at=None).first()
    if known:
        return known
    start_all([prepared(subject=subject, kind=kind, terms=terms, account_id=account_id, at=at, by=by)])
    return clocks.get(answered_at=None)


def prepared(*, subject: str, kind: Kind, terms: Terms, account_id: int | None, at: datetime, by: str) -> Clock:
    """A clock that knows when it is due and is not started yet; for subjects that come in floods."""
    own = ClockTerms.of(terms.values)
    clock = Clock(
        subject=subject,
        account_id=account_id,
        kind=kind,
        policy_name=terms.name,
        policy_version=terms.version,
        calendar=with_official_days(own.calendar, at.year),
        target_minutes=own.target_minutes,
        escalate_percent=own.escalate_percent,
        chain=own.chain,
        levels=[_plain(level) for level in read_chain(own.levels)],
        opened_at=at,
        opened_by=by,
    )
    clock.zone_rules = edition_for(clock.calendar)
    _count_again(clock, [])
    return clock


def start_all(clocks: Sequence[Clock]) -> None:
    """Start prepared clocks; one whose like was started by somebody at the same time is left to that one."""
    Clock.objects.bulk_create(clocks, ignore_conflicts=True)


def reopen(*, subject: str, terms: Terms, account_id: int | None, at: datetime, by: str) -> Clock:
    """What was settled is taken up again: the next response is promised."""
    return start(subject=subject, kind="next", terms=terms, account_id=account_id, at=at, by=by)


@transaction.atomic
def pause(*, subject: str, reason: str, at: datetime, by: str, kinds: Sequence[Kind] = WAITING_KINDS) -> list[Clock]:
    """Stop counting from `at` on, such as while the customer is asked. Raises FirstNeverWaits."""
    if "first" in kinds:
        raise FirstNeverWaits
    known = Q(until_at=None) | Q(from_at=at) | Q(from_at__lt=at, until_at__gt=at)  # a pause that covers `at` already
    clocks = _lock_running(subject, kinds)
    for clock in clocks:
        if not clock.pauses.filter(known).exists():
            Pause.objects.create(clock=clock, account_id=clock.account_id, from_at=at, reason=reason, by=by)
            _keep(clock)
    return clocks


@transaction.atomic
def resume(*, subject: str, at: datetime, by: str, kinds: Sequence[Kind] = WAITING_KINDS) -> list[Clock]:
    """Count again from `at` on."""
    clocks = _lock_running(subject, kinds)
    for clock in clocks:
        if clock.pauses.filter(until_at=None, from_at__lte=at).update(until_at=at, ended_by=by):
            _keep(clock)
    return clocks


@transaction.atomic
def answer(*, subject: str, kinds: Sequence[Kind], at: datetime, by: str) -> list[Clock]:
    """What was promised is done: clocks of these kinds that ran at `at` stop. An acknowledgement is no answer."""
    clocks = [clock for clock in _lock_running(subject, kinds) if clock.opened_at <= at]
    for clock in clocks:
        told = clock.breached_at
        clock.pauses.filter(until_at=None).update(until_at=Greatest("from_at", at), ended_by=by)
        clock.answered_at, clock.answered_by = at, by
        _keep(clock)
        if clock.breached_at and not told:
            outbox.publish(_fact(ClockBreached, clock), subject=subject, account_id=clock.account_id)
    return clocks


@transaction.atomic
def take_back(*, subject: str, at: datetime, by: str) -> list[Clock]:
    """What this person gave as the answer at that instant was none: the clocks that it stopped run on as before.

    A promise that began in between, on what was still unanswered, folds into the earlier one.
    """
    stopped = list(Clock.objects.filter(subject=subject, answered_at=at, answered_by=by).select_for_update())
    if stopped:
        running(subject).filter(kind="next", opened_at__gte=at).delete()
    for clock in stopped:
        clock.pauses.filter(until_at=at, ended_by=by, from_at__lt=at).update(until_at=None, ended_by="")
        clock.answered_at, clock.answered_by = None, ""
        _keep(clock)
    for clock in running(subject).filter(pauses__from_at=at, pauses__by=by, pauses__until_at=None):
        clock.pauses.filter(from_at=at, by=by, until_at=None).delete()  # it was the customer's turn by that answer
        _keep(clock)
    return stopped


@transaction.atomic
def copy_running(*, subject: str, to: str) -> list[Clock]:
    """What is promised on a subject is promised on another one too, by the same instants and with the same pauses."""
    copies = []
    for clock in list(running(subject)):
        pauses = list(clock.pauses.order_by("id"))
        clock.pk, clock.subject = None, to
        clock.save(force_insert=True)
        for pause in pauses:
            pause.pk, pause.clock = None, clock
        Pause.objects.bulk_create(pauses)
        copies.append(clock)
    return copies


@transaction.atomic
def give(*, subject: str, account_id: int | None) -> None:
    """What the clocks of a subject promise is promised to this account; to nobody we know where None."""
    Clock.objects.filter(subject=subject).update(account_id=account_id)
    Pause.objects.filter(clock__subject=subject).update(account_id=account_id)


@transaction.atomic
def withdraw(*, subject: str, why: str, at: datetime, opened_by: str = "") -> None:
    """Nobody waits any more: running clocks end without an answer; where said, only those that `opened_by` opened."""
    clocks = running(subject)
    clocks = clocks.filter(opened_by=opened_by) if opened_by else clocks
    clocks.update(answered_at=Greatest("opened_at", at), answered_by=WITHDRAWN + why)


@transaction.atomic
def restore(*, subject: str, why: str, at: datetime) -> None:
    """What was withdrawn for this reason is promised again, by the instants of old; breaches since are told."""
    for clock in Clock.objects.filter(subject=subject, answered_by=WITHDRAWN + why).order_by("id"):
        if not running(subject).filter(kind=clock.kind).exists():
            clock.answered_at, clock.answered_by = None, ""
            _keep(clock)


@transaction.atomic
def tell_what_is_due(*, at: datetime) -> int:
    """Tell of each breach, and of each that comes near, once; returns how many were told, at most 500 of each."""
    waiting = Clock.objects.filter(answered_at=None, breached_at=None)
    breached = _lock(waiting.filter(due_at__lte=at).order_by("due_at", "id")[:TOLD_AT_ONCE])
    Clock.objects.filter(id__in=[clock.id for clock in breached]).update(breached_at=F("due_at"))
    near = waiting.filter(escalated_at=None, escalate_at__lte=at, due_at__gt=at)
    nearing = _lock(near.order_by("escalate_at", "id")[:TOLD_AT_ONCE])
    Clock.objects.filter(id__in=[clock.id for clock in nearing]).update(escalated_at=at)
    outbox.publish_many(
        (_fact(event, clock), clock.subject, clock.account_id)
        for event, clocks in ((ClockBreached, breached), (ClockNearsBreach, nearing))
        for clock in clocks
    )
    return len(breached) + len(nearing)


@transaction.atomic
def tell_whom_to_call(*, at: datetime) -> int:
    """Tell of each level of a chain that fell due, once and in order; returns how many were told."""
    waiting = Clock.objects.filter(answered_at=None, level_at__lte=at).prefetch_related("pauses")
    told: list[tuple[EscalationDue, str, int | None]] = []
    for clock in _lock(waiting.order_by("level_at", "id")[:TOLD_AT_ONCE]):
        told += [(fact, clock.subject, clock.account_id) for fact in _climb(clock, at)]
        clock.save(update_fields=["levels_told", "level_at"])
    outbox.publish_many(told)
    return len(told)


@transaction.atomic
def count_anew(*, edition: str, limit: int = TOLD_AT_ONCE) -> int:
    """Time-zone rules have another edition: clocks that still run follow it (faults.md F22); how many were counted.

    What was answered stays as it was promised: history is not rewritten.
    """
    stale = Clock.objects.filter(answered_at=None).exclude(zone_rules="").exclude(zone_rules=edition)
    clocks = _lock(stale.prefetch_related("pauses").order_by("id")[:limit])
    for clock in clocks:
        clock.zone_rules = edition
        _keep(clock)
    return len(clocks)


def _climb(clock: Clock, at: datetime) -> list[EscalationDue]:
    """Every level that fell due by now; the clock knows the next one."""
    promise, chain = clock.promise(clock.pauses.all()), clock.escalation
    facts = []
    while clock.level_at and clock.level_at <= at:
        facts.append(
            EscalationDue(
                clock_id=clock.id,
                subject=clock.subject,
                kind=clock.kind,
                level=clock.levels_told,
                due_at=clock.due_at.isoformat() if clock.due_at else "",
            )
        )
        clock.levels_told += 1
        clock.level_at = next_level(promise, chain, clock.levels_told)
    return facts


def _plain(level: Level) -> dict[str, object]:
    return {**asdict(level), "by": list(level.by)}


def _lock_running(subject: str, kinds: Sequence[Kind]) -> list[Clock]:
    return list(running(subject).filter(kind__in=kinds).select_for_update(of=("self",)))


def _lock(clocks: QuerySet[Clock]) -> list[Clock]:
    """These rows, without those that another transaction is changing right now: the next sweep sees them."""
    return list(clocks.select_for_update(of=("self",), skip_locked=True))


def _keep(clock: Clock) -> None:
    _count_again(clock, clock.pauses.all())
    clock.save()


def _count_again(clock: Clock, pauses: Iterable[Pause]) -> None:
    """Make the instants that follow from the facts follow from them again; a moved one may be told anew."""
    promise = clock.promise(pauses)
    found = due(promise)
    escalate_at = escalation_at(promise, clock.escalate_percent)
    if escalate_at != clock.escalate_at:
        clock.escalated_at = None
    if clock.answered_at:
        clock.breached_at = found.breached_at
    elif clock.breached_at != found.due_at:
        clock.breached_at = None
    clock.due_at, clock.escalate_at = found.due_at, escalate_at
    clock.level_at = None if clock.answered_at else next_level(promise, clock.escalation, clock.levels_told)


def _fact(event: type[ClockBreached] | type[ClockNearsBreach], clock: Clock) -> ClockBreached | ClockNearsBreach:
    assert clock.due_at is not None, "a held clock is neither breached nor near it"
    return event(clock_id=clock.id, subject=clock.subject, kind=clock.kind, due_at=clock.due_at.isoformat())
