"""The people of an account are told of their cards: each event once, gathered, each in the own language."""

from datetime import UTC, datetime, timedelta

import pytest

from simcare.accounts.models import Account, Member, User
from simcare.accounts.values import MemberRole
from simcare.kernel import outbox
from simcare.kernel.tenancy import acting_as_account, acting_as_provider
from simcare.messaging.actions.outgoing import send_due
from simcare.messaging.models import Suppression
from simcare.notifications.actions.news import keep_news, send_news
from simcare.notifications.models import AccountNews
from simcare.notifications.rules.news import _words, amount, line_of
from simcare.notifications.values import News
from simcare.usage.actions.meters import open_meter
from simcare.usage.events import AnomalyFound
from simcare.usage.models import Anomaly
from simcare.usage.values import AlertKind, Package
from tests.journeys.conftest import Recipients, recipients
from tests.notifications.test_telling import plain
from tests.security.people import deliver
from tests.usage.files import AT, iccid, line, load, make_card
from tests.usage.test_alerts import held

__all__ = ["recipients"]
pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)


@pytest.fixture(autouse=True)
def _as_provider(db: None):
    with acting_as_provider():
        yield


@pytest.fixture
def account() -> Account:
    account = Account.objects.create(name="Lumen", zone="Asia/Shanghai")
    for name, role, language in (("Ada", MemberRole.OWNER, "en"), ("Bo", MemberRole.SUPPORT, "de")):
        user = User.objects.create_user(email=f"{name}@lumen.example", name=name, language=language)
        Member.objects.create(account=account, user=user, role=role)
    viewer = User.objects.create_user(email="vi@lumen.example", name="Vi")
    Member.objects.create(account=account, user=viewer, role=MemberRole.VIEWER)
    return account


def news(number: int, account: Account) -> News:
    numbers = {"value": 80, "allowance_bytes": 10**9, "until_at": None}
    return News(account_id=account.id, kind="used", iccid=iccid(number), numbers=numbers, key=f"alert:{number}")


def package(allowance: int) -> Package:
    ends = AT + timedelta(days=30)
    return Package(name="P", from_at=AT - timedelta(days=30), until_at=ends, allowance_bytes=allowance)


def test_an_import_that_crosses_is_told_by_mail_once(account: Account, recipients: Recipients) -> None:
    for number in (1, 2):
        open_meter(card_id=held(make_card(number), account).id, package=package(10_000), by="t", at=AT)
    load([line(1, card=1, used=8_500), line(2, card=2, used=9_000)])
    deliver()
    assert send_news(datetime.now(UTC)) == 0
    AccountNews.objects.update(made_at=datetime.now(UTC) - timedelta(minutes=16))
    assert [send_news(datetime.now(UTC)) for _ in range(2)] == [1, 0]
    send_due()
    mails = {str(mail["To"]): mail for mail in recipients.mails}
    assert sorted(mails) == ["Ada <ada@lumen.example>", "Bo <bo@lumen.example>"]
    text = plain(mails["Ada <ada@lumen.example>"]).replace("\r\n", "\n")
    assert mails["Ada <ada@lumen.example>"]["Subject"] == "Your cards: 2 need attention"
    assert f"- {iccid(1)}: 80 % of 10 kB is used\n- {iccid(2)}: 80 % of 10 kB is used\n" in text
    assert "80 % von 10 kB sind verbraucht" in plain(mails["Bo <bo@lumen.example>"])


def test_unusual_traffic_of_kinds_that_the_policy_names_is_news(account: Account) -> None:
    card = held(make_card(), account)
    for kind in ("spike", "silence", "imei_changed"):
        anomaly = Anomaly.objects.create(
            card=card, account=account, kind=kind, from_at=AT, until_at=AT, score=9, first_seen_at=AT
        )
        told = AnomalyFound(anomaly_id=anomaly.id, card_id=card.id, kind=kind, until_at=AT.isoformat())
        outbox.publish(told, subject=f"card:{card.id}", account_id=account.id)
    deliver()
    assert [row.numbers["kind"] for row in AccountNews.objects.order_by("id")] == ["spike", "imei_changed"]


def test_news_is_kept_once_and_of_nobodys_cards_not_at_all(account: Account) -> None:
    keep_news([news(1, account), news(1, account)], at=NOW)
    keep_news([news(1, account)], at=NOW)
    nobodys = News(account_id=None, kind="exhausted", iccid=iccid(2), numbers={}, key="alert:2")
    keep_news([nobodys], at=NOW)
    assert AccountNews.objects.count() == 1


def test_a_mail_names_thirty_cards_and_counts_the_rest(account: Account, recipients: Recipients) -> None:
    keep_news([news(number, account) for number in range(33)], at=NOW - timedelta(hours=1))
    send_news(NOW)
    send_due()
    text = plain(recipients.mails[0])
    assert (text.count(" is used"), "- and 3 more" in text) == (30, True)


def test_an_address_that_takes_no_mails_holds_up_nobody(account: Account, recipients: Recipients) -> None:
    Suppression.objects.create(address="ada@lumen.example", first_at=NOW, last_at=NOW, is_hard=True, suppressed_at=NOW)
    keep_news([news(1, account)], at=NOW - timedelta(hours=1))
    assert send_news(NOW) == 1
    send_due()
    assert [str(mail["To"]) for mail in recipients.mails] == ["Bo <bo@lumen.example>"]


def test_an_account_sees_its_own_news_only(account: Account) -> None:
    other = Account.objects.create(name="Other")
    keep_news([news(1, account), news(2, other)], at=NOW)
    with acting_as_account(account.id):
        assert [row.iccid for row in AccountNews.objects.all()] == [iccid(1)]


def test_every_language_has_every_word_with_the_same_places() -> None:
    words = _words()
    assert set(words) == {"en", "zh-hans", "de", "es", "fr", "ja", "pt", "ar"}
    numbers = {"value": 7, "allowance_bytes": 1, "until_at": AT.isoformat(), "kind": "spike"}
    for language, told in words.items():
        assert set(told) == set(words["en"]), language
        for kind in (*AlertKind, "anomaly"):
            sentence = line_of(language, kind, "1", numbers, zone="Asia/Shanghai")
            assert "{" not in sentence
            assert ("2026-11-20" in sentence) is (kind in {"days", "expired"})


@pytest.mark.parametrize(
    ("language", "size", "expected"),
    [("en", 999, "999 B"), ("en", 1_000, "1 kB"), ("de", 1_500_000, "1,5 MB"), ("en", 10**9, "1 GB")],
)
def test_amounts_are_in_decimal_units(language: str, size: int, expected: str) -> None:
    assert amount(language, size) == expected
