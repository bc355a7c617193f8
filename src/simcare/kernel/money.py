"""Money: whole minor units of a currency, and rates in basis points.

There is no float anywhere, and every division names its rounding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from simcare.kernel.errors import SimcareError

_WITH_DIGITS: Final = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    2: "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE"
    " CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD"
    " HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP"
    " MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR"
    " SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED"
    " VES WST XCD XCG YER ZAR ZMW ZWG ZWL",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
MINOR_DIGITS: Final = {currency: digits for digits, names in _WITH_DIGITS.items() for currency in names.split()}
"""Digits behind the point of each currency (ISO 4217)."""


class UnknownCurrency(SimcareError):
    """This is not a currency code of ISO 4217."""

    code = "unknown_currency"


class CurrenciesDiffer(SimcareError):
    """Amounts of different currencies can't be added or compared."""

    code = "currencies_differ"


@dataclass(frozen=True, order=False)
class Money:
    """An amount in minor units (cents, yen, fils) of one currency."""

    amount_minor: int
    currency: str

    def __post_init__(self) -> None:
        if self.currency not in MINOR_DIGITS:
            raise UnknownCurrency(f"{self.currency!r} is not a currency code of ISO 4217")

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.amount_minor + other.amount_minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return self + -other

    def __neg__(self) -> "Money":
        return Money(-self.amount_minor, self.currency)

    def __lt__(self, other: "Money") -> bool:
        self._same_currency(other)
        return self.amount_minor < other.amount_minor

    def __le__(self, other: "Money") -> bool:
        return self == other or self < other

    def __str__(self) -> str:
        digits = MINOR_DIGITS[self.currency]
        sign = "-" if self.amount_minor < 0 else ""
        whole, rest = divmod(abs(self.amount_minor), 10**digits)
        return f"{sign}{whole}.{rest:0{digits}d} {self.currency}" if digits else f"{sign}{whole} {self.currency}"

    def share_floor(self, share: Fraction) -> "Money":
        """This amount times an exact share, rounded down to the minor unit (III.2)."""
        return Money((self.amount_minor * share.numerator) // share.denominator, self.currency)

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrenciesDiffer(f"{self.currency} and {other.currency} can't be added or compared")


def basis_points(rate: int) -> Fraction:
    """The exact share of a rate in basis points: 400 is 4 %."""
    return Fraction(rate, 10_000)


def allocate(money: Money, ratios: Sequence[int]) -> list[Money]:
    """Split by ratios so that the parts add up exactly.

    Left-over minor units go to the largest remainders, first come first.
    """
    total = sum(ratios)
    if total <= 0 or min(ratios) < 0:
        raise ValueError("ratios must not be negative, nor all zero")
    size, sign = abs(money.amount_minor), 1 if money.amount_minor >= 0 else -1
    shares = [divmod(size * ratio, total) for ratio in ratios]
    parts = [whole for whole, _ in shares]
    by_remainder = sorted(range(len(ratios)), key=lambda index: -shares[index][1])
    for index in by_remainder[: size - sum(parts)]:
        parts[index] += 1
    return [Money(sign * part, money.currency) for part in parts]
