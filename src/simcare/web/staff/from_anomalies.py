"""Unusual traffic as pages show it."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from simcare.operators.errors import UnknownPlatform
from simcare.operators.queries import capabilities
from simcare.operators.values.platforms import Function
from simcare.web.staff.anomaly_pages import (
    AnomalyRow,
    DifferenceRow,
    FigureRow,
    InvestigationView,
    PackageRow,
    ReasonRow,
    UsedHour,
)
from simcare.web.staff.anomaly_words import SUSPECTS
from simcare.web.staff.remedy_words import REMEDIES

if TYPE_CHECKING:
    from simcare.usage.models import Anomaly, Meter
    from simcare.usage.queries.found import HourOfUse, Investigation

WANTED = (Function.SUSPEND, Function.LOCK_IMEI)
"""What stops traffic that nobody wants."""


def row_of(anomaly: "Anomaly") -> AnomalyRow:
    """Something unusual in a list; its card and account are read with it."""
    return AnomalyRow(
        id=anomaly.id,
        kind=anomaly.kind,
        numbers=anomaly.numbers,
        iccid=anomaly.card.iccid,
        account=anomaly.account.name if anomaly.account else "",
        account_id=anomaly.account_id,
        from_at=anomaly.from_at,
        until_at=anomaly.until_at,
        first_seen_at=anomaly.first_seen_at,
        score=round(anomaly.score),
        state=anomaly.state,
        state_at=anomaly.state_at,
        state_by=anomaly.state_by,
        note=anomaly.note,
    )


def rows_of(anomalies: "Iterable[Anomaly]") -> tuple[AnomalyRow, ...]:
    """Several of them."""
    return tuple(row_of(each) for each in anomalies)


def hours_of(hours: "Iterable[HourOfUse]") -> tuple[UsedHour, ...]:
    """Hours as the chart draws them."""
    return tuple(
        UsedHour(hour.began_at, hour.used_bytes, hour.usual_from_bytes, hour.usual_until_bytes, hour.anomaly)
        for hour in hours
    )


def investigation_of(found: "Investigation") -> InvestigationView:
    """The whole page."""
    figures = found.figures
    return InvestigationView(
        anomaly=row_of(found.anomaly),
        hours=hours_of(found.hours),
        others=rows_of(found.others),
        from_at=figures.from_at,
        until_at=figures.until_at,
        figures=(
            FigureRow("operator", figures.operator_bytes, figures.operator_at),
            FigureRow("records", figures.records_bytes, figures.records_at),
            FigureRow("meter", figures.meter_bytes, figures.records_at if found.meter else None),
        ),
        differences=tuple(
            DifferenceRow(
                off=each.off.value,
                other=each.other.value,
                by_bytes=abs(each.by_bytes),
                is_low=each.by_bytes < 0,
                reasons=tuple(
                    ReasonRow(reason.why.value, reason.explains_bytes, figures.missing_hours) for reason in each.reasons
                ),
            )
            for each in found.differences
        ),
        package=_package_of(found.meter) if found.meter else None,
        suspects=SUSPECTS[found.anomaly.kind],
        cannot=tuple(_cannot(found.anomaly.card.platform)),
    )


def _package_of(meter: "Meter") -> PackageRow:
    over = 0 if meter.allowance_bytes is None else max(0, meter.used_bytes - meter.allowance_bytes)
    return PackageRow(
        meter.package, meter.used_bytes, meter.allowance_bytes, over, meter.left_bytes, meter.period.upper
    )


def _cannot(platform: str) -> Iterator[tuple[str, str]]:
    """What would stop the traffic, had the platform a call for it; none of those we speak to sets a limit."""
    with suppress(UnknownPlatform):
        able = capabilities(platform)
        for function in WANTED:
            if function not in able:
                yield str(REMEDIES[function.value].name), able.why_not(function)
    yield _("Set a limit"), _("no platform that we speak to has a call for it; suspending stops the card at once")
