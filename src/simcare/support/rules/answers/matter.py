"""What an answer is made from, and the answer: plain values, free of the diagnosis module's classes.

All times are aware and UTC. Texts inside parameters (ICCID, APN, URL, amount) reach the customer unchanged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

Value = str | int | date | datetime  # a datetime is shown with its zone, a date without
Values = Mapping[str, Value | None]

READINGS = (
    "AT",
    "AT+CPIN?",
    "AT+CFUN?",
    "AT+CCID",
    "AT+CSQ",
    "AT+COPS?",
    "AT+COPS=?",
    "AT+CREG?",
    "AT+CGREG?",
    "AT+CEREG?",
    "AT+CGATT?",
    "AT+CGDCONT?",
    "AT+CGPADDR",
    "AT+CEER",
    "AT+CGCONTRDP",
)
"""Readings to ask for on a device, in the order of diagnosis-checks.md section 2."""


class Audience(StrEnum):
    """Who reads the answer; decides what may be in it."""

    FORWARDER = "forwarder"
    END_USER = "end_user"
    STRANGER = "stranger"
    PROSPECT = "prospect"


class Severity(StrEnum):
    """How much a finding hurts, the worst first."""

    BLOCKING = "blocking"
    DEGRADING = "degrading"
    INFORMATIONAL = "informational"


@dataclass(frozen=True)
class Finding:
    """One proven or suspected cause on one card; `healed` when it has been put right since."""

    code: str
    severity: Severity = Severity.BLOCKING
    params: Values = field(default_factory=dict)
    healed: bool = False


@dataclass(frozen=True)
class EvidenceLine:
    """One observed fact as the customer may see it; `field` is a name of the operators' vocabulary."""

    field: str
    value: Value
    observed_at: datetime | None = None


@dataclass(frozen=True)
class CardVerdict:
    """The verdict on one card: the primary finding first, none when the card is in order from our side."""

    iccid: str
    findings: tuple[Finding, ...] = ()
    liable_party: str = "undetermined"
    suspected_party: str | None = None
    confidence: float = 0.0
    who_acts: tuple[str, ...] = ()
    """Parties of the next step; empty for those that the finding's code names."""
    recheck_at: datetime | None = None
    evidence: tuple[EvidenceLine, ...] = ()
    readings_wanted: tuple[str, ...] = ()
    """Device readings still missing, in the order to ask for them (see READINGS)."""
    facts: Values = field(default_factory=dict)
    """What is known of the card beyond its findings (apn, package…); fills gaps in a finding's parameters."""

    @property
    def primary(self) -> Finding | None:
        return self.findings[0] if self.findings else None

    @property
    def is_explained(self) -> bool:
        """Whether a finding accounts for the trouble; an informational one alone does not."""
        return any(found.severity is not Severity.INFORMATIONAL for found in self.findings)


@dataclass(frozen=True)
class Done:
    """A change of a card that we made since the customer last heard from us; `function` is the platform's word."""

    function: str
    iccid: str
    confirmed: bool
    at: datetime
    values: Values = field(default_factory=dict)


@dataclass(frozen=True)
class People:
    """Names and tongue of those on the ticket; a missing name is left out of the greeting."""

    requester: str | None = None
    end_user: str | None = None
    end_user_language: str | None = None
    """Language of the text to pass on; the answer's own when unknown."""


@dataclass(frozen=True)
class Desk:
    """How the provider signs and where it can be reached; an empty part leaves its sentence out."""

    name: str | None = None
    email: str | None = None
    possession_url: str | None = None
    recharge_url: str | None = None
    products_url: str | None = None


@dataclass(frozen=True)
class Answer:
    """A finished plain text; `subject` is for a message that begins a thread, a reply keeps its thread's own."""

    subject: str
    text: str
    language: str
    template_version: str
