"""Parents and their children: who belongs to an incident, who might, and how far an update is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from simcare.diagnosis.queries import incidents
from simcare.support.models import Entry, Ticket, TicketCard, Update, UpdateCopy
from simcare.support.rules.answers.catalogue import language_for
from simcare.support.values import CardRelation, TicketState

MOST_CHILDREN = 200
MOST_CANDIDATES = 50
INCIDENT_OVER = "incident_over"
"""The line of a parent's timeline that says so."""


@dataclass(frozen=True)
class Progress:
    """How far an update is: copies written, refused and waiting; how many got English for want of a text."""

    update: Update
    total: int
    written: int
    refused: int
    in_english: int

    @property
    def waiting(self) -> int:
        return self.total - self.written - self.refused

    @property
    def state(self) -> str:
        """done, stopped or running."""
        if not self.waiting:
            return "done"
        return "stopped" if self.update.stopped_at else "running"


@dataclass(frozen=True)
class Family:
    """The children of a parent: the first of them, how many in which state, and which languages they speak."""

    children: Sequence[Ticket]
    by_state: Mapping[str, int]
    by_language: Mapping[str, int]
    candidates: Sequence[Ticket]
    updates: Sequence[Progress]

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def unsolved(self) -> int:
        """Children whom an update would reach."""
        return sum(count for state, count in self.by_state.items() if state in ("open", "waiting"))


def count_children(parent_id: int) -> tuple[int, int]:
    """How many children there are, and how many of them are not solved."""
    return Ticket.objects.filter(parent_id=parent_id).count(), unsolved_children(parent_id).count()


def children_of(parent_id: int) -> list[Ticket]:
    """The first children of a ticket, those that wait for us first."""
    children = Ticket.objects.filter(parent_id=parent_id).select_related("thread", "account")
    return list(children.order_by("state", "order_at", "id")[:MOST_CHILDREN])


def family_of(parent: Ticket) -> Family:
    """All that a parent's page shows."""
    children = Ticket.objects.filter(parent=parent)
    states = children.values_list("state", "own_state").annotate(number=Count("id")).order_by()
    languages = unsolved_children(parent.id).values_list("answer_language").annotate(number=Count("id")).order_by()
    by_state: dict[str, int] = {}
    for state, own, number in states:
        by_state[own or state] = by_state.get(own or state, 0) + number
    by_language: dict[str, int] = {}
    for language, number in languages:
        spoken = language_for(language)
        by_language[spoken] = by_language.get(spoken, 0) + number
    return Family(children_of(parent.id), by_state, by_language, candidates_for(parent), updates_of(parent.id))


def unsolved_children(parent_id: int) -> QuerySet[Ticket]:
    """The children whom an update reaches: somebody wrote them, and they are neither solved nor spam."""
    settled = (TicketState.SOLVED, TicketState.SPAM)
    alone = Q(own_state="") & ~Q(state__in=settled)
    part = ~Q(own_state="") & ~Q(own_state__in=settled)
    return Ticket.objects.filter(alone | part, parent_id=parent_id).exclude(thread=None)


def candidates_for(parent: Ticket) -> list[Ticket]:
    """Open tickets about the parent's cards that belong to no parent."""
    iccids = TicketCard.objects.filter(ticket=parent, relation=CardRelation.PROVEN).values("iccid")
    named = TicketCard.objects.filter(iccid__in=iccids, relation=CardRelation.PROVEN).values("ticket")
    found = Ticket.objects.filter(id__in=named, parent=None, gathers=False, state=TicketState.OPEN).exclude(thread=None)
    return list(found.exclude(id=parent.id).select_related("thread").order_by("-id")[:MOST_CANDIDATES])


def parent_for(ticket: Ticket) -> Ticket | None:
    """The open parent that gathers tickets about one of this ticket's proven cards; the latest of several."""
    iccids = list(
        TicketCard.objects.filter(ticket=ticket, relation=CardRelation.PROVEN).values_list("iccid", flat=True)
    )
    if not iccids:
        return None
    named = TicketCard.objects.filter(iccid__in=iccids, relation=CardRelation.PROVEN, ticket__gathers=True)
    card_ids = TicketCard.objects.filter(ticket=ticket, card__isnull=False).values_list("card_id", flat=True)
    running = {incident.id for incident in incidents.covering(card_ids).values()}
    affected = Q(id__in=named.values("ticket")) | Q(incident_id__in=running)
    parents = Ticket.objects.filter(affected, state__in=(TicketState.OPEN, TicketState.WAITING))
    over = Entry.objects.filter(ticket=OuterRef("pk"), text=INCIDENT_OVER)
    return parents.exclude(id=ticket.id).exclude(Exists(over)).order_by("-id").first()


def is_over(parent: Ticket) -> bool:
    """Whether the incident behind a ticket has ended."""
    return Entry.objects.filter(ticket=parent, text=INCIDENT_OVER).exists()


def updates_of(parent_id: int) -> list[Progress]:
    """The updates of a parent, the latest first."""
    updates = Update.objects.filter(parent_id=parent_id).order_by("-id")
    return [progress_of(update) for update in updates]


def progress_of(update: Update) -> Progress:
    """How far it is."""
    counted = UpdateCopy.objects.filter(update=update).aggregate(
        total=Count("id"),
        written=Count("id", filter=Q(problem="") & ~Q(done_at=None)),
        refused=Count("id", filter=~Q(problem="")),
        in_english=Count("id", filter=Q(said_in_english=True)),
    )
    return Progress(update, **counted)
