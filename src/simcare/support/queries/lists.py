"""Lists of tickets and their counts, at any size: pages by keyset, counts up to a cap, one query per kind of thing.

No list is read by offset and no count goes further than MOST_COUNTED (docs/decisions/0007): what a page costs depends
on what it shows, not on how many tickets there are.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from django.db.models import F, QuerySet
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from simcare.kernel.asking import Asked, reading_ahead
from simcare.kernel.statements import kept_statement
from simcare.support.models import Answer, Party, Ticket, TicketCard
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.places import LATEST, NEXT_PROMISE, Order, read_place
from simcare.support.values import AnswerState, PartyRole

PAGE: Final = 30
"""Three screens of rows; the rest comes by a click."""
MOST_COUNTED: Final = 1_000
"""A count that reaches this is said as "1,000+": exact below, honest above."""

_SAID: Final = (
    *("subject", "snippet", "state", "category", "channel", "standing", "language", "queue"),
    *("due_at", "order_at", "opened_at", "changed_at"),
    *("account__name", "assignee__name", "assignee__email"),
)
_FIRST_FINDING: Final = KeyTransform("0", KeyTransform("findings", "verdict__result"))
FIRST_SEVERITY: Final = KeyTextTransform("severity", _FIRST_FINDING)


@dataclass(frozen=True, kw_only=True)
class TicketLine:
    """A ticket as the inbox shows it: both people, the cards, who is liable, the next promise."""

    id: int
    subject: str
    snippet: str
    state: str
    category: str
    channel: str
    standing: str
    language: str
    account_name: str
    requester: Party | None
    end_user: Party | None
    assignee: str
    queue: str
    iccids: Sequence[str]
    liable: str
    severity: str
    has_proposal: bool
    due_at: datetime | None
    opened_at: datetime
    changed_at: datetime


@dataclass(frozen=True)
class Page:
    """Some lines of a list; `next_place` is where the following page begins, empty on the last one."""

    lines: Sequence[TicketLine]
    next_place: str


def tickets_in(asked: TicketFilter, *, at: datetime, user_id: int | None = None) -> QuerySet[Ticket]:
    """The tickets of a filter, in no order."""
    return Ticket.objects.filter(asked.q(me=user_id, at=at))


def order_of(asked: TicketFilter) -> Order:
    """What is over runs by its last change, the rest by its next promise."""
    return LATEST if asked.view in ("solved", "all") else NEXT_PROMISE


def list_tickets(
    asked: TicketFilter, *, at: datetime, limit: int = PAGE, after: str = "", user_id: int | None = None
) -> Page:
    """A page of the tickets of a filter; it begins behind the place `after`."""
    if asked.words:  # each question has its own SQL
        found = order_of(asked).sorted(with_names(tickets_in(asked, at=at, user_id=user_id)))
        rows = list(order_of(asked).after(found, after)[: limit + 1])
    else:
        rows = ask_page(asked, at=at, limit=limit, after=after, user_id=user_id).answer()
    shown = rows[:limit]
    return Page(lines_for(shown), order_of(asked).place_of(shown[-1]) if len(rows) > limit else "")


def ask_page(
    asked: TicketFilter, *, at: datetime, limit: int = PAGE, after: str = "", user_id: int | None = None
) -> Asked[list[Ticket]]:
    """The question for the tickets of a page and the one behind it, not asked yet; of a filter without words."""
    place_at, place_number = read_place(after) or (None, None)
    return _tickets_behind.of(place_at, place_number, at, asked=asked, user_id=user_id, most=limit + 1)


@kept_statement
def _tickets_behind(
    place_at: datetime | None,
    place_number: int | None,
    at: datetime,
    *,
    asked: TicketFilter,
    user_id: int | None,
    most: int,
) -> QuerySet[Ticket]:
    order = order_of(asked)
    found = order.sorted(with_names(tickets_in(asked, at=at, user_id=user_id)))
    if place_at is not None and place_number is not None:
        found = order.behind(found, place_at, place_number)
    return found[:most]


def count_up_to(tickets: QuerySet[Ticket], most: int = MOST_COUNTED) -> int:
    """How many there are, looking at no more than `most` of them."""
    return tickets.order_by()[:most].count()


def count_each(asked: Mapping[str, TicketFilter], *, at: datetime, user_id: int | None = None) -> dict[str, int]:
    """How many tickets each filter has, each up to MOST_COUNTED, in one way to the database and back."""
    return ask_counts(asked, at=at, user_id=user_id).answer()


def ask_counts(asked: Mapping[str, TicketFilter], *, at: datetime, user_id: int | None = None) -> Asked[dict[str, int]]:
    """The question of `count_each`, not asked yet."""
    if not asked:
        return Asked("", (), lambda _rows: {})
    compiled = [_compiled(each, user_id) if not each.words else _compile(each, user_id, at) for each in asked.values()]
    counts = ", ".join(f"(SELECT count(*) FROM ({sql}) AS one)" for sql, _ in compiled)  # noqa: S608  # by the ORM
    told = tuple(at if value == _SOME_INSTANT else value for _, values in compiled for value in values)
    return Asked(f"SELECT {counts}", told, lambda rows: dict(zip(asked, rows[0], strict=True)))


_SOME_INSTANT: Final = datetime(1, 1, 1, tzinfo=UTC)
"""Stands for the instant of a count in SQL that is kept: making it takes longer than most counts do."""


@lru_cache(maxsize=1024)
def _compiled(asked: TicketFilter, user_id: int | None) -> tuple[str, tuple[Any, ...]]:
    return _compile(asked, user_id, _SOME_INSTANT)


def _compile(asked: TicketFilter, user_id: int | None, at: datetime) -> tuple[str, tuple[Any, ...]]:
    return tickets_in(asked, at=at, user_id=user_id).order_by().values("id")[:MOST_COUNTED].query.sql_with_params()


def lines_of(ticket_ids: Iterable[int]) -> list[TicketLine]:
    """Some tickets by their numbers, newest first."""
    return lines_for(_named(list(ticket_ids)))


def lines_by_id(ticket_ids: Iterable[int]) -> dict[int, TicketLine]:
    """Some tickets by their numbers."""
    return {line.id: line for line in lines_for(_named(_newest_first(ticket_ids)))}


def ask_lines(ticket_ids: Iterable[int]) -> list[Asked[Any]]:
    """What `lines_by_id` asks, not asked yet."""
    return [each.of(_newest_first(ticket_ids)) for each in (_named, _people_on, _judged_cards, _proposed)]


def _newest_first(ticket_ids: Iterable[int]) -> list[int]:
    return sorted(ticket_ids, reverse=True)


@kept_statement
def _named(ticket_ids: list[int]) -> QuerySet[Ticket]:
    return with_names(Ticket.objects.filter(id__in=ticket_ids)).order_by("-id")


def tickets_of_card(card_id: int) -> list[TicketLine]:
    """The newest tickets that name a card."""
    named = TicketCard.objects.filter(card_id=card_id).order_by("-ticket_id")
    return lines_of(named.values_list("ticket_id", flat=True)[:PAGE])


def tickets_of_account(account_id: int, limit: int = PAGE) -> list[TicketLine]:
    """The newest tickets of an account."""
    return lines_for(with_names(Ticket.objects.filter(account_id=account_id)).order_by("-id")[:limit])


def lines_for(tickets: Iterable[Ticket]) -> list[TicketLine]:
    """The lines of some tickets, in their order: three questions at once, however many there are."""
    found = list(tickets)
    ids = [ticket.id for ticket in found]
    parties, cards = defaultdict(list), defaultdict(list)
    with reading_ahead(_people_on.of(ids), _judged_cards.of(ids), _proposed.of(ids)):
        for party in _people_on(ids):
            parties[party.ticket_id].append(party)
        for card in _judged_cards(ids):
            cards[card.ticket_id].append(card)
        proposed = {ticket_id for (ticket_id,) in _proposed(ids)}
    return [_line(ticket, parties[ticket.id], cards[ticket.id], ticket.id in proposed) for ticket in found]


def with_names(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Only what a line says of the ticket, its account and its assignee: a page makes thirty of each."""
    return tickets.select_related("account", "assignee").only(*_SAID)


