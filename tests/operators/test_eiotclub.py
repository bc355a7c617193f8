"""The eiotclub connector against the simulator, over real HTTP."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from simcare.kernel.outbound import Busy, OutcomeUnknown
from simcare.operators.connectors.eiotclub import EiotclubConnector, reading
from simcare.operators.connectors.eiotclub.signing import checked_notification, signature
from simcare.operators.connectors.protocol import Connector
from simcare.operators.errors import BadCredentials, NotificationRefused, Unsupported
from simcare.operators.values import FIELDS
from simcare.operators.values.platforms import CardRef, Function
from simulator.notices import signed_notification
from tests.operators.running import Simulator, values

ICCID = "89860012345678901234"
VECTOR = {"appkey": "000001", "timestamp": "1556595508", "nonce": "24523", "userName": "wx", "age": "24", "sex": "1"}


def test_signature_equals_the_published_vector() -> None:
    assert signature(VECTOR, "a1b1c1d1") == "963A56BAEBED746F2746E4D9B3B77BE0F2E171E7"


def test_signature_leaves_out_empty_values_and_itself() -> None:
    noisy = {**VECTOR, "sign": "x", "memo": "", "nothing": None}
    assert signature(noisy, "a1b1c1d1") == signature(VECTOR, "a1b1c1d1")


def test_signature_keeps_unicode_and_slashes_of_nested_values() -> None:
    assert signature({"data": {"名": "a/b"}}, "s") == signature({"data": '{"名":"a/b"}'}, "s")


def test_status_of_a_healthy_card(simulator: Simulator, eiotclub: Connector) -> None:
    card = simulator.card("eiotclub", ICCID)
    found = values(eiotclub.status(card))
    assert found["card.state"] == "active"
    assert found["card.raw_state"] == "ACTIVATED_NAME"
    assert found["imei.observed"] == "861234050000001"
    assert found["imei.locked"] is None
    assert found["package.remaining_bytes"] == 700_000_000
    assert (found["platform.reachable"], found["platform.known"]) == (True, True)


def test_every_fact_names_its_call_and_time(simulator: Simulator, eiotclub: Connector) -> None:
    before = datetime.now(UTC)
    evidence = eiotclub.status(simulator.card("eiotclub", ICCID))
    assert {fact.source for fact in evidence} == {"eiotclub:getCardsInfo"}
    assert all(before <= fact.received_at <= datetime.now(UTC) for fact in evidence)


@pytest.mark.parametrize(
    ("scenario", "state"),
    [
        ("ready", "ready"),
        ("not_activated", "not_activated"),
        ("healthy", "active"),
        ("suspended", "suspended"),
        ("terminated", "terminated"),
    ],
)
def test_platform_words_become_our_states(simulator: Simulator, eiotclub: Connector, scenario: str, state: str) -> None:
    assert values(eiotclub.status(simulator.card("eiotclub", ICCID, scenario)))["card.state"] == state


def test_an_unknown_state_is_unknown_and_kept_for_people(simulator: Simulator) -> None:
    entry = {"iccid": ICCID, "cardStatus": "FROZEN_NAME"}
    found = values(reading.status([entry], ICCID, at=datetime.now(UTC), call="getCardsInfo"))
    assert (found["card.state"], found["card.raw_state"]) == ("unknown", "FROZEN_NAME")


def test_a_card_is_found_in_both_lengths_of_its_iccid(simulator: Simulator, eiotclub: Connector) -> None:
    simulator.card("eiotclub", ICCID)
    assert values(eiotclub.status(CardRef(ICCID[:19])))["platform.known"] is True


def test_a_card_that_the_platform_does_not_hold(eiotclub: Connector) -> None:
    found = values(eiotclub.status(CardRef("8986009999999999999")))
    assert found == {"platform.reachable": True, "platform.known": False}


def test_lock_and_device_that_differ_are_both_told(simulator: Simulator, eiotclub: Connector) -> None:
    found = values(eiotclub.status(simulator.card("eiotclub", ICCID, "imei_mismatch")))
    assert (found["imei.observed"], found["imei.locked"]) == ("355555070000002", "861234050000001")


def test_usage_gives_last_traffic_usual_day_and_network(simulator: Simulator, eiotclub: Connector) -> None:
    found = values(eiotclub.usage(simulator.card("eiotclub", ICCID)))
    assert found["usage.baseline_day_bytes"] == 9_000_000
    assert found["network.plmn"] == "46000"
    assert datetime.fromisoformat(found["usage.last_traffic_at"]) < datetime.now(UTC)


def test_a_card_without_records_has_no_last_traffic(simulator: Simulator, eiotclub: Connector) -> None:
    found = values(eiotclub.usage(simulator.card("eiotclub", ICCID, "never_seen")))
    assert found["usage.last_traffic_at"] is None
    assert "usage.baseline_day_bytes" not in found


@pytest.mark.parametrize(
    ("scenario", "state", "present"),
    [("healthy", "live", True), ("package_expired", "expired", True), ("package_missing", None, False)],
)
def test_packages(simulator: Simulator, eiotclub: Connector, scenario: str, state: str | None, present: bool) -> None:
    found = values(eiotclub.packages(simulator.card("eiotclub", ICCID, scenario)))
    assert (found["package.present"], found.get("package.state")) == (present, state)


def test_all_cards_come_in_pages_of_500_with_the_number_as_text(simulator: Simulator, eiotclub: Connector) -> None:
    simulator.control("POST", "cards", [{"iccid": f"898604{number:013d}"} for number in range(620)])
    pages = list(eiotclub.list_cards())
    assert len(pages[0]) == 500
    assert {facts.iccid for page in pages for facts in page} >= {f"898604{number:013d}" for number in range(620)}
    numbers = [call["parameters"]["pageNum"] for call in simulator.calls("getAllCardInfo")]
    assert numbers == [str(number) for number in range(1, len(pages) + 1)]


def test_what_it_tells_is_what_it_declares_in_words_of_the_vocabulary(
    simulator: Simulator, eiotclub: Connector
) -> None:
    """Coverage rests on the declaration."""
    told = set()
    for scenario in simulator.control("GET", "scenarios"):
        card = simulator.card("eiotclub", ICCID, scenario)
        evidence = eiotclub.status(card) + eiotclub.usage(card) + eiotclub.packages(card)
        told |= {fact.field for fact in evidence if (fact.field, fact.value) != ("card.stopped_by", "unknown")}
    assert told <= eiotclub.fields()
    assert eiotclub.fields() - told <= {"imei.previous"}  # no scenario of the simulator has a card with such a past
    assert eiotclub.fields() <= set(FIELDS)


def test_session_reset_sms_and_imei_commands_take_effect(simulator: Simulator) -> None:
    card = simulator.card("eiotclub", ICCID)
    connector = simulator.connector("eiotclub")
    assert isinstance(connector, EiotclubConnector)
    connector.reset_session(card)
    connector.send_sms(card, message="APN: em/测试")
    connector.lock_imei(card, imei="355555070000002")
    connector.unlock_imei(card)
    connector.admit_imei(imei="355555070000002", group_id="7")
    connector.refresh(card)
    network, imsi = connector.switch_options(card)[1]
    connector.switch_operator(card, network=network, imsi=imsi)
    done = [effect["effect"] for effect in simulator.control("GET", "log")["effects"]]
    assert done == [
        "session_reset",
        "sms_sent",
        "imei_locked",
        "imei_unlocked",
        "imei_group_extended",
        "usage_refreshed",
        "operator_switched",
    ]
    assert simulator.effects("sms_sent")[0]["message"] == "APN: em/测试"


@pytest.mark.parametrize("function", [Function.SUSPEND, Function.RESUME, Function.SESSIONS, Function.PING])
def test_what_the_platform_cannot_do_is_said_in_words(eiotclub: Connector, function: Function) -> None:
    assert function not in eiotclub.capabilities
    with pytest.raises(Unsupported, match="EIOTCLUB"):
        getattr(eiotclub, function.value)(CardRef(ICCID))


def test_a_wrong_secret_is_a_permanent_refusal(simulator: Simulator) -> None:
    connector = simulator.connector("eiotclub", credentials={"appkey": "000001", "secret": "wrong"})
    with pytest.raises(BadCredentials):
        connector.status(CardRef(ICCID))


def test_an_unknown_order_is_settled_by_its_own_number(simulator: Simulator) -> None:
    connector = simulator.connector("eiotclub")
    assert isinstance(connector, EiotclubConnector)
    simulator.card("eiotclub", ICCID, packages=[])
    assert connector.find_orders("OTN-1") == []


@pytest.mark.parametrize("kind", ["busy", "server_error", "error_body", "html"])
def test_a_read_is_repeated_after_a_passing_fault(simulator: Simulator, eiotclub: Connector, kind: str) -> None:
    card = simulator.card("eiotclub", ICCID)
    simulator.fault(kind, times=1)
    assert values(eiotclub.status(card))["card.state"] == "active"
    assert len(simulator.calls("getCardsInfo")) == 2


@pytest.mark.parametrize("kind", ["server_error", "error_body", "html"])
def test_a_command_is_never_repeated(simulator: Simulator, eiotclub: Connector, kind: str) -> None:
    card = simulator.card("eiotclub", ICCID)
    simulator.fault(kind, times=1)
    with pytest.raises(OutcomeUnknown):
        eiotclub.send_sms(card, message="once")
    assert len(simulator.calls("sendSms")) == 1


def test_a_timeout_after_the_work_leaves_the_outcome_unknown(simulator: Simulator) -> None:
    card = simulator.card("eiotclub", ICCID)
    simulator.fault("timeout_after", seconds=1, times=1)
    with pytest.raises(OutcomeUnknown):
        simulator.connector("eiotclub", timeout_seconds=0.3).send_sms(card, message="once")
    assert len(simulator.effects("sms_sent")) == 1


def test_a_slow_drip_ends_at_the_deadline(simulator: Simulator) -> None:
    card = simulator.card("eiotclub", ICCID)
    simulator.fault("drip", seconds=0.1, times=1)
    with pytest.raises(OutcomeUnknown):  # without the deadline the whole answer would come in the end
        simulator.connector("eiotclub", timeout_seconds=0.5).reset_session(card)


def test_ten_megabytes_are_not_read(simulator: Simulator, eiotclub: Connector) -> None:
    card = simulator.card("eiotclub", ICCID)
    simulator.fault("huge", times=1)
    with pytest.raises(OutcomeUnknown, match="larger"):
        eiotclub.status(card)
    assert len(simulator.calls("getCardsInfo")) == 1


def test_retry_after_is_honoured(simulator: Simulator, eiotclub: Connector) -> None:
    card = simulator.card("eiotclub", ICCID)
    simulator.fault("busy", retry_after="1", times=1)
    began = time.monotonic()
    eiotclub.status(card)
    assert time.monotonic() - began >= 1


def test_a_long_retry_after_is_handed_to_the_caller(simulator: Simulator, eiotclub: Connector) -> None:
    card = simulator.card("eiotclub", ICCID)
    simulator.fault("busy", retry_after="90", times=1)
    with pytest.raises(Busy) as caught:
        eiotclub.status(card)
    assert caught.value.retry_after_seconds == 90


def notification(**changes: object) -> bytes:
    age_seconds = changes.pop("age_seconds", 0)
    assert isinstance(age_seconds, int)
    body = signed_notification("CloudESimPkgActivate", {"iccid": ICCID, "名": "a/b"}, id="n1", age_seconds=age_seconds)
    return json.dumps({**body, **changes}).encode()


def check(raw: bytes, secret: str = "a1b1c1d1", seen: set[str] | None = None) -> object:
    known = set() if seen is None else seen

    def is_new(identity: str) -> bool:
        fresh = identity not in known
        known.add(identity)
        return fresh

    return checked_notification(raw, secret=secret, at=datetime.now(UTC), is_new=is_new)["event"]


def test_a_signed_notification_is_taken() -> None:
    assert check(notification()) == "CloudESimPkgActivate"


def test_a_notification_within_the_tolerance_is_taken() -> None:
    assert check(notification(age_seconds=290)) == "CloudESimPkgActivate"


@pytest.mark.parametrize(
    "raw",
    [
        notification(sign=""),
        notification(sign="0" * 40),
        notification(event="Other"),
        notification(age_seconds=330),
        notification(age_seconds=-7200),  # made when tests are collected; a long run must not bring it into reach
        notification(timestamp="soon"),
        b"",
        b"[]",
        b"<html>",
    ],
)
def test_a_forged_old_or_broken_notification_is_refused(raw: bytes) -> None:
    with pytest.raises(NotificationRefused):
        check(raw)


def test_a_repeated_notification_is_refused() -> None:
    seen: set[str] = set()
    check(notification(), seen=seen)
    with pytest.raises(NotificationRefused, match="before"):
        check(notification(), seen=seen)


def test_a_forged_notification_does_not_use_up_an_id() -> None:
    seen: set[str] = set()
    with pytest.raises(NotificationRefused):
        check(notification(sign="x"), seen=seen)
    assert check(notification(), seen=seen) == "CloudESimPkgActivate"


def test_without_a_secret_nothing_is_taken() -> None:
    with pytest.raises(NotificationRefused):
        check(notification(), secret="")


def test_the_clock_of_calls_is_the_connectors(simulator: Simulator) -> None:
    late = simulator.connector("eiotclub", now=lambda: datetime.now(UTC) - timedelta(hours=1))
    with pytest.raises(BadCredentials):
        late.status(CardRef(ICCID))
