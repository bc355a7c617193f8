"""Which tickets some words mean, in any language: the exact identifier first, then subjects, then all that was said.

Equals run by their last change. The newest are ranked among each other in blocks. Of a question that very many tickets
fit, only the newest are found, as many as the asker wants, and the count is said as "200+". The SQL for it stands in
the migrations; every word is a parameter (S63).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Final

from django.db import connection

from simcare.accounts.queries import find_accounts
from simcare.kernel import clock
from simcare.support.models import Ticket
from simcare.support.rules.search.asking import Question, alternatives, read, terms
from simcare.support.rules.search.documents import fact, month_of
from simcare.support.rules.tagging import tag_name

MOST_RANKED: Final = 1_000
"""Found where nobody says how many: for filters and bulk work."""
BLOCK: Final = 200
"""So many of the newest are ranked among each other, then the next."""
MOST_GUESSED: Final = 40
MOST_NEAR: Final = 6
"""Known names that a misspelled one is taken for."""
LONG_ENOUGH: Final = 4
"""Letters that tell a mailbox from most others."""
IDENTIFIER, PART, HEAD, SAID = range(4)
"""Where a ticket says what was asked, the best place first."""
FACTS: Final = ("is", "lang", "queue", "tag", "in")
BEGINNING: Final = datetime(2015, 1, 1, tzinfo=UTC)
MOST_MONTHS: Final = 240
NEVER: Final = "month:never"


@dataclass(frozen=True)
class Meant:
    """The tickets that a text means, the best first. `is_guess`: nothing fits, these have names spelled like it."""

    question: Question
    ticket_ids: tuple[int, ...] = ()
    is_guess: bool = False
    count: int = 0
    """How many fit, up to the number that was asked for."""


@dataclass(order=True, frozen=True)
class _Place:
    """How near the top a ticket belongs: its block, what fits best, then the newest."""

    block: int
    rank: int
    age: float
    ticket_id: int = field(compare=False)


def find_meant(text: str, *, is_typing: bool = False, most: int = MOST_RANKED) -> Meant:
    """The tickets for a text as typed, the newest of more than `most`. `is_typing`: its last word may be unfinished."""
    question = read(text)
    if question.is_empty:
        return Meant(question)
    places = _places(question, is_typing=is_typing, most=most)
    is_guess = not places and bool(question.words) and not question.conditions
    if is_guess:
        places = _guesses(question)
    found = tuple(place.ticket_id for place in places[:most])
    return Meant(question, found, is_guess and bool(places), len(found))


def _places(question: Question, *, is_typing: bool, most: int) -> list[_Place]:
    """What fits, the best first, each ticket once."""
    wanted = alternatives(question.words, is_typing=is_typing)
    if question.conditions.get("account") and not _accounts(question):
        return []
    facts = list(_facts(question))
    found: dict[int, _Place] = {}
    if question.number and not facts:
        found |= {place.ticket_id: place for place in _of_number(question.number)}
    if wanted or facts or question.parts or question.from_at or question.until_at:
        for place in _find(wanted, facts, question, most):
            found.setdefault(place.ticket_id, place)
    return sorted(found.values())


def _of_number(number: int) -> Iterator[_Place]:
    for ticket in Ticket.objects.filter(id=number).only("id", "changed_at"):
        yield _Place(0, IDENTIFIER, -ticket.changed_at.timestamp(), ticket.id)


def _find(wanted: list[list[str]], facts: list[list[str]], question: Question, most: int) -> list[_Place]:
    """The newest that fit, at most so many; each block is ranked by itself."""
    if months := _months(question):
        facts = [*facts, months]
    values = [
        _tsquery([*wanted, *facts]),
        _tsquery(wanted),
        _patterns(question.parts),
        question.from_at,
        question.until_at,
        most,
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM support_newest_tickets(%s::tsquery, %s::tsquery, %s::text[], %s, %s, %s)", values)
        rows = [*zip(*(column or () for column in cursor.fetchone()), strict=True)]
    return [
        _Place(number // BLOCK, PART if question.parts else HEAD if in_head else SAID, -changed, ticket_id)
        for number, (ticket_id, in_head, changed) in enumerate(rows)
    ]


def _patterns(parts: Sequence[str]) -> list[str]:
    """What names must be like, first what the index is asked with: the longest part, of an address the mailbox.

    So many addresses end alike that looking for their ends takes six times as long.
    """
    longest = sorted(parts, key=len, reverse=True)
    box, at, _ = longest[0].partition("@") if longest else ("", "", "")
    first = [box + at] if at and len(box) >= LONG_ENOUGH else []
    return [f"%{_escaped(part)}%" for part in [*first, *longest]]


def _guesses(question: Question) -> list[_Place]:
    """The newest tickets with names that are spelled nearly as the words asked for."""
    wanted: list[list[str]] = []
    for near in _near_names(terms(question.words)):
        if not near:
            return []
        pairs = alternatives(near[0])
        wanted += pairs if len(pairs) > 1 else [near]  # a name without spaces is found by all its pairs
    if not wanted:
        return []
    return sorted(_find(wanted, [], question, MOST_RANKED))[:MOST_GUESSED]


def _near_names(words: Sequence[str]) -> list[list[str]]:
    """For each word the known names nearest to it, the nearest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT asked, near FROM support_near_names(%s, %s)", [list(words), MOST_NEAR])
        rows: list[tuple[str, str]] = cursor.fetchall()
    return [[near for asked, near in rows if asked == word] for word in words]


def _facts(question: Question) -> Iterator[list[str]]:
    for name in FACTS:
        for value in question.conditions.get(name, ()):
            yield [fact(name, tag_name(value) if name == "tag" else value)]
    if accounts := _accounts(question):
        yield [fact("account", account) for account in accounts]


def _accounts(question: Question) -> list[int]:
    names = question.conditions.get("account", ())
    return [account.id for account in chain.from_iterable(find_accounts(name) for name in names)]


def _months(question: Question) -> list[str]:
    """The tokens of the months between two days, so that a period narrows inside the index, too."""
    if question.from_at is None and question.until_at is None:
        return []
    from_at, until_at = question.from_at or BEGINNING, question.until_at or clock.now() + timedelta(days=31)
    first, last = from_at.year * 12 + from_at.month - 1, until_at.year * 12 + until_at.month - 1
    months = range(max(first, last - MOST_MONTHS), last + 1)
    return [month_of(datetime(number // 12, number % 12 + 1, 1, tzinfo=UTC)) for number in months] or [NEVER]


def _tsquery(wanted: list[list[str]]) -> str | None:
    """One of each list, in the notation of PostgreSQL; every token is quoted."""
    return " & ".join("(" + " | ".join(map(_quoted, choices)) + ")" for choices in wanted) or None


def _quoted(token: str) -> str:
    word, mark = (token[:-1], ":*") if token.endswith("*") else (token, "")
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'" + mark


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
