"""Files of usage on a real database: each record once, in its hour, in every sum; whatever comes, in whatever order."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from simcare.accounts.actions import open_account
from simcare.accounts.models import Account
from simcare.cards.actions.stock import assign
from simcare.cards.events import CardsImported
from simcare.kernel import outbox
from simcare.kernel.models import OutboxEvent
from simcare.kernel.tenancy import acting_as_account, acting_as_provider
from simcare.usage.actions import ingest as ingesting
from simcare.usage.actions.adopt import adopt_strays
from simcare.usage.models import DayUsage, HourUsage, Meter, StrayRecord, UsageFile, UsageRecord
from simcare.usage.queries.files import flaws_of
from tests.usage.files import AT, START, days_of, hours_of, line, load, load_together, make_card, sums

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_provider(db: None):
    with acting_as_provider():
        yield


def _counts(file: UsageFile) -> dict[str, int]:
    return {name: getattr(file, f"{name}_count") for name in ("line", "new", "repeated", "stray", "bad")}


def test_records_stand_in_their_hours_and_days() -> None:
    card = make_card()
    late = START.replace(hour=23, minute=59, second=59)
    load([line(1), line(2, used=50), line(3, at=START + timedelta(hours=1)), line(4, at=late - timedelta(days=1))])
    assert hours_of(card) == {
        datetime(2026, 11, 20, 9, tzinfo=UTC): (1050, 2),
        datetime(2026, 11, 20, 10, tzinfo=UTC): (1000, 1),
        datetime(2026, 11, 19, 23, tzinfo=UTC): (1000, 1),
    }
    assert days_of(card) == {date(2026, 11, 20): 2050, date(2026, 11, 19): 1000}


def test_the_same_file_twice_is_one_file_whatever_it_is_called() -> None:
    make_card()
    first, second = load([line(1)]), load([line(1)], source="other")
    assert (first.is_new, second.is_new, second.file) == (True, False, first.file)
    assert sums() == (1000, 1000, 1000)


def test_a_record_counts_once_however_often_it_comes() -> None:
    make_card()
    load([line(1), line(1), line(2)])
    again = load([line(2), line(3)]).file
    assert _counts(again) == {"line": 2, "new": 1, "repeated": 1, "stray": 0, "bad": 0}
    assert sums() == (3000, 3000, 3000)


def test_files_of_one_transaction_are_counted_each_by_itself_and_what_they_share_once() -> None:
    make_card()
    first = [line(1), line(2), line(3, card=9)]
    early = line(5, at=AT - timedelta(days=900))
    second = ["bad\n", line(2), line(3, card=9), early, line(4, at=START - timedelta(days=1))]
    one, two, same = load_together(first, second, first)
    assert (one.is_new, two.is_new, same.file) == (True, True, one.file)
    assert Counter(_counts(one.file)) + Counter(_counts(two.file)) == Counter(line=8, new=3, repeated=2, stray=1, bad=2)
    assert [(flaw.line, flaw.code) for flaw in flaws_of(two.file)] == [(1, "columns"), (4, "too_old")]
    assert (sums(), StrayRecord.objects.count(), flaws_of(one.file)) == ((3000,) * 3, 1, [])
    assert OutboxEvent.objects.filter(name="usage.UsageRolledUp").count() == 2
    assert [each.is_new for each in load_together(second, first, [line(1)])] == [False, False, True]
    assert sums() == (3000,) * 3


def _told_to_accounts() -> set[tuple[str, str, int | None]]:
    names = ["usage.CardUsed", "usage.CardsUsed"]
    return set(OutboxEvent.objects.filter(name__in=names).values_list("name", "subject", "account_id"))


def test_pages_of_accounts_hear_of_their_cards_or_of_many_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    nord, sud = (open_account(name=name, by="t", at=AT) for name in ("Nord", "Sud"))
    cards = [make_card(number) for number in (1, 2, 3, 4)]
    for card, account in zip(cards, (nord, nord, sud), strict=False):
        assign(card=card, account=account, by="t", at=AT - timedelta(days=60))
    few = [line(1, card=1), line(2, card=1), line(3, card=3), line(4, card=4)]
    load(few)
    told = {("usage.CardUsed", f"card:{card.id}", account.id) for card, account in ((cards[0], nord), (cards[2], sud))}
    assert _told_to_accounts() == told, "a card in stock is nobody's"
    load([*few, "again\n"])
    assert _told_to_accounts() == told, "nothing new"
    monkeypatch.setattr(ingesting, "MOST_TOLD", 2)
    load([line(10 + number, card=number) for number in (1, 2, 3)])
    assert _told_to_accounts() - told == {("usage.CardsUsed", "cards:", each.id) for each in (nord, sud)}


def test_the_same_number_of_another_source_card_or_start_is_another_record() -> None:
    make_card(1), make_card(2)
    load([line(1)])
    load([line(1), line(1, card=2)], source="other")
    load([line(1, at=START + timedelta(minutes=1))])
    assert UsageRecord.objects.count() == 4


def test_good_lines_go_in_and_bad_ones_are_told_by_number() -> None:
    make_card()
    ahead, old = AT + timedelta(days=3), AT - timedelta(days=900)
    lines = [line(1), "nonsense\n", line(2, seconds=-5), line(3, at=ahead), line(4, at=old), line(5, used="x"), line(6)]
    file = load(lines).file
    assert _counts(file) == {"line": 7, "new": 2, "repeated": 0, "stray": 0, "bad": 5}
    assert [(flaw.line, flaw.code) for flaw in flaws_of(file)] == [
        (2, "columns"),
        (3, "ends_early"),
        (4, "in_future"),
        (5, "too_old"),
        (6, "used_bytes"),
    ]
    assert list(UsageRecord.objects.order_by("line").values_list("line", flat=True)) == [1, 7]


def test_records_before_their_card_wait_for_it_and_are_its_own_then() -> None:
    file = load([line(1), line(2, card=2)]).file
    assert (_counts(file)["stray"], sums()) == (2, (0, 0, 0))
    repeated = load([line(1), line(3)]).file
    assert (repeated.stray_count, repeated.repeated_count) == (1, 1)
    card = make_card(1)
    outbox.publish(CardsImported(import_id=1, card_count=1), subject="card_import:1")
    while outbox.deliver("later"):
        pass
    assert hours_of(card) == {datetime(2026, 11, 20, 9, tzinfo=UTC): (2000, 2)}
    assert (StrayRecord.objects.count(), adopt_strays(at=AT)) == (1, 0)
    file.refresh_from_db()
    assert _counts(file) == {"line": 2, "new": 1, "repeated": 0, "stray": 1, "bad": 0}
    assert load([line(1), line(4)]).file.repeated_count == 1


def test_a_record_belongs_to_the_account_and_the_meter_of_its_start() -> None:
    card = make_card()
    first, second = Account.objects.create(name="A"), Account.objects.create(name="B")
    assign(card=card, account=first, by="t", at=START - timedelta(days=1))
    assign(card=card, account=second, by="t", at=START + timedelta(minutes=10))
    turns = START + timedelta(minutes=20)
    begins, ends = START - timedelta(days=5), START + timedelta(days=5)
    for package, period in (("old", DateTimeTZRange(begins, turns)), ("new", DateTimeTZRange(turns, ends))):
        Meter.objects.create(card=card, package=package, period=period, opened_by="t", opened_at=AT)
    load([line(n, at=START + timedelta(minutes=n)) for n in (0, 9, 10, 19, 20, 25)])
    assert dict(HourUsage.objects.values_list("account_id", "used_bytes")) == {first.id: 2000, second.id: 4000}
    assert dict(Meter.objects.values_list("package", "used_bytes")) == {"old": 4000, "new": 2000}
    for account, seen in ((first, 2000), (second, 4000)):
        with acting_as_account(account.id):
            assert sums() == (seen, seen, seen)
            assert not UsageFile.objects.exists() and not StrayRecord.objects.exists()


def test_what_was_new_is_told_once() -> None:
    make_card()
    load([line(1), line(2)])
    load([line(1), "bad\n"])
    told = OutboxEvent.objects.filter(name="usage.UsageRolledUp").values_list("payload", flat=True)
    assert [(event["record_count"], event["card_count"]) for event in told] == [(2, 1)]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(st.tuples(st.integers(1, 3), st.integers(-3000, 3000), st.integers(0, 10**15 - 1)), max_size=30),
    chance=st.randoms(use_true_random=False),
)
def test_whatever_the_order_and_however_often_sums_are_the_same(
    records: list[tuple[int, int, int]], chance: random.Random
) -> None:
    """Files with any records of any hours, cut anywhere, shuffled and sent again, give the plain sums of the records."""
    from django.db import transaction

    with transaction.atomic():
        cards = {number: make_card(number) for number in (1, 2)}
        lines = [
            line(number, card=card, at=AT - timedelta(minutes=abs(minutes)), used=used)
            for number, (card, minutes, used) in enumerate(records)
        ]
        sent = [*lines, *chance.sample(lines, len(lines) // 2)]
        chance.shuffle(sent)
        cut = chance.randint(0, len(sent))
        if chance.random() < 0.5:
            load_together(sent[:cut], sent[cut:])
        for part in (sent[:cut], sent[cut:], sent):
            load(part)
        known = [used for card, _, used in records if card in cards]
        assert sums() == (sum(known),) * 3
        assert sum(DayUsage.objects.values_list("record_count", flat=True)) == len(known)
        assert StrayRecord.objects.count() == len(records) - len(known)
        transaction.set_rollback(True)
