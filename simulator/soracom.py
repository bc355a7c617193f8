"""The Soracom face: key and token headers, SIM resources, session events and error logs."""

import hmac
import re
import time
from collections.abc import Callable
from typing import Any

from simulator.calls import Call, Refusal, Reply
from simulator.cards import Card, Record
from simulator.times import iso, millis, seconds
from simulator.world import SORACOM_KEY, SORACOM_KEY_ID

PREFIX = "/v1"
_PERIOD_SECONDS = {"month": 30 * 86_400, "day": 86_400, "minutes": 300}
_STATES = {"not_activated": "ready"}  # Soracom knows no earlier state than ready


def answer(call: Call) -> Reply:
    """The reply to one call: token first, then the work."""
    path = call.request.path.removeprefix(PREFIX)
    try:
        if path == "/auth":
            return Reply(200, _auth(call))
        _admit(call)
        for method, pattern, status, handler in _ROUTES:
            if method == call.request.method and (match := re.fullmatch(pattern, path)):
                result = handler(call, *match.groups())
                return result if isinstance(result, Reply) else Reply(status, result)
        raise Refusal("COM0404", "no such resource", status=404)
    except Refusal as refusal:
        return Reply(refusal.status, {"code": refusal.code, "message": refusal.message})


def _auth(call: Call) -> Record:
    known = hmac.compare_digest(call.request.parameter("authKeyId").encode(), SORACOM_KEY_ID.encode())
    right = hmac.compare_digest(call.request.parameter("authKey").encode(), SORACOM_KEY.encode())
    if not (known and right):
        raise Refusal("AUM0001", "authentication failed", status=401)
    token = f"token-{call.world.random.getrandbits(128):032x}"
    call.world.tokens.add(token)
    return {"apiKey": "api-simulator", "operatorId": "OP0000000001", "token": token}


def _admit(call: Call) -> None:
    headers = call.request.headers
    if headers.get("x-soracom-api-key") != "api-simulator" or headers.get("x-soracom-token") not in call.world.tokens:
        raise Refusal("AUM0003", "the token is not valid", status=401)


def _list(call: Call) -> Reply:
    """One page of SIMs; the header names the last one where more follow."""
    after = call.request.query.get("last_evaluated_key", "")
    limit = int(call.request.query.get("limit", "100"))
    rest = [card for card in call.all_seen() if card.iccid > after]
    more = {"x-soracom-next-key": rest[limit - 1].iccid} if len(rest) > limit else {}
    return Reply(200, call.listed([_sim(card) for card in rest[:limit]]), more)


def _search(call: Call) -> Reply:
    """SIMs by whole SIM ids, of which any may match: as much of searchSims as a desk needs. At most a hundred."""
    query = call.request.query
    wanted = query.get("sim_id", "").split(",")
    if query.get("search_type", "and").lower() != "or" or not all(len(one) == 19 for one in wanted):
        raise Refusal("SEM0001", "this simulator searches by several whole SIM ids, search_type or", status=400)
    limit = min(int(query.get("limit", "10")), 100)
    found = [call.seen(one) for one in sorted(set(wanted)) if call.world.find(call.platform, one)]
    more = {"x-soracom-next-key": found[limit - 1].iccid} if len(found) > limit else {}
    return Reply(200, call.listed([_sim(card) for card in found[:limit]]), more)


def _get(call: Call, sim_id: str) -> Record:
    return _sim(call.seen(sim_id))


def _set_state(state: str) -> Callable[[Call, str], Record]:
    def handler(call: Call, sim_id: str) -> Record:
        card = call.card(sim_id)
        if card.state == "terminated":
            raise Refusal("SEM0018", "the SIM is terminated", status=400)
        changes: Record = {"state": state, "history": [*card.history, {"status": state, "time": iso(time.time())}]}
        if state != "active":
            changes |= {"online": False, "session_since": None}
        call.do(f"state_{state}", card, changes)
        return _sim(card.patched(changes))

    return handler


def _delete_session(call: Call, sim_id: str) -> Record:
    card = call.card(sim_id)
    if not card.online:
        raise Refusal("SEM0016", "The specified subscriber is offline", status=400)
    now = iso(time.time())
    events = [*card.events, {"event": "Deleted", "time": now}, {"event": "Created", "time": now}]
    call.do("session_reset", card, {"session_since": now, "last_registered": now, "events": events})
    return _sim(card)


def _set_imei_lock(call: Call, sim_id: str) -> Record:
    card = call.card(sim_id)
    imei = call.request.parameter("imei") or (card.imei if card.online else "")
    if not re.fullmatch(r"\d{15}(\|ANONYMOUS)?", imei):
        raise Refusal("SEM0021", "the IMEI is invalid or missing", status=400)
    call.do("imei_locked", card, {"imei_lock": imei}, imei=imei)
    return _sim(card.patched({"imei_lock": imei}))


def _unset_imei_lock(call: Call, sim_id: str) -> Record:
    card = call.card(sim_id)
    call.do("imei_unlocked", card, {"imei_lock": ""})
    return _sim(card.patched({"imei_lock": ""}))


def _send_sms(call: Call, sim_id: str) -> Record:
    card, message = call.card(sim_id), call.request.parameter("payload")
    call.do("sms_sent", card, {"sms": [*card.sms, message]}, message=message)
    return {"messageId": f"{call.world.random.getrandbits(64):016x}"}


def _ping(call: Call, sim_id: str) -> Record:
    card = call.card(sim_id)
    success = card.online and card.pings_answered
    return {"success": success, "rtt": "rtt min/avg/max = 310/340/400 ms" if success else "", "stat": ""}


