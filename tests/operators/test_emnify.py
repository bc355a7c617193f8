"""The emnify connector against a stand-in of its public description (API v1: SIMs, endpoints, events, statistics)."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simcare.kernel.outbound import Rejected
from simcare.operators.connectors.emnify import reading
from simcare.operators.connectors.protocol import Connector
from simcare.operators.errors import BadCredentials, CardUnknown, Unsupported
from simcare.operators.values import FIELDS
from simcare.operators.values.platforms import CardRef, Function
from tests.operators.running import values
from tests.operators.stand_in import Call, Said, StandIn, standing_in

CARD = CardRef("89883030000000000017")
CREDENTIALS = {"application_token": "app"}
IMEI = "9604072724139981"
NOW = datetime.now(UTC).replace(microsecond=0)
STATUSES = {0: "Issued", 1: "Activated", 2: "Suspended"}


@pytest.fixture
def sim() -> dict[str, Any]:
    return {
        "id": 71,
        "iccid": "8988303000000000001",
        "imsi": "901430000000001",
        "status": {"id": 1, "description": "Activated"},
        "activation_date": "2021-03-09T07:59:09.000+0000",
        "endpoint": {"id": 12, "name": "tracker"},
    }


@pytest.fixture
def emnify(sim: dict[str, Any]) -> Iterator[StandIn]:
    """A workspace with one SIM in one endpoint, which change as they are told; a change answers 204."""
    device: dict[str, Any] = {"id": 12, "imei": IMEI, "imei_lock": False}
    connectivity = {
        "status": {"description": "ONLINE"},
        "location": {"last_updated": "2026-11-30T10:59:05.000+0000"},
        "pdp_context": {"created": "2026-11-30T11:00:00.000+0000", "mcc": "262", "mnc": "01"},
    }

    def behind(say: Callable[[Call], object]) -> Callable[[Call], object]:
        return lambda call: say(call) if call.headers.get("authorization") == "Bearer jwt" else Said(401)

    def signed_in(call: Call) -> object:
        return {"auth_token": "jwt"} if call.told == {"application_token": "app"} else Said(401)

    def listed(call: Call) -> list[object]:
        return [sim] if call.told.get("q", f"iccid:{sim['iccid']}") == f"iccid:{sim['iccid']}" else []

    def turned(call: Call) -> Said:
        number = call.told["status"]["id"]
        sim["status"] = {"id": number, "description": STATUSES[number]}
        return Said(204)

    def changed(call: Call) -> Said:
        device.update(call.told)
        return Said(204)

    with standing_in() as stand_in:
        stand_in.answers = {
            "POST /authenticate": signed_in,
            "GET /sim": behind(listed),
            "PATCH /sim/71": behind(turned),
            "GET /endpoint/12": behind(lambda _call: device),
            "PATCH /endpoint/12": behind(changed),
            "GET /endpoint/12/connectivity": behind(lambda _call: connectivity),
            "PATCH /endpoint/12/connectivity": behind(lambda _call: Said(204)),
            "POST /endpoint/12/sms": behind(lambda _call: Said(201)),
        }
        yield stand_in


@pytest.fixture
def connector(emnify: StandIn) -> Connector:
    return emnify.connector("emnify", CREDENTIALS)


def test_a_sim_with_its_device_and_presence(connector: Connector) -> None:
    found = values(connector.status(CARD))
    assert (found["card.state"], found["card.raw_state"]) == ("active", "Activated")
    assert (found["imei.observed"], found["imei.locked"], found["network.plmn"]) == (IMEI, None, "26201")
    assert (found["attach.state"], found["session.open"]) == ("attached", True)
    assert set(found) == connector.yields[Function.STATUS] - {"card.stopped_by"}


@pytest.mark.parametrize(("raw", "state"), list(reading.STATES.items()))
def test_platform_words_become_our_states(sim: dict[str, Any], connector: Connector, raw: str, state: str) -> None:
    sim["status"]["description"] = raw.capitalize()
    assert values(connector.status(CARD))["card.state"] == state


def test_a_blocked_sim_is_stopped_by_a_limit(emnify: StandIn, connector: Connector) -> None:
    emnify.answers["GET /endpoint/12/connectivity"] = {"status": {"description": "BLOCKED"}}
    found = values(connector.status(CARD))
    assert (found["card.state"], found["card.stopped_by"], found["session.open"]) == ("suspended", "limit", False)


def test_a_sim_in_no_device_has_a_state_and_nothing_to_lock(
    emnify: StandIn, sim: dict[str, Any], connector: Connector
) -> None:
    del sim["endpoint"]
    assert values(connector.status(CARD))["card.state"] == "active"
    with pytest.raises(CardUnknown, match="device"):
        connector.lock_imei(CARD, imei=IMEI)
    assert emnify.count("PATCH /endpoint/12") == 0


def test_a_card_that_the_workspace_does_not_hold(connector: Connector) -> None:
    other = CardRef("8988303999999999999")
    assert values(connector.status(other)) == {"platform.reachable": True, "platform.known": False}
    for call in (connector.suspend, connector.usage, connector.reset_session):
        with pytest.raises(CardUnknown):
            call(other)


def test_commands_are_seen_by_reading_back(emnify: StandIn, connector: Connector) -> None:
    connector.suspend(CARD)
    assert values(connector.status(CARD))["card.state"] == "suspended"
    connector.resume(CARD)
    assert values(connector.status(CARD))["card.state"] == "active"
    connector.lock_imei(CARD, imei=IMEI)
    assert values(connector.status(CARD))["imei.locked"] == IMEI
    connector.unlock_imei(CARD)
    assert values(connector.status(CARD))["imei.locked"] is None
    connector.reset_session(CARD)
    assert emnify.calls[-1].told == {"pdp_context": True, "location": True}
    connector.send_sms(CARD, message="重启")
    assert (emnify.calls[-1].told["payload"], emnify.calls[-1].told["dcs"]) == ("重启", 8)
    assert emnify.count("POST /authenticate") == 1


def test_a_wrong_key_is_a_permanent_refusal(emnify: StandIn) -> None:
    with pytest.raises(BadCredentials):
        emnify.connector("emnify", {"application_token": "wrong"}).status(CARD)


def test_a_refusal_is_told_by_the_platforms_code(emnify: StandIn, connector: Connector) -> None:
    emnify.answers["PATCH /sim/71"] = Said(400, {"error_code": 1000, "error_token": "BadRequest", "message": "no"})
    with pytest.raises(Rejected, match="BadRequest"):
        connector.suspend(CARD)
    assert emnify.count("PATCH /sim/71") == 1


@pytest.mark.parametrize("wrapped", [True, False])
def test_use_by_day_in_bytes(emnify: StandIn, connector: Connector, wrapped: bool) -> None:
    """The description leaves the answer open: a list, or one inside `stats` as at 1NCE."""
    midnight = NOW.replace(hour=0, minute=0, second=0)
    days = [(midnight - timedelta(days=number)).strftime("%Y-%m-%d") for number in range(1, 6)]
    stats = [{"date": day, "data": {"volume": 2.0}} for day in days]
    emnify.answers["GET /sim/71/stats/daily"] = {"stats": stats} if wrapped else stats
    found = values(connector.usage(CARD))
    assert found["usage.day_bytes"] == found["usage.baseline_day_bytes"] == 2_097_152
    assert set(found) == connector.yields[Function.USAGE]


def test_sessions_by_their_events(emnify: StandIn, connector: Connector) -> None:
    def event(minutes_ago: int, number: int, description: str, **detail: object) -> dict[str, object]:
        happened_at = (NOW - timedelta(minutes=minutes_ago)).isoformat()
        kind = {"id": number, "description": description}
        return {"timestamp": happened_at, "alert": False, "event_type": kind, "detail": detail}

    context = {"apn": "em", "mcc": "262", "mnc": "01"}
    created = event(30, 3, "Create PDP Context", pdp_context=context)
    deleted = event(10, 5, "Delete PDP Context")
    events = [deleted, created, created, event(40, 2, "Update GPRS location"), event(5, 0, "Generic")]
    emnify.answers["GET /sim/71/event"] = events
    evidence = connector.sessions(CARD)
    found = values(evidence)
    assert [fact.value for fact in evidence if fact.field == "session.created"] == [{"apn": "em", "plmn": "26201"}]
    assert (found["session.median_seconds"], found["session.per_hour"]) == (1200, 0.25)
    assert "network.attach" in found
    assert set(found) <= connector.fields() <= set(FIELDS)


def test_all_sims_are_listed_over_several_pages(emnify: StandIn, connector: Connector) -> None:
    def page(call: Call) -> list[dict[str, object]]:
        first = (int(call.told["page"]) - 1) * int(call.told["per_page"])
        return [{"id": number, "iccid": f"898830300000000{number:04d}"} for number in range(first, 1_200)][:1000]

    emnify.answers["GET /sim"] = page
    assert [len(part) for part in connector.list_cards()] == [1000, 200]


@pytest.mark.parametrize("function", [Function.PACKAGES, Function.PING, Function.REFRESH, Function.SWITCH_OPERATOR])
def test_what_the_platform_cannot_do_is_said_in_words(connector: Connector, function: Function) -> None:
    arguments = {"network": "x", "imsi": "y"} if function is Function.SWITCH_OPERATOR else {}
    with pytest.raises(Unsupported, match="emnify"):
        getattr(connector, function.value)(CARD, **arguments)
