"""What the pages of records show: cards, accounts, policies, quarantine, audit; plain values as in `pages`."""

import re
from dataclasses import dataclass
from datetime import datetime

from simcare.web.staff.alert_pages import AlertRow, MeterRow
from simcare.web.staff.anomaly_pages import AnomalyRow, UsedHour
from simcare.web.staff.diagnosis_pages import Gap, IncidentRow
from simcare.web.staff.pages import CardView, Datum, TicketRow, Verdict

CLAUSE = re.compile(r"\b[IVX]+\.\d+")
SHORT = 24


@dataclass(frozen=True)
class CardRow:
    """A card in a list."""

    iccid: str
    state: str
    product: str = ""
    account: str = ""
    account_id: int | None = None
    platform: str = ""
    state_at: datetime | None = None


@dataclass(frozen=True)
class StateChange:
    """Something that changed on a card: a state it came into, or (what, before, after) of its names and holders."""

    state: str
    at: datetime
    by: str
    source: str
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class CardRecord:
    """The page of one card."""

    card: CardView
    history: tuple[StateChange, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    evidence: tuple[Datum, ...] = ()
    tickets: tuple[TicketRow, ...] = ()
    equipment: tuple[Datum, ...] = ()
    gaps: tuple[Gap, ...] = ()
    incident: IncidentRow | None = None
    anomalies: tuple[AnomalyRow, ...] = ()
    hours: tuple[UsedHour, ...] = ()
    """Of the last week; none where there was no traffic."""
    used_at: datetime | None = None
    """Up to when records of it have come."""
    meters: tuple[MeterRow, ...] = ()
    alerts: tuple[AlertRow, ...] = ()


@dataclass(frozen=True)
class AccountRow:
    """An account in a list."""

    id: int
    name: str
    is_dealer: bool
    language: str
    member_count: int
    card_count: int | None = None
    open_ticket_count: int | None = None


@dataclass(frozen=True)
class KnownPerson:
    """A member, with a role, or a contact, without one."""

    name: str
    email: str
    role: str = ""
    language: str = ""


@dataclass(frozen=True)
class AccountRecord:
    """The page of one account."""

    account: AccountRow
    zone: str
    since_at: datetime
    members: tuple[KnownPerson, ...] = ()
    contacts: tuple[KnownPerson, ...] = ()
    cards: tuple[CardRow, ...] = ()
    tickets: tuple[TicketRow, ...] = ()
    states: tuple[tuple[str, int], ...] = ()
    kept_count: int = 0
    promise_count: int = 0

    @property
    def kept_percent(self) -> int | None:
        """Of the first responses promised lately, how many were in time."""
        return round(100 * self.kept_count / self.promise_count) if self.promise_count else None


@dataclass(frozen=True)
class PolicyTerm:
    """One number or text that a policy sets."""

    name: str
    value: str


@dataclass(frozen=True)
class PolicyEdition:
    """A version of a policy and the half-open period in which it holds."""

    version: int
    from_at: datetime | None
    until_at: datetime | None
    terms: tuple[PolicyTerm, ...]
    source: str
    approved_by: str


@dataclass(frozen=True)
class Policy:
    """A policy with its versions, the newest first."""

    name: str
    editions: tuple[PolicyEdition, ...]

    @property
    def current(self) -> PolicyEdition:
        return self.editions[0]

    @property
    def is_assumed(self) -> bool:
        """Where the process is silent, the source says that we assume."""
        return "assum" in self.current.source.lower()

    @property
    def clauses(self) -> str:
        """The clauses of the process that the source names, such as IV.1, IV.2."""
        return ", ".join(CLAUSE.findall(self.current.source))

    @property
    def gist(self) -> tuple[PolicyTerm, ...]:
        """The terms short enough for one line, the target before the rest."""
        short = [term for term in self.current.terms if len(term.value) < SHORT]
        return tuple(sorted(short, key=lambda term: not term.name.startswith("target")))[:2]


@dataclass(frozen=True)
class HeldMail:
    """A mail in quarantine."""

    id: int
    received_at: datetime
    sender: str
    recipient: str
    reason: str
    size_bytes: int | None = None
    attempts: int = 0
    again_at: datetime | None = None


@dataclass(frozen=True)
class AuditRow:
    """A link of an audit chain, as a sentence with what changed."""

    id: int
    at: datetime
    by: str
    action: str
    subject: str
    chain: str
    position: int
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Deeds:
    """What was done to one record, the latest first; `about` names it in the audit, such as card:12."""

    about: str
    rows: tuple[AuditRow, ...] = ()
