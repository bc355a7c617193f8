"""Step 4: does a policy forbid it?"""

import re

from simcare.diagnosis.rules.facts import Facts
from simcare.diagnosis.rules.predicates import check, found
from simcare.diagnosis.values import Match

_IMEI_BODY = 14  # type code and serial number; what follows is a check digit or a software version


@check
def imei_lock_mismatch(facts: Facts) -> Match | None:
    observed, locked = facts["imei.observed"], facts["imei.locked"]
    differs = bool(observed and locked) and _digits(observed)[:_IMEI_BODY] != _digits(locked)[:_IMEI_BODY]
    agrees = bool(observed and locked) and not differs
    reported = facts["imei.mismatch_event"] is True and not agrees
    return found(differs or reported, equipment=facts["imei.replaced_by_maker"] is True)


@check
def area_restricted(facts: Facts) -> Match | None:
    permitted = facts["area.permitted"]
    if permitted is None:
        return None
    allowed = {str(place).strip().upper() for place in permitted}
    place = facts["area.observed"]
    if place is None:
        network = facts["network.plmn"]
        place = _digits(network)[:3] if network and all(code.isdigit() for code in allowed) else None
    outside = place is not None and str(place).strip().upper() not in allowed
    return found(outside, provider=facts["area.in_contract"] is False)


@check
def carrier_compliance_block(facts: Facts) -> Match | None:
    reason = facts["compliance.block"]
    return found(reason is not None, operator=reason == "unstated")


@check
def profile_data_off(facts: Facts) -> Match | None:
    return found(facts["profile.data_enabled"] is False, customer_account=_customer_maintains(facts))


@check
def profile_rat_off(facts: Facts) -> Match | None:
    allowed, usable = facts["profile.rats"], facts["device.rats"]
    apart = allowed is not None and bool(usable) and not set(allowed) & set(usable)
    return found(apart, customer_account=_customer_maintains(facts))


@check
def plmn_blocklisted(facts: Facts) -> Match | None:
    """The effect of the lists is their union."""
    network = facts["network.plmn"]
    if network is None:
        return None
    code = _digits(network)
    lists = (facts["blocklist.card"], facts["blocklist.group"], facts["blocklist.global"])
    blocked = {_digits(entry) for entries in lists for entry in entries or ()}
    own = {_digits(entry) for entry in facts["blocklist.customer"] or ()}
    return found(code in blocked | own, customer_account=code in own)


def _customer_maintains(facts: Facts) -> bool:
    return bool(facts["profile.maintained_by"] == "customer")


def _digits(code: object) -> str:
    return re.sub(r"\D", "", str(code))
