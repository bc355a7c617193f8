"""Step 6: has the network heard the card at all, and did it refuse?"""

import re
from datetime import timedelta

from simcare.diagnosis.rules import readings
from simcare.diagnosis.rules.facts import Facts
from simcare.diagnosis.rules.predicates import check, found, refused
from simcare.diagnosis.rules.swaps import points_at_device
from simcare.diagnosis.values import Match

_HEARD = ("network.attach", "network.reject", "session.created", "session.reject")


@check
def never_seen_by_network(facts: Facts) -> Match | None:
    active_since = facts.moment("card.active_since")
    if active_since is None or facts["network.last_seen_at"] is not None or facts.events(*_HEARD):
        return None
    active = facts["card.state"] in (None, "active")
    waited = facts.at - active_since > timedelta(hours=facts.terms.never_seen_after_hours)
    site = [facts[field] for field in ("site.has_power", "site.has_antenna", "site.has_coverage")]
    return found(
        active and waited,
        equipment=points_at_device(facts),
        customer_configuration=False in site,
    )


@check
def no_or_weak_signal(facts: Facts) -> Match | None:
    neighbours = facts["site.other_devices_signal"]
    return found(
        _signal_is_bad(facts),
        operator=neighbours == "lost",
        equipment=facts["device.radio_faulty"] is True or neighbours == "good",
    )


@check
def rat_band_mismatch(facts: Facts) -> Match | None:
    apart = _disjoint(facts, "device.rats", "site.rats") or _disjoint(facts, "device.bands", "site.bands")
    return found(apart, provider=facts["coverage.promised_rat"] is True)


@check
def subscriber_not_provisioned(facts: Facts) -> Match | None:
    return refused(facts, "subscriber_not_provisioned")


@check
def illegal_ue(facts: Facts) -> Match | None:
    return refused(facts, "illegal_ue")


@check
def equipment_barred(facts: Facts) -> Match | None:
    return refused(facts, "equipment_barred")


@check
def imei_not_accepted(facts: Facts) -> Match | None:
    return refused(facts, "imei_not_accepted")


@check
def subscription_no_data(facts: Facts) -> Match | None:
    return refused(facts, "subscription_no_data")


@check
def roaming_not_agreed(facts: Facts) -> Match | None:
    return refused(facts, "roaming_not_agreed", provider=facts["coverage.lists_network"] is True)


@check
def area_not_allowed(facts: Facts) -> Match | None:
    return refused(facts, "area_not_allowed", provider=facts["coverage.lists_place"] is True)


@check
def roaming_no_data(facts: Facts) -> Match | None:
    return refused(facts, "roaming_no_data", provider=facts["coverage.lists_network"] is True)


@check
def no_suitable_cells(facts: Facts) -> Match | None:
    return refused(facts, "no_suitable_cells", customer_configuration=facts["site.edge_of_coverage"] is True)


@check
def network_fault(facts: Facts) -> Match | None:
    return refused(facts, "network_fault", provider=facts["core.fault"] is True)


@check
def auth_failure(facts: Facts) -> Match | None:
    return refused(facts, "auth_failure")


@check
def fplmn_poisoned(facts: Facts) -> Match | None:
    """Every network that could serve the place is forbidden on the card."""
    forbidden = facts["card.fplmn"] or readings.forbidden_plmns(facts["at.crsm"]) or ()
    served = facts["site.plmns"] or readings.scanned_plmns(facts["at.cops_scan"], usable_only=True)
    codes = {_digits(code) for code in served}
    poisoned = bool(codes) and codes <= {_digits(code) for code in forbidden}
    return found(poisoned, equipment=facts["device.never_clears_fplmn"] is True)


def _signal_is_bad(facts: Facts) -> bool:
    """The best reading decides: power of the LTE reference signal, then RSSI, then what a scan of networks found."""
    if any(_registered(facts, field) for field in ("at.creg", "at.cgreg", "at.cereg")) and _csq(facts) in (None, 99):
        return False  # some modems print 99 while they are registered
    rsrp = readings.rsrp_dbm(facts["at.cesq"])
    if rsrp is not None:
        return rsrp < facts.terms.weak_rsrp_dbm
    csq, dbm = _csq(facts), facts["device.signal_dbm"]
    if csq is not None:
        return csq == 99 or csq < facts.terms.weak_csq
    if dbm is not None:
        return bool(dbm < facts.terms.weak_rssi_dbm)
    if readings.hears_nothing(facts["at.cesq"]):
        return True
    scan = facts["at.cops_scan"]
    return scan is not None and "ERROR" not in str(scan).upper() and not readings.scanned_plmns(scan)


def _csq(facts: Facts) -> int | None:
    return readings.rssi_csq(facts["at.csq"])


def _registered(facts: Facts, field: str) -> bool:
    return readings.registration(facts[field]) in (readings.HOME, readings.ROAMING)


def _disjoint(facts: Facts, has: str, offered: str) -> bool:
    modem, place = facts[has], facts[offered]
    return bool(modem) and bool(place) and not set(modem) & set(place)


def _digits(code: object) -> str:
    return re.sub(r"\D", "", str(code))
