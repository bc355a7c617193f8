"""How the team shares the work, as pages show it: my switch, answers to take back, queues, views, watchers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from django.http import HttpRequest
from django.utils.translation import gettext as _

from simcare.accounts.queries.people import read_staff
from simcare.support.queries.canned import list_macros
from simcare.support.queries.drafts import drafts_on, entries_since, list_held
from simcare.support.queries.filters import CHOICES, TicketFilter
from simcare.support.queries.queues import queues_at
from simcare.support.queries.team import find_agent, watchers
from simcare.support.queries.views import list_views
from simcare.support.values import DraftKind
from simcare.web.staff import share_words as words
from simcare.web.staff import side_counts
from simcare.web.staff import words as said
from simcare.web.staff.door import instant, staff, who
from simcare.web.staff.pages import QueueView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from simcare.accounts.models import User
    from simcare.support.models import Entry
    from simcare.support.queries.views import ViewLine
    from simcare.support.rules.queueing import Queues


T = TypeVar("T")
Choices: TypeAlias = list[tuple[str, object]]


@dataclass(frozen=True)
class HeldAnswer:
    """An answer of mine that leaves in `seconds`."""

    number: int
    message_id: int
    seconds: int


@dataclass(frozen=True)
class Chip:
    """One condition of a filter in words, and the address of the list without it."""

    kind: object
    choice: object
    query: str


@dataclass(frozen=True)
class Change:
    """Something that happened on a ticket while somebody wrote."""

    at: datetime
    who: str
    what: str
    words: str


@dataclass(frozen=True)
class MyDesk:
    """What the frame shows of the team: me, my held answers, the queues and the saved views."""

    takes_tickets: bool
    held: Sequence[HeldAnswer]
    queues: Sequence[QueueView]
    views: "Sequence[ViewLine]"
    macro: int = 0


def my_desk(request: HttpRequest) -> MyDesk:
    """For the frame of this request."""
    return _once(request, "team_desk", lambda: _read_desk(request))


def queues_of(request: HttpRequest) -> "Queues":
    """The queues in force."""
    return _once(request, "team_queues", lambda: queues_at(instant(request)))


def people_of(request: HttpRequest) -> "Sequence[User]":
    """The provider's active people."""
    return _once(request, "team_people", read_staff)


def _once(request: HttpRequest, name: str, read: Callable[[], T]) -> T:
    """What several parts of a page need is read once for the request."""
    if not hasattr(request, name):
        setattr(request, name, read())
    known: T = getattr(request, name)
    return known


def _read_desk(request: HttpRequest) -> MyDesk:
    user, at = staff(request), instant(request)
    agent, queues = find_agent(user.id), queues_of(request)
    counts = side_counts.queues_of(request, queues)
    return MyDesk(
        takes_tickets=bool(agent and agent.takes_tickets),
        held=held_of(who(request), at),
        queues=[QueueView(queue.slug, queue.name, "layers", counts[queue.slug]) for queue in queues.queues],
        views=list_views(user_id=user.id, at=at),
        macro=request.session.pop("macro", (0,))[0],
    )


def held_of(by: str, at: datetime) -> list[HeldAnswer]:
    """My answers that can still be taken back."""
    return [
        HeldAnswer(held.ticket_id, held.message_id, max(1, round((held.leaves_at - at).total_seconds())))
        for held in list_held(by=by, at=at)
    ]


def chips_of(request: HttpRequest, asked: TicketFilter) -> list[Chip]:
    """The conditions of a list, each with a way to be rid of it."""
    names, people = (
        {queue.slug: queue.name for queue in queues_of(request).queues},
        {str(user.id): str(user) for user in people_of(request)},
    )
    known = {"queue": names, "assignee": {**people, "me": _("Me"), "nobody": _("Nobody")}}
    chips = [
        Chip(words.KINDS[kind], words.choice(kind, one, known), asked.without(kind, one).query())
        for kind in CHOICES
        for one in getattr(asked, kind)
    ]
    if asked.overdue:
        chips.append(Chip(_("Promise"), _("Overdue"), asked.without("overdue").query()))
    if asked.words:
        chips.append(Chip(_("Words"), asked.words, asked.without("words").query()))
    return chips


def around_list(request: HttpRequest, asked: TicketFilter) -> dict[str, object]:
    """What stands above a list: the filter's chips, what else can be chosen, and the saved view it is."""
    saved = next((view for view in my_desk(request).views if view.filter == asked), None)
    return {
        "chips": chips_of(request, asked),
        "filter_choices": filter_choices(request, asked),
        "column_choices": words.COLUMNS.items(),
        "saved_view": saved,
        "columns": saved.columns if saved else (),
    }


def filter_choices(request: HttpRequest, asked: TicketFilter) -> list[tuple[str, object, Choices, tuple[str, ...]]]:
    """The kinds of condition that a form offers: (kind, its word, choices with their words, those chosen)."""
    offered: dict[str, Mapping[str, object]] = {
        "queue": {queue.slug: queue.name for queue in queues_of(request).queues},
        "assignee": {"me": _("Me"), "nobody": _("Nobody"), **{str(user.id): str(user) for user in people_of(request)}},
        "category": words.CATEGORIES,
        "language": {code: words.language(code) for code in words.LANGUAGES},
        "liable": {code: word.text for code, word in said.LIABLE.items()},
    }
    return [(kind, words.KINDS[kind], list(choices.items()), getattr(asked, kind)) for kind, choices in offered.items()]


def queue_names(request: HttpRequest) -> dict[str, str]:
    """Slug -> name of the queues in force."""
    return {queue.slug: queue.name for queue in queues_of(request).queues}


def names_of(people: "Iterable[User]") -> dict[str, str]:
    """E-mail address, and number as text -> name."""
    found = list(people)
    return {person.email: person.name for person in found} | {str(person.id): str(person) for person in found}


def writing_on(request: HttpRequest, number: int) -> dict[str, object]:
    """What the composer needs beside the ticket itself: my drafts, who else is here, what changed since I began."""
    user, at = staff(request), instant(request)
    drafts = drafts_on(number, user_id=user.id)
    since = request.GET.get("since", "")
    begun = int(since) if since.isdecimal() and len(since) < 19 else 0
    return {
        "draft": drafts.get(DraftKind.REPLY),
        "note_draft": drafts.get(DraftKind.NOTE),
        "watchers": watchers(number, at=at, but=user.id),
        "changes": changes_since(request, number, begun) if begun else (),
        "macros": list_macros(),
        "assignees": [(person.id, str(person)) for person in people_of(request)],
        "snoozes": words.snoozes(at, user.zone),
        "queue_choices": [(queue.slug, queue.name) for queue in queues_of(request).queues],
    }


def changes_since(request: HttpRequest, number: int, entry_id: int) -> list[Change]:
    """What others did after that line of the timeline."""
    names = names_of(people_of(request))
    return [_change(entry, names) for entry in entries_since(number, entry_id, but=who(request))]


def _change(entry: "Entry", names: dict[str, str]) -> Change:
    author = names.get(entry.by) or (_("Simcare, by itself") if entry.by == "desk" else entry.by)
    if entry.message:
        what = _("answered") if entry.message.direction == "out" else _("wrote")
        return Change(entry.at, author, what, (entry.message.reply_text or entry.message.text)[:600])
    if entry.kind == "note":
        return Change(entry.at, author, _("noted"), entry.text[:600])
    return Change(entry.at, author, words.event_words(entry.text, entry.data, names), "")
