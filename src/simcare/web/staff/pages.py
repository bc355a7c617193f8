"""What the pages show, as plain values: the contract between views and templates. Times are UTC; texts are plain."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.urls import reverse
from django.utils.translation import gettext as _

from simcare.web.staff.structure import Structure

NOTHING_AROUND = Structure()


@dataclass(frozen=True)
class Person:
    """Somebody on a ticket. `role` is a key of `words.ROLES`, `trust` of `words.TRUST`."""

    name: str
    email: str = ""
    role: str = "end_user"
    organisation: str = ""
    trust: str = "claimed"
    party_id: int = 0

    @property
    def called(self) -> str:
        return self.name or self.email


@dataclass(frozen=True)
class Promise:
    """A clock on a ticket. `name` is first, next or resolution; `held_since` says that it waits for the customer."""

    name: str
    due_at: datetime | None
    opened_at: datetime
    answered_at: datetime | None = None
    breached_at: datetime | None = None
    held_since: datetime | None = None
    policy: str = ""
    held_for: str = ""

    def mood(self, at: datetime) -> str:
        """met, held, over, soon (a quarter of the time is left) or calm."""
        if self.answered_at:
            return "met"
        if self.held_since or not self.due_at:
            return "held"
        if at >= self.due_at:
            return "over"
        return "soon" if (self.due_at - at) * 4 <= self.due_at - self.opened_at else "calm"


@dataclass(frozen=True)
class Datum:
    """One observed fact with its age and source; `shape` says how it is written (text, id, bytes, time)."""

    label: str
    value: object
    observed_at: datetime | None = None
    source: str = ""
    is_fresh: bool = True
    shape: str = "text"


@dataclass(frozen=True)
class Finding:
    """What one check found: `severity` is blocking, degrading or informational."""

    code: str
    title: str
    severity: str
    liable: str = ""


def tone_of(liable: str, severity: str) -> str:
    """The tone of a verdict, a key of `words.TONE_ICONS`."""
    if liable == "undetermined":
        return "unknown"
    return {"blocking": "blocked", "degrading": "degraded"}.get(severity, "well")


@dataclass(frozen=True)
class Verdict:
    """The answer of the diagnosis for one card; `liable` is a key of `words.LIABLE`."""

    id: int
    iccid: str
    title: str
    liable: str
    confidence_percent: int
    severity: str
    next_step: str
    who_acts: str
    examined_at: datetime
    since_at: datetime | None = None
    why: str = ""
    code: str = ""
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Datum, ...] = ()
    corrected_by: str = ""
    incident: str = ""
    """The incident that it rests on, such as INC-12."""
    skipped_count: int = 0

    @property
    def incident_id(self) -> int | None:
        """Where its page is; None for one that is not ours."""
        number = self.incident.removeprefix("INC-")
        return int(number) if self.incident.startswith("INC-") and number.isdecimal() else None

    @property
    def tone(self) -> str:
        return tone_of(self.liable, self.severity)

    @property
    def oldest(self) -> Datum | None:
        """The piece of evidence that was observed longest ago."""
        dated = [datum for datum in self.evidence if datum.observed_at]
        return min(dated, key=lambda datum: datum.observed_at or self.examined_at, default=None)


@dataclass(frozen=True)
class CardView:
    """A card as it stands beside a ticket and on its own page; `state` is a key of `words.CARD_STATES`."""

    iccid: str
    state: str
    product: str = ""
    platform: str = ""
    account: str = ""
    account_id: int | None = None
    state_at: datetime | None = None
    verdict: Verdict | None = None
    used_bytes: int | None = None
    allowance_bytes: int | None = None
    used_at: datetime | None = None
    facts: tuple[Datum, ...] = ()
    identity: tuple[Datum, ...] = ()
    relation: str = "proven"

    @property
    def used_percent(self) -> int | None:
        if self.used_bytes is None or not self.allowance_bytes:
            return None
        return min(100, round(100 * self.used_bytes / self.allowance_bytes))


@cache
def _around_number() -> tuple[str, str]:
    """The address of a ticket, before and behind its number: thirty rows ask for one."""
    before, _number, behind = reverse("staff:ticket", args=[0]).partition("0")
    return before, behind


@dataclass(frozen=True)
class TicketRow:
    """A ticket in a list."""

    number: int
    subject: str
    snippet: str
    state: str
    requester: Person
    forwarder: Person | None = None
    promise: Promise | None = None
    iccids: tuple[str, ...] = ()
    liable: str = ""
    tone: str = "unknown"
    language: str = ""
    is_unread: bool = False
    assignee: str = ""
    has_proposal: bool = False
    queue: str = ""
    category: str = ""
    account: str = ""
    opened_at: datetime | None = None

    @property
    def url(self) -> str:
        before, behind = _around_number()
        return f"{before}{self.number}{behind}"

    @property
    def select_words(self) -> str:
        return _("Select ticket %(number)s") % {"number": self.number}

    @property
    def via_words(self) -> str:
        """Through whom it came, where somebody forwarded it."""
        via = self.forwarder
        return _("via %(name)s") % {"name": via.organisation or via.called} if via else ""


@dataclass(frozen=True)
class FoundText:
    """A stretch of what a search found; `fits` when it is what was asked."""

    text: str
    fits: bool = False


@dataclass(frozen=True)
class FoundRow:
    """A ticket among the results of a search, with where it says so."""

    row: TicketRow
    subject: tuple[FoundText, ...]
    snippet: tuple[FoundText, ...]


@dataclass(frozen=True)
class Attached:
    """A file that came with a message."""

    name: str
    size_bytes: int
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """One line of a ticket's timeline; `kind` is message, reply, note, finding or action."""

    id: int
    kind: str
    at: datetime
    text: str
    author: Person | None = None
    forwarder: Person | None = None
    forwarder_text: str = ""
    to: str = ""
    sending: str = ""
    html_url: str = ""
    attachments: tuple[Attached, ...] = ()
    icon: str = "activity"
    pieces: tuple[tuple[str, bool], ...] = ()
    """The text of a note that names colleagues, cut at the names: (text, whether it is a name)."""
    part_number: int = 0
    """Of merged tickets, the one it was said on, when it is another than the one shown."""


