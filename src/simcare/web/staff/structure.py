"""What pages show of merged, split, linked and tagged tickets, parents and children, as plain values."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class OtherTicket:
    """Another ticket in few words; `how` says what it has to do with this one."""

    number: int
    subject: str
    state: str
    person: str = ""
    how: str = ""
    language: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True)
class Undo:
    """The last deed that can be taken back: what was done, and the form that undoes it."""

    text: str
    url: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Recipient:
    """A correspondent of the ticket: the number of the part that an answer to him goes through."""

    number: int
    name: str
    email: str
    is_chosen: bool = False


@dataclass(frozen=True)
class Opinion:
    """What the person said of the help; `score` is a key of `words.SCORES`, empty while he has not answered."""

    asked_at: datetime
    score: str = ""
    comment: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True)
class Structure:
    """Everything around one ticket."""

    parts: tuple[OtherTicket, ...] = ()
    links: tuple[OtherTicket, ...] = ()
    tags: tuple[str, ...] = ()
    known_tags: tuple[str, ...] = ()
    parent: OtherTicket | None = None
    children_count: int = 0
    children_unsolved: int = 0
    gathers: bool = False
    opinion: Opinion | None = None
    undo: Undo | None = None
    recipients: tuple[Recipient, ...] = ()
    colleagues: tuple[str, ...] = ()

    @property
    def recipient(self) -> Recipient | None:
        """Who is written to; None where nobody wrote the ticket."""
        return next((one for one in self.recipients if one.is_chosen), None)


@dataclass(frozen=True)
class Preview:
    """What a merge would give: both tickets, and why it can't be where it can't."""

    part: OtherTicket
    whole: OtherTicket
    people: tuple[str, ...]
    cards: tuple[str, ...]
    messages_count: int
    state: str
    due_at: datetime | None
    problem: str = ""

    @property
    def people_count(self) -> int:
        return len(self.people)


@dataclass(frozen=True)
class Words:
    """A line that may be split off."""

    id: int
    kind: str
    at: datetime
    who: str
    text: str


@dataclass(frozen=True)
class UpdateView:
    """How far one update is; `state` is a key of `words.UPDATES`."""

    id: int
    text: str
    state: str
    at: datetime
    by: str
    total: int
    written: int
    refused: int
    in_english: int
    solves: bool

    @property
    def done(self) -> int:
        return self.written + self.refused


@dataclass(frozen=True)
class Tongue:
    """A language of the children: its name, how many of them speak it, and the text so far."""

    code: str
    name: str
    children_count: int
    text: str = ""


@dataclass(frozen=True)
class FamilyView:
    """A parent with its children."""

    parent: OtherTicket
    children: tuple[OtherTicket, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    candidates: tuple[OtherTicket, ...] = ()
    updates: tuple[UpdateView, ...] = ()
    tongues: tuple[Tongue, ...] = ()
    total: int = 0
    unsolved: int = 0

    @property
    def main_tongues(self) -> tuple[Tongue, ...]:
        """English, and what children speak."""
        return tuple(each for each in self.tongues if each.children_count or each.code == "en")

    @property
    def other_tongues(self) -> tuple[Tongue, ...]:
        return tuple(each for each in self.tongues if each not in self.main_tongues)

    @property
    def is_running(self) -> bool:
        return any(update.state == "running" for update in self.updates)


@dataclass(frozen=True)
class ShunnedView:
    """A sender whom the desk does not answer; `shun` is a key of `words.SHUNS`."""

    id: int
    pattern: str
    shun: str
    reason: str
    by: str
    at: datetime
    held_count: int = 0


@dataclass(frozen=True)
class HeldView:
    """A kept mail of a blocked sender."""

    message_id: int
    sender: str
    subject: str
    text: str
    at: datetime


@dataclass(frozen=True)
class PartyView:
    """A person on a ticket, and who it may be instead: (e-mail, name, what he is)."""

    id: int
    ticket_number: int
    role: str
    name: str
    email: str
    instead: tuple[tuple[str, str, str], ...] = field(default=())
