"""Incidents are found round by round over all cards, and confirmed, opened or ended by people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from simcare.diagnosis.errors import IncidentIsOver, IncidentRuns, NoReason, NoSuchIncident
from simcare.diagnosis.events import IncidentClosed, IncidentOpened
from simcare.diagnosis.models import Incident, PeerCount, Round
from simcare.diagnosis.policy import WatchTerms
from simcare.diagnosis.queries.incidents import card_ids_of, last_round_at
from simcare.diagnosis.queries.peers import Tally, add_members, count_peers, past_counts
from simcare.diagnosis.rules.incidents import is_calm, is_unusual, next_state, usual
from simcare.diagnosis.values import Count, Grouping, IncidentState, Scope, Side, Usual
from simcare.kernel import audit, outbox


@dataclass(frozen=True)
class _Look:
    """One round: the events received in (from_at, at]."""

    from_at: datetime
    at: datetime
    terms: WatchTerms


DESK = "desk"
PASSED = "passed by itself"
BACK = "back at its usual self"


def watch(*, at: datetime, terms: WatchTerms | None = None) -> int:
    """Look at all groups of cards, once a round; returns how many groups were judged. Several processes may call it."""
    terms = terms or WatchTerms()
    round_at = at.replace(second=0, microsecond=0)
    last_at = last_round_at()
    if last_at and round_at - last_at < timedelta(minutes=terms.round_minutes):
        return 0
    oldest = round_at - timedelta(minutes=terms.events_back_minutes)
    from_at = max(last_at, oldest) if last_at else round_at - timedelta(minutes=terms.round_minutes)
    return look(from_at=from_at, at=round_at, terms=terms)


@transaction.atomic
def look(*, from_at: datetime, at: datetime, terms: WatchTerms) -> int:
    """One round over the events received in (from_at, at]."""
    if not Round.objects.get_or_create(at=at, defaults={"from_at": from_at})[1]:
        return 0  # another process has looked
    PeerCount.objects.filter(at__lt=at - timedelta(days=terms.counts_kept_days)).delete()
    judged = 0
    for grouping in Grouping:  # what an incident of a network explains is no incident of a range
        judged += _judge_all(grouping, _Look(from_at, at, terms))
    return judged


@transaction.atomic
def declare(*, scope: Scope, side: Side, note: str, by: str, at: datetime) -> Incident:
    """A person knows of a fault of a group before the counts show it. Raises IncidentRuns."""
    if Incident.objects.filter(**_columns(scope), closed_at=None).exists():
        raise IncidentRuns
    incident = Incident.objects.create(
        **_columns(scope), side=side, state=IncidentState.CONFIRMED, note=note.strip(), started_at=at, opened_at=at,
        confirmed_at=at, confirmed_by=by,
    )  # fmt: skip
    _collect(incident, _Look(at - timedelta(minutes=WatchTerms().events_back_minutes), at, WatchTerms()))
    audit.record("incident.declared", by=by, at=at, subject=f"incident:{incident.id}", after={"key": scope.key})
    _tell_opened(incident, WatchTerms())
    return incident


@transaction.atomic
def confirm(*, incident_id: int, side: Side, note: str = "", by: str, at: datetime) -> Incident:
    """A person says that it is real, and whose it is. Raises NoSuchIncident, IncidentIsOver."""
    incident = _running(incident_id)
    was_counting = IncidentState(incident.state).counts
    incident.state, incident.side = IncidentState.CONFIRMED, side
    incident.confirmed_at, incident.confirmed_by = at, by
    incident.opened_at = incident.opened_at or at
    incident.note = note.strip() or incident.note
    incident.save()
    audit.record("incident.confirmed", by=by, at=at, subject=f"incident:{incident.id}", after={"side": side})
    if not was_counting:
        _tell_opened(incident, WatchTerms())
    return incident


@transaction.atomic
def close(*, incident_id: int, reason: str, by: str, at: datetime) -> Incident:
    """A person ends it. Raises NoSuchIncident, IncidentIsOver, NoReason."""
    if not reason.strip():
        raise NoReason
    incident = _running(incident_id)
    audit.record("incident.closed", by=by, at=at, subject=f"incident:{incident.id}", after={"reason": reason})
    _end(incident, ended_at=incident.calm_since_at or at, reason=reason.strip(), by=by, at=at)
    return incident


def _judge_all(grouping: Grouping, look: _Look) -> int:
    past = past_counts(grouping, before=look.at, terms=look.terms)
    running = {incident.scope: incident for incident in Incident.objects.filter(grouping=grouping, closed_at=None)}
    tallies = count_peers(grouping, from_at=look.from_at, at=look.at, terms=look.terms)
    rows = [_judge(tally, past.get(tally.scope, ()), running.get(tally.scope), look) for tally in tallies]
    PeerCount.objects.bulk_create(rows)
    return len(rows)


def _judge(tally: Tally, past: Sequence[Count], incident: Incident | None, look: _Look) -> PeerCount:
    """What this round says of one group, and the incident that begins, goes on or ends by it."""
    known = usual(past)
    unusual = is_unusual(tally.count, known, look.terms)
    if unusual:
        _go_on(incident or _suspect(tally, known, look.at), tally, look)
    elif incident is not None:
        _calm_down(incident, tally.count, known, look)
    return PeerCount(
        **_columns(tally.scope),
        at=look.at,
        total=tally.count.total,
        failing=tally.count.failing,
        silent=tally.silent,
        usual_share=known.share,
        is_unusual=unusual or incident is not None,
    )


def _suspect(tally: Tally, known: Usual, at: datetime) -> Incident:
    return Incident(
        **_columns(tally.scope), state=IncidentState.SUSPECTED, started_at=at, usual_share=round(known.share, 6)
    )


def _go_on(incident: Incident, tally: Tally, look: _Look) -> None:
    """Another unusual round: the first is a suspicion, and the incident is open when it has lasted."""
    before = IncidentState(incident.state) if incident.pk else None
    after = next_state(before, unusual=True)
    assert after is not None  # an unusual round never leaves a group without incident
    opens = after is IncidentState.OPEN and before is not after
    incident.state, incident.opened_at = after, look.at if opens else incident.opened_at
    incident.calm_rounds, incident.calm_since_at = 0, None
    incident.most_failing = max(incident.most_failing, tally.count.failing)
    incident.save()
    _collect(incident, look)
    if opens:
        _tell_opened(incident, look.terms)


def _calm_down(incident: Incident, now: Count, known: Usual, look: _Look) -> None:
    """A suspicion passes with the next usual round, an incident after some calm ones; a confirmed one people end."""
    if next_state(IncidentState(incident.state), unusual=False) is IncidentState.CLOSED:
        _end(incident, ended_at=look.at, reason=PASSED, by=DESK, at=look.at)
        return
    if not is_calm(now, known, look.terms):
        return
    incident.calm_rounds += 1
    incident.calm_since_at = incident.calm_since_at or look.at
    incident.save()
    if incident.calm_rounds >= look.terms.rounds_to_close and incident.state != IncidentState.CONFIRMED:
        _end(incident, ended_at=incident.calm_since_at, reason=BACK, by=DESK, at=look.at)


def _collect(incident: Incident, look: _Look) -> None:
    add_members(incident.id, incident.scope, from_at=look.from_at, at=look.at, terms=look.terms)


def _end(incident: Incident, *, ended_at: datetime, reason: str, by: str, at: datetime) -> None:
    was_counting = IncidentState(incident.state).counts
    incident.state, incident.ended_at, incident.closed_at = IncidentState.CLOSED, ended_at, at
    incident.closed_by, incident.close_reason = by, reason
    incident.save()
    if was_counting:
        card_ids = card_ids_of(incident.id)
        outbox.publish(
            IncidentClosed(
                incident_id=incident.id,
                **_columns(incident.scope),
                ended_at=ended_at.isoformat(),
                card_ids=card_ids[: WatchTerms().told_cards],
                card_count=len(card_ids),
            ),
            subject=f"incident:{incident.id}",
        )


def _tell_opened(incident: Incident, terms: WatchTerms) -> None:
    card_ids = card_ids_of(incident.id)
    outbox.publish(
        IncidentOpened(
            incident_id=incident.id,
            **_columns(incident.scope),
            side=incident.side,
            started_at=incident.started_at.isoformat(),
            card_ids=card_ids[: terms.told_cards],
            card_count=len(card_ids),
        ),
        subject=f"incident:{incident.id}",
    )


def _running(incident_id: int) -> Incident:
    incident = Incident.objects.select_for_update().filter(id=incident_id).first()
    if incident is None:
        raise NoSuchIncident
    if incident.closed_at:
        raise IncidentIsOver
    return incident


def _columns(scope: Scope) -> dict[str, str]:
    return {"grouping": scope.grouping.value, "platform": scope.platform, "key": scope.key}
