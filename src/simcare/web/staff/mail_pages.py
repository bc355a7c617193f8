"""What the pages of the mail show: mailboxes, addresses and letters, what is held back; plain values as in `pages`."""

from dataclasses import dataclass
from datetime import datetime

from simcare.web.staff.spans import decimal


@dataclass(frozen=True)
class MailboxRow:
    """A mailbox that is fetched. `tone` is well, degraded, blocked, waiting or unknown."""

    id: int
    name: str
    user: str
    server: str
    folder: str
    tone: str
    state: str
    taken_count: int = 0
    waiting_count: int = 0
    lag: str = ""
    looked_at: datetime | None = None
    trouble: str = ""
    is_on: bool = True
    after: str = ""
    authserv_id: str = ""


@dataclass(frozen=True)
class AddressRow:
    """An address that customers write to."""

    email: str
    name: str
    signature: str = ""
    language: str = ""
    queue: str = ""
    is_main: bool = False


@dataclass(frozen=True)
class TemplateRow:
    """What stands around the letters to an account, or to everybody else."""

    account_id: int | None
    account: str
    header: str = ""
    footer: str = ""


@dataclass(frozen=True)
class UnreachedRow:
    """An address that our mail does not reach."""

    id: int
    address: str
    answer: str
    since_at: datetime
    returned_count: int = 0
    is_hard: bool = False


@dataclass(frozen=True)
class FloodRow:
    """Mails of one sender that were kept and grouped."""

    sender: str
    count: int
    first_at: datetime
    last_at: datetime


@dataclass(frozen=True)
class SpamRow:
    """A mail that our receiving server scored as spam."""

    sender: str
    subject: str
    score: float | None
    at: datetime
    ticket_number: int | None = None


@dataclass(frozen=True)
class LimitTerm:
    """One number of the mail's policy."""

    name: str
    value: object

    @property
    def said(self) -> str:
        """The number as the reader writes it."""
        return decimal(self.value) if isinstance(self.value, int) else str(self.value)
