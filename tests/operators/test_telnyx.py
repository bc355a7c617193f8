"""The telnyx connector against a stand-in of its public description (API v2: SIM cards, actions, connectivity logs)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simcare.kernel.outbound import Busy, Rejected
from simcare.operators.connectors.protocol import Connector
from simcare.operators.connectors.telnyx import reading
from simcare.operators.errors import BadCredentials, CardUnknown, Unsupported
from simcare.operators.values import FIELDS
from simcare.operators.values.platforms import CardRef, Function
from tests.operators.running import values
from tests.operators.stand_in import Call, Said, StandIn, standing_in

CARD = CardRef("89311210000000000057")
ID = "6a09cdc3-8948-47f0-aa62-74ac943d6c58"
PATH = f"/sim_cards/{ID}"
CREDENTIALS = {"api_key": "KEY0"}
IMEI = "457032284023794"
NOW = datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def sim() -> dict[str, Any]:
    return {
        "id": ID,
        "iccid": CARD.iccid,
        "imsi": "081932214823362973",
        "status": {"value": "enabled", "reason": "The SIM card is ready to connect"},
        "authorized_imeis": None,
        "current_imei": IMEI,
        "current_mcc": "311",
        "current_mnc": "210",
        "live_data_session": "connected",
    }


@pytest.fixture
def telnyx(sim: dict[str, Any]) -> Iterator[StandIn]:
    """An account with two cards, of which one changes as it is told: an action answers 202 and is done."""

    def turned(status: str) -> Any:
        def turn(_call: Call) -> Said:
            sim["status"] = {"value": status}
            return Said(202, {"data": {"id": "action-1", "status": {"value": "in-progress"}}})

        return turn

    def changed(call: Call) -> dict[str, object]:
        sim.update(call.told)
        return {"data": sim}

    def listed(call: Call) -> dict[str, object]:
        wanted = call.told.get("filter[iccid]", "")
        cards = [{"id": "other", "iccid": "89311210000000000099", "status": {"value": "disabled"}}, sim]
        return {"data": [card for card in cards if wanted in card["iccid"]], "meta": {"page_number": 1}}

    with standing_in() as stand_in:
        stand_in.answers = {
            "GET /sim_cards": listed,
            f"POST {PATH}/actions/disable": turned("disabled"),
            f"POST {PATH}/actions/enable": turned("enabled"),
            f"PATCH {PATH}": changed,
        }
        yield stand_in


@pytest.fixture
def connector(telnyx: StandIn) -> Connector:
    return telnyx.connector("telnyx", CREDENTIALS)


def test_a_card_with_its_device_and_network(telnyx: StandIn, connector: Connector) -> None:
    found = values(connector.status(CARD))
    assert (found["card.state"], found["card.raw_state"]) == ("active", "enabled")
    assert (found["imei.observed"], found["imei.locked"], found["network.plmn"]) == (IMEI, None, "311210")
    assert found["session.open"] is True
    assert set(found) == connector.yields[Function.STATUS] - {"card.stopped_by"}
    assert telnyx.calls[0].headers["authorization"] == "Bearer KEY0"


@pytest.mark.parametrize(("raw", "state"), list(reading.STATES.items()))
def test_platform_words_become_our_states(sim: dict[str, Any], connector: Connector, raw: str, state: str) -> None:
    sim["status"] = {"value": raw}
    found = values(connector.status(CARD))
    assert found["card.state"] == state
    assert found.get("card.stopped_by") == (reading.STOPPED_BY.get(raw, "unknown") if state == "suspended" else None)


def test_a_card_that_the_account_does_not_hold(connector: Connector) -> None:
    other = CardRef("89311210000000009999")
    assert values(connector.status(other)) == {"platform.reachable": True, "platform.known": False}
    with pytest.raises(CardUnknown):
        connector.suspend(other)


def test_suspend_and_resume_are_actions_seen_by_reading_back(telnyx: StandIn, connector: Connector) -> None:
    assert connector.suspend(CARD).reference == "action-1"
    assert values(connector.status(CARD))["card.state"] == "suspended"
    connector.resume(CARD)
    assert values(connector.status(CARD))["card.state"] == "active"
    assert telnyx.count(f"POST {PATH}/actions/disable") == 1


def test_a_lock_admits_one_device(sim: dict[str, Any], connector: Connector) -> None:
    connector.lock_imei(CARD, imei=IMEI)
    assert sim["authorized_imeis"] == [IMEI]
    assert values(connector.status(CARD))["imei.locked"] == IMEI
    connector.unlock_imei(CARD)
    assert values(connector.status(CARD))["imei.locked"] is None


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        (Said(401, {"errors": [{"code": "10009", "title": "Authentication failed"}]}), BadCredentials, "Telnyx"),
        (Said(429, {"errors": [{"code": "10011"}]}), Busy, "429"),
        (Said(422, {"errors": [{"code": "10015", "title": "Invalid value"}]}), Rejected, "10015"),
    ],
)
def test_a_refusal_is_of_our_kinds(
    telnyx: StandIn, connector: Connector, said: Said, error: type[Exception], words: str
) -> None:
    telnyx.answers[f"POST {PATH}/actions/disable"] = said
    with pytest.raises(error, match=words):
        connector.suspend(CARD)
    assert telnyx.count(f"POST {PATH}/actions/disable") == 1


def test_sessions_by_the_connectivity_logs(telnyx: StandIn, connector: Connector) -> None:
    def log(minutes_ago: int, minutes: int | None, kind: str = "data") -> dict[str, object]:
        began_at = NOW - timedelta(minutes=minutes_ago)
        ended = None if minutes is None else (began_at + timedelta(minutes=minutes)).isoformat()
        network = {"mobile_country_code": "311", "mobile_network_code": "210", "apn": "data00.telnyx"}
        return {"log_type": kind, "start_time": began_at.isoformat(), "stop_time": ended, **network}

    logs = [log(5, None), log(60, 10), log(100, 20), log(101, 0, "registration"), {"log_type": "data"}]
    telnyx.answers[f"GET {PATH}/wireless_connectivity_logs"] = {"data": logs}
    evidence = connector.sessions(CARD)
    found = values(evidence)
    assert len([fact for fact in evidence if fact.field == "session.created"]) == 3
    assert found["session.created"] == {"apn": "data00.telnyx", "plmn": "311210"}
    assert datetime.fromisoformat(found["session.opened_at"]) == NOW - timedelta(minutes=5)
    assert (found["session.per_hour"], found["session.median_seconds"]) == (0.75, 900)
    assert [fact.observed_at for fact in evidence if fact.field == "network.attach"] == [NOW - timedelta(minutes=101)]
    assert set(found) <= connector.fields() <= set(FIELDS)


def test_all_cards_are_listed_over_several_pages(telnyx: StandIn, connector: Connector) -> None:
    def page(call: Call) -> dict[str, object]:
        first = (int(call.told["page[number]"]) - 1) * int(call.told["page[size]"])
        cards = [{"id": str(number), "iccid": f"8931121000000000{number:04d}"} for number in range(first, 300)]
        return {"data": cards[: int(call.told["page[size]"])]}

    telnyx.answers["GET /sim_cards"] = page
    assert [len(part) for part in connector.list_cards()] == [250, 50]


@pytest.mark.parametrize(
    "function", [Function.USAGE, Function.PACKAGES, Function.PING, Function.RESET_SESSION, Function.SEND_SMS]
)
def test_what_the_platform_cannot_do_is_said_in_words(connector: Connector, function: Function) -> None:
    arguments = {"message": "x"} if function is Function.SEND_SMS else {}
    with pytest.raises(Unsupported, match="Telnyx"):
        getattr(connector, function.value)(CARD, **arguments)
