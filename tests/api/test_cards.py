"""Cards and their usage, as a program of their account is told of them."""

from datetime import timedelta

import pytest

from simcare.cards.models import Card
from simcare.usage.models import Alert, Meter
from tests.api.people import HOUR, Program, make_program

pytestmark = pytest.mark.django_db


def test_pages_tell_every_card_once_in_order(db: None) -> None:
    program, seen, cursor = make_program("Nordsol", 1_000, cards=7), [], None
    while True:
        page = program.get("/cards", limit=3, **({"cursor": cursor} if cursor else {})).json()
        seen.append([card["iccid"] for card in page["items"]])
        if (cursor := page["next_cursor"]) is None:
            break
    assert [len(each) for each in seen] == [3, 3, 1]
    assert [iccid for each in seen for iccid in each] == sorted(card.iccid for card in program.cards)


@pytest.mark.parametrize(
    "words", ["8944000000000001001", "000001001", "234500000001001", "8944 0000 0000 0001 001", "0001001"]
)
def test_a_card_is_found_by_any_identifier_or_a_part(nordsol: Program, words: str) -> None:
    found = nordsol.get("/cards", q=words).json()["items"]
    assert [card["iccid"] for card in found] == ["8944000000000001001"]


def test_cards_are_narrowed_by_their_state(nordsol: Program) -> None:
    Card.objects.filter(id=nordsol.cards[1].id).update(state="suspended", stopped_by="customer")
    [card] = nordsol.get("/cards", state="suspended").json()["items"]
    assert (card["iccid"], card["stopped_by"]) == (nordsol.cards[1].iccid, "customer")


def test_one_card_is_told_with_what_is_left_of_its_package(nordsol: Program) -> None:
    card = nordsol.get(f"/cards/{nordsol.cards[0].iccid}").json()
    assert (card["state"], card["label"], card["product"]) == ("active", "Nordsol", "Plain")
    package = card["package"]
    assert (package["allowance_bytes"], package["used_bytes"], package["left_bytes"]) == (10_000, 3_000, 7_000)


def test_usage_is_told_by_the_hour_and_by_the_day(nordsol: Program) -> None:
    address = f"/cards/{nordsol.cards[0].iccid}/usage"
    asked = {"from_at": HOUR.isoformat(), "until_at": (HOUR + timedelta(hours=30)).isoformat()}
    hours = nordsol.get(address, **asked).json()
    assert [point["from_at"] for point in hours["points"]] == ["2026-11-20T08:00:00Z", "2026-11-20T09:00:00Z"]
    assert (hours["used_bytes"], hours["newest_hour_at"]) == (2_000, "2026-11-21T14:00:00Z")
    days = nordsol.get(address, step="day", **asked).json()
    assert [point["from_at"] for point in days["points"]] == ["2026-11-21T00:00:00Z"], "the 20th began before"


@pytest.mark.parametrize(
    "asked",
    [
        {"from_at": "2026-11-20T08:00:00Z", "until_at": "2026-11-19T08:00:00Z"},
        {"from_at": "2026-01-01T00:00:00Z", "until_at": "2026-11-19T08:00:00Z"},
        {"from_at": "0001-01-01T00:00:00+14:00"},
        {"until_at": "0001-01-01T00:00:00+14:00"},
        {"until_at": "9999-12-31T23:00:00-14:00"},
        {"from_at": "2026-11-20T08:00:00"},
        {"step": "week"},
    ],
)
def test_a_time_that_makes_no_sense_is_refused(nordsol: Program, asked: dict[str, str]) -> None:
    assert nordsol.get(f"/cards/{nordsol.cards[0].iccid}/usage", **asked).status_code == 422


def test_what_a_card_used_while_it_was_anothers_is_not_told(nordsol: Program, riego: Program) -> None:
    card = nordsol.cards[0]
    Card.objects.filter(id=card.id).update(account=riego.account)
    asked = {"from_at": HOUR.isoformat(), "until_at": (HOUR + timedelta(days=2)).isoformat()}
    told = riego.get(f"/cards/{card.iccid}/usage", **asked).json()
    assert (told["points"], told["newest_hour_at"]) == ([], None)
    assert nordsol.get(f"/cards/{card.iccid}/usage", **asked).status_code == 404


def test_alerts_are_told_by_the_page_those_of_the_own_account(nordsol: Program, riego: Program) -> None:
    for program in (nordsol, riego):
        for meter in Meter.objects.filter(account=program.account).order_by("id"):
            Alert.objects.create(
                meter=meter,
                card=meter.card,
                account=program.account,
                kind="used",
                value=80,
                used_bytes=8_000,
                raised_at=HOUR,
                ended_at=HOUR if meter.card == program.cards[0] else None,
            )
    first = nordsol.get("/alerts", limit=2).json()
    second = nordsol.get("/alerts", limit=2, cursor=first["next_cursor"]).json()
    told = [alert["iccid"] for page in (first, second) for alert in page["items"]]
    assert told == [card.iccid for card in reversed(nordsol.cards)]
    assert second["next_cursor"] is None
    [over] = nordsol.get("/alerts", is_open="false").json()["items"]
    assert (over["iccid"], over["kind"], over["value"]) == (nordsol.cards[0].iccid, "used", 80)
