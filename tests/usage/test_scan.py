"""A day of cards is looked at in the database: what was unusual is kept and told once, behind its account's wall."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.db import connection

from simcare.accounts.models import Account
from simcare.cards.actions.stock import assign
from simcare.cards.models import Card
from simcare.kernel import progress
from simcare.kernel.models import OutboxEvent, Work
from simcare.kernel.tenancy import acting_as_account, acting_as_provider
from simcare.usage.actions.scan import scan_range
from simcare.usage.actions.scan_all import KIND, scan_all
from simcare.usage.models import Anomaly, UsualUse
from simcare.usage.queries import columns
from simcare.usage.rules.anomalies.columns import Cards, Stays, Use, _whole_imeis, array_of, days_to_scan, scan_columns
from simcare.usage.rules.anomalies.scan import History
from simcare.usage.values import CARDS_A_RANGE
from tests.usage.files import line, load, make_card

DAY = date(2026, 11, 20)
MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)
AT = MIDNIGHT + timedelta(hours=27)
HOME = 460_000
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_provider(db: None):
    with acting_as_provider(), connection.cursor() as cursor:
        # one range, however many cards other tests have made
        cursor.execute("ALTER SEQUENCE cards_card_id_seq RESTART")
        yield


def _teach(cards: list[Card], days: int = 14) -> None:
    """Days on which each card used 1 MB an hour at home in its own device, up to the eve of the day."""
    rows = History.blank(CARDS_A_RANGE).kept()
    for number in range(days, 0, -1):
        day = DAY - timedelta(days=number)
        found = scan_columns(rows, day, **_ordinary([card.id for card in cards]), zones={}, known_hours=range(24))
        assert list(found) == []
    UsualUse.objects.create(number=0, until_day=DAY - timedelta(days=1), rows=rows.tobytes())


def _ordinary(ids: list[int]) -> dict[str, Cards | Use | Stays]:
    place, hours = np.array(ids), np.repeat(np.arange(24), len(ids))
    ones, imeis = np.ones_like(place), np.array([860_000_000_000_000 + number for number in range(1, len(ids) + 1)])
    return {
        "cards": Cards(place, 0 * ones, ones),
        "use": Use(np.tile(place, 24), hours, np.full(hours.size, 1_000_000), np.ones(hours.size, np.int64)),
        "stays": Stays(place, HOME * ones, imeis, 24_000_000 * ones, ones),
    }


def _load_day(cards: int, odd: dict[tuple[int, int], str]) -> None:
    """The day as a file: a record an hour and card, of which some are replaced."""
    lines = [
        odd.get((card, hour), line(24 * card + hour, card=card, at=MIDNIGHT + timedelta(hours=hour), used=1_000_000))
        for hour in range(24)
        for card in range(1, cards + 1)
    ]
    load(lines, at=AT)


def test_what_was_unusual_is_kept_and_told_once() -> None:
    cards = [make_card(number) for number in (1, 2, 3)]
    account = Account.objects.create(name="Lumen")
    assign(card=cards[0], account=account, at=MIDNIGHT - timedelta(days=30), by="test")
    _teach(cards)
    noon, evening = MIDNIGHT + timedelta(hours=12), MIDNIGHT + timedelta(hours=20)
    abroad = line(999, card=2, at=evening, used=1_000_000).replace(",86" + f"{2:013d},46000", ",350000000000006,20810")
    _load_day(3, {(1, 12): line(998, card=1, at=noon, used=60_000_000), (2, 20): abroad})
    assert scan_range(number=0, day=DAY, at=AT) == 3
    assert {(each.card_id, each.kind, each.from_at, each.account_id) for each in Anomaly.objects.all()} == {
        (cards[0].id, "spike", noon, account.id),
        (cards[1].id, "new_country", MIDNIGHT, None),
        (cards[1].id, "imei_changed", MIDNIGHT, None),
    }
    told = OutboxEvent.objects.filter(name="usage.AnomalyFound")
    assert sorted(event.payload["kind"] for event in told) == ["imei_changed", "new_country", "spike"]
    assert set(told.values_list("subject", "account_id")) == {
        (f"card:{cards[0].id}", account.id),
        (f"card:{cards[1].id}", None),
    }
    spike = Anomaly.objects.get(kind="spike")
    assert (spike.numbers["bytes"], spike.until_at, spike.state) == (60_000_000, noon + timedelta(hours=1), "open")

    assert scan_range(number=0, day=DAY, at=AT) == 0, "the day has taught"
    UsualUse.objects.update(until_day=DAY - timedelta(days=1))
    assert scan_range(number=0, day=DAY, at=AT) == 0, "looked at again, nothing is new"
    assert (Anomaly.objects.count(), told.count()) == (3, 3)
    with acting_as_account(account.id):
        assert list(Anomaly.objects.values_list("kind", flat=True)) == ["spike"]
        assert UsualUse.objects.count() == 0


def test_hours_without_any_file_say_nothing() -> None:
    """No file came for the afternoon: no card fell silent, for nobody knows."""
    cards = [make_card(number) for number in (1, 2)]
    _teach(cards)
    load([line(hour, at=MIDNIGHT + timedelta(hours=hour), used=1_000_000) for hour in range(12)], at=AT)
    assert columns.read_known_hours(DAY) == set(range(12))
    assert scan_range(number=0, day=DAY, at=AT) == 1
    [silent] = Anomaly.objects.all()
    assert (silent.card_id, silent.kind, silent.until_at) == (cards[1].id, "silence", MIDNIGHT + timedelta(hours=6))


def test_a_card_that_was_suspended_is_rightly_silent() -> None:
    cards = [make_card(number) for number in (1, 2)]
    _teach(cards)
    Card.objects.filter(id=cards[1].id).update(state="suspended")
    _load_day(1, {})
    assert scan_range(number=0, day=DAY, at=AT) == 0


def test_an_old_day_only_teaches() -> None:
    cards = [make_card(1)]
    _teach(cards)
    _load_day(1, {(1, 12): line(998, at=MIDNIGHT + timedelta(hours=12), used=60_000_000)})
    assert scan_range(number=0, day=DAY, at=AT + timedelta(days=8)) == 0
    assert UsualUse.objects.get().until_day == DAY
    assert not Anomaly.objects.exists()


def test_of_one_card_its_own_bytes_are_read() -> None:
    cards = [make_card(number) for number in (1, 2)]
    _teach(cards)
    usual = columns.read_usual_of(cards[1].id)
    assert usual is not None
    whole = np.frombuffer(UsualUse.objects.get().rows, np.float32).reshape(CARDS_A_RANGE, -1)
    assert usual.kept().tobytes() == whole[cards[1].id].tobytes()
    assert columns.read_usual_of(CARDS_A_RANGE + 1) is None


@pytest.mark.parametrize(
    ("last", "days", "proves"),
    [
        (date(2026, 11, 19), [DAY], "the day after the last"),
        (DAY, [], "nothing is left"),
        (date(2026, 11, 17), [date(2026, 11, 18), date(2026, 11, 19), DAY], "what was missed comes in its order"),
        (None, [date(2026, 11, 18), date(2026, 11, 19), DAY], "at first so many days teach"),
        (date(2026, 1, 1), [date(2026, 11, 18), date(2026, 11, 19), DAY], "after a long pause, too"),
    ],
)
def test_days_come_in_their_order(last: date | None, days: list[date], proves: str) -> None:
    assert days_to_scan(last, latest=DAY, most=3) == days, proves


@pytest.mark.parametrize(
    ("told", "whole"),
    [
        (49015420323751, 490154203237518),
        (490154203237518, 490154203237518),
        (4901542032375101, 490154203237518),
        (0, 0),
    ],
)
def test_an_imei_is_the_same_however_it_is_written(told: int, whole: int) -> None:
    """The example of 3GPP TS 23.003 annex B and ETSI: check digit 8."""
    assert _whole_imeis(np.array([told])).tolist() == [whole]


def test_an_array_is_read_as_the_server_packs_it() -> None:
    assert array_of(None).tolist() == []
    [row] = columns._rows("SELECT array_send(array_agg(n)) FROM unnest(%(n)s::bigint[]) n", n=[-1, 2**62, 0])
    assert array_of(row[0]).tolist() == [-1, 2**62, 0]
    [row] = columns._rows("SELECT array_send('{}'::bigint[])")
    assert array_of(row[0]).tolist() == []


@pytest.mark.django_db(transaction=True)
def test_all_cards_are_looked_at_once_their_day_is_over() -> None:
    with acting_as_provider():
        cards = [make_card(number) for number in (1, 2)]
        last = max(card.id for card in cards) // CARDS_A_RANGE
        _load_day(2, {})
    assert scan_all(at=MIDNIGHT + timedelta(days=1, hours=1, minutes=59), most_days=1) == last + 1
    assert scan_all(at=AT, most_days=1) == last + 1
    assert scan_all(at=AT) == 0, "nothing is left"
    with acting_as_provider():
        assert set(UsualUse.objects.values_list("until_day", flat=True)) == {DAY}
    works = Work.objects.filter(kind="usage.scan").order_by("id")
    assert [(each.done, each.total, each.result) for each in works] == [(last + 1, last + 1, {"found": 0})] * 2


@pytest.mark.django_db(transaction=True)
def test_a_scan_that_was_stopped_rests_and_one_that_was_killed_goes_on() -> None:
    with acting_as_provider():
        make_card(1)
    begun = progress.begin(KIND, by="test", at=AT, total=3)
    progress.advance(begun, done=2, cursor={"day": DAY.isoformat(), "found": 7})
    progress.ask_to_stop(begun.id)
    assert scan_all(at=AT, most_days=1) == 0
    Work.objects.update(stop_wanted=False)
    scan_all(at=AT, most_days=1)
    begun.refresh_from_db()
    assert (begun.done, begun.finished_at, begun.result) == (3, AT, {"found": 7})
