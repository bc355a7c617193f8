"""Ready-made cards, each in one kind of trouble. A script names one and may change any field beside it."""

from collections.abc import Callable

from simulator.cards import Record

GB = 1_000_000_000
HEALTHY_IMEI = "861234050000001"
OTHER_IMEI = "355555070000002"


def _package(**changes: object) -> Record:
    return {
        "code": "CN-1GB-30D",
        "name": "1 GB, 30 days",
        "order_number": "ORD-1",
        "out_trade_no": "",
        "total_bytes": GB,
        "used_bytes": 300_000_000,
        "activated": "now-10d",
        "expires": "now+20d",
        **changes,
    }


def _usage(*days_ago: int, used_bytes: int = 9_000_000, **changes: object) -> list[Record]:
    return [
        {"start": f"now-{day * 24 + 2}h", "stop": f"now-{day * 24 + 1}h", "bytes": used_bytes, **changes}
        for day in days_ago
    ]


def _created(at: str, **changes: object) -> Record:
    return {"event": "Created", "time": at, **changes}


def _deleted(at: str) -> Record:
    return {"event": "Deleted", "time": at}


def healthy(_: str) -> Record:
    """Online for hours, with usage day by day and a package half full."""
    return {
        "imei": HEALTHY_IMEI,
        "online": True,
        "session_since": "now-6h",
        "last_registered": "now-6h",
        "packages": [_package()],
        "usage": _usage(0, 1, 2, 3, 4, 5, 6),
        "events": [_deleted("now-6h"), _created("now-6h")],
        "networks": [{"network": "CMCC", "imsi": "460040000000001"}, {"network": "CUCC", "imsi": "460010000000001"}],
    }


def suspended(iccid: str) -> Record:
    """Stopped two days ago; nothing since."""
    return {
        **_silent(iccid),
        "state": "suspended",
        "usage": _usage(2, 3, 4),
        "history": [{"status": "active", "time": "now-90d"}, {"status": "suspended", "time": "now-2d"}],
    }


def inactive(iccid: str) -> Record:
    """Soracom's temporary stop."""
    return {**suspended(iccid), "state": "inactive", "history": [{"status": "inactive", "time": "now-2d"}]}


def standby(iccid: str) -> Record:
    """Taken off the network with its number kept."""
    return {**_silent(iccid), "state": "standby"}


def terminated(iccid: str) -> Record:
    """Out of service for ever."""
    return {
        **_silent(iccid),
        "state": "terminated",
        "packages": [],
        "history": [{"status": "terminated", "time": "now-30d"}],
    }


def not_activated(iccid: str) -> Record:
    """Never activated, never seen."""
    return {**never_seen(iccid), "state": "not_activated"}


def ready(iccid: str) -> Record:
    """Delivered; its first use activates it."""
    return {**never_seen(iccid), "state": "ready", "packages": [_package(used_bytes=0)]}


def never_seen(iccid: str) -> Record:
    """Active with a package, but no network ever heard it."""
    return {**_silent(iccid), "imei": "", "last_registered": None, "usage": [], "events": []}


def package_expired(iccid: str) -> Record:
    """The package ended yesterday."""
    return {**_silent(iccid), "packages": [_package(activated="now-31d", expires="now-1d")], "usage": _usage(1, 2, 3)}


