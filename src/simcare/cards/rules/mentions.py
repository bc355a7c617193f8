"""Cards named in what people write: single numbers, groups, ranges, lists in a file.

A number is a card only when it stands alone: 19 or 20 characters from 89 on with no further digit at either side, so
that payment numbers, order numbers and IMEIs are never taken for one, and a cell that a spreadsheet turned into
8.986E+19 gives nothing.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from simcare.cards.rules.identifiers import (
    ICCID_KEY_LENGTH,
    INVISIBLE,
    is_iccid,
    luhn_valid,
    swap_half_bytes,
    with_check_digit,
)

RANGE_LIMIT = 10_000
"""Cards that one range may name; a longer one is taken as its two ends."""

_WHOLE = r"(?:89|98)[0-9A-Z]{17,18}(?![0-9A-Z])"
_GROUPED = r"(?:89|98)[0-9A-Z]{0,10}(?P<gap>[ .\-])[0-9A-Z]{1,12}(?:(?P=gap)[0-9A-Z]{1,12}){0,9}(?![0-9A-Z])"
_MENTION = re.compile(rf"(?<![0-9])(?:{_WHOLE}|{_GROUPED})", re.ASCII | re.IGNORECASE)
_DASHES = re.compile(r"[‐-―−]")
_RANGE_WORD = re.compile(
    r"[ \t]*(?:\.{2,}|-{1,3}>?|[~→]+|至|到|から|부터|에서|to|through|thru|until"
    r"|bis|au|à|al|hasta|até|до|по|đến|إلى)[ \t]*",
    re.IGNORECASE,
)


def iccids_in(texts: Iterable[str]) -> list[str]:
    """The ICCIDs named in these texts, in their order, each card once.

    A card written with 19 and with 20 characters is one, in its longer spelling. Ranges are written out card by card.
    """
    found: dict[str, str] = {}
    for text in texts:
        for iccid in _in_text(text):
            key = iccid[:ICCID_KEY_LENGTH]
            if len(iccid) > len(found.get(key, "")):
                found[key] = iccid
    return list(found.values())


def written_out(first: str, last: str) -> list[str]:
    """The cards from one to another, both included; nothing when the two make no range that can be counted.

    Cards are counted by their first 19 digits. With 20 the last one is the check digit, and each card between gets its
    own; where the ends' own are wrong, the rule of that series is unknown and nothing is made up.
    """
    if len(first) != len(last) or not (first.isdecimal() and last.isdecimal()):
        return []
    has_check_digit = len(first) > ICCID_KEY_LENGTH
    if has_check_digit and not (luhn_valid(first) and luhn_valid(last)):
        return []
    start, end = int(first[:ICCID_KEY_LENGTH]), int(last[:ICCID_KEY_LENGTH])
    if not 0 < end - start < RANGE_LIMIT:
        return []
    counted = map(str, range(start, end + 1))
    return [with_check_digit(digits) for digits in counted] if has_check_digit else list(counted)


def _in_text(text: str) -> Iterator[str]:
    plain = _plain(text)
    at, before = 0, ("", 0)
    while match := _MENTION.search(plain, at):
        iccid, end = _read(match)
        at = end if iccid else match.start() + 2
        if not iccid:
            continue
        if before[0] and _RANGE_WORD.fullmatch(plain, before[1], match.start()):
            yield from written_out(before[0], iccid)
        yield iccid
        before = iccid, end


def _plain(text: str) -> str:
    """Full-width digits as digits, every dash as a hyphen, every ellipsis as dots, invisible characters away."""
    return _DASHES.sub("-", unicodedata.normalize("NFKC", INVISIBLE.sub("", text)))


def _read(match: re.Match[str]) -> tuple[str, int]:
    """The ICCID that a match holds and where it ends; an empty one when it is none."""
    gap = match["gap"]
    if gap is None:
        return _spelled(match.group()), match.end()
    groups = match.group().split(gap)
    candidates = []
    for count in range(2, len(groups) + 1):
        iccid = _spelled("".join(groups[:count]))
        if iccid and (gap == " " or count == len(groups)) and _looks_grouped(groups[:count], iccid):
            candidates.append((iccid, match.start() + len(gap.join(groups[:count]))))
    return max(candidates, key=lambda found: (luhn_valid(found[0]), -len(found[0])), default=("", 0))


def _looks_grouped(groups: list[str], iccid: str) -> bool:
    """Numbers that merely stand side by side are no card: its groups are even but for the last, or its check digit is
    right.
    """
    return luhn_valid(iccid) or len({len(group) for group in groups[:-1]}) == 1


def _spelled(written: str) -> str:
    compact = written.upper()
    if compact.startswith("98"):
        compact = _turned(compact)
    if len(compact) == ICCID_KEY_LENGTH + 1 and compact.endswith("F"):
        compact = compact[:-1]
    return compact if is_iccid(compact) else ""


def _turned(raw: str) -> str:
    """The number behind swapped half-bytes; only a filler or a right check digit tells it from other numbers."""
    number = swap_half_bytes(raw) if len(raw) == ICCID_KEY_LENGTH + 1 else ""
    return number if number.endswith("F") or luhn_valid(number) else ""
