"""Incidents as others see them, and what they say about one card."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count as CountOf
from django.db.models import Q, QuerySet

from simcare.cards.models import Card
from simcare.diagnosis.errors import NoSuchIncident
from simcare.diagnosis.models import Incident, IncidentCard, PeerCount, Round
from simcare.diagnosis.policy import WatchTerms
from simcare.diagnosis.queries.peers import counts_of, past_counts
from simcare.diagnosis.rules.incidents import alarm_count, usual
from simcare.diagnosis.values import Grouping, IncidentState, Scope, Usual
from simcare.operators.queries import fields_of_kind, kind_of
from simcare.operators.values import Evidence, moment_text, read_moment

CHART_BACK = timedelta(hours=6)
HOUR = timedelta(hours=1)
REMEMBERED = timedelta(hours=24)
_ALIVE = ("network.attach", "session.created")


@dataclass(frozen=True)
class Curve:
    """The failing cards of a group over time, what is usual, and from how many on a round rings the bell."""

    counts: tuple[PeerCount, ...]
    usual: Usual
    alarm_count: int


def get_incident(incident_id: int) -> Incident:
    """One incident. Raises NoSuchIncident."""
    incident = _with_counts(Incident.objects.filter(id=incident_id)).first()
    if incident is None:
        raise NoSuchIncident
    return incident


def list_incidents() -> QuerySet[Incident]:
    """Those that run first, then the latest; each with `card_count`."""
    return _with_counts(Incident.objects.all()).order_by("closed_at", "-started_at", "-id")


def count_running() -> int:
    """Incidents that are not closed."""
    return Incident.objects.filter(closed_at=None).count()


def card_ids_of(incident_id: int, limit: int | None = None) -> list[int]:
    """The cards that failed in an incident."""
    return list(
        IncidentCard.objects.filter(incident_id=incident_id)
        .order_by("card_id")
        .values_list("card_id", flat=True)[:limit]
    )


def cards_of(incident_id: int) -> QuerySet[IncidentCard]:
    """The cards of an incident with product and account."""
    rows = IncidentCard.objects.filter(incident_id=incident_id).select_related("card__product", "card__account")
    return rows.order_by("card__iccid_key")


def last_round_at() -> datetime | None:
    """When all groups were looked at last; None: never."""
    return Round.objects.order_by("-at").values_list("at", flat=True).first()


def list_groups() -> list[PeerCount]:
    """The last round of every group, those with the greatest share of failing cards first."""
    at = last_round_at()
    rows = PeerCount.objects.filter(at=at) if at else PeerCount.objects.none()
    return sorted(rows, key=lambda row: (-row.failing / row.total, -row.total))


def curve_of(scope: Scope, *, at: datetime, terms: WatchTerms | None = None) -> Curve:
    """The last hours of a group."""
    terms = terms or WatchTerms()
    counts = tuple(counts_of(scope, since=at - CHART_BACK))
    known = usual(past_counts(scope.grouping, before=at, terms=terms).get(scope, []))
    total = counts[-1].total if counts else 0
    return Curve(counts, known, alarm_count(total, known, terms))


def evidence_of(card: Card, facts: Iterable[Evidence], *, at: datetime) -> Iterator[Evidence]:
    """What the watch over all cards says of this one: the incident that covers it, and how its peers are.

    Failing peers explain nothing of a card that works while they fail.
    """
    known = list(facts)
    looked_at = last_round_at()
    told_by_platform = fields_of_kind(kind_of(card.platform))
    incident = _covering(card, known, at)
    if incident is not None:
        yield _ours("incident.match", _match(incident), at)
        yield _ours("peers.recovered", incident.ended_at is not None, at)
    elif looked_at is not None and watched_fields(told_by_platform) >= {"incident.match"}:
        yield _ours("incident.match", None, min(looked_at, at))
    group = _group(card, known, looked_at)
    if group is not None and not (group.is_unusual and _has_worked_since(known, group.at - HOUR)):
        counts = {
            "peers.total_count": group.total,
            "peers.failing_count": group.failing,
            "peers.silent_count": group.silent,
            "peers.baseline_share": group.usual_share,
        }
        for field in sorted(counts.keys() & watched_fields(told_by_platform)):
            yield _ours(field, counts[field], group.at)


def watched_fields(told_by_platform: frozenset[str]) -> frozenset[str]:
    """What the watch can tell of cards of a platform. Without refusals an incident shows only to people."""
    if "network.reject" in told_by_platform:
        return frozenset(
            {
                "incident.match",
                "peers.recovered",
                "peers.total_count",
                "peers.failing_count",
                "peers.silent_count",
                "peers.baseline_share",
            }
        )
    return frozenset({"peers.total_count", "peers.silent_count"})


def covering(card_ids: Iterable[int]) -> Mapping[int, Incident]:
    """The running incident that each of these cards failed in."""
    rows = IncidentCard.objects.filter(card_id__in=list(card_ids), incident__closed_at=None).select_related("incident")
    return {row.card_id: row.incident for row in rows.order_by("-incident_id")}


def during(card: Card, facts: Iterable[Evidence], *, from_at: datetime, until_at: datetime) -> list[Incident]:
    """The incidents of the card's groups that ran at some time in [from_at, until_at]."""
    ran = Incident.objects.filter(_of(card, list(facts)) | Q(cards__card=card), started_at__lte=until_at)
    return list(ran.filter(Q(ended_at=None) | Q(ended_at__gte=from_at)).distinct().order_by("started_at"))


