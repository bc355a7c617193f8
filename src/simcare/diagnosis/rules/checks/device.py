"""Steps 7 and 10: what the device itself shows."""

import re

from simcare.diagnosis.rules import readings
from simcare.diagnosis.rules.facts import Facts
from simcare.diagnosis.rules.predicates import check, found
from simcare.diagnosis.rules.swaps import points_at_device, works
from simcare.diagnosis.values import Match

_ICCID_BODY = 19  # two spellings of one card differ in the twentieth character only


@check
def data_roaming_off(facts: Facts) -> Match | None:
    return found(facts["device.data_roaming"] is False)


@check
def roaming_state_not_handled(facts: Facts) -> Match | None:
    states = (readings.registration(facts[field]) for field in ("at.creg", "at.cgreg", "at.cereg"))
    return found(facts["device.waits_for_home_only"] is True and readings.ROAMING in states)


@check
def aggressive_retry(facts: Facts) -> Match | None:
    rate = facts["reject.per_hour"]
    often = rate is not None and rate > facts.terms.rejects_per_hour
    limited = facts["reject.rate_limit_code"] is not None
    # A log taken on the device is the proof that turns suspicion into liability.
    _ = facts["device.retry_log"]
    return found(often or limited, customer_configuration=facts["device.retry_set_by_customer"] is True)


@check
def sim_not_detected(facts: Facts) -> Match | None:
    elsewhere = works(facts, "swap.card_in_good_device")
    missing = readings.card_state(facts["at.cpin"]) == "missing"
    return found(missing, equipment=points_at_device(facts), provider=elsewhere is False)


@check
def sim_pin_locked(facts: Facts) -> Match | None:
    locked = readings.card_state(facts["at.cpin"]) in ("pin", "puk")
    return found(locked, provider=facts["card.delivered_with_pin"] is True)


@check
def wrong_card_in_device(facts: Facts) -> Match | None:
    read = re.search(r"[0-9A-Z]{18,22}", str(facts["at.ccid"] or "").upper().replace("CCID", ""))
    if read is None or not facts.iccid:
        return None
    return found(read[0][:_ICCID_BODY] != facts.iccid[:_ICCID_BODY])


@check
def modem_off_or_resetting(facts: Facts) -> Match | None:
    restarts = facts["device.restarts_per_hour"]
    resetting = restarts is not None and restarts >= facts.terms.restarts_per_hour
    off = readings.functionality(facts["at.cfun"]) in (0, 4)
    return found(off or resetting, customer_configuration=off and facts["device.flight_mode_by_user"] is True)
