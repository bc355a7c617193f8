"""What is to be sent: written for every endpoint that wants it, sent in order, tried for days, sent again on wish."""

import json
import random
import time
import uuid
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now

from simcare.kernel import bell, clock, secrets
from simcare.webhooks.actions.endpoints import CHANNEL, owner_of
from simcare.webhooks.channels.posting import PATIENCE_SECONDS, Outcome, post
from simcare.webhooks.models import Attempt, Endpoint, Shipment
from simcare.webhooks.queries import get_endpoint, get_shipment
from simcare.webhooks.rules.retrying import pause_after
from simcare.webhooks.values import Kind, OffBecause

AT_ONCE: Final = 8
"""Endpoints that are sent to at the same time."""
MOST_IN_A_TURN: Final = 20
LEASE: Final = timedelta(seconds=PATIENCE_SECONDS * (MOST_IN_A_TURN + 1))
"""After it, an endpoint whose sender has died is taken up by another."""


@dataclass(frozen=True)
class News:
    """Something that an account may want to be told. `key` names it once for all time."""

    account_id: int
    kind: Kind
    key: str
    at: datetime
    data: Mapping[str, object]


@transaction.atomic
def ship(news: Iterable[News]) -> int:
    """Write what every endpoint is to be told; the same news again writes nothing. Returns how many were written."""
    told = list(news)
    accounts = {each.account_id for each in told}
    endpoints = list(Endpoint.objects.filter(account_id__in=accounts, ended_at=None, off_at=None)) if told else []
    rows = [
        _shipment(endpoint, each)
        for each in told
        for endpoint in endpoints
        if endpoint.account_id == each.account_id and each.kind in endpoint.kinds
    ]
    return _put(rows)


@transaction.atomic
def send_test(*, account_id: int, number: int, at: datetime) -> Shipment:
    """A message that says nothing, to see whether it arrives. Raises NoSuchWebhook."""
    endpoint = get_endpoint(account_id, number)
    key = f"test:{uuid.uuid4()}"
    _put([_shipment(endpoint, News(account_id, Kind.TEST, key, at, {}))])
    return Shipment.objects.get(endpoint=endpoint, key=key)


@transaction.atomic
def send_again(*, account_id: int, number: int, shipment_id: int, at: datetime) -> Shipment:
    """The same message once more, with its own id, so that who has it already knows it. Raises NoSuchShipment."""
    endpoint = get_endpoint(account_id, number)
    shipment = get_shipment(endpoint, shipment_id)
    Shipment.objects.filter(id=shipment.id).update(attempts=0, next_at=at, taken_at=None)
    _call_for([endpoint.id])
    return get_shipment(endpoint, shipment_id)


def send_due(*, has_failed: bool) -> int:
    """Send what is due, to several endpoints at once; returns how many were sent to.

    Those that failed last are sent to apart, so that one which hangs holds up none that works.
    """
    claimed = _claim(has_failed)
    if len(claimed) == 1:
        _serve(claimed[0])
    elif claimed:
        with ThreadPoolExecutor(max_workers=len(claimed)) as threads:
            list(threads.map(_serve_apart, claimed))
    return len(claimed)


def _shipment(endpoint: Endpoint, news: News) -> Shipment:
    told = {"type": news.kind, "timestamp": news.at.isoformat().replace("+00:00", "Z"), "data": dict(news.data)}
    return Shipment(
        endpoint=endpoint,
        account_id=news.account_id,
        key=news.key,
        kind=news.kind,
        message_id=f"msg_{uuid.uuid4().hex}",
        body=json.dumps(told, ensure_ascii=False),
        made_at=news.at,
        next_at=news.at,
    )


def _put(rows: list[Shipment]) -> int:
    before = Shipment.objects.filter(_same(rows)).count() if rows else 0
    Shipment.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        _call_for({row.endpoint_id for row in rows})
    return len(rows) - before


