"""Steps 7 and 8: attached, but no session? And what do the sessions look like?"""

from dataclasses import replace
from datetime import timedelta

from simcare.diagnosis.rules import readings
from simcare.diagnosis.rules.apns import (
    apn_on_device,
    consumer_network,
    is_product_apn,
    pdn_type_on_device,
    requested_apn,
)
from simcare.diagnosis.rules.facts import Facts
from simcare.diagnosis.rules.predicates import check, found, refused
from simcare.diagnosis.values import Match


@check
def attached_no_session(facts: Facts) -> Match | None:
    proven_right = is_product_apn(facts, apn_on_device(facts)) is True and facts["device.data_roaming"] is True
    return found(_attached_without_request(facts) or _registered_without_address(facts), equipment=proven_right)


@check
def esm_failure_pointer(facts: Facts) -> Match | None:
    return refused(facts, "esm_failure_pointer")


@check
def apn_wrong(facts: Facts) -> Match | None:
    """The cause decides; without one, an APN read on the device that is not one of the product.

    A consumer APN is recognised by its name; where the product's is not known, that is no more than a suspicion.
    """
    on_device = apn_on_device(facts)
    fits = is_product_apn(facts, on_device)
    consumer_of = consumer_network(requested_apn(facts) or on_device)
    match = refused(facts, "apn_wrong") or found(fits is False, strength=0.9)
    if match is None and fits is None:
        match = found(consumer_of is not None, strength=0.6, suspected=True)
    if match is None or consumer_of is None:
        return match
    return replace(match, details={**match.details, "consumer_of": consumer_of})


@check
def apn_not_subscribed(facts: Facts) -> Match | None:
    asked = requested_apn(facts) or apn_on_device(facts)
    return refused(facts, "apn_not_subscribed", customer_configuration=is_product_apn(facts, asked) is False)


@check
def apn_credentials(facts: Facts) -> Match | None:
    by_cause = refused(facts, "apn_credentials", provider=facts["credentials.match"] is True)
    if by_cause is not None:
        return by_cause
    typed, needed = facts["device.apn_user"], facts["product.apn_user"]
    differs = typed is not None and needed is not None and typed.strip() != needed.strip()
    return found(differs, strength=0.85)


@check
def operator_barred(facts: Facts) -> Match | None:
    owing = facts["account.in_debt"] is True or facts["barring.reason"] in ("debt", "breach")
    return refused(facts, "operator_barred", customer_account=owing)


@check
def core_capacity(facts: Facts) -> Match | None:
    events = facts.events("session.reject")
    visited = bool(events) and isinstance(events[0].value, dict) and events[0].value.get("refused_by") == "visited"
    return refused(facts, "core_capacity", operator=visited)


@check
def pdn_type_mismatch(facts: Facts) -> Match | None:
    fixed = facts["device.pdn_type_fixed"] is True
    by_cause = refused(facts, "pdn_type_mismatch", equipment=fixed)
    if by_cause is not None:
        return by_cause
    asked, offered = pdn_type_on_device(facts), facts["product.pdn_types"]
    differs = asked is not None and bool(offered) and asked not in {str(kind).upper() for kind in offered}
    return found(differs, strength=0.85, equipment=fixed)


@check
def gateway_reject(facts: Facts) -> Match | None:
    return refused(facts, "gateway_reject", operator=facts["roaming_link.peer_silent"] is True)


@check
def apn_not_supported_here(facts: Facts) -> Match | None:
    return refused(facts, "apn_not_supported_here")


@check
def charging_refused(facts: Facts) -> Match | None:
    balance = facts["account.balance_minor"]
    sufficient = balance is not None and balance > (facts["account.balance_floor_minor"] or 0)
    return refused(facts, "charging_refused", provider=sufficient)


@check
def stale_session(facts: Facts) -> Match | None:
    gone = session_is_long(facts) and facts["ping.answered"] is False
    return found(
        facts["session.open"] is True and facts["session.bytes"] == 0 and gone,
        customer_configuration=facts["site.has_power"] is False,
        operator=facts["peers.stale_together"] is True,
    )


@check
def session_flapping(facts: Facts) -> Match | None:
    terms, rate, usual = facts.terms, facts["session.per_hour"], facts["session.baseline_per_hour"]
    if rate is None or usual is None:
        return None
    often = rate >= terms.flapping_per_hour and rate >= terms.flapping_over_baseline * usual
    length, usual_length = facts["session.median_seconds"], facts["session.baseline_median_seconds"]
    short = length is not None and (usual_length is None or length < usual_length)
    return found(
        often and short, operator=facts["peers.flapping"] is True, customer_configuration=facts["site.stable"] is False
    )


def session_is_long(facts: Facts) -> bool:
    """Open for so long that a living device would have sent something."""
    opened_at = facts.moment("session.opened_at")
    return opened_at is not None and facts.at - opened_at >= timedelta(hours=facts.terms.long_session_hours)


def _attached_without_request(facts: Facts) -> bool:
    attaches = facts.events("network.attach")
    if not attaches or not facts.knows("session.last_request_at") or facts["attach.state"] == "detached":
        return False
    attached_at = attaches[0].observed_at
    age = facts.at - attached_at
    still = facts["attach.state"] == "attached" or age <= timedelta(minutes=facts.terms.attach_window_minutes)
    asked_at = facts.moment("session.last_request_at")
    asked = asked_at is not None and asked_at >= attached_at
    waited = age >= timedelta(minutes=facts.terms.session_request_grace_minutes)
    events = facts.events("session.created", "session.reject")
    return still and waited and not asked and not any(event.observed_at >= attached_at for event in events)


def _registered_without_address(facts: Facts) -> bool:
    if not facts.knows("at.cgatt", "at.cgpaddr"):
        return False
    states = {readings.registration(facts[field]) for field in ("at.cereg", "at.cgreg") if facts[field] is not None}
    registered = bool(states & {readings.HOME, readings.ROAMING})
    attached = readings.is_attached(facts["at.cgatt"]) is True
    refusal = facts.events("session.reject") or facts["at.ceer"]
    return registered and attached and not readings.has_address(facts["at.cgpaddr"]) and not refusal
