"""One observed fact about a card, with its two dates and its source.

`observed_at` is when the fact held or the event happened at its origin; `received_at` is when it reached us. Freshness
is always counted from `observed_at`: a cached answer that arrives now is as old as its content.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


class MalformedEvidence(ValueError):
    """A piece of evidence can't be read; the message names the field and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """`field` is a name of `FIELDS`; `value` is JSON of its kind and unit, null where the source found none.

    `source` names who says so: a connector ("eiotclub", "soracom"), "simcare" for our own records, "operator" for an
    operator's answer or notice, "agent" or "customer" for what was typed in, "device" for what a device sent itself.
    """

    field: str
    value: Any  # any JSON value: FIELDS names the kind that each field holds
    observed_at: datetime
    received_at: datetime
    source: str

    def to_json(self) -> dict[str, Any]:
        """The object as it stands in an evidence bundle (docs/evidence.md)."""
        return {
            "field": self.field,
            "value": moment_text(self.value) if isinstance(self.value, datetime) else self.value,
            "observed_at": moment_text(self.observed_at),
            "received_at": moment_text(self.received_at),
            "source": self.source,
        }

    @classmethod
    def from_json(cls, item: Mapping[str, Any]) -> "Evidence":
        """Reads one object of a bundle; `received_at` defaults to `observed_at`."""
        if not isinstance(item, Mapping):
            raise MalformedEvidence("an item of evidence must be an object with field, value, observed_at and source")
        field = item.get("field")
        if not isinstance(field, str) or not field.strip():
            raise MalformedEvidence("an item of evidence has no field name")
        for key in ("value", "observed_at", "source"):
            if key not in item:
                raise MalformedEvidence(f"{field}: {key} is missing")
        source = item["source"]
        if not isinstance(source, str) or not source.strip():
            raise MalformedEvidence(f"{field}: source must be a text that says who observed it")
        observed_at = read_moment(item["observed_at"], f"{field}: observed_at")
        received = item.get("received_at")
        received_at = observed_at if received is None else read_moment(received, f"{field}: received_at")
        return cls(field.strip(), item["value"], observed_at, received_at, source.strip())


def read_moment(value: object, what: str) -> datetime:
    """Reads an ISO 8601 time with Z or an offset, in UTC; `what` begins the message of a refusal."""
    if isinstance(value, datetime):
        moment = value
    else:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            raise MalformedEvidence(f"{what} is not an ISO 8601 time: {value!r}") from None
    if moment.tzinfo is None:
        raise MalformedEvidence(f"{what} needs a zone, for example 2026-11-20T08:00:00Z: {value!r}")
    return moment.astimezone(UTC)


def moment_text(moment: datetime) -> str:
    """ISO 8601 in UTC with Z."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