def _same(rows: Iterable[Shipment]) -> Q:
    found = Q(pk=None)
    for row in rows:
        found |= Q(endpoint_id=row.endpoint_id, key=row.key)
    return found


def _call_for(endpoint_ids: Iterable[int]) -> None:
    """These endpoints have something waiting; one that is being waited for is not hurried."""
    idle = Endpoint.objects.filter(id__in=list(endpoint_ids), off_at=None, ended_at=None)
    idle.update(next_at=Coalesce(F("next_at"), Now()))
    bell.ring(CHANNEL)


def _claim(has_failed: bool) -> list[Endpoint]:
    with transaction.atomic():
        due = Endpoint.objects.filter(next_at__lte=Now(), off_at=None, ended_at=None).order_by("next_at")
        due = due.filter(failures__gt=0) if has_failed else due.filter(failures=0)
        claimed = list(due[:AT_ONCE].select_for_update(skip_locked=True))
        Endpoint.objects.filter(id__in=[each.id for each in claimed]).update(next_at=Now() + LEASE)
    return claimed


def _serve_apart(endpoint: Endpoint) -> None:
    try:
        _serve(endpoint)
    finally:
        connection.close()  # this thread's own


def _serve(endpoint: Endpoint) -> None:
    """Send what waits, the oldest first, until all is sent, a turn is over, or one is not taken."""
    told = _secrets_of(endpoint)
    waiting = Shipment.objects.filter(endpoint=endpoint, next_at__isnull=False).order_by("id")
    for shipment in list(waiting[:MOST_IN_A_TURN]):
        at, began = clock.now(), time.monotonic()
        outcome = post(endpoint.url, message_id=shipment.message_id, body=shipment.body, secrets_told=told, at=at)
        if not _settle(endpoint, shipment, outcome, at=at, took_ms=round((time.monotonic() - began) * 1000)):
            return
    _come_back(endpoint)


@transaction.atomic
def _settle(endpoint: Endpoint, shipment: Shipment, outcome: Outcome, *, at: datetime, took_ms: int) -> bool:
    """Keep how it went; whether the next one may be sent at once."""
    Attempt.objects.create(
        shipment=shipment,
        account_id=shipment.account_id,
        at=at,
        took_ms=took_ms,
        status=outcome.status,
        trouble=outcome.trouble,
    )
    attempts = shipment.attempts + 1
    mine = Shipment.objects.filter(id=shipment.id)
    if not outcome.trouble:
        mine.update(attempts=attempts, next_at=None, taken_at=at)
        Endpoint.objects.filter(id=endpoint.id).update(failures=0)
        return True
    pause = pause_after(attempts, wished_seconds=outcome.wished_seconds, chance=random.random())  # noqa: S311  # a pause
    off = OffBecause.GONE if outcome.is_gone else OffBecause.FAILING if pause is None else None
    mine.update(attempts=0 if off else attempts, next_at=at + (pause or timedelta(0)))
    here = Endpoint.objects.filter(id=endpoint.id)
    if off:
        here.update(off_at=at, off_because=off, next_at=None)
    else:
        here.update(failures=F("failures") + 1, next_at=at + (pause or timedelta(0)))
    return False


@transaction.atomic
def _come_back(endpoint: Endpoint) -> None:
    """When there is more, at once; else when something new is to be told."""
    locked = Endpoint.objects.select_for_update().get(id=endpoint.id)
    waits = Shipment.objects.filter(endpoint=endpoint, next_at__isnull=False).exists()
    Endpoint.objects.filter(id=locked.id).update(next_at=Now() if waits else None)


def _secrets_of(endpoint: Endpoint) -> list[str]:
    is_earlier_good = endpoint.earlier_until is not None and endpoint.earlier_until > clock.now()
    sealed = [endpoint.secret, *([endpoint.earlier_secret] if is_earlier_good else [])]
    return [secrets.unseal(each, owner=owner_of(endpoint.account_id)) for each in sealed]
