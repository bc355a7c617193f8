"""The hologram connector against a stand-in of its public description (API 1: cellular links, usage, texts)."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simcare.kernel.outbound import OutcomeUnknown, Rejected
from simcare.operators.connectors.protocol import Connector
from simcare.operators.errors import CardUnknown, Unsupported
from simcare.operators.values import FIELDS
from simcare.operators.values.platforms import CardRef, Function
from tests.operators.running import values
from tests.operators.stand_in import Call, Said, StandIn, standing_in

CARD = CardRef("8944500102170000001")
STATE = "POST /links/cellular/71/state"
CREDENTIALS = {"api_key": "K", "org_id": "9"}
NOW = datetime.now(UTC).replace(microsecond=0)


def told(at: datetime) -> str:
    """A time as the platform writes it."""
    return at.strftime("%Y-%m-%d %H:%M:%S")


@pytest.fixture
def link() -> dict[str, Any]:
    return {
        "id": 71,
        "deviceid": 12,
        "sim": CARD.iccid,
        "imsi": 234500001234567,
        "state": "LIVE",
        "whenclaimed": "2026-08-04 20:41:45",
        "whenexpires": "2026-12-03 20:41:45",
        "last_connect_time": told(NOW - timedelta(hours=1)),
        "plan": {"data": 1_000_000, "name": "Pilot"},
        "cur_billing_data_used": 250_000,
    }


@pytest.fixture
def hologram(link: dict[str, Any]) -> Iterator[StandIn]:
    """An organisation with one SIM, which changes as it is told."""

    def turned(call: Call) -> dict[str, bool]:
        link["state"] = {"pause": "PAUSED-USER", "live": "LIVE"}[call.told["state"]]
        return {"success": True}

    def listed(call: Call) -> dict[str, object]:
        links = [link] if call.told.get("sim", CARD.iccid) == CARD.iccid else []
        return {"success": True, "data": links, "size": len(links), "continues": False}

    with standing_in() as stand_in:
        stand_in.answers = {"GET /links/cellular": listed, STATE: turned, "POST /sms/incoming": {"success": True}}
        yield stand_in


@pytest.fixture
def connector(hologram: StandIn) -> Connector:
    return hologram.connector("hologram", CREDENTIALS)


def test_a_sim_as_it_is(hologram: StandIn, connector: Connector) -> None:
    found = values(connector.status(CARD))
    assert (found["card.state"], found["card.raw_state"], found["identity.imsi"]) == (
        "active",
        "LIVE",
        "234500001234567",
    )
    assert found["card.active_since"].startswith("2026-08-04T20:41:45")
    assert set(found) == connector.yields[Function.STATUS] - {"card.stopped_by"}
    assert (hologram.calls[0].told["orgid"], hologram.calls[0].headers["authorization"]) == ("9", "Basic YXBpa2V5Oks=")


@pytest.mark.parametrize(
    ("raw", "state", "stopped_by"),
    [
        ("PAUSED-USER", "suspended", "customer"),
        ("PAUSED-SYS", "suspended", "unknown"),
        ("PAUSED-PENDING-USER", "changing", None),
        ("LIVE-PENDING", "changing", None),
        ("TESTING", "unknown", None),
    ],
)
def test_platform_words_become_our_states(
    link: dict[str, Any], connector: Connector, raw: str, state: str, stopped_by: str | None
) -> None:
    link["state"] = raw
    found = values(connector.status(CARD))
    assert (found["card.state"], found.get("card.stopped_by")) == (state, stopped_by)


def test_a_card_that_the_organisation_does_not_hold(connector: Connector) -> None:
    other = CardRef("8944500102170009999")
    assert values(connector.status(other)) == {"platform.reachable": True, "platform.known": False}
    for call in (connector.suspend, connector.packages, connector.usage):
        with pytest.raises(CardUnknown):
            call(other)


def test_suspend_and_resume_are_seen_by_reading_back(hologram: StandIn, connector: Connector) -> None:
    connector.suspend(CARD)
    found = values(connector.status(CARD))
    assert (found["card.state"], found["card.stopped_by"]) == ("suspended", "customer")
    connector.resume(CARD)
    assert values(connector.status(CARD))["card.state"] == "active"
    assert hologram.count(STATE) == 2


def test_a_text_goes_to_the_device_of_the_sim(hologram: StandIn, link: dict[str, Any], connector: Connector) -> None:
    connector.send_sms(CARD, message="reboot")
    assert hologram.calls[-1].told == {"deviceid": 12, "body": "reboot"}
    link["deviceid"] = 0
    with pytest.raises(CardUnknown, match="device"):
        connector.send_sms(CARD, message="reboot")
    assert hologram.count("POST /sms/incoming") == 1


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Said(200, {"success": False, "error": "no"}), Rejected),
        (Said(400, {"success": False, "error": "no"}), Rejected),
        (Said(502), OutcomeUnknown),
    ],
)
def test_a_refusal_in_the_body_is_a_refusal(
    hologram: StandIn, connector: Connector, said: Said, error: type[Exception]
) -> None:
    hologram.answers[STATE] = said
    with pytest.raises(error):
        connector.suspend(CARD)
    assert hologram.count(STATE) == 1


def test_use_by_day_and_the_last_session(hologram: StandIn, connector: Connector) -> None:
    midnight = NOW.replace(hour=0, minute=0, second=0)
    days = [{"timestamp": told(midnight - timedelta(days=number)), "bytes": number * 100} for number in range(1, 7)]
    sessions = [
        {"timestamp": told(NOW - timedelta(hours=3)), "bytes": 5, "imei": "355555070000002"},
        {"timestamp": told(NOW - timedelta(hours=2)), "bytes": 5, "imei": "457032284023794"},
        {"timestamp": told(NOW), "bytes": 0, "imei": "1"},
    ]
    hologram.answers |= {"GET /usage/data/daily": {"data": days}, "GET /usage/data": {"data": sessions}}
    found = values(connector.usage(CARD))
    assert (found["usage.day_bytes"], found["usage.baseline_day_bytes"]) == (100, 400)
    assert datetime.fromisoformat(found["usage.last_traffic_at"]) == NOW - timedelta(hours=2)
    assert (found["imei.observed"], found["imei.previous"]) == ("457032284023794", "355555070000002")
    assert set(found) == connector.yields[Function.USAGE]
    assert connector.fields() <= set(FIELDS)


def test_the_plan_with_its_meter(link: dict[str, Any], connector: Connector) -> None:
    found = values(connector.packages(CARD))
    assert (found["package.used_bytes"], found["package.remaining_bytes"]) == (250_000, 750_000)
    assert set(found) == connector.yields[Function.PACKAGES]
    link["plan"] = {"data": 0, "name": "Pay as you go"}
    assert "package.total_bytes" not in values(connector.packages(CARD))


def test_all_sims_are_listed_over_several_pages(hologram: StandIn, connector: Connector) -> None:
    def page(call: Call) -> dict[str, object]:
        after = int(call.told.get("startafter", 0))
        links = [{"id": number, "sim": f"894450010217000{number:04d}"} for number in range(after + 1, after + 4)]
        return {"success": True, "data": links, "continues": after < 6}

    hologram.answers["GET /links/cellular"] = page
    assert [facts.iccid[-1] for part in connector.list_cards() for facts in part] == list("123456789")


@pytest.mark.parametrize("function", [Function.SESSIONS, Function.PING, Function.REFRESH, Function.RESET_SESSION])
def test_what_the_platform_cannot_do_is_said_in_words(connector: Connector, function: Function) -> None:
    with pytest.raises(Unsupported, match="Hologram"):
        getattr(connector, function.value)(CARD)
