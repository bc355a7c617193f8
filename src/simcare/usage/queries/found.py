"""Reads of what was unusual: lists, one of them with all that an investigation needs, and a card's hours."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Max, Q, QuerySet

from simcare.kernel.statements import kept_statement
from simcare.usage.errors import NoSuchAnomaly
from simcare.usage.models import Anomaly, HourUsage, Meter
from simcare.usage.queries.columns import read_usual_of
from simcare.usage.queries.figures import figures_of, meter_of
from simcare.usage.rules.anomalies.anomaly import FOR_MANY, Kind
from simcare.usage.rules.anomalies.scan import Remembered
from simcare.usage.rules.reconcile import Difference, Figures, reconcile
from simcare.usage.values import AnomalyState

KINDS: Final = tuple(kind.code for kind in Kind if kind is not Kind.NOTHING)
STATES: Final = tuple(state.value for state in AnomalyState)
SHOWN: Final = 5
"""On a card's page and beside a ticket; the list has all."""
CHART_BEFORE: Final = timedelta(days=6)
CHART_AFTER: Final = timedelta(days=1)
_DAY: Final = timedelta(days=1)
_HOUR: Final = timedelta(hours=1)
_SATURDAY: Final = 5


@dataclass(frozen=True)
class HourOfUse:
    """Bytes of the hour from `began_at` beside what is usual in it; `anomaly` is the code of what it was told for."""

    began_at: datetime
    used_bytes: int
    usual_from_bytes: int
    usual_until_bytes: int
    anomaly: str = ""


@dataclass(frozen=True)
class Investigation:
    """An anomaly with its surroundings. `hours` end a day after it; `figures` are those of the period it was in."""

    anomaly: Anomaly
    hours: Sequence[HourOfUse]
    others: Sequence[Anomaly]
    figures: Figures
    differences: Sequence[Difference]
    meter: Meter | None


def list_anomalies(*, state: str = "", kind: str = "", iccid: str = "") -> "QuerySet[Anomaly]":
    """What was unusual, the newest first; of one state or kind, or of cards whose ICCID has these digits in it."""
    narrowed = Q()
    if state in STATES:
        narrowed &= Q(state=state)
    if kind in KINDS:
        narrowed &= Q(kind=kind)
    if iccid:
        narrowed &= Q(card__iccid__contains=iccid)
    found = Anomaly.objects.filter(narrowed).select_related("card", "account")
    return found.order_by("-until_at", "-id")


def anomalies_by_id(ids: Collection[int]) -> "QuerySet[Anomaly]":
    """Those of these numbers, in their order."""
    return Anomaly.objects.filter(id__in=ids).select_related("card", "account").order_by("id")


def get_anomaly(number: int) -> Anomaly:
    """One of them. Raises NoSuchAnomaly."""
    found = Anomaly.objects.select_related("card__account", "card__product", "account").filter(id=number).first()
    if found is None:
        raise NoSuchAnomaly
    return found


@kept_statement
def anomalies_of(card_id: int) -> "QuerySet[Anomaly]":
    """What nobody has closed yet of a card, the newest first."""
    found = Anomaly.objects.filter(card_id=card_id).exclude(state=AnomalyState.CLOSED)
    return found.select_related("card", "account").order_by("-until_at", "-id")[:SHOWN]


def investigate(number: int, at: datetime) -> Investigation:
    """An anomaly with the hours around it, the three figures of its period, and the package. Raises NoSuchAnomaly."""
    anomaly = get_anomaly(number)
    until_at = min(anomaly.until_at + CHART_AFTER, at.replace(minute=0, second=0, microsecond=0))
    from_at = anomaly.from_at - CHART_BEFORE
    others = Anomaly.objects.filter(card_id=anomaly.card_id, until_at__gt=from_at).exclude(id=anomaly.id)
    found = list(others.order_by("-until_at")[:10])
    figures_at = _figures_at(anomaly, at)
    figures = figures_of(anomaly.card_id, figures_at)
    return Investigation(
        anomaly=anomaly,
        hours=hours_of(anomaly.card_id, from_at, until_at, zone=_zone_of(anomaly), told=[*found, anomaly]),
        others=found,
        figures=figures,
        differences=reconcile(figures),
        meter=meter_of(anomaly.card_id, figures_at),
    )


def last_week(card_id: int, at: datetime, *, zone: str = "UTC") -> list[HourOfUse]:
    """The hours of the last seven days up to the newest of which a record has come; none where none has."""
    from_at = at.replace(minute=0, second=0, microsecond=0) - 7 * _DAY
    newest: datetime | None = HourUsage.objects.filter(card_id=card_id, hour_at__gte=from_at).aggregate(
        newest=Max("hour_at")
    )["newest"]
    if newest is None:
        return []
    told = Anomaly.objects.filter(card_id=card_id, until_at__gt=from_at)
    return hours_of(card_id, from_at, newest + _HOUR, zone=zone, told=told)


def hours_of(
    card_id: int, from_at: datetime, until_at: datetime, *, zone: str = "UTC", told: Collection[Anomaly] = ()
) -> list[HourOfUse]:
    """A card's hours in [from_at, until_at) beside what is usual in each, as it is remembered today.

    `told` marks hours: what was said of a whole day marks its busiest hour.
    """
    used: dict[datetime, int] = {}
    rows = HourUsage.objects.filter(card_id=card_id, hour_at__gte=from_at, hour_at__lt=until_at)
    for hour_at, used_bytes in rows.values_list("hour_at", "used_bytes"):
        used[hour_at] = used.get(hour_at, 0) + used_bytes
    usual = Remembered(read_usual_of(card_id), FOR_MANY)
    count = max(0, (until_at - from_at) // _HOUR)
    hours = [from_at.astimezone(UTC) + number * _HOUR for number in range(count)]
    marks = {_marked(each, used): each for each in sorted(told, key=lambda each: each.score)}
    return [_hour_of_use(at, used.get(at, 0), usual, ZoneInfo(zone), marks.get(at)) for at in hours]


def _hour_of_use(at: datetime, used: int, usual: Remembered, zone: ZoneInfo, told: Anomaly | None) -> HourOfUse:
    clock = at.astimezone(zone)
    low, high = usual.band(clock.hour, weekend=clock.weekday() >= _SATURDAY)
    if told and "usual_until_bytes" in told.numbers:  # what was usual then, not what has been learnt since
        low, high = told.numbers["usual_from_bytes"], told.numbers["usual_until_bytes"]
    return HourOfUse(at, used, low, high, told.kind if told else "")


def _marked(anomaly: Anomaly, used: dict[datetime, int]) -> datetime:
    within = [at for at in used if anomaly.from_at <= at < anomaly.until_at]
    return max(within, key=lambda at: used[at], default=anomaly.from_at)


def _zone_of(anomaly: Anomaly) -> str:
    return anomaly.account.zone if anomaly.account else "UTC"


def _figures_at(anomaly: Anomaly, at: datetime) -> datetime:
    """Now, or the last instant of the package that the card had then."""
    then = meter_of(anomaly.card_id, anomaly.until_at)
    return min(at, then.period.upper - timedelta(microseconds=1)) if then and then.period.upper else at
