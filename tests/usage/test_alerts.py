"""Alerts follow their meters: open exactly while a meter is beyond, each crossing told once, whatever the order."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from simcare.accounts.models import Account
from simcare.cards.actions.stock import assign
from simcare.cards.models import Card
from simcare.kernel import policy
from simcare.kernel.models import OutboxEvent
from simcare.kernel.tenancy import acting_as_account, acting_as_provider
from simcare.operators.actions.evidence import record
from simcare.operators.values.evidence import Evidence
from simcare.usage.actions.alerts import sweep
from simcare.usage.actions.meters import note_throttling, open_meter
from simcare.usage.actions.thresholds import warn_account, warn_card, warn_product
from simcare.usage.actions.unload import unload
from simcare.usage.errors import MeterMisset, ThresholdsMisset
from simcare.usage.models import Alert, Meter
from simcare.usage.policy import ALERTS, AlertTerms
from simcare.usage.queries.alerts import alerts_of_account, alerts_of_card, meters_of
from simcare.usage.values import MeterState, Package, WarnAt
from tests.usage.files import AT, START, line, load, make_card

pytestmark = pytest.mark.django_db
ENDS = AT + timedelta(days=30)


@pytest.fixture(autouse=True)
def _as_provider(db: None):
    with acting_as_provider():
        yield


def meter(
    card: Card, *, allowance: int | None = 10_000, until_at: datetime | None = ENDS, used: int = 0, at: datetime = AT
) -> Meter:
    began = (until_at or ENDS) - timedelta(days=60)
    package = Package(name="10 kB", from_at=began, until_at=until_at, allowance_bytes=allowance, used_bytes=used)
    return open_meter(card_id=card.id, package=package, by="t", at=at)


def held(card: Card, account: Account) -> Card:
    assign(card=card, account=account, by="t", at=START - timedelta(days=80))
    card.refresh_from_db()
    return card


def told() -> list[tuple[str, int, bool]]:
    """Kind, value, and whether it is open; in the order in which they were raised."""
    return [(alert.kind, alert.value, alert.ended_at is None) for alert in Alert.objects.order_by("id")]


def raised_ids() -> Counter[int]:
    """How often each alert was told of by an event."""
    events = OutboxEvent.objects.filter(name="usage.AlertsRaised")
    return Counter(number for event in events for number in event.payload["alert_ids"])


def test_a_crossing_is_told_by_the_import_that_makes_it_and_not_again() -> None:
    meter(make_card())
    load(line(1, used=7_999))
    assert told() == []
    load(line(2, used=1))
    assert told() == [("used", 80, True)]
    load(line(3, used=1))
    load(line(2, used=1))
    assert told() == [("used", 80, True)]
    load(line(4, used=5_000))
    assert told() == [("used", 80, True), ("exhausted", 0, True), ("used", 95, True)]
    assert set(raised_ids().values()) == {1}
    assert len(raised_ids()) == 3


def test_a_meter_that_falls_back_ends_its_alert_and_may_cross_anew() -> None:
    meter(make_card())
    wrong = load(line(1, used=9_000)).file
    unload(file_id=wrong.pk, by="t", at=AT)
    assert told() == [("used", 80, False)]
    load(line(2, used=8_000))
    assert told() == [("used", 80, False), ("used", 80, True)]


def test_unloading_what_another_file_brought_as_well_tells_nothing() -> None:
    meter(make_card())
    wrong = load(line(1, used=9_000)).file
    load([line(1, used=9_000), line(2)])
    unload(file_id=wrong.pk, by="t", at=AT)
    assert told() == [("used", 80, True), ("exhausted", 0, True), ("used", 95, True)]


FILES = st.lists(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 6)), max_size=6), min_size=1, max_size=6)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(files=[[(1, 6), (2, 6)], [(1, 6)], [(3, 2)]], taken_back=[0, 2])
@given(files=FILES, taken_back=st.lists(st.integers(0, 5), max_size=4))
def test_whatever_comes_and_is_taken_back_alerts_are_open_exactly_while_the_meter_is_beyond(
    files: list[list[tuple[int, int]]], taken_back: list[int]
) -> None:
    levels = {("used", 40): 4_000, ("used", 80): 8_000, ("left", 3_000): 7_000, ("exhausted", 0): 10_000}
    crossings, was = Counter[tuple[str, int]](), 0

    def look() -> None:
        nonlocal was
        now = Meter.objects.get().used_bytes
        crossings.update(level for level, at in levels.items() if was < at <= now)
        was = now
        still_open = set(Alert.objects.filter(ended_at=None).values_list("kind", "value"))
        assert still_open == {level for level, at in levels.items() if now >= at}

    with transaction.atomic():
        card = held(make_card(), Account.objects.create(name="Lumen"))
        warn_account(account_id=card.account_id or 0, warn_at=WarnAt((40, 80), (3_000,)), by="t", at=AT)
        meter(card)
        loaded = []
        for number, records in enumerate(files):
            told_lines = [line(record, used=1_000 * size) for record, size in records]
            loaded.append(load([*told_lines, f"end {number}\n"]).file.pk)
            look()
        for number in dict.fromkeys(taken_back):
            if number < len(loaded):
                unload(file_id=loaded[number], by="t", at=AT)
                look()
        assert Counter(Alert.objects.values_list("kind", "value")) == crossings
        assert raised_ids() == Counter(Alert.objects.values_list("id", flat=True))
        transaction.set_rollback(True)


def test_the_nearest_thresholds_hold_as_a_whole_and_a_choice_is_told_at_once() -> None:
    account = Account.objects.create(name="Lumen")
    first, second = (held(make_card(number), account) for number in (1, 2))
    for card in (first, second, make_card(3)):
        meter(card, used=6_000)
    assert told() == []
    warn_product(product_id=first.product_id, warn_at=WarnAt((60,)), by="t", at=AT)
    assert Counter(Alert.objects.values_list("card__iccid", flat=True)) == Counter(
        Card.objects.values_list("iccid", flat=True)
    )
    warn_account(account_id=account.id, warn_at=WarnAt((), (4_000,)), by="t", at=AT)
    own = [(alert.kind, alert.value, alert.ended_at is None) for alert in alerts_of_card(first.id)]
    assert own == [("left", 4_000, True), ("used", 60, False)]
    warn_card(card_id=first.id, warn_at=WarnAt(), by="t", at=AT)
    assert list(alerts_of_card(first.id, is_open=True)) == []
    assert [alert.card_id for alert in alerts_of_account(account.id, is_open=True)] == [second.id]
    warn_account(account_id=account.id, warn_at=None, by="t", at=AT)
    assert [(alert.kind, alert.value) for alert in alerts_of_card(second.id, is_open=True)] == [("used", 60)]


@pytest.mark.parametrize(
    "wrong", [WarnAt((0,)), WarnAt((101,)), WarnAt((), (0,)), WarnAt((), (), (400,)), WarnAt((1, 2, 3, 4, 5, 6))]
)
def test_thresholds_that_say_nothing_are_refused(wrong: WarnAt) -> None:
    with pytest.raises(ThresholdsMisset):
        warn_account(account_id=Account.objects.create(name="A").id, warn_at=wrong, by="t", at=AT)


def test_time_alone_brings_the_last_days_and_the_end_each_once() -> None:
    meter(make_card(), until_at=ENDS)
    sweep(at=AT)
    for at, expected in (
        (ENDS - timedelta(days=7, seconds=1), []),
        (ENDS - timedelta(days=7), [("days", 7, True)]),
        (ENDS - timedelta(seconds=1), [("days", 7, True)]),
        (ENDS, [("days", 7, False), ("expired", 0, True)]),
        (ENDS + timedelta(days=6), [("days", 7, False), ("expired", 0, True)]),
        (ENDS + timedelta(days=7), [("days", 7, False), ("expired", 0, False)]),
    ):
        sweep(at=at)
        assert sweep(at=at) == 0
        assert told() == expected
    assert set(raised_ids().values()) == {1}


def test_a_sweep_after_a_long_pause_tells_what_still_holds() -> None:
    meter(make_card(), until_at=ENDS)
    sweep(at=AT)
    sweep(at=ENDS + timedelta(days=2))
    assert told() == [("expired", 0, True)]


def test_a_package_that_another_follows_is_not_missed() -> None:
    card = make_card()
    meter(card, until_at=ENDS, used=10_000)
    sweep(at=AT)
    sweep(at=ENDS - timedelta(days=3))
    assert [alert.kind for alert in alerts_of_card(card.id, is_open=True)] == ["days", "used", "used", "exhausted"]
    meter(card, until_at=ENDS + timedelta(days=60), at=ENDS - timedelta(days=2))
    sweep(at=ENDS)
    assert list(alerts_of_card(card.id, is_open=True)) == []
    assert "expired" not in [kind for kind, _, _ in told()]


def test_where_nothing_limits_nothing_is_told() -> None:
    meter(make_card(), allowance=None, until_at=None)
    load(line(1, used=10**14))
    sweep(at=AT)
    sweep(at=AT + timedelta(days=900))
    assert told() == []


def test_a_platform_that_throttles_is_heard_and_heard_to_stop() -> None:
    card = make_card()
    meter(card)
    assert note_throttling(card_id=card.id, at=AT) is False
    for hour, is_throttled in enumerate((True, False)):
        at = AT + timedelta(hours=hour)
        record(card_id=card.id, evidence=[Evidence("package.throttled", is_throttled, at, at, "eiotclub")])
        assert [note_throttling(card_id=card.id, at=at) for _ in range(2)] == [True, False]
        assert told() == [("throttled", 0, is_throttled)]


def test_what_the_policy_says_holds_where_nobody_has_chosen() -> None:
    terms = AlertTerms(used_percents=(50,), left_days=())
    policy.change(ALERTS, values=terms.to_json(), source="test", by="t", at=AT - timedelta(days=1))
    meter(make_card())
    load(line(1, used=5_000))
    assert told() == [("used", 50, True)]


def test_an_account_sees_its_own_alerts_only() -> None:
    mine, other = Account.objects.create(name="A"), Account.objects.create(name="B")
    for number, account in ((1, mine), (2, other)):
        meter(held(make_card(number), account), used=9_000)
    with acting_as_account(mine.id):
        assert [alert.account_id for alert in Alert.objects.all()] == [mine.id]
        assert list(alerts_of_account(other.id)) == []


def test_who_gets_a_card_is_warned_anew() -> None:
    first, second = Account.objects.create(name="A"), Account.objects.create(name="B")
    card = held(make_card(), first)
    meter(card, used=8_000)
    assign(card=card, account=second, by="t", at=START)
    load(line(1, at=START + timedelta(minutes=1)))
    assert [alert.ended_at is None for alert in alerts_of_account(first.id)] == [False]
    assert [alert.ended_at is None for alert in alerts_of_account(second.id)] == [True]


def test_two_packages_at_a_time_are_refused() -> None:
    card = make_card()
    meter(card)
    with pytest.raises(MeterMisset):
        meter(card, until_at=ENDS + timedelta(days=1))


def test_a_meter_says_what_is_left_and_when_it_will_have_run_out() -> None:
    card = make_card()
    meter(card, used=2_000)
    for day in range(7):
        load(line(day, at=AT - timedelta(days=day, hours=2), used=500))
    (now,) = meters_of(card.id, AT)
    assert (now.state, now.allowance.left_bytes, now.allowance.used_percent) == (MeterState.RUNNING, 4_500, 55)
    assert now.run_out_at == AT + timedelta(days=9)  # 500 a day
    load(line(9, at=AT - timedelta(hours=2), used=9_000))
    (now,) = meters_of(card.id, AT)
    assert (now.state, now.allowance.left_bytes, now.run_out_at) == (MeterState.EXHAUSTED, 0, None)
