"""What the API takes and gives. Times are UTC, amounts bytes; a field that is not known yet is null, never missing."""

from datetime import datetime
from typing import Annotated, Final, Literal

from ninja import Schema
from pydantic import AfterValidator, Field, StringConstraints

from simcare.api.v1.once import LONGEST
from simcare.cards.values import CardState, StoppedBy


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("a NUL can't be kept")
    return text


MOST_CARDS: Final = 100
LARGEST: Final = 2**63 - 1
ONCE: Final = "your own name for this call, such as a UUID: made again, it is done once"
Iccid = Annotated[str, StringConstraints(pattern=r"^[0-9]{18}[0-9A-Fa-f]{1,2}$")]
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000), AfterValidator(_storable)
]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_storable)]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s\x00]{1,64}@[^@\s\x00]{1,189}$")]
OnceKey = Annotated[str, StringConstraints(pattern=rf"^[!-~]{{1,{LONGEST}}}$")]
Place = Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f]{1,20}$")]
TicketState = Literal["open", "waiting", "solved"]


class Package(Schema):
    """The allowance that runs now."""

    name: str
    from_at: datetime
    until_at: datetime | None = Field(description="null: it has no end")
    allowance_bytes: int | None = Field(description="null: as much as one likes")
    used_bytes: int
    left_bytes: int | None = Field(description="null where there is no limit")


class Card(Schema):
    """A card, and what its platform last said of it."""

    iccid: str
    imsi: str
    msisdn: str
    imei: str = Field(description="of the device last seen with it")
    eid: str
    label: str = Field(description="what your account calls it")
    product: str
    state: CardState
    stopped_by: StoppedBy | None = Field(description="who stopped it, where it is suspended")
    state_at: datetime | None = Field(description="when its platform was last asked")


class CardWhole(Card):
    """A card with the package it uses up."""

    package: Package | None = Field(description="null where none runs that we know of")


class CardPage(Schema):
    """Some cards in the order of their ICCIDs."""

    items: list[Card]
    next_cursor: str | None = Field(description="send it as `cursor` for the next page; null on the last one")


class UsagePoint(Schema):
    """What the records that began in an hour or on a day add up to."""

    from_at: datetime
    used_bytes: int
    record_count: int


class UsageSeries(Schema):
    """Hours or days (UTC) with traffic, the oldest first; what is not named had none."""

    iccid: str
    step: Literal["hour", "day"]
    from_at: datetime
    until_at: datetime
    used_bytes: int = Field(description="of all points")
    newest_hour_at: datetime | None = Field(description="up to when records of the card have come")
    points: list[UsagePoint]


class Ticket(Schema):
    """A matter that your account has brought to the desk."""

    number: int
    subject: str
    state: TicketState = Field(description="open: our turn; waiting: yours; solved")
    category: str
    language: str
    iccids: list[str]
    opened_at: datetime
    changed_at: datetime
    answer_due_at: datetime | None = Field(description="by when we have promised to answer")


class TicketPage(Schema):
    """Some tickets, the newest first."""

    items: list[Ticket]
    next_cursor: str | None


class Message(Schema):
    """Something said on a ticket."""

    id: int
    at: datetime
    side: Literal["customer", "desk"]
    email: str = Field(description="of who wrote it")
    subject: str
    text: str


class TicketWhole(Ticket):
    """A ticket with what was said, the oldest first; the latest 200 messages."""

    messages: list[Message]


class NewTicket(Schema, extra="forbid"):
    """What you ask."""

    subject: Line
    text: Words
    iccids: list[Iccid] = Field(default=[], max_length=MOST_CARDS, description="the cards it is about")
    email: Email | None = Field(
        default=None,
        description="who asks, and is answered by mail: a member or contact of the account. Else the key's",
    )


class NewMessage(Schema, extra="forbid"):
    """More words on a ticket."""

    text: Words
    email: Email | None = Field(default=None, description="who writes; else the key's person")
