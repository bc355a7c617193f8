"""Steps 5 and 9: is it a common fault or a notice, and did the card come back after one?"""

from datetime import datetime, timedelta
from typing import Any

from simcare.diagnosis.rules.facts import Facts, moment_in
from simcare.diagnosis.rules.predicates import check, found
from simcare.diagnosis.values import Match, Party


@check
def network_incident(facts: Facts) -> Match | None:
    incident = facts["incident.match"] or {}
    ours = incident.get("side") == "provider" or facts["core.fault"] is True
    if is_open(incident, facts.at):
        return Match(Party.PROVIDER if ours else None, details=_told(incident))
    if _unusual_share(facts, "peers.failing_count"):
        return found(True, strength=0.85, provider=ours)
    # Usage records arrive late and a silent card may be asleep: silence points at a fault but proves none.
    return found(_unusual_share(facts, "peers.silent_count"), strength=0.5, suspected=True)


@check
def planned_maintenance(facts: Facts) -> Match | None:
    fault_at = facts.moment("fault.at") or facts.at
    for event in facts.events("notice.match"):
        notice = event.value
        if notice.get("status") != "cancelled" and notice.get("covers_card") is not False and _covers(notice, fault_at):
            ours = Party.PROVIDER if notice.get("issuer") == "provider" else None
            return Match(ours, details={"notice": notice.get("id"), **_window(notice)})
    return None


@check
def no_recovery_after_outage(facts: Facts) -> Match | None:
    incident = facts["incident.match"] or {}
    ended_at = moment_in(incident, "ended_at")
    if is_open(incident, facts.at) or ended_at is None or facts["peers.recovered"] is not True:
        return None
    waited = facts.at - ended_at >= timedelta(minutes=facts.terms.recovery_grace_minutes)
    seen_by_network = facts.knows("network.last_seen_at")
    back = _back_since(facts, ended_at)
    brought_back = facts["reset.brought_back"] is True
    # Without the network's own log there are only usage records, and no record is not yet no attach.
    return found(waited and not back, suspected=not seen_by_network, provider=brought_back)


def is_open(incident: dict[str, Any], at: datetime) -> bool:
    """An incident that began and has not ended; its status decides where no end is given."""
    ended_at = moment_in(incident, "ended_at")
    if not incident or incident.get("status") == "closed":
        return False
    return ended_at is None or ended_at > at


def _unusual_share(facts: Facts, field: str) -> bool:
    total, affected = facts["peers.total_count"], facts[field]
    if not total or affected is None or total < facts.terms.peers_min_count:
        return False
    usual = facts["peers.baseline_share"] or 0
    floor = max(facts.terms.peers_failing_share, facts.terms.peers_over_baseline * usual)
    return bool(affected / total >= min(floor, 1.0))


def _back_since(facts: Facts, ended_at: datetime) -> bool:
    seen = [facts.moment("network.last_seen_at"), facts.moment("usage.last_traffic_at")]
    events = facts.events("network.attach", "session.created")
    return any(moment and moment >= ended_at for moment in [*seen, *(event.observed_at for event in events)])


def _covers(notice: dict[str, Any], moment: datetime) -> bool:
    starts_at, ends_at = moment_in(notice, "starts_at"), moment_in(notice, "ends_at")
    return starts_at is not None and ends_at is not None and starts_at <= moment < ends_at


def _window(notice: dict[str, Any]) -> dict[str, object]:
    return {key: notice[key] for key in ("starts_at", "ends_at")}


def _told(incident: dict[str, Any]) -> dict[str, object]:
    since = {"since": incident["started_at"]} if incident.get("started_at") else {}
    return {"incident": incident.get("id"), **since}
