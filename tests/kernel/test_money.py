"""Money adds up exactly, in the minor units of ISO 4217, and is split without losing or making a unit."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simcare.kernel.money import MINOR_DIGITS, CurrenciesDiffer, Money, UnknownCurrency, allocate, basis_points

AMOUNTS = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("money", "shown"),
    [
        (Money(1234, "EUR"), "12.34 EUR"),
        (Money(-5, "EUR"), "-0.05 EUR"),
        (Money(500, "JPY"), "500 JPY"),
        (Money(1234, "KWD"), "1.234 KWD"),
        (Money(100, "HUF"), "1.00 HUF"),
    ],
)
def test_money_is_shown_with_the_digits_of_its_currency(money: Money, shown: str) -> None:
    assert str(money) == shown


def test_money_of_two_currencies_is_never_added() -> None:
    with pytest.raises(CurrenciesDiffer):
        Money(1, "EUR") + Money(1, "USD")


def test_an_unknown_currency_is_refused_by_name() -> None:
    with pytest.raises(UnknownCurrency, match="XXQ"):
        Money(1, "XXQ")


@given(AMOUNTS, AMOUNTS)
def test_sums_are_exact(one: int, other: int) -> None:
    total = Money(one, "EUR") + Money(other, "EUR") - Money(other, "EUR")
    assert total == Money(one, "EUR")


def test_a_share_is_rounded_down_to_the_minor_unit() -> None:
    assert Money(999, "EUR").share_floor(Fraction(1, 3)) == Money(333, "EUR")
    assert Money(1000, "EUR").share_floor(basis_points(400)) == Money(40, "EUR")


@given(AMOUNTS, st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(any))
def test_parts_add_up_and_lie_within_one_unit_of_their_share(amount: int, ratios: list[int]) -> None:
    parts = allocate(Money(amount, "EUR"), ratios)
    assert sum(part.amount_minor for part in parts) == amount
    for part, ratio in zip(parts, ratios, strict=True):
        assert abs(part.amount_minor - Fraction(amount * ratio, sum(ratios))) < 1


@pytest.mark.shared
def test_minor_units_are_those_of_the_published_table(shared_data: Path) -> None:
    published = json.loads((shared_data / "money" / "iso4217_minor_units.json").read_text())
    differing = {name: digits for name, digits in published.items() if MINOR_DIGITS.get(name, digits) != digits}
    assert differing == {}
