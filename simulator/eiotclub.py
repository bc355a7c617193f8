"""The EIOTCLUB face: JSON POST only, signed bodies, `code` 200 in the body for success, HTTP 200 for refusals too.

Shapes of answers that the public documents do not show (lists, orders, traffic records) are our assumption.
"""

import hmac
import time
from collections.abc import Callable
from typing import Any

from simulator.calls import Call, Refusal, Reply
from simulator.cards import Card, Record
from simulator.signing import is_signed
from simulator.times import iso, millis, seconds, wall
from simulator.world import EIOTCLUB_KEY, EIOTCLUB_SECRET

MAX_PAGE = 500
TIMESTAMP_TOLERANCE_SECONDS = 600

_STATUS = {
    "ready": "ACTIVATION_READY_NAME",
    "not_activated": "NON_ACTIVATED_NAME",
    "active": "ACTIVATED_NAME",
    "suspended": "DEACTIVATED_NAME",
    "inactive": "DEACTIVATED_NAME",
    "standby": "DEACTIVATED_NAME",
    "terminated": "RETIRED_NAME",
}


def answer(call: Call) -> Reply:
    """The reply to one call: signature first, then the limit, then the work."""
    try:
        _admit(call)
        handler = _HANDLERS.get(call.request.path)
        if handler is None:
            raise Refusal("404", "no such interface")
        return Reply(200, {"code": _success_code(call), "message": "success", "data": handler(call)})
    except Refusal as refusal:
        return Reply(200, {"code": refusal.code, "message": refusal.message, "data": None})


def _admit(call: Call) -> None:
    if call.request.method != "POST" or not isinstance(call.request.body, dict):
        raise Refusal("405", "JSON POST only")
    if not hmac.compare_digest(call.request.parameter("appkey").encode(), EIOTCLUB_KEY.encode()):
        raise Refusal("401", "unknown appkey")
    if not is_signed(call.request.body, EIOTCLUB_SECRET):
        raise Refusal("401", "the signature is wrong")
    if abs(time.time() - float(call.request.parameter("timestamp") or 0)) > TIMESTAMP_TOLERANCE_SECONDS:
        raise Refusal("401", "the timestamp is too old")


def _success_code(call: Call) -> int | str:
    """Text or number, as the real platform is known to mix."""
    return 200 if call.world.random.random() < 0.5 else "200"


def _get_cards_info(call: Call) -> Any:
    cards = [card for iccid in _iccids(call) if (card := call.world.find("eiotclub", iccid))]
    return call.listed([_card_data(call.seen(card.iccid)) for card in cards])


def _get_all_card_info(call: Call) -> Any:
    number, size = call.request.body.get("pageNum"), int(call.request.parameter("pageSize") or 100)
    if not isinstance(number, str) or not number.isdigit() or not 1 <= size <= MAX_PAGE:
        raise Refusal("400", "pageNum is a text, pageSize at most 500")
    wanted = call.request.parameter("cardStatus")
    keys = {iccid[:19] for iccid in _iccids(call)}
    cards = [
        card
        for card in call.all_seen()
        if (not wanted or _STATUS[card.state] == wanted) and (not keys or card.key in keys)
    ]
    first = (int(number) - 1) * size
    page = [_card_data(card) for card in cards[first : first + size]]
    return {"total": len(cards), "pageNum": number, "pageSize": size, "list": call.listed(page)}


def _refresh_usage(call: Call) -> Any:
    for iccid in _iccids(call):
        call.do("usage_refreshed", call.card(iccid))
    return True


def _cancel_location(call: Call) -> Any:
    card = call.card(call.request.parameter("iccid"))
    call.do("session_reset", card, {"session_since": iso(time.time()) if card.online else None})
    return True


def _switch_options(call: Call) -> Any:
    return call.listed(call.card(call.request.parameter("iccid")).networks)


def _switch_operator(call: Call) -> Any:
    card = call.card(call.request.parameter("iccid"))
    wanted = {"network": call.request.parameter("network"), "imsi": call.request.parameter("imsi")}
    if wanted not in card.networks:
        raise Refusal("400", "no such network for this card")
    call.do("operator_switched", card, {"imsi": wanted["imsi"]}, **wanted)
    return True


def _imei_unlock(call: Call) -> Any:
    call.do("imei_unlocked", call.card(call.request.parameter("iccid")), {"imei_lock": ""})
    return True


def _bind_device(call: Call) -> Any:
    imei = call.request.parameter("imei")
    if not imei.isdigit() or not 14 <= len(imei) <= 16:
        raise Refusal("400", "the IMEI can't be read")
    call.do("imei_locked", call.card(call.request.parameter("iccid")), {"imei_lock": imei}, imei=imei)
    return True


def _plock_add_imei(call: Call) -> Any:
    call.do("imei_group_extended", None, imei=call.request.parameter("imei"))
    return True


def _plock_add_iccids(call: Call) -> Any:
    for iccid in _iccids(call):
        call.do("card_added_to_imei_group", call.card(iccid))
    return True


def _send_sms(call: Call) -> Any:
    card, message = call.card(call.request.parameter("iccid")), call.request.parameter("message")
    if not message:
        raise Refusal("400", "the message is empty")
    call.do("sms_sent", card, {"sms": [*card.sms, message]}, message=message)
    return {"taskId": str(call.world.random.randrange(10**9))}


