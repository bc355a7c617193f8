"""Verdicts in the database: kept with their evidence, superseded, corrected, measured."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from simcare.accounts.models import Account
from simcare.cards.actions.states import report_state
from simcare.cards.models import Card, Product
from simcare.cards.values import CardState, StoppedBy
from simcare.diagnosis.actions import correct, enter_reading, examine
from simcare.diagnosis.errors import AlreadySuperseded, NoReason, UnknownCode, UnreadableReading
from simcare.diagnosis.models import Verdict
from simcare.diagnosis.queries.bundles import for_bundle
from simcare.diagnosis.queries.verdicts import agreement, find_latest
from simcare.diagnosis.rules.bundles import read_bundle
from simcare.kernel.models import OutboxEvent
from simcare.kernel.tenancy import acting_as_account
from simcare.operators.actions import record
from simcare.operators.values import Evidence

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def card() -> Card:
    account = Account.objects.create(name="Fleet One")
    product = Product.objects.create(code="asia-iot", name="Asia IoT", apn="iot.example")
    return Card.objects.create(
        iccid="89860012345678901234",
        iccid_key="8986001234567890123",
        product=product,
        platform="eiotclub",
        account=account,
        sold_on=date(2025, 1, 1),
    )


def observe(card: Card, field: str, value: object, minutes_ago: int = 2) -> None:
    """The platform said so."""
    observed_at = AT - timedelta(minutes=minutes_ago)
    record(card_id=card.id, evidence=[Evidence(field, value, observed_at, observed_at, "eiotclub:getCardsInfo")])


def look(card: Card, ticket: str = "ticket:1", at: datetime = AT) -> Verdict:
    return examine(card_id=card.id, ticket=ticket, by="desk", at=at)


def test_examine_keeps_the_verdict_with_the_bundle_it_saw(card: Card) -> None:
    observe(card, "package.state", "expired")
    found = look(card)
    assert (found.primary_code, found.liable_party, found.account_id) == (
        "package_expired",
        "customer_account",
        card.account_id,
    )
    again = for_bundle(read_bundle(found.bundle)).to_json()
    assert again == found.result


def test_examine_tells_the_house(card: Card) -> None:
    observe(card, "package.state", "expired")
    found = look(card)
    event = OutboxEvent.objects.get(name="diagnosis.CardExamined")
    assert (event.subject, event.payload["verdict_id"]) == ("ticket:1", found.id)


def test_a_second_look_for_the_same_ticket_supersedes_the_first(card: Card) -> None:
    observe(card, "package.state", "expired")
    first, other, second = look(card), look(card, ticket="ticket:2"), look(card)
    assert (second.supersedes_id, other.supersedes_id) == (first.id, None)
    assert find_latest(card.id, "ticket:1") == second


def test_evidence_that_came_later_is_not_seen(card: Card) -> None:
    observe(card, "package.state", "expired", minutes_ago=-30)
    assert look(card).primary_code == "insufficient_evidence"


def test_a_stop_through_us_names_who_did_it(card: Card) -> None:
    report_state(
        card_id=card.id,
        state=CardState.SUSPENDED,
        stopped_by=StoppedBy.CUSTOMER,
        source="simcare:suspend",
        by="ops@fleet.example",
        at=AT - timedelta(days=2),
    )
    observe(card, "card.state", "suspended")
    observe(card, "card.stopped_by", "unknown")
    found = look(card)
    assert (found.primary_code, found.liable_party) == ("card_suspended_by_customer", "customer_account")
    assert found.result["summary"]["params"]["by"] == "ops@fleet.example"


def test_a_stop_that_was_undone_is_history(card: Card) -> None:
    for days, state in ((9, CardState.SUSPENDED), (5, CardState.ACTIVE)):
        report_state(
            card_id=card.id, state=state, stopped_by=None, source="simcare:x", by="ops", at=AT - timedelta(days=days)
        )
    observe(card, "card.state", "suspended")
    observe(card, "card.stopped_by", "unknown")
    assert look(card).primary_code == "insufficient_evidence"


def test_a_reading_typed_in_decides(card: Card) -> None:
    enter_reading(
        card_id=card.id, field="device.apn", value=" cmnet ", place="Lyon", observed_at=AT, by="agent.li", at=AT
    )
    found = look(card)
    assert (found.primary_code, found.liable_party) == ("apn_wrong", "customer_configuration")
    assert (
        found.result["summary"]["params"] | {"apn": "iot.example", "apn_used": "cmnet"}
        == (found.result["summary"]["params"])
    )


@pytest.mark.parametrize(
    ("field", "value", "minutes"), [("device.mood", "x", 0), ("device.data_roaming", "perhaps", 0), ("at.cfun", "1", 5)]
)
def test_a_reading_that_can_not_be_is_refused(card: Card, field: str, value: str, minutes: int) -> None:
    with pytest.raises(UnreadableReading, match=field):
        enter_reading(
            card_id=card.id, field=field, value=value, observed_at=AT + timedelta(minutes=minutes), by="li", at=AT
        )


def test_a_correction_stands_in_the_place_of_the_wrong_verdict(card: Card) -> None:
    observe(card, "package.state", "expired")
    wrong = look(card)
    right = correct(verdict_id=wrong.id, code="network_incident", party="operator", reason="INC-4", by="li", at=AT)
    assert right.supersedes_id == wrong.id
    said = right.as_json()
    assert (said["primary_code"], said["liable_party"], said["corrected_by"]) == ("network_incident", "operator", "li")
    assert said["recheck_at"] is None, "a second look by the clock would overrule the person"
    assert [(finding["code"], finding["role"]) for finding in said["findings"]] == [
        ("network_incident", "primary"),
        ("package_expired", "contributing"),
    ]


def test_corrections_are_refused_in_words(card: Card) -> None:
    wrong = look(card)
    with pytest.raises(NoReason):
        correct(verdict_id=wrong.id, code="apn_wrong", party="operator", reason=" ", by="li", at=AT)
    with pytest.raises(UnknownCode, match="no check bad_luck"):
        correct(verdict_id=wrong.id, code="bad_luck", party="operator", reason="so", by="li", at=AT)
    with pytest.raises(UnknownCode, match="who is liable"):
        correct(verdict_id=wrong.id, code="apn_wrong", party="fate", reason="so", by="li", at=AT)
    look(card)
    with pytest.raises(AlreadySuperseded):
        correct(verdict_id=wrong.id, code="apn_wrong", party="operator", reason="so", by="li", at=AT)


def test_agreement_is_the_share_that_nobody_corrected(card: Card) -> None:
    observe(card, "package.state", "expired")
    first, second, _ = look(card, "ticket:1"), look(card, "ticket:2"), look(card, "ticket:3")
    correct(verdict_id=first.id, code="network_incident", party="operator", reason="INC-4", by="li", at=AT)
    look(card, "ticket:2")
    assert Verdict.objects.get(supersedes=second).reason == ""
    found = agreement(since_at=AT - timedelta(days=1), until_at=AT + timedelta(days=1))
    assert [(row.code, row.platform, row.verdict_count, row.corrected_count) for row in found] == [
        ("package_expired", "eiotclub", 4, 1)
    ]
    assert found[0].share == 0.75


def test_verdicts_and_readings_are_append_only(card: Card) -> None:
    verdict = look(card)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Verdict.objects.filter(id=verdict.id).update(liable_party="equipment")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        verdict.delete()


def test_another_account_sees_nothing(card: Card) -> None:
    verdict = look(card)
    other = Account.objects.create(name="Fleet Two")
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            cursor.execute("CREATE ROLE diagnosis_reader; GRANT SELECT ON diagnosis_verdict TO diagnosis_reader")
            cursor.execute("SET LOCAL ROLE diagnosis_reader")
    with acting_as_account(other.id):
        assert list(Verdict.objects.values_list("id", flat=True)) == []
    with acting_as_account(card.account_id or 0):
        assert list(Verdict.objects.values_list("id", flat=True)) == [verdict.id]
