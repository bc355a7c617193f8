"""Meters are opened for packages, and told when a platform throttles."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from simcare.cards.models import Card
from simcare.cards.queries.fleet import get_card
from simcare.kernel import audit
from simcare.kernel.tenancy import acting_as_provider
from simcare.operators.queries import history_of
from simcare.usage.actions import staging
from simcare.usage.actions.alerts import moving_meters
from simcare.usage.errors import MeterMisset
from simcare.usage.models import Meter
from simcare.usage.values import Package

MOST_BYTES = 2**60
THROTTLED_FIELD = "package.throttled"


def open_meter(*, card_id: int, package: Package, by: str, at: datetime) -> Meter:
    """Count a card's records that begin in the package's period, from now on. Raises MeterMisset.

    Records that have come before are not counted: `Package.used_bytes` says what they come to.
    """
    _check(package)
    with acting_as_provider():
        staging.lock_all_hours()  # an import that has looked for meters already would not count for this one
        card = get_card(card_id)
        with moving_meters(at):
            meter = _open(card, package, by, at)
            staging.execute(_OF_CARD, card=card_id)
        told = {"package": meter.package, "allowance_bytes": meter.allowance_bytes, "meter": meter.id}
        audit.record(
            "usage.meter_opened", by=by, at=at, subject=f"card:{card_id}", account_id=card.account_id, after=told
        )
    return meter


def note_throttling(*, card_id: int, at: datetime) -> bool:
    """Let the card's meter say what its platform said last; returns whether that was news."""
    with acting_as_provider():
        told = history_of(card_id, THROTTLED_FIELD, 1)
        if not told:
            return False
        is_throttled = told[0].value is True
        now = Meter.objects.filter(card_id=card_id, period__contains=at, throttled_at__isnull=is_throttled)
        if not now.exists():  # nearly always: nobody is to wait for imports then
            return False
        with moving_meters(at):
            is_news = bool(now.update(throttled_at=told[0].observed_at if is_throttled else None))
            staging.execute(_OF_CARD, card=card_id)
    return is_news


def _open(card: Card, package: Package, by: str, at: datetime) -> Meter:
    try:
        with transaction.atomic():
            return Meter.objects.create(
                card=card,
                account_id=card.account_id,
                package=package.name.strip()[:100],
                period=DateTimeTZRange(package.from_at, package.until_at),
                allowance_bytes=package.allowance_bytes,
                used_bytes=package.used_bytes,
                opened_by=by,
                opened_at=at,
            )
    except IntegrityError as trouble:
        raise MeterMisset("The card has another package in this time.") from trouble


def _check(package: Package) -> None:
    if not package.name.strip():
        raise MeterMisset("A package has a name.")
    if package.until_at is not None and package.until_at <= package.from_at:
        raise MeterMisset("A package ends after it begins.")
    if not all(0 <= each <= MOST_BYTES for each in (package.used_bytes, package.allowance_bytes or 0)):
        raise MeterMisset("No package has so many bytes.")


_OF_CARD = "INSERT INTO usage_advanced SELECT id FROM usage_meter WHERE card_id = %(card)s"