@dataclass(frozen=True)
class Proposal:
    """An answer that waits for a person, and why it was not sent by itself."""

    id: int
    to: Person
    text: str
    language: str
    subject: str = ""
    held_because: str = ""


@dataclass(frozen=True)
class TicketView:
    """Everything the ticket pane shows."""

    number: int
    subject: str
    state: str
    channel: str
    language: str
    opened_at: datetime
    requester: Person
    version: int = 0
    forwarder: Person | None = None
    account: str = ""
    account_id: int | None = None
    assignee: str = ""
    promises: tuple[Promise, ...] = ()
    cards: tuple[CardView, ...] = ()
    entries: tuple[Entry, ...] = ()
    proposal: Proposal | None = None
    earlier_place: str = ""
    assignee_id: int | None = None
    queue: str = ""
    queue_name: str = ""
    snoozed_until: datetime | None = None
    last_entry_id: int = 0
    structure: Structure = NOTHING_AROUND

    @property
    def liable_counts(self) -> list[tuple[int, str, str]]:
        """How many cards each party is liable for, the most first: (count, liable, tone)."""
        verdicts = [card.verdict for card in self.cards if card.verdict]
        counted = Counter((verdict.liable, verdict.tone) for verdict in verdicts)
        return [(count, liable, tone) for (liable, tone), count in counted.most_common()]

    @property
    def writer(self) -> Person:
        """Who wrote to us, and is answered: the forwarder of a complaint, else its requester (design §2)."""
        return self.forwarder or self.requester

    @property
    def is_written_by_nobody(self) -> bool:
        """We opened it, or it gathers the tickets of others, who are told by updates: nobody is answered."""
        return (self.structure.gathers or self.channel == "desk") and not self.requester.called

    @property
    def is_held(self) -> bool:
        """Whether a clock of it stands still."""
        return any(promise.held_for for promise in self.promises)

    @property
    def next_promise(self) -> Promise | None:
        """The running promise that falls due first."""
        running = [promise for promise in self.promises if not promise.answered_at]
        return min(
            running, key=lambda promise: (promise.due_at is None, promise.due_at or promise.opened_at), default=None
        )


@dataclass(frozen=True)
class QueueView:
    """A saved view of the inbox with its count."""

    slug: str
    name: str
    icon: str
    count: int
    """Up to `support.queries.lists.MOST_COUNTED`, which then means that many and more."""
    is_urgent: bool = False
