"""Step 8: session up, but no or strange traffic?"""

from datetime import timedelta

from simcare.diagnosis.rules.checks.session import session_is_long
from simcare.diagnosis.rules.facts import Facts
from simcare.diagnosis.rules.predicates import check, found
from simcare.diagnosis.values import Match

_IMEI_BODY = 14


@check
def session_no_traffic(facts: Facts) -> Match | None:
    """A long session whose device answers no ping is stale, not silent: that is another check."""
    silent = facts["session.open"] is True and facts["session.bytes"] == 0 and not _just_opened(facts)
    gone = session_is_long(facts) and facts["ping.answered"] is False
    return found(
        silent and not gone,
        provider=facts["peers.no_traffic"] is True,
        customer_configuration=facts["data_path.fault"] is not None,
        equipment=facts["ping.answered"] is True,
    )


@check
def usage_retry_or_chatty(facts: Facts) -> Match | None:
    """The same destinations prove it; where they are unknown it is a suspicion, unless the card has moved."""
    destinations = facts["usage.destinations"]
    elsewhere = destinations == "new" or (destinations is None and _has_moved(facts))
    return found(
        _far_above_baseline(facts) and not elsewhere,
        strength=0.85,
        suspected=destinations is None,
        customer_configuration=facts["usage.server_down"] is True,
    )


@check
def sim_stolen_or_moved(facts: Facts) -> Match | None:
    return found(_far_above_baseline(facts) and _has_moved(facts))


@check
def compromised_or_misused(facts: Facts) -> Match | None:
    astray = _far_above_baseline(facts) and facts["usage.destinations"] == "new"
    return found(astray, strength=0.85, equipment=facts["firmware.known_weakness"] is True)


def _just_opened(facts: Facts) -> bool:
    opened_at = facts.moment("session.opened_at")
    young = timedelta(minutes=facts.terms.zero_bytes_after_minutes)
    return opened_at is not None and facts.at - opened_at < young


def _far_above_baseline(facts: Facts) -> bool:
    used, usual = facts["usage.day_bytes"], facts["usage.baseline_day_bytes"]
    if used is None or usual is None:
        return False
    return bool(used >= max(facts.terms.usage_over_baseline * usual, facts.terms.usage_floor_bytes))


def _has_moved(facts: Facts) -> bool:
    device, before = facts["imei.observed"], facts["imei.previous"]
    other_device = bool(device and before) and str(device)[:_IMEI_BODY] != str(before)[:_IMEI_BODY]
    country, home = facts["area.observed"], facts["area.previous"]
    return other_device or bool(country and home and str(country).upper() != str(home).upper())
