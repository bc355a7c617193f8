"""Which tickets some words mean, in any language: the exact identifier first, then subjects, then all that was said.

Equals run by their last change. Of a question that more than MOST_RANKED tickets fit, the newest come first: they are
ranked in blocks of so many, only as far as somebody reads, and the count is said as "1,000+". The SQL for it stands in
the migrations; every word is a parameter (S63).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Final

from django.db import connection
from django.db.models import Max

from simcare.accounts.queries import find_accounts
from simcare.kernel import clock
from simcare.support.models import Ticket
from simcare.support.rules.search.asking import Question, alternatives, read, terms
from simcare.support.rules.search.documents import BUCKET, fact, month_of
from simcare.support.rules.tagging import tag_name

MOST_RANKED: Final = 1_000
BLOCK: Final = 200
"""Of very many, the newest are ranked among so many, then the next."""
MOST_GUESSED: Final = 40
MOST_NEAR: Final = 6
"""Known names that a misspelled one is taken for."""
FIRST_WINDOW: Final = 4
"""Buckets of the newest tickets that are looked at first for a word that very many have."""
MOST_WIDER: Final = 16
"""A window is at most so many times the one before it."""
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
    """How many fit, up to MOST_RANKED."""


@dataclass(order=True, frozen=True)
class _Place:
    """How near the top a ticket belongs: its block, what fits best, then the newest."""

    block: int
    rank: int
    age: float
    ticket_id: int = field(compare=False)


def find_meant(text: str, *, is_typing: bool = False, most: int = MOST_RANKED) -> Meant:
    """The tickets for a text as typed: `most`, or a few more. `is_typing`: its last word may be unfinished."""
    question = read(text)
    if question.is_empty:
        return Meant(question)
    places, count = _places(question, is_typing=is_typing, most=min(most, MOST_RANKED))
    is_guess = not places and bool(question.words) and not question.conditions
    if is_guess:
        places = _guesses(question)
        count = len(places)
    return Meant(question, tuple(place.ticket_id for place in places), is_guess and bool(places), count)


def _places(question: Question, *, is_typing: bool, most: int) -> tuple[list[_Place], int]:
    """The best of what fits, in order, each ticket once; and how many fit."""
    wanted = alternatives(question.words, is_typing=is_typing)
    if question.conditions.get("account") and not _accounts(question):
        return [], 0
    facts = list(_facts(question))
    found: dict[int, _Place] = {}
    if question.number and not facts:
        found |= {place.ticket_id: place for place in _of_number(question.number)}
    count = len(found)
    if wanted or facts or question.parts or question.from_at or question.until_at:
        fitting = _find(wanted, facts, question)
        if len(fitting) > MOST_RANKED:
            fitting, count = _newest(wanted, facts, question, most), MOST_RANKED
        for place in fitting:
            found.setdefault(place.ticket_id, place)
    return sorted(found.values()), max(count, len(found))


def _of_number(number: int) -> Iterator[_Place]:
    for ticket in Ticket.objects.filter(id=number).only("id", "changed_at"):
        yield _Place(0, 0, -ticket.changed_at.timestamp(), ticket.id)


def _newest(wanted: list[list[str]], facts: list[list[str]], question: Question, most: int) -> list[_Place]:
    """Of very many the newest, in whole blocks: looked for in windows that reach ever further into the past."""
    enough = -(-most // BLOCK) * BLOCK  # rounded up
    last = (Ticket.objects.aggregate(last=Max("id"))["last"] or 0) // BUCKET
    kept: list[_Place] = []
    size = FIRST_WINDOW
    while last >= 0 and len(kept) < enough:
        window = [fact("bucket", number) for number in range(max(0, last - size + 1), last + 1)]
        fitting = _find(wanted, [*facts, window], question, most=size * BUCKET)
        kept += fitting
        last, size = last - size, _next_size(size, len(fitting), enough - len(kept))
    kept.sort(key=lambda place: place.ticket_id, reverse=True)
    return [replace(place, block=number // BLOCK) for number, place in enumerate(kept[:enough])]


def _next_size(size: int, fitting: int, missing: int) -> int:
    """Buckets that should hold half as many again as are missing, judging by the window before."""
    likely = -(-3 * missing * size // (2 * fitting)) if fitting else MOST_WIDER * size  # rounded up
    return max(FIRST_WINDOW, min(likely, MOST_WIDER * size))


def _find(wanted: list[list[str]], facts: list[list[str]], question: Question, most: int | None = None) -> list[_Place]:
    """At most so many tickets, else one more than are ranked; which of more is not said."""
    if months := _months(question):
        facts = [*facts, months]
    parts = [f"%{_escaped(part)}%" for part in sorted(question.parts, key=len, reverse=True)]
    values = [
        _tsquery([*wanted, *facts]),
        _tsquery(wanted),
        parts,
        question.from_at,
        question.until_at,
        most or MOST_RANKED + 1,
    ]
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM support_find_tickets(%s::tsquery, %s::tsquery, %s::text[], %s, %s, %s)", values)
        rows: list[tuple[int, bool, datetime]] = cursor.fetchall()
    part_rank, head_rank, said_rank = 1, 2, 3
    return [
        _Place(0, part_rank if parts else head_rank if in_head else said_rank, -changed_at.timestamp(), ticket_id)
        for ticket_id, in_head, changed_at in rows
    ]


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
    fitting = _find(wanted, [], question)
    if len(fitting) > MOST_RANKED:
        fitting = _newest(wanted, [], question, MOST_GUESSED)
    return sorted(fitting)[:MOST_GUESSED]


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