def scopes_of(card: Card, facts: Iterable[Evidence]) -> list[Scope]:
    """The groups that the card belongs to, by what is known of it."""
    newest = {fact.field: fact.value for fact in sorted(facts, key=lambda fact: fact.observed_at)}
    network, area = newest.get("network.plmn"), newest.get("area.observed")
    keys = {
        Grouping.NETWORK: str(network or ""),
        Grouping.CELL: str(area) if area and len(str(area)) > 3 else "",
        Grouping.RANGE: card.iccid_key[:11],
    }
    return [Scope(grouping, card.platform, key) for grouping, key in keys.items() if key]


def _with_counts(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    return incidents.annotate(card_count=CountOf("cards"))


def _of(card: Card, facts: list[Evidence]) -> Q:
    wanted = Q(pk=None)
    for scope in scopes_of(card, facts):
        wanted |= Q(grouping=scope.grouping, platform=scope.platform, key=scope.key)
    return wanted


def _covering(card: Card, facts: list[Evidence], at: datetime) -> Incident | None:
    """A running incident in which the card failed or of whose group it is, unless it has worked since; else the last
    one it failed in that has ended."""
    known = Incident.objects.filter(started_at__lte=at).exclude(state=IncidentState.SUSPECTED)
    running = known.filter(Q(ended_at=None) | Q(ended_at__gt=at)).order_by("started_at")
    for incident in running.filter(Q(cards__card=card) | _of(card, facts)).distinct():
        if not _has_worked_since(facts, incident.started_at):
            return incident
    return known.filter(cards__card=card, ended_at__gt=at - REMEMBERED, ended_at__lte=at).order_by("-ended_at").first()


def _has_worked_since(facts: Iterable[Evidence], moment: datetime) -> bool:
    for fact in facts:
        if fact.field in _ALIVE and fact.value is not None and fact.observed_at > moment:
            return True
        if fact.field == "usage.last_traffic_at" and fact.value and read_moment(fact.value, fact.field) > moment:
            return True
    return False


def _match(incident: Incident) -> dict[str, object]:
    return {
        "id": incident.name,
        "status": "closed" if incident.ended_at else "open",
        "side": incident.side,
        "started_at": moment_text(incident.started_at),
        "ended_at": moment_text(incident.ended_at) if incident.ended_at else None,
    }


def _group(card: Card, facts: list[Evidence], looked_at: datetime | None) -> PeerCount | None:
    if looked_at is None:
        return None
    rows = PeerCount.objects.filter(at=looked_at, platform=card.platform)
    for scope in scopes_of(card, facts):
        row = rows.filter(grouping=scope.grouping, key=scope.key).first()
        if row is not None:
            return row
    return None


def _ours(field: str, value: object, at: datetime) -> Evidence:
    return Evidence(field, value, at, at, "simcare")
