"""What our own receiving server thinks of a mail, by the header that it was told to write."""

import re
from typing import Final

from simcare.messaging.values import ParsedMail

_NUMBER: Final = re.compile(r"[-+]?\d{1,6}(?:\.\d{1,6})?")
_SCORE: Final = re.compile(r"\bscore\s*=\s*([-+]?\d{1,6}(?:\.\d{1,6})?)", re.IGNORECASE)


def spam_score(parsed: ParsedMail, header: str) -> float | None:
    """The score in the topmost header of that name: `5.1`, or `Yes, score=5.1 required=5` (X-Spam-Status)."""
    told = parsed.header(header) or ""
    found = _SCORE.search(told)
    if found:
        return float(found[1])
    number = _NUMBER.match(told.strip())
    return float(number[0]) if number else None
