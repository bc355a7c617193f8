"""The twilio connector: its calls are those of the provider's description, its words of errors and states are ours."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from simcare.kernel.outbound import Busy, OutcomeUnknown, Rejected
from simcare.operators.connectors import connect
from simcare.operators.connectors.protocol import Connector
from simcare.operators.connectors.twilio import reading
from simcare.operators.errors import BadCredentials, CardUnknown, Unsupported
from simcare.operators.values import FIELDS
from simcare.operators.values.platforms import CardRef, Function, OpenGate
from tests.operators.prism import Preferring, served
from tests.operators.running import values
from tests.operators.stand_in import Call, Said, StandIn, standing_in

CARD = CardRef("89883070000123456789")
SID = "HS" + "a" * 32
CREDENTIALS = {"account_sid": "AC" + "0" * 32, "auth_token": "secret"}
NOW = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    """An account with one SIM, which changes as it is told."""
    sim = {"sid": SID, "iccid": CARD.iccid, "status": "active"}

    def listed(call: Call) -> dict[str, object]:
        return {"sims": [sim] if call.told.get("Iccid", CARD.iccid) == CARD.iccid else [], "meta": {}}

    def changed(call: Call) -> dict[str, str]:
        sim["status"] = call.told["Status"]
        return sim

    with standing_in() as stand_in:
        stand_in.answers = {"GET /Sims": listed, f"POST /Sims/{SID}": changed}
        yield stand_in


@pytest.fixture
def connector(twilio: StandIn) -> Connector:
    return twilio.connector("twilio", CREDENTIALS)


@pytest.mark.shared
def test_every_call_is_one_of_the_description(shared_data: Path) -> None:
    """Prism refuses what the description does not hold: paths, parameters, their values, the way to sign in."""
    examples = {"/Sims": "readByIccid", "/UsageRecords": "readAllDay"}
    with served(shared_data / "openapi" / "twilio_supersim_v1.json") as url:
        outbound = Preferring(url.removeprefix("http://"), examples)
        settings: dict[str, Any] = {"base_url": f"{url}/v1", "credentials": CREDENTIALS, "outbound": outbound}
        connector = connect("twilio", gate=OpenGate(), now=lambda: datetime.now(UTC), **settings)
        assert values(connector.status(CARD))["card.state"] == "not_activated"
        assert values(connector.usage(CARD))["usage.last_traffic_at"].startswith("2019-05-04")
        assert [[facts.iccid for facts in page] for page in connector.list_cards()] == [[CARD.iccid]]
        connector.suspend(CARD)
        connector.resume(CARD)
        assert connector.send_sms(CARD, message="reboot").reference.startswith("HC")
    made = {(method, path.removeprefix(f"{url}/v1").replace(SID, "{Sid}")) for method, path in outbound.calls}
    assert made == {
        ("GET", "/Sims"),
        ("POST", "/Sims/{Sid}"),
        ("GET", "/UsageRecords"),
        ("POST", "/SmsCommands"),
    }


@pytest.mark.parametrize(("raw", "state"), list(reading.STATES.items()))
def test_platform_words_become_our_states(twilio: StandIn, connector: Connector, raw: str, state: str) -> None:
    twilio.answers["GET /Sims"] = {"sims": [{"sid": SID, "iccid": CARD.iccid, "status": raw}]}
    found = values(connector.status(CARD))
    assert (found["card.state"], found["card.raw_state"]) == (state, raw)


def test_a_card_that_the_account_does_not_hold(connector: Connector) -> None:
    other = CardRef("89883070000999999999")
    assert values(connector.status(other)) == {"platform.reachable": True, "platform.known": False}
    with pytest.raises(CardUnknown):
        connector.suspend(other)


def test_suspend_and_resume_are_seen_by_reading_back(twilio: StandIn, connector: Connector) -> None:
    connector.suspend(CARD)
    assert values(connector.status(CARD))["card.state"] == "suspended"
    connector.resume(CARD)
    assert values(connector.status(CARD))["card.state"] == "active"
    assert twilio.calls[0].headers["authorization"].startswith("Basic ")


def test_a_card_is_looked_up_once(twilio: StandIn, connector: Connector) -> None:
    for _ in range(3):
        connector.suspend(CARD)
    assert (twilio.count("GET /Sims"), twilio.count(f"POST /Sims/{SID}")) == (1, 3)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (Said(401, {"code": 20003}), BadCredentials),
        (Said(404, {"code": 20404}), CardUnknown),
        (Said(429, {"code": 20429}, {"Retry-After": "7"}), Busy),
        (Said(503), Busy),
        (Said(500), OutcomeUnknown),
        (Said(400, {"code": 21212}), Rejected),
        (Said(403, b"<html>"), Rejected),
        (Said(200, b"<html>"), OutcomeUnknown),
    ],
)
def test_a_refusal_is_of_our_kinds_and_no_command_is_repeated(
    twilio: StandIn, connector: Connector, said: Said, error: type[Exception]
) -> None:
    twilio.answers[f"POST /Sims/{SID}"] = said
    with pytest.raises(error) as caught:
        connector.suspend(CARD)
    assert type(caught.value) is error
    assert twilio.count(f"POST /Sims/{SID}") == 1
    if said.headers:
        assert isinstance(caught.value, Busy)
        assert caught.value.retry_after_seconds == 7
    if said.status == 400:
        assert "21212" in str(caught.value)


def test_a_text_that_times_out_is_not_sent_again(twilio: StandIn) -> None:
    twilio.answers["POST /SmsCommands"] = Said(201, {"sid": "HC1"}, after_seconds=1)
    with pytest.raises(OutcomeUnknown):
        twilio.connector("twilio", CREDENTIALS, timeout_seconds=0.4).send_sms(CARD, message="x")
    assert twilio.count("POST /SmsCommands") == 1


def test_a_read_is_repeated(twilio: StandIn, connector: Connector) -> None:
    answers = iter([Said(500), {"sims": []}])
    twilio.answers["GET /Sims"] = lambda _call: next(answers)
    assert values(connector.status(CARD))["platform.known"] is False


def test_pages_go_on_by_their_token_at_our_address_only(twilio: StandIn, connector: Connector) -> None:
    """The address of the next page may name another host: the key is not sent there."""
    away = "https://elsewhere.example/v1/Sims?PageSize=1000&Page=1&PageToken=PA1"

    def page(call: Call) -> dict[str, object]:
        number = 2 if call.told.get("PageToken") == "PA1" else 1
        entry = {"sid": f"HS{number}", "iccid": f"8988307000000000000{number}", "status": "active"}
        return {"sims": [entry], "meta": {"next_page_url": away if number == 1 else None}}

    twilio.answers["GET /Sims"] = page
    listed = [facts.iccid for facts in [each for part in connector.list_cards() for each in part]]
    assert listed == ["89883070000000000001", "89883070000000000002"]


def test_use_by_day_and_where_the_last_of_it_was(twilio: StandIn, connector: Connector) -> None:
    def record(from_at: datetime, length: timedelta, moved: int, country: str | None = None) -> dict[str, object]:
        period = {"start_time": from_at.isoformat(), "end_time": (from_at + length).isoformat()}
        return {"period": period, "data_total": moved, "iso_country": country}

    midnight, day, hour = NOW.replace(hour=0), timedelta(days=1), timedelta(hours=1)
    days = [record(midnight - number * day, day, 1000 * number) for number in range(1, 7)]
    hours = [record(NOW - 3 * hour, hour, 10, "DE"), record(NOW - 2 * hour, hour, 10, "FR"), record(NOW, hour, 0, "ES")]
    twilio.answers["GET /UsageRecords"] = lambda call: {
        "usage_records": hours if call.told["Granularity"] == "hour" else days
    }
    found = values(connector.usage(CARD))
    assert (found["usage.day_bytes"], found["usage.baseline_day_bytes"]) == (1000, 4000)
    assert (found["area.observed"], found["area.previous"]) == ("FR", "DE")
    assert datetime.fromisoformat(found["usage.last_traffic_at"]) == NOW - hour
    assert set(found) <= connector.fields() <= set(FIELDS)


def test_what_it_tells_is_what_it_declares(connector: Connector) -> None:
    assert set(values(connector.status(CARD))) == connector.yields[Function.STATUS]


@pytest.mark.parametrize("function", sorted(set(Function) - {Function.LIST_CARDS}))
def test_what_the_platform_cannot_do_is_said_in_words(connector: Connector, function: Function) -> None:
    if function in connector.capabilities:
        return
    arguments = {
        Function.SWITCH_OPERATOR: {"network": "x", "imsi": "y"},
        Function.LOCK_IMEI: {"imei": "355555070000002"},
    }.get(function, {})
    with pytest.raises(Unsupported, match="Twilio"):
        getattr(connector, function.value)(CARD, **arguments)
