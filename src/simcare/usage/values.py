"""Plain values of usage."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

FLAWS: Final[Mapping[str, str]] = {
    "columns": "it has not the columns that a record has",
    "record_id": "the number of the record is missing or too long",
    "started_at": "its start is not a time",
    "stopped_at": "its end is not a time",
    "iccid": "it names no ICCID of 19 or 20 characters",
    "used_bytes": "the amount of data is not a whole number",
    "ends_early": "it ends before it starts",
    "too_large": "a single record of more than a petabyte cannot be",
    "in_future": "it starts in the future",
    "too_old": "it starts more than two years ago",
    "too_long": "the line is longer than a record can be",
}
"""What may be wrong with a line of a file: code -> words that follow the line's number."""


@dataclass(frozen=True)
class Flaw:
    """A line that could not be read: its number in the file (1 is the first), what is wrong, and the line, cut."""

    line: int
    code: str
    text: str

    @property
    def words(self) -> str:
        """What is wrong, for a person."""
        return FLAWS[self.code]
