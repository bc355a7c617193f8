"""Tickets that are one: whose state the whole has, which promise counts, who may be joined with whom."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, TypeVar

from simcare.support.values import TicketState

ORDER: Final = (TicketState.OPEN, TicketState.WAITING, TicketState.SOLVED, TicketState.SPAM)
"""The state of a whole is the first of these that a part has: it is settled when all of it is."""

Name = TypeVar("Name", int, str)


def state_of(own: Iterable[str]) -> str:
    """The state of a whole from its parts' own; one that no rule knows waits for people, so it comes first."""
    return min(own, key=lambda state: ORDER.index(TicketState(state)) if state in ORDER else -1)


def first_due(dues: Iterable[datetime | None]) -> datetime | None:
    """The earliest promise survives: a later one never overrules it. None where none is running."""
    return min((due for due in dues if due is not None), default=None)


def accounts_agree(accounts: Iterable[int | None]) -> bool:
    """Whether tickets of these accounts may be one: all of the same account, or of none."""
    return len({account for account in accounts if account is not None}) <= 1


def root(name: Name, whole_by_part: Mapping[Name, Name]) -> Name:
    """The ticket that a part is finally read in; a ticket that is no part is its own."""
    while name in whole_by_part:
        name = whole_by_part[name]
    return name


def parts(name: Name, whole_by_part: Mapping[Name, Name]) -> list[Name]:
    """A whole and all its parts, parts of parts too; the whole first."""
    found, level = [name], [name]
    while level:
        level = [part for part, whole in whole_by_part.items() if whole in level]
        found += level
    return found
