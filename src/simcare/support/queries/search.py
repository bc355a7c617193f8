"""The result page of a search: hits with the place where they say what was asked, and how far the index follows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import QuerySet
from django.db.models.functions import Left

from simcare.kernel import outbox
from simcare.kernel.asking import reading_ahead
from simcare.kernel.statements import kept_statement
from simcare.support.models import Entry
from simcare.support.queries.finding import BLOCK, find_meant
from simcare.support.queries.lists import TicketLine, ask_lines, lines_by_id
from simcare.support.rules.search.asking import Question, terms
from simcare.support.rules.search.snippets import Piece, beginning, snippet

PAGE: Final = 20
MOST_FOUND: Final = 600
"""Nobody reads further: whole blocks, for a page needs no more than the block it ends in."""
MOST_READ: Final = 600
"""Entries that are read for the snippets of a page."""
LONGEST_READ: Final = 4_000
REACTIONS: Final = ("support.find_new_tickets", "support.find_changed_tickets")


@dataclass(frozen=True)
class Hit:
    """A ticket that fits, and where it says so."""

    line: TicketLine
    subject: Sequence[Piece]
    snippet: Sequence[Piece]


@dataclass(frozen=True)
class Found:
    """A page of hits. `is_guess`: nothing fits, these have names that are spelled like it."""

    hits: Sequence[Hit] = ()
    count: int = 0
    most: int = BLOCK
    """How many were looked for: where as many were found, there may be more."""
    is_guess: bool = False
    waiting_count: int = 0
    """Changes of tickets that the index has not heard of yet."""


def search(text: str, *, offset: int = 0, limit: int = PAGE, is_typing: bool = False) -> Found:
    """The tickets for a question as typed. `is_typing`: its last word may be unfinished, as in a palette."""
    most = min(-(-(offset + limit) // BLOCK) * BLOCK, MOST_FOUND)
    meant = find_meant(text, is_typing=is_typing, most=most)
    shown = meant.ticket_ids[offset : offset + limit]
    with reading_ahead(*ask_lines(shown), _newest_texts.of([*shown]), outbox.ask_waiting(REACTIONS)):
        return Found(_hits(shown, meant.question), meant.count, most, meant.is_guess, count_waiting())


def count_waiting() -> int:
    """Changes that the index has not heard of yet: it follows within a second while the worker runs."""
    return outbox.count_waiting_for(REACTIONS)


def _hits(ticket_ids: Sequence[int], question: Question) -> list[Hit]:
    sought = [*terms(question.words), *question.parts]
    lines = lines_by_id(ticket_ids)
    texts = _texts(ticket_ids) if sought else {}
    hits = []
    for ticket_id in ticket_ids:
        if (line := lines.get(ticket_id)) is None:
            continue
        said = (piece for text in texts.get(ticket_id, ()) if (piece := snippet(text, sought)))
        head = snippet(line.subject, sought) or (Piece(line.subject, fits=False),)
        hits.append(Hit(line, head, next(said, ()) or beginning(line.snippet)))
    return hits


def _texts(ticket_ids: Sequence[int]) -> dict[int, list[str]]:
    """What was said on some tickets, the newest first, each text cut."""
    texts: dict[int, list[str]] = defaultdict(list)
    for ticket_id, note, heard in _newest_texts(list(ticket_ids)):
        texts[ticket_id].append(heard or note)
    return texts


@kept_statement
def _newest_texts(ticket_ids: list[int]) -> QuerySet[Entry, tuple[int, str, str | None]]:
    entries = Entry.objects.filter(ticket_id__in=ticket_ids, kind__in=("message", "note"))
    rows = entries.annotate(note=Left("text", LONGEST_READ), heard=Left("message__text", LONGEST_READ))
    return rows.order_by("-at").values_list("ticket_id", "note", "heard")[:MOST_READ]
