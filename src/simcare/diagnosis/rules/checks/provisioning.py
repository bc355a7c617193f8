"""Step 1: is it our card, and what is its state?"""

from datetime import datetime, timedelta

from simcare.diagnosis.rules.facts import Facts
from simcare.diagnosis.rules.predicates import check, found
from simcare.diagnosis.values import Match

_STOPPED = ("suspended", "terminated")


@check
def card_not_ours(facts: Facts) -> Match | None:
    return found(facts["platform.known"] is False, provider=facts["card.delivered_by_us"] is True)


@check
def card_not_activated(facts: Facts) -> Match | None:
    state = facts["card.state"]
    waits = state == "not_activated" or (state == "ready" and facts["platform.first_attach_activates"] is False)
    attached_before = waits and bool(facts.events("network.attach"))
    return found(waits and not attached_before, provider=facts["activation.order"] == "paid")


@check
def card_suspended_by_customer(facts: Facts) -> Match | None:
    return found(facts["card.state"] == "suspended" and _stopper(facts) == "customer")


@check
def card_suspended_by_provider(facts: Facts) -> Match | None:
    """Needs a positive sign of who or why: an empty audit alone says only that the stop did not go through us."""
    if facts["card.state"] != "suspended":
        return None
    stopper, reason = _stopper(facts), _stop_reason(facts)
    stopped = stopper in ("provider", "operator") or (
        stopper is None and reason in ("debt", "breach", "network", "other")
    )
    return found(
        stopped,
        customer_account=reason in ("debt", "breach"),
        operator=stopper == "operator" or reason == "network",
    )


@check
def card_terminated(facts: Facts) -> Match | None:
    return found(facts["card.state"] == "terminated", provider=facts["card.terminated_by"] == "provider")


@check
def card_inactivity_deactivated(facts: Facts) -> Match | None:
    if facts["card.state"] not in _STOPPED:
        return None
    if facts["card.stop_reason"] == "inactivity":
        return found(True)
    stopped_by_hand = (
        _stopper(facts) is not None or _stop_reason(facts) is not None or facts["card.terminated_by"] is not None
    )
    return found(not stopped_by_hand and _idle_too_long(facts), strength=0.85)


@check
def card_transition_stuck(facts: Facts) -> Match | None:
    accepted_at = facts.moment("card.change_accepted_at")
    if facts["card.state"] != "changing" or accepted_at is None:
        return None
    limit = facts["platform.transition_limit_minutes"] or facts.terms.transition_limit_minutes
    overdue = facts.at - accepted_at > timedelta(minutes=limit)
    return found(overdue, operator=facts["card.change_acceptance_proven"] is True)


def _stopper(facts: Facts) -> str | None:
    """Who stopped the card: what the platform says of the present stop, else the last stop through us."""
    said = facts["card.stopped_by"]
    if said in ("customer", "provider", "operator"):
        return str(said)
    actor = (facts["audit.last_stop"] or {}).get("actor")
    if actor == "system":
        return "provider"
    return actor if actor in ("customer", "provider", "operator") else None


def _stop_reason(facts: Facts) -> str | None:
    reason = facts["card.stop_reason"] or (facts["audit.last_stop"] or {}).get("reason")
    return None if reason is None else str(reason)


def _idle_too_long(facts: Facts) -> bool:
    """Counted to the moment of the switch-off, where it is known."""
    if not facts.knows("usage.last_traffic_at"):
        return False
    last_at = facts.moment("usage.last_traffic_at") or facts.moment("card.active_since")
    stopped_at = facts.moment("card.state_changed_at") or facts.at
    months = facts["platform.inactivity_months"] or facts.terms.inactivity_months
    return last_at is not None and _months_later(last_at, months) <= stopped_at


def _months_later(moment: datetime, months: int) -> datetime:
    years, month = divmod(moment.month - 1 + months, 12)
    day = min(moment.day, 28)  # a month always has 28 days; three days more or less decide nothing here
    return moment.replace(year=moment.year + years, month=month + 1, day=day)
