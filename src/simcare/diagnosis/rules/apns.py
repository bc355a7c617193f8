"""APNs in evidence: compared without regard to case and outer spaces (operator-platforms.md section 6)."""

from simcare.diagnosis.rules import readings
from simcare.diagnosis.rules.facts import Facts


def apn_on_device(facts: Facts) -> str | None:
    """The APN that a person read on the device, else that of the first context the modem printed."""
    typed = facts["device.apn"]
    if typed is not None:
        return str(typed)
    printed = readings.contexts(facts["at.cgdcont"])
    return printed[0][1] if printed else None


def pdn_type_on_device(facts: Facts) -> str | None:
    """IP, IPV6 or IPV4V6, as typed or printed."""
    typed = facts["device.pdn_type"]
    if typed is not None:
        return str(typed).strip().upper()
    printed = readings.contexts(facts["at.cgdcont"])
    return printed[0][0] if printed else None


def requested_apn(facts: Facts) -> str | None:
    """The APN that the network was asked for, where the last event of a session tells it."""
    for event in facts.events("session.reject", "session.created"):
        if isinstance(event.value, dict) and event.value.get("apn"):
            return str(event.value["apn"])
    return None


def is_product_apn(facts: Facts, apn: str | None) -> bool | None:
    """Whether the APN is one of the card's product; None where either is not known."""
    expected = facts["product.apns"]
    if apn is None or not expected:
        return None
    return _plain(apn) in {_plain(name) for name in expected}


def _plain(apn: object) -> str:
    """Without case, outer spaces and the operator identifier that the network appends."""
    return str(apn).strip().casefold().split(".mnc", 1)[0]
