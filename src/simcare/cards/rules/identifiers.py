"""The identifiers of a card and its device: how each is spelled, matched and checked.

Sources: ITU-T E.118 (ICCID), E.212 (IMSI), E.164 (MSISDN), 3GPP TS 23.003 (IMEI); platform facts from
reference/operator-platforms.md §7. A check digit that is wrong is worth a warning, never a refusal: real cards carry
some.
"""

import re
import unicodedata
from dataclasses import dataclass

import phonenumbers
from stdnum import imsi as imsi_table
from stdnum import luhn

from simcare.cards.errors import IdentifierUnreadable

ICCID_KEY_LENGTH = 19
IMEI_KEY_LENGTH = 14

_BETWEEN_GROUPS = re.compile(r"[\s\-‐-―−.·_]+")
INVISIBLE = re.compile(r"[\u200b-\u200f\u2060\ufeff]")
_ICCID = re.compile(r"89[0-9]{4}[0-9A-Z]{6}[0-9]{7,8}", re.ASCII)
_RAW_START = "98"


def normalise_iccid(text: str) -> str:
    """The one spelling of an ICCID: upper case, 19 or 20 characters, neither blanks nor filler.

    Reads full-width digits, groups, a trailing F and the swapped half-bytes that AT+CRSM gives.
    """
    compact = bare(text)
    if compact.startswith(_RAW_START) and len(compact) == 20:
        compact = swap_half_bytes(compact)
    if len(compact) == ICCID_KEY_LENGTH + 1 and compact.endswith("F"):
        compact = compact[:-1]
    if not compact:
        raise IdentifierUnreadable("An ICCID is missing.")
    if len(compact) not in (ICCID_KEY_LENGTH, ICCID_KEY_LENGTH + 1):
        raise IdentifierUnreadable(
            "An ICCID has 19 or 20 characters; this one has %(count)s: %(given)s",
            count=len(compact),
            given=compact[:40],
        )
    if not is_iccid(compact):
        raise IdentifierUnreadable(
            "An ICCID starts with 89 and is made of digits, seldom letters: %(given)s", given=compact
        )
    return compact


def is_iccid(compact: str) -> bool:
    """Whether this is an ICCID in its one spelling; letters may stand only in the issuer's part (8986 00D6 …)."""
    return _ICCID.fullmatch(compact) is not None


def iccid_key(iccid: str) -> str:
    """What a card is matched by: the first 19 characters, so that both spellings of one card meet."""
    return normalise_iccid(iccid)[:ICCID_KEY_LENGTH]


def luhn_valid(digits: str) -> bool:
    """Whether the last digit is the check digit of the others. With letters inside no check is defined: False."""
    return digits.isascii() and digits.isdecimal() and len(digits) > 1 and bool(luhn.is_valid(digits))


def with_check_digit(digits: str) -> str:
    """The digits and their check digit: 19 of an ICCID become 20."""
    if not (digits.isascii() and digits.isdecimal()):
        raise IdentifierUnreadable("A check digit needs digits only: %(given)s", given=digits[:40])
    return digits + str(luhn.calc_check_digit(digits))


def swap_half_bytes(raw: str) -> str:
    """Each pair of characters turned round: how the card stores its number (TS 102 221, EF ICCID)."""
    return "".join(raw[at + 1] + raw[at] for at in range(0, len(raw) - 1, 2))


@dataclass(frozen=True, slots=True)
class Imsi:
    """An IMSI taken apart; the network code keeps its leading zeros, for 310-030 is not 310-30."""

    digits: str
    country_code: str
    network_code: str
    subscriber: str

    @property
    def plmn(self) -> str:
        """Country and network code, as in `46000`."""
        return self.country_code + self.network_code


def read_imsi(text: str) -> Imsi:
    """An IMSI of 6 to 15 digits; where the table does not know the network, its code is taken as two digits."""
    digits = bare(text)
    if not re.fullmatch(r"[0-9]{6,15}", digits):
        raise IdentifierUnreadable("An IMSI is made of 6 to 15 digits: %(given)s", given=digits[:40])
    parts = tuple(imsi_table.split(digits))
    if len(parts) != 3:
        parts = (digits[:3], digits[3:5], digits[5:])
    return Imsi(digits, *parts)


@dataclass(frozen=True, slots=True)
class Imei:
    """An IMEI as written; devices are matched by `key`, for the last digits differ between spellings."""

    digits: str

    @property
    def key(self) -> str:
        """The 14 digits that name the device: type code and serial number."""
        return self.digits[:IMEI_KEY_LENGTH]

    @property
    def warning(self) -> str | None:
        """What looks wrong about it; a finding, never an error."""
        if len(set(self.digits)) == 1:
            return "The IMEI repeats one digit: the module was never given a number."
        if len(self.digits) == 15 and not luhn_valid(self.digits):
            return "The check digit of the IMEI is wrong: it may be mistyped."
        return None


def read_imei(text: str) -> Imei:
    """An IMEI of 14 digits, 15 (with check digit) or 16 (with software version)."""
    digits = bare(text).replace("/", "")
    if not re.fullmatch(r"[0-9]{14,16}", digits):
        raise IdentifierUnreadable("An IMEI has 14, 15 or 16 digits: %(given)s", given=digits[:40])
    return Imei(digits)


def normalise_msisdn(text: str, region: str | None = None) -> str:
    """An MSISDN as E.164 digits without the plus; `region` (ISO 3166) reads numbers written nationally.

    M2M ranges are longer than any plan lists, so a number in international form need only be possible in length
    (E.164: 15).
    """
    compact = bare(text)
    digits = compact.removeprefix("+").removeprefix("00")
    if not re.fullmatch(r"[0-9]{5,15}", digits):
        raise IdentifierUnreadable("A phone number has 5 to 15 digits: %(given)s", given=compact[:40])
    if region is None or compact.startswith(("+", "00")):
        return digits
    try:
        number = phonenumbers.parse(compact, region)
    except phonenumbers.NumberParseException as refusal:
        raise IdentifierUnreadable(
            "This is no phone number of %(region)s: %(given)s", region=region, given=compact
        ) from refusal
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")


def bare(text: str) -> str:
    """Upper case, plain digits and letters: no blanks, hyphens, dots or invisible characters."""
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return _BETWEEN_GROUPS.sub("", plain).upper()
