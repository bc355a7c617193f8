"""Which tickets are meant: one frozen value that lists, counts, saved views, bulk work and exports all share.

It is read from the parameters of an address and written back to them; both ways lose nothing, so that every view has
a link. Choices of one kind are alternatives (`category=apn&category=network`); kinds narrow each other.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Final, Protocol, Self
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q

from simcare.support.models import TicketCard, TicketTag
from simcare.support.queries.finding import find_meant
from simcare.support.values import TicketState

MOST_CHOICES: Final = 50
LONGEST_WORD: Final = 200
ME: Final = "me"
NOBODY: Final = "nobody"
NO_QUEUE: Final = "none"

_UNSOLVED: Final = ~Q(state__in=(TicketState.SOLVED, TicketState.SPAM, TicketState.MERGED))
_AWAKE: Final = Q(snoozed_until=None)


class Parameters(Protocol):
    """Parameters of an address, as Django's QueryDict has them."""

    def getlist(self, key: str, /) -> list[str]: ...


@dataclass(frozen=True, kw_only=True)
class TicketFilter:
    """Conditions on tickets; an empty one asks nothing. `view` names one of VIEWS, the rest narrows it."""

    view: str = "open"
    queue: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    assignee: tuple[str, ...] = ()
    tag: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    liable: tuple[str, ...] = ()
    channel: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    overdue: bool = False
    words: str = ""

    @classmethod
    def read(cls, parameters: Parameters) -> Self:
        """From the parameters of an address; what makes no sense is left out, never an error."""
        told = {name: _several(parameters, name) for name in CHOICES}
        view = next(iter(_several(parameters, "view")), "open")
        return cls(
            view=view if view in VIEWS else "open",
            overdue=parameters.getlist("overdue")[-1:] == ["1"],
            words=" ".join(" ".join(parameters.getlist("q")[-1:]).split())[:LONGEST_WORD],
            **told,
        )

    def parameters(self) -> list[tuple[str, str]]:
        """What an address says of it, always in the same order; defaults are left out."""
        told = [("view", self.view)] if self.view != "open" else []
        told += [(name, choice) for name in CHOICES for choice in getattr(self, name)]
        told += [("overdue", "1")] if self.overdue else []
        return told + ([("q", self.words)] if self.words else [])

    def query(self) -> str:
        """The same as the text after the question mark."""
        return urlencode(self.parameters())

    def without(self, name: str, choice: str = "") -> Self:
        """The filter with one condition taken away; all of a kind where no choice is named."""
        left: Any = getattr(type(self), name)  # the default of the field; fields differ in type
        if name in CHOICES and choice:
            left = tuple(one for one in getattr(self, name) if one != choice)
        return replace(self, **{name: left})

    @property
    def narrows(self) -> bool:
        """Whether it asks for more than its view."""
        return self != type(self)(view=self.view)

    def q(self, *, me: int | None, at: datetime) -> Q:
        """The condition itself, for this person and instant. It never doubles a row: no DISTINCT is needed."""
        asked = VIEWS[self.view](me, at)
        for name, clause in _CLAUSES.items():
            if chosen := getattr(self, name):
                asked &= clause(chosen, me)
        if self.overdue:
            asked &= VIEWS["overdue"](me, at)
        return asked & matching(self.words) if self.words else asked


CHOICES: Final = tuple(field.name for field in fields(TicketFilter) if field.default == ())
"""The kinds of condition that may have several choices."""

VIEWS: Final[Mapping[str, Callable[[int | None, datetime], Q]]] = {
    "open": lambda _me, _at: Q(state=TicketState.OPEN) & _AWAKE,
    "mine": lambda me, _at: Q(assignee_id=me) & _UNSOLVED & _AWAKE if me else Q(pk=None),
    "unassigned": lambda _me, _at: Q(state=TicketState.OPEN, assignee=None) & _AWAKE,
    "overdue": lambda _me, at: Q(order_at__lte=at) & _UNSOLVED,
    "waiting": lambda _me, _at: Q(state=TicketState.WAITING) & _AWAKE,
    "snoozed": lambda _me, _at: Q(snoozed_until__isnull=False),
    "solved": lambda _me, _at: Q(state=TicketState.SOLVED),
    "spam": lambda _me, _at: Q(state=TicketState.SPAM),
    "all": lambda _me, _at: ~Q(state__in=(TicketState.SPAM, TicketState.MERGED)),
}
"""Views of the inbox: name -> which tickets are in it for a person at an instant. Snoozed ones keep their promises."""


def matching(words: str) -> Q:
    """Tickets that these words mean, of very many the newest (see `finding`)."""
    return Q(id__in=find_meant(words).ticket_ids)


def _assigned(chosen: tuple[str, ...], me: int | None) -> Q:
    asked = Q(assignee=None) if NOBODY in chosen else Q(pk__in=[])
    people = {*_numbers(chosen), *([me] if me and ME in chosen else [])}
    return asked | Q(assignee_id__in=people)


def _liable(chosen: tuple[str, ...], _me: int | None) -> Q:
    return Q(Exists(TicketCard.objects.filter(ticket=OuterRef("pk"), verdict__liable_party__in=chosen)))


_CLAUSES: Final[Mapping[str, Callable[[tuple[str, ...], int | None], Q]]] = {
    "queue": lambda chosen, _me: Q(queue__in=["" if one == NO_QUEUE else one for one in chosen]),
    "state": lambda chosen, _me: Q(state__in=chosen),
    "assignee": _assigned,
    "tag": lambda chosen, _me: Q(Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), name__in=chosen))),
    "category": lambda chosen, _me: Q(category__in=chosen),
    "language": lambda chosen, _me: Q(language__in=chosen),
    "account": lambda chosen, _me: Q(account_id__in=_numbers(chosen)),
    "liable": _liable,
    "channel": lambda chosen, _me: Q(channel__in=chosen),
    "standing": lambda chosen, _me: Q(standing__in=chosen),
}
"""What each kind of condition asks of a ticket. A new kind is a field of TicketFilter and a line here."""


def _numbers(chosen: tuple[str, ...]) -> list[int]:
    return [int(one) for one in chosen if one.isascii() and one.isdecimal() and len(one) < 19]


def _several(parameters: Parameters, name: str) -> tuple[str, ...]:
    """Each choice once, in the order of its first mention."""
    told = (one.strip() for one in parameters.getlist(name) if "\0" not in one)
    return tuple(dict.fromkeys(one for one in told if 0 < len(one) <= LONGEST_WORD))[:MOST_CHOICES]
