"""Incidents: the statistic on tables, and the watch over all cards in the database from quiet to quiet."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from simcare.accounts.models import Account
from simcare.cards.models import Card, Product
from simcare.diagnosis.actions import examine
from simcare.diagnosis.actions.incidents import close, confirm, declare, watch
from simcare.diagnosis.errors import IncidentIsOver, IncidentRuns, NoReason
from simcare.diagnosis.models import Incident, IncidentCard
from simcare.diagnosis.policy import WatchTerms
from simcare.diagnosis.queries.incidents import curve_of
from simcare.diagnosis.queries.verdicts import find_latest
from simcare.diagnosis.rules.incidents import alarm_count, excess, is_unusual, usual
from simcare.diagnosis.values import Count, Grouping, Scope, Side
from simcare.kernel.models import OutboxEvent
from simcare.operators.actions import record
from simcare.operators.models import Observation, Snapshot
from simcare.operators.values import Evidence

TERMS = WatchTerms()
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
STEP = timedelta(minutes=TERMS.round_minutes)
NETWORK = Scope(Grouping.NETWORK, "soracom", "26201")


@pytest.mark.parametrize(
    ("past", "now", "rings", "says"),
    [
        ([Count(1000, 2)] * 60, Count(1000, 5), False, "a few more than usual"),
        ([Count(1000, 2)] * 60, Count(1000, 60), True, "thirty times the usual"),
        ([Count(1000, 0)] * 60, Count(1000, 12), False, "twelve where there were none: not enough to be sure"),
        ([Count(1000, 0)] * 60, Count(1000, 25), True, "twenty-five where there were none"),
        ([Count(1000, 200)] * 60, Count(1000, 290), False, "a noisy group, half as many again"),
        ([Count(1000, n) for n in (0, 40, 0, 40)] * 15, Count(1000, 80), False, "a group that scatters widely"),
        ([Count(1000, 2)] * 5, Count(1000, 900), False, "nobody knows yet what is usual"),
        ([Count(12, 0)] * 60, Count(12, 12), False, "too few cards to be a group"),
        ([Count(30, 0)] * 60, Count(30, 28), True, "a small group that fails whole"),
        ([Count(1000, 2)] * 58 + [Count(1000, 900)] * 2, Count(1000, 60), True, "two wild rounds do not blind it"),
    ],
)
def test_a_round_is_unusual(past: list[Count], now: Count, rings: bool, says: str) -> None:
    assert is_unusual(now, usual(past), TERMS) is rings, says


def test_the_alarm_count_is_the_least_count_that_rings() -> None:
    known = usual([Count(2000, n) for n in (4, 6, 5, 9, 3)] * 12)
    least = alarm_count(2000, known, TERMS)
    assert is_unusual(Count(2000, least), known, TERMS)
    assert not is_unusual(Count(2000, least - 1), known, TERMS)


def test_the_excess_is_measured_in_the_groups_own_scatter() -> None:
    calm, wild = usual([Count(1000, 10)] * 40), usual([Count(1000, n) for n in (0, 20)] * 20)
    assert excess(Count(1000, 60), calm) > 2 * excess(Count(1000, 60), wild)


@pytest.fixture
def cards(db: None) -> list[Card]:
    """Sixty cards on one network and twenty on another, of two accounts."""
    accounts = [Account.objects.create(name=name) for name in ("Fleet One", "Fleet Two")]
    product = Product.objects.create(code="eu-iot", name="EU IoT", apn="iot.example")
    made = Card.objects.bulk_create(
        Card(
            iccid=f"8949000000{number:09d}",
            iccid_key=f"8949000000{number:09d}",
            product=product,
            platform="soracom",
            account=accounts[number % 2],
            state="active",
        )
        for number in range(80)
    )
    for number, card in enumerate(made):
        _seen(card, "26201" if number < 60 else "26202")
    return made


def _seen(card: Card, network: str) -> None:
    Snapshot.objects.create(
        card=card, account_id=card.account_id, field="network.plmn", value=network, observed_at=AT, received_at=AT,
        source="soracom:getSim",
    )  # fmt: skip


def _refuse(cards: Iterable[Card], at: datetime, field: str = "network.reject") -> None:
    value = {"table": "EMM", "number": 17} if field == "network.reject" else {}
    Observation.objects.bulk_create(
        Observation(
            card=card, account_id=card.account_id, field=field, value=value, observed_at=at, received_at=at,
            source="soracom:getLogs", digest=f"{field}{at:%H%M}",
        )
        for card in cards
    )  # fmt: skip


def _quiet(cards: list[Card], rounds: int, at: datetime) -> datetime:
    """Rounds in which one card is refused now and then; returns the time of the last."""
    for number in range(rounds):
        at += STEP
        if number % 3 == 0:
            _refuse([cards[number % len(cards)]], at)
        assert watch(at=at) > 0
    return at


def test_a_common_fault_is_suspected_in_one_round_and_open_in_the_next(cards: list[Card]) -> None:
    at = _quiet(cards, TERMS.least_rounds + 2, AT)
    for state in ("suspected", "open"):
        at += STEP
        _refuse(cards[:40], at)
        watch(at=at)
        assert [(each.key, each.state) for each in Incident.objects.all()] == [("26201", state)]
    incident = Incident.objects.get()
    assert incident.started_at == at - STEP
    assert IncidentCard.objects.filter(incident=incident).count() == 40
    told = OutboxEvent.objects.get(name="diagnosis.IncidentOpened").payload
    assert (told["key"], told["card_count"], len(told["card_ids"])) == ("26201", 40, 40)
    curve = curve_of(NETWORK, at=at)
    assert (curve.counts[-1].failing, curve.alarm_count < 40) == (40, True)


def test_the_verdict_of_an_affected_card_rests_on_the_incident_before_any_device_finding(cards: list[Card]) -> None:
    at = _fail(cards)
    record(card_id=cards[0].id, evidence=[Evidence("card.state", "active", at, at, "soracom:getSim")])
    found = examine(card_id=cards[0].id, by="desk", at=at)
    assert (found.primary_code, found.liable_party) == ("network_incident", "operator")
    assert found.result["incident"] == Incident.objects.get().name
    beside = examine(card_id=cards[70].id, by="desk", at=at)
    assert beside.primary_code != "network_incident"


def test_a_card_that_worked_since_is_not_put_down_to_the_incident(cards: list[Card]) -> None:
    at = _fail(cards)
    record(card_id=cards[0].id, evidence=[Evidence("session.created", {}, at, at, "soracom:events")])
    assert examine(card_id=cards[0].id, by="desk", at=at).primary_code != "network_incident"


def test_an_incident_ends_after_three_calm_rounds_at_the_first_of_them(cards: list[Card]) -> None:
    at = _fail(cards)
    _quiet(cards, TERMS.rounds_to_close, at)
    incident = Incident.objects.get()
    assert (incident.state, incident.ended_at) == ("closed", at + STEP)
    assert OutboxEvent.objects.filter(name="diagnosis.IncidentClosed").count() == 1
    later = examine(card_id=cards[0].id, by="desk", at=at + timedelta(hours=1))
    codes = [finding["code"] for finding in later.result["findings"]]
    assert "network_incident" not in codes


def test_one_wild_round_opens_nothing(cards: list[Card]) -> None:
    at = _quiet(cards, TERMS.least_rounds + 2, AT) + STEP
    _refuse(cards[:40], at)
    watch(at=at)
    watch(at=at + STEP)
    assert [(each.state, each.close_reason) for each in Incident.objects.all()] == [("closed", "passed by itself")]
    assert not OutboxEvent.objects.filter(name="diagnosis.IncidentOpened").exists()


def test_cards_that_came_back_within_the_round_do_not_fail(cards: list[Card]) -> None:
    at = _quiet(cards, TERMS.least_rounds + 2, AT)
    for _ in range(2):
        at += STEP
        _refuse(cards[:40], at - timedelta(minutes=1))
        _refuse(cards[:40], at, field="network.attach")
        watch(at=at)
    assert not Incident.objects.exists()


def test_one_fault_is_one_incident_though_its_cards_share_a_range_too(cards: list[Card]) -> None:
    _fail(cards)
    assert [each.grouping for each in Incident.objects.all()] == ["network"]


def test_a_round_is_looked_at_once(cards: list[Card]) -> None:
    assert watch(at=AT) > 0
    assert watch(at=AT + timedelta(seconds=30)) == 0


def test_people_declare_confirm_and_end_incidents(cards: list[Card]) -> None:
    _refuse(cards[:3], AT - timedelta(minutes=2))
    known = declare(scope=NETWORK, side=Side.PROVIDER, note="our gateway", by="li", at=AT)
    assert (known.state, known.cards.count()) == ("confirmed", 3)
    assert examine(card_id=cards[0].id, by="desk", at=AT).liable_party == "provider"
    with pytest.raises(IncidentRuns):
        declare(scope=NETWORK, side=Side.OPERATOR, note="", by="li", at=AT)
    with pytest.raises(NoReason):
        close(incident_id=known.id, reason=" ", by="li", at=AT)
    close(incident_id=known.id, reason="gateway restarted", by="li", at=AT + STEP)
    with pytest.raises(IncidentIsOver):
        confirm(incident_id=known.id, side=Side.OPERATOR, by="li", at=AT + STEP)
    latest = find_latest(cards[0].id)
    assert latest is not None


def test_a_suspicion_that_a_person_confirms_counts_at_once(cards: list[Card]) -> None:
    at = _quiet(cards, TERMS.least_rounds + 2, AT) + STEP
    _refuse(cards[:40], at)
    watch(at=at)
    assert examine(card_id=cards[0].id, by="desk", at=at).primary_code != "planned_maintenance"
    confirm(incident_id=Incident.objects.get().id, side=Side.OPERATOR, by="li", at=at)
    assert examine(card_id=cards[0].id, by="desk", at=at).result["incident"] == Incident.objects.get().name
    _quiet(cards, TERMS.rounds_to_close + 1, at)
    assert Incident.objects.get().state == "confirmed"  # a person said so, a person ends it


def test_the_counting_of_a_round_uses_the_index_of_refusals(cards: list[Card]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = 'observation_refused'")
        assert cursor.fetchone() == (1,)


def _fail(cards: list[Card]) -> datetime:
    """Quiet, then two rounds in which forty of sixty cards of a network are refused."""
    at = _quiet(cards, TERMS.least_rounds + 2, AT)
    for _ in range(2):
        at += STEP
        _refuse(cards[:40], at)
        watch(at=at)
    return at
