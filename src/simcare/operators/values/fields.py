"""The vocabulary of evidence, read from fields.csv: every field with its kind, unit, freshness limit and meaning.

Names are stable: a bundle saved today must be readable in ten years. Limits are those of diagnosis-checks.md section 4;
`diagnosis.policy` may override one for one connector.
"""

import csv
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

FRESH_FOR_MINUTES: dict[str, int | None] = {
    "platform": 15,  # card state, package, balance
    "session": 15,  # session open or closed
    "attach": 60,  # and only with a matching event
    "reject": 24 * 60,  # and no later success
    "usage": 60,  # plus the published delay of the connector
    "identity": 24 * 60,  # IMEI, cell, network
    "device": 24 * 60,  # a reading or a swap step, at the same place
    "common": 5,  # match of incident and notice
    "record": None,  # our own records and contracts: the date of a paid order does not age
}


class Kind(StrEnum):
    """What JSON a field's value is; null is always allowed and means: looked for, and there is none."""

    TEXT = "text"
    CHOICE = "choice"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    TIME = "time"
    LIST = "list"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class Field:
    """One word of the vocabulary.

    `ages_as` names its freshness limit; `many`: each item is an event of its own and all of them count, otherwise the
    newest item does.
    """

    name: str
    kind: Kind
    unit: str
    ages_as: str
    choices: tuple[str, ...]
    many: bool
    words: str

    @property
    def limit_minutes(self) -> int | None:
        """How long a value counts as known; None: it does not age."""
        return FRESH_FOR_MINUTES[self.ages_as]


def _read(row: dict[str, str]) -> Field:
    choices = tuple(row["choices"].split())
    return Field(
        row["field"], Kind(row["kind"]), row["unit"], row["ages_as"], choices, row["many"] == "yes", row["words"]
    )


def _read_all() -> dict[str, Field]:
    text = files(__package__).joinpath("fields.csv").read_text(encoding="utf-8")
    return {row["field"]: _read(row) for row in csv.DictReader(text.splitlines())}


FIELDS: dict[str, Field] = _read_all()
