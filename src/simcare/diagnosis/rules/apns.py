"""APNs in evidence: compared without regard to case and outer spaces (operator-platforms.md section 6).

apns.csv is curated by us: the APN of each platform's products, and consumer APNs that people type by mistake. General
APNs that products use too (ctnet, 3gnet) are left out on purpose. Each value is to be confirmed with its provider.
"""

import csv
from importlib.resources import files

from simcare.diagnosis.rules import readings
from simcare.diagnosis.rules.facts import Facts
from simcare.diagnosis.values import Bundle
from simcare.operators.values import Evidence

CURATED = "curated"


def with_curated_apn(bundle: Bundle) -> Bundle:
    """The bundle with the usual APN of its platform, where our records do not tell the product's own."""
    apn = _PRODUCT.get(bundle.platform)
    if apn is None or any(item.field == "product.apns" for item in bundle.evidence):
        return bundle
    return bundle.with_evidence(Evidence("product.apns", [apn], bundle.at, bundle.at, CURATED))


def consumer_network(apn: str | None) -> str | None:
    """Whose subscribers' phones use this APN; None where it is not known as one of those."""
    return None if apn is None else _CONSUMER.get(_plain(apn))


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


def _read(kind: str) -> list[dict[str, str]]:
    text = files(__package__).joinpath("apns.csv").read_text(encoding="utf-8")
    return [row for row in csv.DictReader(text.splitlines()) if row["kind"] == kind]


_PRODUCT = {row["who"]: row["apn"] for row in _read("product")}
_CONSUMER = {row["apn"]: row["who"] for row in _read("consumer")}