def _events(call: Call, sim_id: str) -> list[Record]:
    card = call.seen(sim_id)
    newest_first = sorted((_event(card, event) for event in card.events), key=_time, reverse=True)
    return call.listed(_within(call, newest_first))


def _logs(call: Call) -> list[Record]:
    imsi = call.request.query.get("resource_id", "")
    cards = [card for card in call.all_seen() if card.imsi == imsi]
    entries = [_log(card, reject) for card in cards for reject in card.rejects]
    return call.listed(_within(call, sorted(entries, key=_time, reverse=True)))


def _history(call: Call, sim_id: str) -> list[Record]:
    card = call.seen(sim_id)
    entries = [
        {
            "simId": card.iccid,
            "imsi": card.imsi,
            "isPrimary": True,
            "status": entry["status"],
            "applyDateTimeEpochSec": int(seconds(entry["time"])),
        }
        for entry in card.history
    ]
    return call.listed(sorted(entries, key=lambda entry: entry["applyDateTimeEpochSec"], reverse=True))


def _stats(call: Call, sim_id: str) -> list[Record]:
    first, last = int(call.request.query["from"]), int(call.request.query["to"])
    length = _PERIOD_SECONDS.get(call.request.query["period"])
    if length is None:
        raise Refusal("STA0001", "no such period", status=400)
    sizes: dict[int, int] = {}
    for use in call.seen(sim_id).usage:
        began = seconds(use["start"])
        if first <= began <= last:
            interval = int(began // length * length)
            sizes[interval] = sizes.get(interval, 0) + int(use["bytes"])
    return call.listed([_interval(began, size) for began, size in sorted(sizes.items())])


def _interval(began: int, size: int) -> Record:
    up = size // 2
    traffic = {"s1.standard": {"uploadByteSizeTotal": up, "downloadByteSizeTotal": size - up}}
    return {"date": iso(began), "unixtime": began, "dataTrafficStatsMap": traffic}


def _sim(card: Card) -> Record:
    lock = {"imeiLock": {"imei": card.imei_lock}} if card.imei_lock else {}
    seen = {"lastLocationUpdateTime": millis(card.last_registered)} if card.last_registered else {}
    return {
        "simId": card.iccid,
        "operatorId": "OP0000000001",
        "type": "uicc",
        "status": _STATES.get(card.state, card.state),
        "speedClass": "s1.slow" if card.throttled else "s1.standard",
        "activeProfileId": card.iccid,
        "profiles": {card.iccid: {"iccid": card.iccid, "primaryImsi": card.imsi}},
        "sessionStatus": _session(card),
        **lock,
        **seen,
    }


def _session(card: Card) -> Record:
    since = card.session_since or card.last_registered
    session: Record = {"online": card.online, "imsi": card.imsi, "imei": card.imei or None}
    if since:
        session |= {"lastUpdatedAt": millis(since), "cell": _cell(card, {})}
    return session


def _event(card: Card, event: Record) -> Record:
    return {
        "simId": card.iccid,
        "imsi": card.imsi,
        "imei": event.get("imei", card.imei) or None,
        "event": event["event"],
        "time": millis(event["time"]),
        "apn": event.get("apn", card.apn),
        "cell": _cell(card, event),
    }


def _cell(card: Card, event: Record) -> Record:
    return {
        "mcc": int(event.get("mcc", card.mcc)),
        "mnc": int(event.get("mnc", card.mnc)),
        "radioType": event.get("radio", card.radio),
    }


def _log(card: Card, reject: Record) -> Record:
    body = {
        "message": f"{reject['table']} cause #{reject['cause']}: {reject['message']}",
        "causeTable": reject["table"],
        "causeCode": reject["cause"],
        "apn": reject.get("apn", ""),
        "cell": _cell(card, reject),
    }
    return {
        "time": millis(reject["time"]),
        "logLevel": "error",
        "resourceType": "Subscriber",
        "resourceId": card.imsi,
        "service": "Air",
        "operatorId": "OP0000000001",
        "body": body,
    }


def _within(call: Call, entries: list[Record]) -> list[Record]:
    """The entries of the asked period, at most `limit` of them."""
    query = call.request.query
    first, last = int(query.get("from", "0")), int(query.get("to", str(2**53)))
    return [entry for entry in entries if first <= entry["time"] <= last][: int(query.get("limit", "100"))]


def _time(entry: Record) -> int:
    return int(entry["time"])


_ROUTES: list[tuple[str, str, int, Callable[..., Any]]] = [
    ("GET", r"/sims", 200, _list),
    ("GET", r"/query/sims", 200, _search),
    ("GET", r"/sims/([^/]+)", 200, _get),
    ("POST", r"/sims/([^/]+)/activate", 200, _set_state("active")),
    ("POST", r"/sims/([^/]+)/deactivate", 200, _set_state("inactive")),
    ("POST", r"/sims/([^/]+)/suspend", 200, _set_state("suspended")),
    ("POST", r"/sims/([^/]+)/set_to_standby", 200, _set_state("standby")),
    ("POST", r"/sims/([^/]+)/delete_session", 200, _delete_session),
    ("POST", r"/sims/([^/]+)/set_imei_lock", 200, _set_imei_lock),
    ("POST", r"/sims/([^/]+)/unset_imei_lock", 200, _unset_imei_lock),
    ("POST", r"/sims/([^/]+)/send_sms", 202, _send_sms),
    ("POST", r"/sims/([^/]+)/downlink/ping", 200, _ping),
    ("GET", r"/sims/([^/]+)/events/sessions", 200, _events),
    ("GET", r"/sims/([^/]+)/statuses/history", 200, _history),
    ("GET", r"/stats/air/sims/([^/]+)", 200, _stats),
    ("GET", r"/logs", 200, _logs),
]
