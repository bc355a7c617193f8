"""The 1nce connector against a stand-in of its public description (SIM Management v1, Authorization v2)."""

from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simcare.kernel.outbound import Rejected
from simcare.operators.connectors.one_nce import reading
from simcare.operators.connectors.protocol import Connector
from simcare.operators.errors import BadCredentials, CardUnknown, Unsupported
from simcare.operators.values import FIELDS
from simcare.operators.values.platforms import CardRef, Function
from tests.operators.running import values
from tests.operators.stand_in import Call, Said, StandIn, standing_in

CARD = CardRef("89882806660000000005")
PATH = "/v1/sims/8988280666000000000"
CREDENTIALS = {"client_id": "id", "client_secret": "secret"}
IMEI = "8635760478500000"
NOW = datetime.now(UTC).replace(microsecond=0)


class Account(StandIn):
    """An account with one card; its tokens can be worn out."""

    def __init__(self, running: StandIn) -> None:
        super().__init__(running.url, running.answers, running.calls)
        self.token = 0
        self.card: dict[str, Any] = {
            "iccid": "8988280666000000000",
            "iccid_with_luhn": CARD.iccid,
            "status": "Enabled",
            "imei": IMEI,
            "imei_lock": True,
            "label": "DX-137",
            "imsi": "901405100000018",
            "current_imsi": "901405100000019",
            "activation_date": "2018-03-09T07:59:09.000+0000",
        }
        self.answers |= {
            "POST /oauth/token": self.sign_in,
            f"GET {PATH}": self.behind(lambda _call: self.card),
            f"PUT {PATH}": self.behind(self.change),
            f"POST {PATH}/reset": self.behind(lambda _call: Said(201)),
            f"POST {PATH}/sms": self.behind(lambda _call: Said(201)),
        }

    def behind(self, say: Any) -> Any:
        """What is said to who has a token; what a card is not told goes back to its default."""
        return lambda call: (
            say(call) if call.headers.get("authorization") == f"Bearer {self.token}" else Said(401, {"x": 1})
        )

    def sign_in(self, call: Call) -> object:
        pair = b64decode(call.headers["authorization"].removeprefix("Basic ")).decode()
        if pair != "id:secret" or call.told != {"grant_type": "client_credentials"}:
            return Said(400, {"errorCode": "BadCredentials", "message": "User does not exist."})
        self.token += 1
        return {"access_token": str(self.token), "token_type": "bearer", "expires_in": 3600}

    def change(self, call: Call) -> Said:
        if not {"iccid", "status"} <= set(call.told):
            return Said(400, {"error_code": 1000, "error_token": "BadRequest"})
        self.card |= {"imei_lock": False, "label": "", **call.told}
        return Said(200)


@pytest.fixture
def account() -> Iterator[Account]:
    with standing_in() as stand_in:
        yield Account(stand_in)


@pytest.fixture
def connector(account: Account) -> Connector:
    return account.connector("1nce", CREDENTIALS)


def test_a_card_with_its_presence(account: Account, connector: Connector) -> None:
    account.answers[f"GET {PATH}/status"] = {
        "status": "ONLINE",
        "location": {"last_updated": "2026-11-30 09:59:05", "last_updated_gprs": "2026-11-30 10:59:05"},
        "pdp_context": {"created": "2026-11-30T11:00:00Z", "mcc": "262", "mnc": "1"},
    }
    found = values(connector.status(CARD))
    assert found["card.state"] == "active"
    assert found["imei.locked"] == found["imei.observed"] == IMEI
    assert found["identity.imsi"] == "901405100000019"
    assert found["card.active_since"].startswith("2018-03-09T07:59:09")
    assert (found["attach.state"], found["session.open"], found["network.plmn"]) == ("attached", True, "26201")
    assert found["network.last_seen_at"].startswith("2026-11-30T10:59:05")
    assert set(found) == connector.yields[Function.STATUS]


def test_a_card_that_the_platform_does_not_hold(connector: Connector) -> None:
    other = CardRef("8988280666999999999")
    assert values(connector.status(other)) == {"platform.reachable": True, "platform.known": False}
    with pytest.raises(CardUnknown):
        connector.suspend(other)


def test_a_suspension_takes_neither_lock_nor_label(account: Account, connector: Connector) -> None:
    """A change names the whole card: what it leaves out goes back to its default."""
    account.answers[f"GET {PATH}/status"] = {"status": "OFFLINE"}
    connector.suspend(CARD)
    assert (account.card["status"], account.card["imei_lock"], account.card["label"]) == ("Disabled", True, "DX-137")
    assert values(connector.status(CARD))["card.state"] == "suspended"
    connector.resume(CARD)
    assert values(connector.status(CARD))["card.state"] == "active"
    assert account.count(f"PUT {PATH}") == 2


def test_a_lock_is_to_the_device_that_the_card_is_in(account: Account, connector: Connector) -> None:
    connector.unlock_imei(CARD)
    assert account.card["imei_lock"] is False
    with pytest.raises(Unsupported, match="1NCE"):
        connector.lock_imei(CARD, imei="355555070000002")
    assert account.card["imei_lock"] is False
    connector.lock_imei(CARD, imei=IMEI[:14] + "7")
    assert (account.card["imei_lock"], account.card["status"]) == (True, "Enabled")


