"""What platforms say is fetched, kept, and given back as it was known at an instant."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from simcare.cards.models import Card
from simcare.kernel.tenancy import acting_as_account, acting_as_provider
from simcare.operators.actions import ping, record, refresh, refresh_many
from simcare.operators.actions.evidence import _told_together
from simcare.operators.errors import Unsupported
from simcare.operators.models import Observation, Platform, Snapshot
from simcare.operators.queries import capabilities, evidence_for, history_of, list_stale_cards
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.platforms import Function
from tests.operators.factories import make_card, make_platform
from tests.operators.running import Simulator, values

pytestmark = pytest.mark.django_db
T = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def provider(simulator: Simulator, settings: Settings) -> Iterator[None]:
    settings.SIMCARE_LOOPBACK_TARGETS = [simulator.target]
    with acting_as_provider():
        yield


def fact(field: str, value: object, at: datetime = T) -> Evidence:
    return Evidence(field, value, at, at, "test")


@pytest.mark.parametrize("kind", ["eiotclub", "soracom"])
def test_a_refresh_is_seen_at_the_time_of_the_question(simulator: Simulator, kind: str) -> None:
    make_platform(simulator, kind)
    card = make_card(simulator, kind)
    at = datetime.now(UTC)
    refresh(card_id=card.id, at=at)
    found = values(evidence_for(card.id, at))
    assert (found["platform.reachable"], found["card.state"]) == (True, "active")
    assert all(piece.source.startswith(f"{kind}:") for piece in evidence_for(card.id, at))


def test_many_cards_of_one_platform_are_read_by_two_calls(simulator: Simulator) -> None:
    make_platform(simulator, "eiotclub")
    cards = [make_card(simulator, "eiotclub", iccid=f"898604123456{number:07d}") for number in range(42)]
    at = datetime.now(UTC)
    assert refresh_many(card_ids=[card.id for card in cards], at=at) == 42
    paths = [call["path"].rpartition("/")[2] for call in simulator.calls()]
    assert sorted(paths) == ["getAllCardInfo", "query", "query", "query"], "20 cards in each call for traffic"
    for card in cards:
        found = values(evidence_for(card.id, at))
        assert (found["card.state"], "usage.day_bytes" in found) == ("active", True)
    assert list_stale_cards([card.id for card in cards], older_than=at - timedelta(minutes=1)) == []


def test_cards_are_asked_alone_where_the_call_for_many_fails(simulator: Simulator) -> None:
    make_platform(simulator, "eiotclub")
    cards = [make_card(simulator, "eiotclub", iccid=f"898604123456{number:07d}") for number in range(2)]
    simulator.fault("error_body", path="getAllCardInfo")
    told = _told_together("eiotclub", cards, True)
    assert Function.STATUS not in told.get(cards[0].iccid, {})


def test_the_card_takes_over_its_state(simulator: Simulator) -> None:
    make_platform(simulator, "soracom")
    card = make_card(simulator, "soracom", "suspended")
    refresh(card_id=card.id, at=datetime.now(UTC))
    card.refresh_from_db()
    assert (card.state, card.stopped_by, card.presence) == ("suspended", "unknown", "offline")


@pytest.mark.parametrize("kind", ["server_error", "html", "error_body"])
def test_a_platform_that_fails_is_evidence(simulator: Simulator, kind: str) -> None:
    make_platform(simulator, "eiotclub")
    card = make_card(simulator, "eiotclub")
    at = datetime.now(UTC)
    refresh(card_id=card.id, at=at)
    simulator.fault(kind)
    later = at + timedelta(minutes=1)
    refresh(card_id=card.id, at=later)
    now_known = {piece.field: piece for piece in evidence_for(card.id, later)}
    assert now_known["platform.reachable"].value is False
    assert (now_known["card.state"].value, now_known["card.state"].observed_at) == ("active", at)
    assert values(evidence_for(card.id, at))["platform.reachable"] is True


def test_a_platform_that_is_not_set_up_gives_nothing(simulator: Simulator) -> None:
    card = make_card(simulator, "eiotclub")
    assert refresh(card_id=card.id, at=datetime.now(UTC)) == []


def test_an_unknown_card_is_told_as_such(simulator: Simulator) -> None:
    make_platform(simulator, "soracom")
    card = make_card(simulator, "soracom")
    Card.objects.filter(id=card.id).update(iccid="8942310777777777777")
    at = datetime.now(UTC)
    refresh(card_id=card.id, at=at)
    assert values(evidence_for(card.id, at)) == {"platform.reachable": True, "platform.known": False}


def test_the_newest_value_counts_and_an_older_one_that_comes_later_does_not(simulator: Simulator) -> None:
    card = make_card(simulator, "eiotclub")
    record(card_id=card.id, evidence=[fact("card.raw_state", "B", T)])
    record(card_id=card.id, evidence=[fact("card.raw_state", "A", T - timedelta(hours=1))])
    assert values(evidence_for(card.id, T)) == {"card.raw_state": "B"}
    assert [piece.value for piece in history_of(card.id, "card.raw_state")] == ["B", "A"]


def test_events_all_count_and_repetitions_once(simulator: Simulator) -> None:
    card = make_card(simulator, "soracom")
    events = [fact("session.created", {"apn": "em"}, T - timedelta(hours=hour)) for hour in range(3)]
    record(card_id=card.id, evidence=events)
    record(card_id=card.id, evidence=events)
    assert len(evidence_for(card.id, T)) == 3
    assert Snapshot.objects.filter(card=card).count() == 0


def test_what_was_learnt_later_is_not_known_before(simulator: Simulator) -> None:
    card = make_card(simulator, "eiotclub")
    for hours, state in ((0, "active"), (2, "suspended")):
        record(card_id=card.id, evidence=[fact("card.state", state, T + timedelta(hours=hours))])
    assert values(evidence_for(card.id, T + timedelta(hours=1))) == {"card.state": "active"}
    assert values(evidence_for(card.id, T + timedelta(hours=3))) == {"card.state": "suspended"}
    assert evidence_for(card.id, T - timedelta(hours=1)) == []


def test_null_is_kept_as_null(simulator: Simulator) -> None:
    card = make_card(simulator, "eiotclub")
    record(card_id=card.id, evidence=[fact("imei.locked", None)])
    assert values(evidence_for(card.id, T)) == {"imei.locked": None}
    assert [piece.value for piece in history_of(card.id, "imei.locked")] == [None]


def test_a_field_outside_the_vocabulary_is_refused(simulator: Simulator) -> None:
    card = make_card(simulator, "eiotclub")
    with pytest.raises(ValueError, match="mood"):
        record(card_id=card.id, evidence=[fact("card.mood", "fine")])


def test_an_account_sees_no_facts_of_another(simulator: Simulator) -> None:
    card = make_card(simulator, "eiotclub")
    record(card_id=card.id, evidence=[fact("card.raw_state", "canary")])
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE operators_wall_test NOLOGIN NOSUPERUSER NOBYPASSRLS")
        cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO operators_wall_test")
        cursor.execute("SET LOCAL ROLE operators_wall_test")
    seen_by_provider = (Snapshot.objects.count(), Observation.objects.count())
    with acting_as_account(999_999):
        seen_by_other = (Snapshot.objects.count(), Observation.objects.count())
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert (seen_by_provider, seen_by_other) == ((1, 1), (0, 0))


def test_ping_only_where_the_platform_has_one(simulator: Simulator) -> None:
    for kind in ("eiotclub", "soracom"):
        make_platform(simulator, kind)
    at = datetime.now(UTC)
    assert values(ping(card_id=make_card(simulator, "soracom").id, at=at)) == {"ping.answered": True}
    with pytest.raises(Unsupported):
        ping(card_id=make_card(simulator, "eiotclub").id, at=at)


def test_capabilities_by_the_platforms_name(simulator: Simulator) -> None:
    make_platform(simulator, "eiotclub", name="our eiotclub")
    assert Function.SUSPEND not in capabilities("our eiotclub")
    assert "by hand" in capabilities("our eiotclub").why_not(Function.SUSPEND)


def test_credentials_are_nowhere_readable(simulator: Simulator) -> None:
    platform = make_platform(simulator, "eiotclub", credentials={"appkey": "000001", "secret": "canary-secret"})
    row: dict[str, Any] = Platform.objects.filter(id=platform.id).values().get()
    assert "canary" not in repr(row)


def test_stale_cards_are_those_not_asked_since_of_platforms_that_can_be_asked(simulator: Simulator) -> None:
    card = make_card(simulator, "eiotclub")
    assert list_stale_cards([card.id], older_than=T) == [], "nobody has set up its platform"
    make_platform(simulator, "eiotclub")
    record(card_id=card.id, evidence=[fact("platform.reachable", True)])
    assert list_stale_cards([card.id], older_than=T - timedelta(minutes=1)) == []
    assert list_stale_cards([card.id], older_than=T + timedelta(minutes=1)) == [card.id]
