"""What a ticket is found by, made from what was said on it: tokens, conditions, names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from simcare.support.rules.search.folding import fold
from simcare.support.rules.search.tokens import MOST_TOKENS, runs, tokens

LONGEST_TEXT: Final = 200_000
SHORTEST_SPELLED: Final = 3
"""Two letters are as near to any other two."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """All that a ticket is searched by. `texts` run from the newest to the oldest; `facts` are (name, value)."""

    ticket_id: int
    subject: str
    texts: Iterable[str]
    names: Sequence[str]
    facts: Sequence[tuple[str, object]]
    opened_at: datetime


@dataclass(frozen=True)
class Document:
    """One row of the index."""

    ticket_id: int
    head: frozenset[str]
    words: frozenset[str]
    names: str
    name_words: frozenset[str]
    """The words of its names that somebody may misspell; addresses and numbers are found by any part instead."""


def document(said: Said) -> Document:
    """The row for a ticket."""
    head = frozenset(tokens(said.subject))
    words = set(head)
    for name in said.names:
        words.update(tokens(name))
    for text in said.texts:
        if len(words) >= MOST_TOKENS:
            break
        words.update(tokens(text[:LONGEST_TEXT]))
    words.update(fact(name, value) for name, value in said.facts)
    words |= {month_of(said.opened_at), thousand_of(said.ticket_id)}
    names = "\n".join(dict.fromkeys(map(fold, said.names)))
    return Document(said.ticket_id, head, frozenset(words), names, frozenset(_spelled(said.names)))


def _spelled(names: Sequence[str]) -> Iterator[str]:
    for unspaced, word in (run for name in names if "@" not in name for run in runs(name)):
        spelled = unspaced or word
        if len(spelled) >= SHORTEST_SPELLED and spelled.isalpha():
            yield spelled


def fact(name: str, value: object) -> str:
    """A condition as a token; no word has a colon, so the two never meet."""
    return f"{name}:{fold(str(value))}"


def month_of(at: datetime) -> str:
    """The token of a ticket's month."""
    return fact("month", f"{at:%Y%m}")


def thousand_of(ticket_id: int) -> str:
    """The token of a ticket's thousand, by which a search keeps to the newest: see the door in the migrations."""
    return fact("thousand", ticket_id // 1000)
