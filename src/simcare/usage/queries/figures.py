"""What a card used in a period by three sources, each with its date; and what may set them apart."""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Max, Q, Sum

from simcare.cards.queries.fleet import get_card
from simcare.operators.queries import history_of
from simcare.operators.values import Evidence
from simcare.usage.models import HourUsage, Meter, StrayRecord
from simcare.usage.rules.reconcile import Figures

OPERATOR_FIELD = "package.used_bytes"
"""What platforms tell of the package that a card has: the same period that our meter counts."""
WITHOUT_METER = timedelta(days=30)
SETTLED_AFTER = timedelta(hours=2)
"""Files of the last hours may still come."""


def meter_of(card_id: int, at: datetime) -> Meter | None:
    """The card's meter at an instant."""
    return Meter.objects.filter(card_id=card_id, period__contains=at).first()


def figures_of(card_id: int, at: datetime) -> Figures:
    """The three figures of the period of the card's meter; without one, of our records in the last thirty days.

    Our records are summed by the hour, so a period's first and last hour count whole.
    """
    meter = meter_of(card_id, at)
    from_at, until_at = (meter.period.lower, meter.period.upper) if meter else (at - WITHOUT_METER, at)
    told = [fact for fact in history_of(card_id, OPERATOR_FIELD) if from_at <= fact.observed_at < (until_at or at)]
    newest = told[0] if meter and told and told[0].value is not None else None
    after = Q(hour_at__gte=newest.observed_at) if newest else Q(pk__in=[])
    before = Q(hour_at__lt=meter.opened_at - timedelta(hours=1)) if meter else Q(pk__in=[])
    hours = HourUsage.objects.filter(
        card_id=card_id, hour_at__gt=from_at - timedelta(hours=1), hour_at__lt=until_at or at
    )
    sums = hours.aggregate(
        records=Sum("used_bytes", default=0),
        last=Max("hour_at"),
        after=Sum("used_bytes", filter=after, default=0),
        before=Sum("used_bytes", filter=before, default=0),
    )
    return Figures(
        from_at=from_at,
        until_at=until_at or at,
        operator_bytes=newest.value if newest else None,
        operator_at=newest.observed_at if newest else None,
        operator_before_bytes=max((_bytes_of(fact) for fact in told[1:]), default=0) if newest else 0,
        records_bytes=sums["records"],
        records_at=sums["last"],
        after_bytes=sums["after"],
        stray_bytes=_stray_bytes(card_id, from_at, until_at or at),
        missing_hours=_missing_hours(from_at, min(until_at or at, at - SETTLED_AFTER)),
        meter_bytes=meter.used_bytes if meter else None,
        before_meter_bytes=sums["before"],
    )


def _bytes_of(fact: Evidence) -> int:
    return fact.value if isinstance(fact.value, int) else 0


def _stray_bytes(card_id: int, from_at: datetime, until_at: datetime) -> int:
    card = get_card(card_id)
    names = [card.iccid_key, f"imsi{card.imsi}"]  # as `StrayRecord` says
    strays = StrayRecord.objects.filter(iccid_key__in=names, started_at__gte=from_at, started_at__lt=until_at)
    total: int = strays.aggregate(total=Sum("used_bytes", default=0))["total"]
    return total


def _missing_hours(from_at: datetime, until_at: datetime) -> int:
    """Hours between the first file of the period and its end in which no file brought any record."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [from_at, until_at])
        row = cursor.fetchone()
        return int(row[0]) if row else 0


_MISSING = """
    SELECT count(*) FROM (
        SELECT generate_series(
            date_trunc('hour', greatest(%s, (SELECT min(from_at) FROM usage_usagefile)), 'UTC'),
            %s - interval '1 hour', interval '1 hour'
        ) AS hour_at
    ) AS hours
    WHERE NOT EXISTS (
        SELECT FROM usage_usagefile file WHERE file.until_at >= hour_at AND file.from_at < hour_at + interval '1 hour'
    )
"""