def test_commands_with_empty_answers(account: Account, connector: Connector) -> None:
    connector.reset_session(CARD)
    assert account.calls[-1].headers["content-length"] == "0"  # some servers want it told
    connector.send_sms(CARD, message="reboot")
    connector.send_sms(CARD, message="こんにちは")
    assert [call.told["dcs"] for call in account.calls if call.path.endswith("/sms")] == [0, 8]


def test_one_token_serves_many_calls_and_a_worn_one_is_renewed(account: Account, connector: Connector) -> None:
    for _ in range(3):
        connector.reset_session(CARD)
    assert account.count("POST /oauth/token") == 1
    account.token = 7  # nobody has this one
    connector.reset_session(CARD)
    assert account.count("POST /oauth/token") == 2


def test_a_wrong_key_is_a_permanent_refusal(account: Account) -> None:
    connector = account.connector("1nce", {"client_id": "id", "client_secret": "wrong"})
    with pytest.raises(BadCredentials):
        connector.status(CARD)


def test_an_expired_card_is_refused_in_words(account: Account, connector: Connector) -> None:
    account.answers[f"PUT {PATH}"] = Said(422, {"error_code": 1000, "error_token": "SimExpired"})
    with pytest.raises(Rejected, match="SimExpired"):
        connector.suspend(CARD)
    assert account.count(f"PUT {PATH}") == 1


def test_use_by_day_in_bytes(account: Account, connector: Connector) -> None:
    midnight = NOW.replace(hour=0, minute=0, second=0)
    days = [(midnight - timedelta(days=number)).strftime("%Y-%m-%dT00:00:00.000Z") for number in range(1, 6)]
    account.answers[f"GET {PATH}/usage"] = {"stats": [{"date": day, "data": {"volume": "1.5"}} for day in days]}
    found = values(connector.usage(CARD))
    assert found["usage.day_bytes"] == found["usage.baseline_day_bytes"] == 1_572_864
    assert datetime.fromisoformat(found["usage.last_traffic_at"]) == midnight
    assert set(found) == connector.yields[Function.USAGE]


@pytest.mark.parametrize(("left", "remaining", "used"), [(435.5, 456_654_848, 67_633_152), (-1, 0, 525_336_576)])
def test_the_data_volume_of_a_lifetime(
    account: Account, connector: Connector, left: float, remaining: int, used: int
) -> None:
    quota = {"volume": left, "total_volume": 500, "expiry_date": "2029-01-01T00:00:00.000Z"}
    account.answers[f"GET {PATH}/quota/data"] = quota
    found = values(connector.packages(CARD))
    assert (found["package.remaining_bytes"], found["package.used_bytes"]) == (remaining, used)
    assert found["package.expires_at"].startswith("2029-01-01")
    assert set(found) == connector.yields[Function.PACKAGES]


def test_sessions_by_their_events_each_once(account: Account, connector: Connector) -> None:
    kinds = ["Create PDP Context", "Delete PDP Context"] * 4
    events: list[dict[str, object]] = [
        {"timestamp": (NOW - timedelta(minutes=100 - number * 10)).isoformat(), "event_type": kind, "mcc": "262"}
        for number, kind in enumerate(kinds)
    ]
    attached = {"timestamp": NOW.isoformat(), "event_type": "Update GPRS location", "mcc": "262", "mnc": "01"}
    account.answers[f"GET {PATH}/events"] = {"events": [*reversed(events), *events, attached]}
    evidence = connector.sessions(CARD)
    assert len([fact for fact in evidence if fact.field == "session.created"]) == 4
    found = values(evidence)
    assert (found["session.per_hour"], found["session.median_seconds"]) == (1.0, 600)
    assert found["network.attach"] == {"plmn": "26201"}
    assert set(found) <= connector.fields() <= set(FIELDS)


def test_all_cards_are_listed_over_several_pages(account: Account, connector: Connector) -> None:
    def page(call: Call) -> list[dict[str, str]]:
        first = (int(call.told["page"]) - 1) * int(call.told["pageSize"])
        return [{"iccid": f"898828066600000{number:04d}", "status": "Enabled"} for number in range(first, 250)][:100]

    account.answers["GET /v1/sims"] = account.behind(page)
    assert [len(part) for part in connector.list_cards()] == [100, 100, 50]


@pytest.mark.parametrize("function", [Function.PING, Function.REFRESH, Function.SWITCH_OPERATOR])
def test_what_the_platform_cannot_do_is_said_in_words(connector: Connector, function: Function) -> None:
    arguments = {"network": "x", "imsi": "y"} if function is Function.SWITCH_OPERATOR else {}
    with pytest.raises(Unsupported, match="1NCE"):
        getattr(connector, function.value)(CARD, **arguments)


def test_states_are_those_described() -> None:
    assert set(reading.STATES) == {"Enabled", "Disabled"}
