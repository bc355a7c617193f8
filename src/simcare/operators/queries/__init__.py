"""Reads of the operators' world that others may use."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Max, QuerySet

from simcare.cards.models import Card
from simcare.kernel.statements import kept_statement
from simcare.operators.connectors import CONNECTORS, connector_class
from simcare.operators.errors import UnknownPlatform
from simcare.operators.models import Command, Observation, Platform, Snapshot
from simcare.operators.rules.asking import ask_again_at
from simcare.operators.values.commands import CommandState
from simcare.operators.values.evidence import Evidence
from simcare.operators.values.fields import FIELDS
from simcare.operators.values.platforms import Capabilities, Function

REACHABLE = "platform.reachable"
EVENTS_BACK = timedelta(days=32)
MOST_EVENTS = 500


def evidence_for(card_id: int, at: datetime) -> list[Evidence]:
    """What was known of the card at `at`: the newest value of each field, and the events of 32 days."""
    return [_evidence(row) for row in _newest(card_id, at)] + [
        _evidence(row) for row in events_of(card_id, at - EVENTS_BACK, at)
    ]


def history_of(card_id: int, field: str, limit: int = 50) -> list[Evidence]:
    """The values a field had, newest first."""
    rows = Observation.objects.filter(card_id=card_id, field=field).order_by("-observed_at")[:limit]
    return [_evidence(row) for row in rows]


def capabilities(platform: str) -> Capabilities:
    """What the platform of that name can do. Raises UnknownPlatform."""
    found = next(iter(platforms_named(platform)), None)
    if found is None:
        raise UnknownPlatform("There is no platform %(name)s.", name=platform)
    return connector_class(found.connector).capabilities


@kept_statement
def platforms_named(name: str) -> QuerySet[Platform]:
    return Platform.objects.filter(name=name)


def list_platforms() -> list[Platform]:
    """All platforms by name, with how they have been failing."""
    return list(Platform.objects.select_related("breaker").order_by("name"))


def get_command(command_id: int) -> Command:
    """One command with its card."""
    return Command.objects.select_related("card").get(id=command_id)


def commands_of(card_id: int, limit: int = 20) -> list[Command]:
    """The commands given for a card, newest first."""
    return list(Command.objects.filter(card_id=card_id).order_by("-ordered_at")[:limit])


def list_by_hand(limit: int = 200) -> list[Command]:
    """What people must do by hand, the nearest deadline first."""
    open_tasks = by_hand().select_related("card__account", "card__product")
    return list(open_tasks.order_by("due_at", "id")[:limit])


def list_done_by_hand(limit: int = 50) -> list[Command]:
    """Tasks that ended, the latest first."""
    ended = Command.objects.filter(job=None, settled_at__isnull=False, due_at__isnull=False)
    return list(ended.select_related("card__account", "card__product").order_by("-settled_at")[:limit])


def by_hand() -> QuerySet[Command]:
    """Tasks for single cards that wait for people; those of jobs are one task each (`queries.jobs`)."""
    return Command.objects.filter(job=None, state=CommandState.BY_HAND)


def list_due_commands(at: datetime, limit: int = 100) -> list[int]:
    """Commands of single cards to look at again, the longest waiting first."""
    due = Command.objects.filter(job=None, settled_at=None, next_at__lte=at).order_by("next_at")
    return list(due.values_list("id", flat=True)[:limit])


def connector_kinds() -> list[str]:
    """The kinds of platforms that a connector exists for."""
    return sorted(CONNECTORS)


def fields_of_kind(kind: str) -> frozenset[str]:
    """Every field that platforms of this kind can tell; none for a kind without a connector."""
    return CONNECTORS[kind].fields() if kind in CONNECTORS else frozenset()


def capabilities_of_kind(kind: str) -> Capabilities:
    """What platforms of this kind can do."""
    return connector_class(kind).capabilities


def title_of(platform: str) -> str:
    """A platform as people write it: its connector's name, or the one we gave to a further account of ours there."""
    return CONNECTORS[platform].title if platform in CONNECTORS else platform


