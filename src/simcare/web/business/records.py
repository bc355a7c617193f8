"""What the pages of the portal show, as plain values."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import uuid4

from simcare.web.staff.anomaly_pages import UsedHour
from simcare.web.staff.fleet import Choice, ExportView, FleetRow
from simcare.web.staff.pages import Datum, Promise, Verdict


@dataclass(frozen=True)
class CardList:
    """The list of cards as it was asked for; `heads` stand above the columns that were chosen of all `columns`."""

    rows: tuple[FleetRow, ...]
    heads: tuple[str, ...]
    count: int
    most_counted: int
    words: str
    is_too_short: bool
    states: tuple[Choice, ...]
    products: tuple[Choice, ...] = ()
    columns: tuple[Choice, ...] = ()
    files: tuple[ExportView, ...] = ()
    act_on_all_url: str = ""
    """Where all that match are changed; empty for who may not."""

    @property
    def is_making_files(self) -> bool:
        return any(file.progress.is_running for file in self.files)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or any(choice.is_chosen for choice in (*self.states, *self.products)))


@dataclass(frozen=True)
class Allowance:
    """What a package allows until when, and what of it is used. `allowance_bytes` None: as much as one likes."""

    package: str
    used_bytes: int
    allowance_bytes: int | None
    until_at: datetime | None

    @property
    def used_percent(self) -> int | None:
        """Rounded down: what is not used up shows no 100."""
        return min(100, 100 * self.used_bytes // self.allowance_bytes) if self.allowance_bytes else None


@dataclass(frozen=True)
class AskedRow:
    """A ticket in a list of the account's, with its own cards and the last that was said on it."""

    number: int
    subject: str
    state: str
    promise: Promise | None
    iccids: tuple[str, ...]
    last: "Saying | None" = None


@dataclass(frozen=True)
class Saying:
    """Something said on a ticket. `by` is empty where the desk speaks; `files` are names with their sizes in bytes."""

    at: datetime
    text: str
    by: str = ""
    files: tuple[tuple[str, int], ...] = ()

    @property
    def is_ours(self) -> bool:
        """Whether the desk says it."""
        return not self.by


@dataclass(frozen=True)
class AskedTicket:
    """A ticket as its account sees it. `subjects` are what events call it and its threads, parted by blanks."""

    row: AskedRow
    opened_at: datetime
    subjects: str
    said: tuple[Saying, ...]
    is_open_to_words: bool
    """False where nobody reads what is written: of tickets that nobody wrote."""


@dataclass(frozen=True)
class Request:
    """A request that is being written; it stands in its form again where it was refused.

    `once` is of one drawing of the form: what is sent twice with it is said once.
    """

    subject: str = ""
    text: str = ""
    iccids: str = ""
    refusal: str = ""
    once: str = field(default_factory=lambda: uuid4().hex)


@dataclass(frozen=True)
class CardRecord:
    """One card with what its account may know of it."""

    id: int
    subject: str
    """What events call it."""
    iccid: str
    state: str
    state_at: datetime | None
    label: str
    facts: tuple[Datum, ...]
    verdict: Verdict | None
    allowance: Allowance | None
    hours: tuple[UsedHour, ...]
    used_at: datetime | None
    states: tuple[tuple[str, datetime], ...]
    tickets: tuple[AskedRow, ...]
    equipment: tuple[Datum, ...]


@dataclass(frozen=True)
class DeviceRow:
    """A device of the account, and the card it works with; none where the card has another by now."""

    kind: str
    model: str
    module: str
    imei: str
    place: str
    iccid: str


@dataclass(frozen=True)
class PersonRow:
    """A member of the account. `is_me`: the reader, who changes nothing about that."""

    id: int
    name: str
    email: str
    role: str
    role_name: str
    since_at: datetime
    is_me: bool


@dataclass(frozen=True)
class AskedIn:
    """Somebody who was invited and has not come yet."""

    id: int
    email: str
    role_name: str
    until_at: datetime
