"""Reads of meters and alerts: of a card, of an account, and at what each is warned."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet, Sum

from simcare.usage.models import Alert, HourUsage, Meter, Thresholds
from simcare.usage.queries.terms import alert_terms_at
from simcare.usage.rules.allowance import Allowance, expect_run_out
from simcare.usage.values import MeterState, WarnAt

SHOWN = 5
"""Meters and alerts on a card's page."""


@dataclass(frozen=True, kw_only=True)
class MeterNow:
    """A meter as it stands at an instant; `run_out_at` None: it lasts, or nothing limits it."""

    id: int
    package: str
    allowance: Allowance
    state: MeterState
    run_out_at: datetime | None


def alerts_of_account(account_id: int, *, is_open: bool | None = None) -> "QuerySet[Alert]":
    """What an account was warned of, the newest first; only those that still hold, or that no longer do."""
    return _narrowed(Alert.objects.filter(account_id=account_id), is_open)


def page_of_account(
    account_id: int, *, is_open: bool | None = None, before: int | None = None, size: int
) -> list[Alert]:
    """The same with their cards and packages, from before a number on."""
    found = alerts_of_account(account_id, is_open=is_open)
    return list((found.filter(id__lt=before) if before else found)[:size])


def alerts_of_card(card_id: int, *, is_open: bool | None = None) -> "QuerySet[Alert]":
    """What was told of a card, the newest first; only what still holds, or no longer does."""
    return _narrowed(Alert.objects.filter(card_id=card_id), is_open)


def alerts_by_id(ids: Collection[int]) -> "QuerySet[Alert]":
    """Those of these numbers, in their order."""
    return Alert.objects.filter(id__in=ids).select_related("card", "account").order_by("id")


def meters_of(card_id: int, at: datetime) -> list[MeterNow]:
    """The meters of a card, the newest first, no more than SHOWN."""
    rows = Meter.objects.filter(card_id=card_id).order_by(F("period").desc())[:SHOWN]
    return [meter_now(row, at) for row in rows]


def meter_now(meter: Meter, at: datetime) -> MeterNow:
    """How a meter stands, and when it will have run out at the pace of the last days (policy `usage.alerts`)."""
    allowance = allowance_of(meter)
    state = allowance.state(at)
    since_at = max(allowance.from_at, at - timedelta(days=alert_terms_at(at).pace_days))
    is_limited = state is not MeterState.EXPIRED and bool(allowance.left_bytes)
    recent = _used_since(meter.card_id, since_at, at) if is_limited else 0
    run_out_at = expect_run_out(allowance, recent_bytes=recent, since_at=since_at, at=at)
    return MeterNow(id=meter.id, package=meter.package, allowance=allowance, state=state, run_out_at=run_out_at)


def allowance_of(meter: Meter) -> Allowance:
    """A meter as rules know it."""
    return Allowance(
        used_bytes=meter.used_bytes,
        allowance_bytes=meter.allowance_bytes,
        from_at=meter.period.lower,
        until_at=meter.period.upper,
        is_throttled=meter.throttled_at is not None,
    )


def chosen_of(*, account_id: int) -> WarnAt | None:
    """At what an account chose to be warned; None where it has not."""
    row = Thresholds.objects.filter(account_id=account_id, card=None).first()
    return row.warn_at if row else None


def usual_at(at: datetime) -> WarnAt:
    """At what everybody is warned who has not chosen."""
    terms = alert_terms_at(at)
    return WarnAt(terms.used_percents, terms.left_bytes, terms.left_days)


def _narrowed(found: "QuerySet[Alert]", is_open: bool | None) -> "QuerySet[Alert]":
    if is_open is not None:
        found = found.filter(ended_at__isnull=is_open)
    return found.select_related("card", "account", "meter").order_by("-id")


def _used_since(card_id: int, since_at: datetime, at: datetime) -> int:
    hours = HourUsage.objects.filter(card_id=card_id, hour_at__gte=since_at - timedelta(hours=1), hour_at__lt=at)
    total: int = hours.aggregate(total=Sum("used_bytes", default=0))["total"]
    return total
