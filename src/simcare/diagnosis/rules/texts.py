"""Parameters of the sentences about a finding: plain names for what the cited evidence says.

Beside them every cited field stands under its own name, for those who want the raw value.
"""

from collections.abc import Callable, Iterable, Mapping

from simcare.diagnosis.rules.causes import cause_words
from simcare.diagnosis.values import Cited, Match
from simcare.operators.values import Evidence, moment_text

_NAMES = {
    "area.observed": "country",
    "at.ccid": "iccid_read",
    "at.csq": "signal",
    "card.change_accepted_at": "requested_at",
    "card.state_changed_at": "since",
    "card.stop_reason": "reason",
    "compliance.block": "reason",
    "device.apn": "apn_used",
    "device.signal_dbm": "signal",
    "imei.locked": "imei_locked",
    "imei.observed": "imei",
    "network.plmn": "network",
    "package.expires_at": "expires_at",
    "sms.limit_count": "limit",
    "usage.last_traffic_at": "last_traffic_at",
}


def params(match: Match, evidence: Iterable[Cited]) -> dict[str, object]:
    """All parameters of a finding."""
    told: dict[str, object] = {}
    for cited in evidence:
        item = cited.evidence
        told[item.field] = item.value
        if item.value is not None:
            told |= _named(item)
    if match.cause:
        told |= {"cause": str(match.cause), "cause_words": cause_words(match.cause)}
    return told | dict(match.details)


def _named(item: Evidence) -> dict[str, object]:
    if item.field in _NAMES:
        return {_NAMES[item.field]: item.value}
    special = _SPECIAL.get(item.field)
    return special(item) if special else {}


def _product_apn(item: Evidence) -> dict[str, object]:
    return {"apn": item.value[0]} if item.value else {}


def _pdn_type(item: Evidence) -> dict[str, object]:
    return {"pdn_type": ", ".join(item.value)}


def _volume(item: Evidence) -> dict[str, object]:
    return {"allowance": volume(item.value)}


def _overrun(item: Evidence) -> dict[str, object]:
    return {"overrun": volume(item.value)}


def _stop(item: Evidence) -> dict[str, object]:
    by = {"by": item.value["by"]} if item.value.get("by") else {}
    return {"since": moment_text(item.observed_at), **by}


def _order(item: Evidence) -> dict[str, object]:
    return {"order": item.value["number"]} if item.value.get("number") else {}


def _refusal(item: Evidence) -> dict[str, object]:
    names = {"plmn": "network", "apn": "apn_used"}
    return {name: item.value[key] for key, name in names.items() if item.value.get(key)}


def volume(used_bytes: int) -> str:
    """Bytes in the decimal units in which packages are sold."""
    for unit, size in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if used_bytes >= size:
            return f"{used_bytes / size:.4g} {unit}"
    return f"{used_bytes} bytes"


_SPECIAL: Mapping[str, Callable[[Evidence], dict[str, object]]] = {
    "audit.last_stop": _stop,
    "cutoff.overrun_bytes": _overrun,
    "network.reject": _refusal,
    "package.total_bytes": _volume,
    "product.apns": _product_apn,
    "product.pdn_types": _pdn_type,
    "recharge.order": _order,
    "session.reject": _refusal,
}