def _orders_of_card(call: Call) -> Any:
    card = call.seen(call.request.parameter("iccid"))
    return call.listed([_order_data(card, package) for package in card.packages])


def _order_record(call: Call) -> Any:
    wanted = call.request.parameter("outTradeNo")
    orders = [
        _order_data(card, package)
        for card in call.all_seen()
        for package in card.packages
        if package.get("out_trade_no") == wanted
    ]
    return call.listed(orders)


def _order_package(call: Call) -> Any:
    card, key = call.card(call.request.parameter("iccid")), call.request.parameter("outTradeNo")
    if not key:
        raise Refusal("400", "outTradeNo is missing")
    if any(package.get("out_trade_no") == key for package in card.packages):
        raise Refusal("409", "outTradeNo was used before")
    now = time.time()
    package = {
        "code": call.request.parameter("packageCode"),
        "name": call.request.parameter("packageCode"),
        "order_number": f"ORD-{call.world.random.randrange(10**9)}",
        "out_trade_no": key,
        "total_bytes": 1_000_000_000,
        "used_bytes": 0,
        "activated": iso(now),
        "expires": iso(now + 30 * 86_400),
    }
    call.do("package_ordered", card, {"packages": [*card.packages, package]}, out_trade_no=key)
    return {"orderNumber": package["order_number"], "outTradeNo": key}


def _traffic(call: Call) -> Any:
    cards = [call.seen(card.iccid) for iccid in _iccids(call) if (card := call.world.find("eiotclub", iccid))]
    start, end = call.request.parameter("startDate"), call.request.parameter("endDate")
    records = [_traffic_data(card, use) for card in cards for use in card.usage]
    return call.listed([record for record in records if start <= record["start_time"][:10] <= (end or "9")])


def _balance(_: Call) -> Any:
    return {"balance": "1000.00", "currency": "USD"}


def _card_data(card: Card) -> Record:
    """The fields that integrations have observed, and beside them imsi, bindImei and cardStatus (assumed)."""
    package = card.packages[-1] if card.packages else None
    total = sum(int(each["total_bytes"]) for each in card.packages)
    used = sum(int(each["used_bytes"]) for each in card.packages)
    expires = millis(package["expires"]) // 1000 if package else 0
    return {
        "iccid": card.iccid,
        "imsi": card.imsi,
        "imei": card.imei,
        "bindImei": card.imei_lock,
        "cardStatus": _STATUS[card.state],
        "card_status_str": _STATUS[card.state],
        "status_str": _STATUS[card.state],
        "total": total,
        "total_str": f"{total / 1e6:.2f} MB",
        "used": used,
        "used_str": f"{used / 1e6:.2f} MB",
        "remain": max(0, total - used),
        "remain_str": f"{max(0, total - used) / 1e6:.2f} MB",
        "available_days": max(0, int((expires - time.time()) // 86_400)) if package else 0,
        "expire_date": wall(package["expires"]) if package else "",
        "expire_timestamp": str(expires) if package else "",
        "throttling": card.throttled,
        "usage_alert": "",
    }


def _order_data(card: Card, package: Record) -> Record:
    expired = seconds(package["expires"]) <= time.time()
    return {
        "iccid": card.iccid,
        "orderNumber": package["order_number"],
        "outTradeNo": package.get("out_trade_no", ""),
        "packageCode": package["code"],
        "packageName": package["name"],
        "total": int(package["total_bytes"]),
        "used": int(package["used_bytes"]),
        "startTime": wall(package["activated"]),
        "endTime": wall(package["expires"]),
        "status": "EXPIRED" if expired else "IN_USE",
    }


def _traffic_data(card: Card, use: Record) -> Record:
    return {
        "iccid": card.iccid,
        "imsi": card.imsi,
        "start_time": wall(use["start"]),
        "stop_time": wall(use["stop"]),
        "data_usage": int(use["bytes"]),
        "imei": use.get("imei", card.imei),
        "mccmnc": use.get("mccmnc", card.mcc + card.mnc),
    }


def _iccids(call: Call) -> list[str]:
    text = call.request.parameter("iccids") or call.request.parameter("iccid")
    return [iccid.strip() for iccid in text.split(",") if iccid.strip()]


_HANDLERS: dict[str, Callable[[Call], Any]] = {
    "/api/v3/card/getCardsInfo": _get_cards_info,
    "/api/v3/card/getAllCardInfo": _get_all_card_info,
    "/api/v3/card/refreshUsage": _refresh_usage,
    "/api/v3/card/cancelLocation": _cancel_location,
    "/api/v3/card/switchOptions": _switch_options,
    "/api/v3/card/switchOperator": _switch_operator,
    "/api/v3/card/imeiUnlock": _imei_unlock,
    "/api/v3/card/unbindDevice": _imei_unlock,
    "/api/v3/card/bindDevice": _bind_device,
    "/api/v3/card/plockAddImei": _plock_add_imei,
    "/api/v3/card/plockAddIccids": _plock_add_iccids,
    "/api/v3/sms/sendSms": _send_sms,
    "/api/v3/package/listOrderPackageByIccid": _orders_of_card,
    "/api/v3/package/packageOrderRecord": _order_record,
    "/api/v3/package/orderPackage": _order_package,
    "/api/v3/cdr/traffic/query": _traffic,
    "/api/v3/agent/balance": _balance,
}