def package_exhausted(iccid: str) -> Record:
    """Every byte of the package is used."""
    return {**_silent(iccid), "packages": [_package(used_bytes=GB)], "usage": _usage(0, 1, used_bytes=GB // 2)}


def package_missing(iccid: str) -> Record:
    """Active without any package."""
    return {**_silent(iccid), "packages": []}


def throttled(iccid: str) -> Record:
    """Online at reduced speed after the volume was used."""
    return {**healthy(iccid), "throttled": True, "packages": [_package(used_bytes=GB)]}


def imei_mismatch(iccid: str) -> Record:
    """Locked to one device, seen in another."""
    return {**_silent(iccid), "imei": OTHER_IMEI, "imei_lock": HEALTHY_IMEI, "last_registered": "now-1h"}


def apn_unknown(iccid: str) -> Record:
    """Every session is refused: the requested APN is unknown (ESM cause 27)."""
    return _refused(iccid, table="ESM", cause=27, apn="internet", message="Missing or unknown APN")


def apn_not_subscribed(iccid: str) -> Record:
    """Every session is refused: the APN is not in the subscription (ESM cause 33)."""
    return _refused(iccid, table="ESM", cause=33, apn="em", message="Requested service option not subscribed")


def apn_credentials(iccid: str) -> Record:
    """Every session is refused: user authentication failed (ESM cause 29)."""
    return _refused(iccid, table="ESM", cause=29, apn="em", message="User authentication failed")


def roaming_not_allowed(iccid: str) -> Record:
    """The visited network refuses the home network (EMM cause 11)."""
    return _refused(iccid, table="EMM", cause=11, apn="", message="PLMN not allowed", mcc="310", mnc="410")


def illegal_device(iccid: str) -> Record:
    """The network refuses the device's IMEI (EMM cause 6)."""
    return _refused(iccid, table="EMM", cause=6, apn="", message="Illegal ME")


def network_fault(iccid: str) -> Record:
    """The network is congested (EMM cause 22)."""
    return _refused(iccid, table="EMM", cause=22, apn="", message="Congestion")


def weak_signal(iccid: str) -> Record:
    """Comes and goes at the edge of coverage: long gaps between short sessions."""
    events = [
        event
        for hour in range(1, 40, 8)
        for event in (_created(f"now-{hour + 1}h", radio="GSM"), _deleted(f"now-{hour}h"))
    ]
    return {**_silent(iccid), "radio": "GSM", "events": events, "last_registered": "now-1h", "usage": _usage(0, 1)}


def session_flapping(iccid: str) -> Record:
    """A new session every five minutes."""
    events = [
        event for minute in range(5, 240, 5) for event in (_created(f"now-{minute}m"), _deleted(f"now-{minute - 2}m"))
    ]
    return {**healthy(iccid), "online": False, "session_since": None, "events": events}


def stale_session(iccid: str) -> Record:
    """Shown online for two days, but no byte flows and no ping is answered."""
    return {
        **healthy(iccid),
        "session_since": "now-2d",
        "last_registered": "now-2d",
        "events": [_created("now-2d")],
        "usage": _usage(3, 4, 5),
        "pings_answered": False,
    }


def no_traffic(iccid: str) -> Record:
    """Online and answering pings, but the application sends nothing."""
    return {**stale_session(iccid), "session_since": "now-3h", "events": [_created("now-3h")], "pings_answered": True}


def attached_no_session(iccid: str) -> Record:
    """Registers with the network and never asks for a session."""
    return {**_silent(iccid), "last_registered": "now-10m", "events": []}


def _silent(iccid: str) -> Record:
    """A card with a package in force and a past, offline for two days."""
    return {
        **healthy(iccid),
        "online": False,
        "session_since": None,
        "last_registered": "now-2d",
        "events": [_created("now-3d"), _deleted("now-2d")],
        "usage": _usage(2, 3, 4, 5),
    }


def _refused(
    iccid: str, *, table: str, cause: int, apn: str, message: str, mcc: str = "460", mnc: str = "00"
) -> Record:
    rejects = [
        {"time": f"now-{minute}m", "table": table, "cause": cause, "apn": apn, "message": message}
        for minute in (5, 20, 35)
    ]
    registered = "now-2d" if table == "EMM" else "now-36m"
    return {**_silent(iccid), "last_registered": registered, "rejects": rejects, "mcc": mcc, "mnc": mnc}


SCENARIOS: dict[str, Callable[[str], Record]] = {
    scenario.__name__: scenario
    for scenario in (
        healthy, suspended, inactive, standby, terminated, not_activated, ready, never_seen, package_expired,
        package_exhausted, package_missing, throttled, imei_mismatch, apn_unknown, apn_not_subscribed,
        apn_credentials, roaming_not_allowed, illegal_device, network_fault, weak_signal, session_flapping,
        stale_session, no_traffic, attached_no_session,
    )
}  # fmt: skip
