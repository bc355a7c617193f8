"""The soracom connector against the simulator, over real HTTP."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from simcare.kernel.outbound import OutcomeUnknown, Rejected
from simcare.operators.connectors.protocol import Connector
from simcare.operators.connectors.soracom import events
from simcare.operators.errors import BadCredentials, CardUnknown, Unsupported
from simcare.operators.values import FIELDS
from simcare.operators.values.platforms import CardRef, Function
from tests.operators.running import Simulator, values

SIM = "8942310000000000123"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def named(evidence: list[Any], field: str) -> list[Any]:
    return [fact for fact in evidence if fact.field == field]


@pytest.mark.parametrize(
    ("scenario", "state"),
    [
        ("ready", "ready"),
        ("healthy", "active"),
        ("inactive", "suspended"),
        ("standby", "standby"),
        ("suspended", "suspended"),
        ("terminated", "terminated"),
    ],
)
def test_platform_words_become_our_states(simulator: Simulator, soracom: Connector, scenario: str, state: str) -> None:
    assert values(soracom.status(simulator.card("soracom", SIM, scenario)))["card.state"] == state


def test_status_of_a_card_online(simulator: Simulator, soracom: Connector) -> None:
    found = values(soracom.status(simulator.card("soracom", SIM)))
    assert found["session.open"] is True
    assert found["network.plmn"] == "46000"
    assert found["imei.locked"] is None
    assert found["platform.first_attach_activates"] is True


def test_a_fact_of_the_session_is_as_old_as_the_session(simulator: Simulator, soracom: Connector) -> None:
    (imei,) = named(soracom.status(simulator.card("soracom", SIM)), "imei.observed")
    assert timedelta(hours=5, minutes=59) < imei.received_at - imei.observed_at < timedelta(hours=6, minutes=1)


def test_a_suspended_card_tells_since_when(simulator: Simulator, soracom: Connector) -> None:
    found = values(soracom.status(simulator.card("soracom", SIM, "suspended")))
    changed_at = datetime.fromisoformat(found["card.state_changed_at"])
    assert timedelta(days=1, hours=23) < datetime.now(UTC) - changed_at < timedelta(days=2, hours=1)
    assert found["card.stopped_by"] == "unknown"


def test_a_card_never_seen_says_so_and_a_seen_one_does_not(simulator: Simulator, soracom: Connector) -> None:
    assert values(soracom.status(simulator.card("soracom", SIM, "never_seen")))["network.last_seen_at"] is None
    assert values(soracom.status(simulator.card("soracom", SIM)))["network.last_seen_at"] is not None


def test_a_card_that_the_platform_does_not_hold(soracom: Connector) -> None:
    found = values(soracom.status(CardRef("8942310999999999999")))
    assert found == {"platform.reachable": True, "platform.known": False}


@pytest.mark.parametrize(
    ("scenario", "field", "table", "number"),
    [
        ("apn_unknown", "session.reject", "ESM", 27),
        ("apn_not_subscribed", "session.reject", "ESM", 33),
        ("apn_credentials", "session.reject", "ESM", 29),
        ("roaming_not_allowed", "network.reject", "EMM", 11),
        ("illegal_device", "network.reject", "EMM", 6),
        ("network_fault", "network.reject", "EMM", 22),
    ],
)
def test_refusals_come_with_table_and_number(
    simulator: Simulator, soracom: Connector, scenario: str, field: str, table: str, number: int
) -> None:
    evidence = soracom.sessions(simulator.card("soracom", SIM, scenario))
    refused = named(evidence, field)
    assert [(fact.value["table"], fact.value["number"]) for fact in refused] == [(table, number)] * 3
    assert all(fact.observed_at < fact.received_at for fact in refused)


def test_flapping_shows_in_rate_and_length(simulator: Simulator, soracom: Connector) -> None:
    found = values(soracom.sessions(simulator.card("soracom", SIM, "session_flapping")))
    assert 11 <= found["session.per_hour"] <= 12.5
    assert found["session.median_seconds"] == pytest.approx(120, abs=2)


def test_an_open_session_without_a_byte(simulator: Simulator, soracom: Connector) -> None:
    found = values(soracom.sessions(simulator.card("soracom", SIM, "stale_session")))
    assert found["session.bytes"] == 0
    assert datetime.now(UTC) - datetime.fromisoformat(found["session.opened_at"]) > timedelta(days=1)


def test_ping_tells_a_stale_session_from_a_silent_application(simulator: Simulator, soracom: Connector) -> None:
    assert values(soracom.ping(simulator.card("soracom", SIM, "stale_session"))) == {"ping.answered": False}
    assert values(soracom.ping(simulator.card("soracom", SIM, "no_traffic"))) == {"ping.answered": True}


@pytest.mark.parametrize("kind", ["duplicate", "out_of_order"])
def test_repeated_or_shuffled_events_change_nothing(simulator: Simulator, soracom: Connector, kind: str) -> None:
    card = simulator.card("soracom", SIM, "session_flapping")
    before = soracom.sessions(card)
    simulator.fault(kind, path="events/sessions")
    after = soracom.sessions(card)
    assert [(fact.field, fact.observed_at) for fact in named(after, "session.created")] == [
        (fact.field, fact.observed_at) for fact in named(before, "session.created")
    ]
    assert values(after)["session.per_hour"] == values(before)["session.per_hour"]


def test_usage_by_day(simulator: Simulator, soracom: Connector) -> None:
    found = values(soracom.usage(simulator.card("soracom", SIM)))
    assert found["usage.baseline_day_bytes"] == 9_000_000
    assert datetime.fromisoformat(found["usage.last_traffic_at"]) <= datetime.now(UTC)


def test_what_it_tells_is_what_it_declares_in_words_of_the_vocabulary(simulator: Simulator, soracom: Connector) -> None:
    """Coverage rests on the declaration."""
    told = set()
    for scenario in simulator.control("GET", "scenarios"):
        card = simulator.card("soracom", SIM, scenario)
        evidence = soracom.status(card) + soracom.usage(card) + soracom.sessions(card) + soracom.ping(card)
        told |= {fact.field for fact in evidence if (fact.field, fact.value) != ("card.stopped_by", "unknown")}
    assert told <= soracom.fields()
    assert soracom.fields() - told <= {"card.active_since"}  # no scenario of the simulator has a card with such a past
    assert soracom.fields() <= set(FIELDS)


def test_suspend_and_resume_are_seen_by_reading_back(simulator: Simulator, soracom: Connector) -> None:
    card = simulator.card("soracom", SIM)
    soracom.suspend(card)
    assert values(soracom.status(card))["card.state"] == "suspended"
    soracom.resume(card)
    assert values(soracom.status(card))["card.state"] == "active"


@pytest.mark.parametrize("kind", ["accepted_then_failed", "late"])
def test_accepted_is_not_done(simulator: Simulator, soracom: Connector, kind: str) -> None:
    card = simulator.card("soracom", SIM)
    simulator.fault(kind, path="suspend", seconds=60)
    soracom.suspend(card)
    assert values(soracom.status(card))["card.state"] == "active"


def test_other_commands_take_effect(simulator: Simulator, soracom: Connector) -> None:
    card = simulator.card("soracom", SIM)
    soracom.reset_session(card)
    soracom.lock_imei(card, imei="355555070000002")
    assert values(soracom.status(card))["imei.locked"] == "355555070000002"
    soracom.unlock_imei(card)
    assert soracom.send_sms(card, message="こんにちは").reference
    done = [effect["effect"] for effect in simulator.control("GET", "log")["effects"]]
    assert done == ["session_reset", "imei_locked", "imei_unlocked", "sms_sent"]


def test_an_offline_card_has_no_session_to_delete(simulator: Simulator, soracom: Connector) -> None:
    with pytest.raises(Rejected):
        soracom.reset_session(simulator.card("soracom", SIM, "suspended"))


def test_a_command_for_an_unknown_card(soracom: Connector) -> None:
    with pytest.raises(CardUnknown):
        soracom.suspend(CardRef("8942310999999999999"))


def test_a_command_is_sent_once_even_if_it_times_out(simulator: Simulator) -> None:
    card = simulator.card("soracom", SIM)
    soracom = simulator.connector("soracom", timeout_seconds=0.4)
    soracom.status(card)
    simulator.fault("timeout_after", path="suspend", seconds=1)
    with pytest.raises(OutcomeUnknown):
        soracom.suspend(card)
    assert len(simulator.calls("suspend")) == 1
    assert values(soracom.status(card))["card.state"] == "suspended"


def test_one_token_serves_many_calls(simulator: Simulator, soracom: Connector) -> None:
    card = simulator.card("soracom", SIM)
    for _ in range(3):
        soracom.status(card)
    assert len(simulator.calls("/auth")) == 1


def test_a_wrong_key_is_a_permanent_refusal(simulator: Simulator) -> None:
    connector = simulator.connector("soracom", credentials={"auth_key_id": "keyId-x", "auth_key": "y"})
    with pytest.raises(BadCredentials):
        connector.status(CardRef(SIM))


@pytest.mark.parametrize("function", [Function.PACKAGES, Function.SWITCH_OPERATOR, Function.REFRESH])
def test_what_the_platform_cannot_do_is_said_in_words(soracom: Connector, function: Function) -> None:
    arguments = {"network": "x", "imsi": "y"} if function is Function.SWITCH_OPERATOR else {}
    with pytest.raises(Unsupported, match="Soracom"):
        getattr(soracom, function.value)(CardRef(SIM), **arguments)


def test_all_sims_are_listed_over_several_pages(simulator: Simulator, soracom: Connector) -> None:
    expected = {simulator.card("soracom", f"894231000000000{number:04d}").iccid for number in range(120)}
    assert {facts.iccid for page in soracom.list_cards() for facts in page} >= expected


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        ({"message": "Attach rejected, EMM cause #15"}, ("EMM", 15)),
        ({"message": "PDN connectivity: ESM cause 27 (missing or unknown APN)"}, ("ESM", 27)),
        ({"message": "GTPv2 cause=93"}, ("GTPv2", 93)),
        ({"table": "sm", "cause": "33"}, ("SM", 33)),
        ({"message": "session refused"}, None),
        ({"causeTable": "XYZ", "causeCode": 3}, None),
    ],
)
def test_causes_are_read_with_their_table(body: dict[str, object], cause: tuple[str, int] | None) -> None:
    log = {"time": int(NOW.timestamp() * 1000), "body": body}
    found = [fact for fact in events.rejects([log], [], at=NOW) if fact.field.endswith(".reject")]
    assert [(fact.value["table"], fact.value["number"]) for fact in found] == ([cause] if cause else [])
