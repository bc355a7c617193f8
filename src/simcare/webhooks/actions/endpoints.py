"""Endpoints: made, changed, switched on again, ended; and their secrets."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from simcare.kernel import audit, bell, secrets
from simcare.webhooks.channels.posting import may_be_called
from simcare.webhooks.errors import BadWebhook, TooManyWebhooks
from simcare.webhooks.models import Endpoint, Shipment
from simcare.webhooks.queries import get_endpoint
from simcare.webhooks.rules.signing import new_secret
from simcare.webhooks.values import Kind, OffBecause

CHANNEL: Final = "simcare_webhooks"
MOST: Final = 10
LONGEST_URL: Final = 500
BOTH_GOOD_FOR: Final = timedelta(hours=24)
"""After a change of secrets the earlier one signs as well, so that programs can follow one after the other."""


@transaction.atomic
def add_endpoint(*, account_id: int, url: str, kinds: Sequence[Kind], by: str, at: datetime) -> tuple[Endpoint, str]:
    """A new endpoint and its secret, which is told this once. Raises BadWebhook, TooManyWebhooks."""
    _refuse_bad(url)
    if Endpoint.objects.filter(account_id=account_id, ended_at=None).count() >= MOST:
        raise TooManyWebhooks
    secret = new_secret()
    endpoint = Endpoint.objects.create(
        account_id=account_id,
        url=url,
        kinds=sorted(set(kinds)),
        secret=secrets.seal(secret, owner=owner_of(account_id)),
        by=by,
        made_at=at,
    )
    _note("webhook.added", endpoint, by, at)
    return endpoint, secret


@transaction.atomic
def change_secret(*, account_id: int, number: int, by: str, at: datetime) -> tuple[Endpoint, str]:
    """Another secret, told this once; for a day the earlier one is good, too. Raises NoSuchWebhook."""
    endpoint, secret = get_endpoint(account_id, number), new_secret()
    endpoint.earlier_secret, endpoint.earlier_until = endpoint.secret, at + BOTH_GOOD_FOR
    endpoint.secret = secrets.seal(secret, owner=owner_of(account_id))
    endpoint.save(update_fields=["secret", "earlier_secret", "earlier_until"])
    _note("webhook.secret_changed", endpoint, by, at)
    return endpoint, secret


@transaction.atomic
def switch(*, account_id: int, number: int, is_on: bool, by: str, at: datetime) -> Endpoint:
    """On: what waits is sent again. Off: it waits, and what happens from now on is not told. Raises NoSuchWebhook."""
    endpoint = get_endpoint(account_id, number)
    endpoint.off_at, endpoint.off_because = (None, "") if is_on else (at, OffBecause.BY_HAND)
    endpoint.failures = 0
    waits = Shipment.objects.filter(endpoint=endpoint, next_at__isnull=False).exists()
    endpoint.next_at = at if is_on and waits else None
    endpoint.save(update_fields=["off_at", "off_because", "failures", "next_at"])
    _note("webhook.switched_on" if is_on else "webhook.switched_off", endpoint, by, at)
    bell.ring(CHANNEL)
    return endpoint


@transaction.atomic
def end_endpoint(*, account_id: int, number: int, by: str, at: datetime) -> None:
    """Nothing is sent there any more; its log stays with us. Raises NoSuchWebhook."""
    endpoint = get_endpoint(account_id, number)
    Endpoint.objects.filter(id=endpoint.id).update(ended_at=at, next_at=None)
    _note("webhook.ended", endpoint, by, at)


def owner_of(account_id: int) -> str:
    """Whose secret it is, as it is sealed."""
    return f"account:{account_id}"


def _refuse_bad(url: str) -> None:
    """What the address itself says is judged when it is given; what its name means, at every sending."""
    if len(url) > LONGEST_URL or not may_be_called(url):
        raise BadWebhook


def _note(deed: str, endpoint: Endpoint, by: str, at: datetime) -> None:
    told = {"webhook": endpoint.id, "url": endpoint.url, "kinds": endpoint.kinds}
    subject = f"account:{endpoint.account_id}"
    audit.record(deed, by=by, at=at, subject=subject, account_id=endpoint.account_id, after=told)
