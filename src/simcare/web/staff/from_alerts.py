"""Packages and alerts as pages show them, and thresholds as a form says them."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils import timezone

from simcare.usage.errors import MeterMisset, ThresholdsMisset
from simcare.usage.values import Package, WarnAt
from simcare.web.staff.alert_pages import AlertRow, MeterRow, WarningForm

if TYPE_CHECKING:
    from simcare.usage.models import Alert
    from simcare.usage.queries.alerts import MeterNow

MB = 10**6
_BETWEEN = re.compile(r"[\s,;،、]+")


def alerts_of(alerts: "Iterable[Alert]") -> tuple[AlertRow, ...]:
    """Alerts in a list; their cards are read with them."""
    return tuple(
        AlertRow(
            kind=each.kind,
            value=each.value,
            allowance_bytes=each.allowance_bytes,
            raised_at=each.raised_at,
            ended_at=each.ended_at,
            iccid=each.card.iccid,
        )
        for each in alerts
    )


def meters_of(meters: "Iterable[MeterNow]") -> tuple[MeterRow, ...]:
    """The packages of a card."""
    return tuple(
        MeterRow(
            package=each.package,
            state=each.state,
            used_bytes=each.allowance.used_bytes,
            allowance_bytes=each.allowance.allowance_bytes,
            left_bytes=each.allowance.left_bytes,
            used_percent=each.allowance.used_percent,
            until_at=each.allowance.until_at,
            run_out_at=each.run_out_at,
        )
        for each in meters
    )


def form_of(chosen: WarnAt | None, usual: WarnAt) -> WarningForm:
    """The form with what holds now."""
    now = chosen or usual
    return WarningForm(
        used=_text(now.used_percents),
        left=_text(each // MB for each in now.left_bytes),
        days=_text(now.left_days),
        is_own=chosen is not None,
    )


def read_form(said: QueryDict) -> WarnAt:
    """What the form says. Raises ThresholdsMisset."""
    used, left, days = (_numbers(said.get(name, "")) for name in ("used", "left", "days"))
    return WarnAt(used, tuple(each * MB for each in left), days)


def read_package(said: QueryDict) -> Package:
    """The package that a form says, in days of the reader's zone. Raises MeterMisset."""
    first, last, amount = (said.get(name, "").strip() for name in ("first", "last", "amount"))
    if amount and not amount.isdecimal():
        raise MeterMisset("An allowance is a whole number of MB.")
    return Package(
        name=said.get("name", ""),
        from_at=_day(first),
        until_at=_day(last) + timedelta(days=1) if last else None,
        allowance_bytes=int(amount) * MB if amount else None,
    )


def _day(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time(), timezone.get_current_timezone())
    except ValueError as trouble:
        raise MeterMisset("A day is written like 2026-11-30.") from trouble


def _text(numbers: Iterable[int]) -> str:
    return ", ".join(str(each) for each in numbers)


def _numbers(text: str) -> tuple[int, ...]:
    parts = [part for part in _BETWEEN.split(text.strip()[:100]) if part]
    if not all(part.isdecimal() for part in parts):
        raise ThresholdsMisset("Write whole numbers with commas between them, such as 80, 95.")
    return tuple(int(part) for part in parts)