def kind_of(platform: str) -> str:
    """The connector that speaks to the platform of that name; the name itself where the platform is not set up."""
    row = Platform.objects.filter(name=platform).values_list("connector", flat=True).first()
    return row or platform


def count_texts(card_id: int, *, since: datetime, until: datetime) -> int:
    """Texts that the platform has accepted for the card in [since, until)."""
    sent = Command.objects.filter(card_id=card_id, function=Function.SEND_SMS, state=CommandState.CONFIRMED)
    return sent.filter(settled_at__gte=since, settled_at__lt=until).count()


def find_running_change(card_id: int, at: datetime) -> Command | None:
    """The change of state that the platform accepted last and that has not been seen yet."""
    changes = Command.objects.filter(card_id=card_id, function__in=[Function.SUSPEND, Function.RESUME])
    return changes.filter(accepted_at__lte=at, settled_at=None).order_by("-accepted_at").first()


def list_stale_cards(card_ids: list[int], *, older_than: datetime) -> list[int]:
    """Those of the cards whose platform can be asked and was not asked since."""
    askable = _askable(card_ids)
    fresh = Snapshot.objects.filter(card_id__in=askable, field=REACHABLE, observed_at__gte=older_than)
    asked = set(fresh.values_list("card_id", flat=True))
    return [card_id for card_id in askable if card_id not in asked]


def list_silent_cards(card_ids: list[int], at: datetime) -> list[int]:
    """Those of the cards whose platform failed when it was last asked, and is to be asked again by now."""
    failed = Snapshot.objects.filter(card_id__in=card_ids, field=REACHABLE, value=False)
    asked_at = dict(failed.values_list("card_id", "observed_at"))
    if not asked_at:
        return []
    changes = Observation.objects.filter(card_id__in=asked_at, field=REACHABLE).order_by(
        "card_id", "-observed_at", "-id"
    )
    since = dict(changes.distinct("card_id").values_list("card_id", "observed_at"))
    due = {
        card_id
        for card_id, asked in asked_at.items()
        if ask_again_at(silent_since=since.get(card_id, asked), asked_at=asked) <= at
    }
    return _askable([card_id for card_id in card_ids if card_id in due])


def _askable(card_ids: list[int]) -> list[int]:
    """Those of the cards whose platform is set up, in their order."""
    names = list(Platform.objects.values_list("name", flat=True))
    known = set(Card.objects.filter(id__in=card_ids, platform__in=names).values_list("id", flat=True))
    return [card_id for card_id in card_ids if card_id in known]


def last_heard_at(card_id: int) -> datetime | None:
    """When the newest of what is stored of the card was received."""
    newest: datetime | None = Snapshot.objects.filter(card_id=card_id).aggregate(last=Max("received_at"))["last"]
    return newest


def _newest(card_id: int, at: datetime) -> Iterator[Snapshot | Observation]:
    """Snapshots; of a field whose snapshot was received after `at`, the last value that was known by then."""
    snapshots = snapshots_of(card_id)
    yield from (row for row in snapshots if row.received_at <= at)
    later = [row.field for row in snapshots if row.received_at > at]
    if later:
        known = Observation.objects.filter(card_id=card_id, field__in=later, received_at__lte=at)
        yield from known.order_by("field", "-observed_at", "-id").distinct("field")


@kept_statement
def snapshots_of(card_id: int) -> QuerySet[Snapshot]:
    return Snapshot.objects.filter(card_id=card_id)


@kept_statement
def events_of(card_id: int, since: datetime, at: datetime) -> QuerySet[Observation]:
    """The newest events in (since, at] that were known at `at`."""
    fields = [field.name for field in FIELDS.values() if field.many]
    rows = Observation.objects.filter(
        card_id=card_id, field__in=fields, observed_at__gt=since, observed_at__lte=at, received_at__lte=at
    )
    return rows.order_by("-observed_at")[:MOST_EVENTS]


def _evidence(row: Snapshot | Observation) -> Evidence:
    return Evidence(row.field, row.value, row.observed_at, row.received_at, row.source)