@kept_statement
def _people_on(ticket_ids: list[int]) -> QuerySet[Party]:
    return Party.objects.filter(ticket_id__in=ticket_ids).order_by("id")


@kept_statement
def _proposed(ticket_ids: list[int]) -> QuerySet[Answer, tuple[int]]:
    return Answer.objects.filter(ticket_id__in=ticket_ids, state=AnswerState.PROPOSED).values_list("ticket_id")


@kept_statement
def _judged_cards(ticket_ids: list[int]) -> QuerySet[TicketCard]:
    """Cards with what a line says of their verdicts; the evidence, which is large, stays where it is."""
    return (
        TicketCard.objects.filter(ticket_id__in=ticket_ids)
        .annotate(liable=F("verdict__liable_party"), severity=FIRST_SEVERITY)
        .order_by("id")
    )


def _line(ticket: Ticket, parties: Sequence[Party], cards: Sequence[TicketCard], has_proposal: bool) -> TicketLine:
    judged = next((card for card in cards if card.verdict_id), None)
    severity = (judged.severity if judged else "") or ""  # type: ignore[attr-defined]  # annotated in _judged_cards
    liable = judged.liable if judged else ""  # type: ignore[attr-defined]  # as above
    return TicketLine(
        id=ticket.id,
        subject=ticket.subject,
        snippet=ticket.snippet,
        state=ticket.state,
        category=ticket.category,
        channel=ticket.channel,
        standing=ticket.standing,
        language=ticket.language,
        account_name=ticket.account.name if ticket.account else "",
        requester=next((one for one in parties if one.role != PartyRole.END_USER), None),
        end_user=next((one for one in parties if one.role == PartyRole.END_USER), None),
        assignee=str(ticket.assignee) if ticket.assignee else "",
        queue=ticket.queue,
        iccids=[card.iccid for card in cards],
        liable=liable if severity or not judged else "none",
        severity=severity,
        has_proposal=has_proposal,
        due_at=ticket.due_at,
        opened_at=ticket.opened_at,
        changed_at=ticket.changed_at,
    )
