"""Webhooks of the account: where its programs are told of what happens, and how every delivery went."""

from typing import TYPE_CHECKING, Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from ninja.params.functions import Header, Path, Query
from ninja.responses import Status
from pydantic import AwareDatetime, Field, StringConstraints

from simcare.accounts.values import Scope
from simcare.api.v1 import shapes
from simcare.api.v1.answers import answers
from simcare.api.v1.door import ApiKey, caller
from simcare.api.v1.once import HEADER
from simcare.kernel import clock
from simcare.webhooks import queries
from simcare.webhooks.actions import endpoints, shipping
from simcare.webhooks.values import Kind, OffBecause

if TYPE_CHECKING:
    from simcare.webhooks.models import Endpoint, Shipment

router = Router(tags=["webhooks"])
MAY: Final = ApiKey(Scope.WEBHOOKS)
MOST: Final = 100
Number = Annotated[int, Path(ge=1, le=shapes.LARGEST)]
OnceKey = Annotated[shapes.OnceKey, Header(alias=HEADER, description=shapes.ONCE)]
Told = Literal[
    Kind.CARD_STATE_CHANGED, Kind.ANOMALY_FOUND, Kind.TICKET_OPENED, Kind.TICKET_ANSWERED, Kind.TICKET_SOLVED
]


class NewWebhook(Schema, extra="forbid"):
    """Where to tell of what."""

    url: Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,480}$")] = Field(description="public, by https")
    kinds: list[Told] = Field(min_length=1, max_length=len(Kind))


class Webhook(Schema):
    """An address that is told of what happens, by a POST that is signed as Standard Webhooks says."""

    id: int
    url: str
    kinds: list[Kind]
    made_at: AwareDatetime
    failures: int = Field(description="attempts in a row that were not taken")
    off_at: AwareDatetime | None
    off_because: OffBecause | None = Field(description="gone: it answered 410; failing: for three days; by_hand")


class WebhookSecret(Webhook):
    """The same with its secret, which is told this once."""

    secret: str = Field(description="whsec_ and base64, as libraries of Standard Webhooks take it")


class Webhooks(Schema):
    """All webhooks of the account."""

    items: list[Webhook]


class Attempt(Schema):
    """How one attempt went."""

    at: AwareDatetime
    took_ms: int
    status: int | None = Field(description="null: no answer came")
    trouble: str = Field(description="empty when it was taken")


class Delivery(Schema):
    """A message to the webhook. Its body has `type`, `timestamp` and `data`."""

    id: int
    message_id: str = Field(description="the header webhook-id, the same for every attempt")
    kind: Kind
    body: str
    made_at: AwareDatetime
    taken_at: AwareDatetime | None
    next_at: AwareDatetime | None = Field(description="when it is tried next; null: taken")
    attempts: list[Attempt]


class DeliveryPage(Schema):
    """Some deliveries, the newest first."""

    items: list[Delivery]
    next_cursor: str | None


class Switch(Schema, extra="forbid"):
    """Whether it is told of anything."""

    is_on: bool


@router.get("/webhooks", response=answers(Webhooks), auth=MAY, url_name="webhooks")
def list_webhooks(request: HttpRequest) -> Webhooks:
    """The webhooks of the account."""
    return Webhooks(items=[_webhook(each) for each in queries.list_endpoints(caller(request).account_id)])


@router.post("/webhooks", response=answers(WebhookSecret, status=201), auth=MAY, url_name="webhooks")
def add_webhook(request: HttpRequest, asked: NewWebhook, idempotency_key: OnceKey) -> Status[WebhookSecret]:
    """Another webhook, at most ten. What happens from now on is sent in order, and tried for about three days."""
    endpoint, secret = endpoints.add_endpoint(
        account_id=caller(request).account_id, url=asked.url, kinds=asked.kinds, by=_by(request), at=clock.now()
    )
    return Status(201, _with_secret(endpoint, secret))


@router.delete("/webhooks/{number}", response=answers(None, 404, status=204), auth=MAY, url_name="webhook")
def remove_webhook(request: HttpRequest, number: Number) -> Status[None]:
    """Nothing is sent there any more."""
    endpoints.end_endpoint(account_id=caller(request).account_id, number=number, by=_by(request), at=clock.now())
    return Status(204, None)


@router.post("/webhooks/{number}/switch", response=answers(Webhook, 404), auth=MAY, url_name="webhook_switch")
def switch_webhook(request: HttpRequest, number: Number, asked: Switch, idempotency_key: OnceKey) -> Webhook:
    """On again, what waits is sent; off, what happens meanwhile is not told."""
    account_id = caller(request).account_id
    return _webhook(
        endpoints.switch(account_id=account_id, number=number, is_on=asked.is_on, by=_by(request), at=clock.now())
    )


@router.post("/webhooks/{number}/secret", response=answers(WebhookSecret, 404), auth=MAY, url_name="webhook_secret")
def change_secret(request: HttpRequest, number: Number, idempotency_key: OnceKey) -> WebhookSecret:
    """Another secret; for a day every message is signed by both."""
    account_id = caller(request).account_id
    endpoint, secret = endpoints.change_secret(account_id=account_id, number=number, by=_by(request), at=clock.now())
    return _with_secret(endpoint, secret)


@router.post("/webhooks/{number}/test", response=answers(Delivery, 404, status=201), auth=MAY, url_name="webhook_test")
def send_test(request: HttpRequest, number: Number, idempotency_key: OnceKey) -> Status[Delivery]:
    """A message of kind `test`, to see whether it arrives."""
    return Status(
        201, _delivery(shipping.send_test(account_id=caller(request).account_id, number=number, at=clock.now()))
    )


@router.get(
    "/webhooks/{number}/deliveries", response=answers(DeliveryPage, 404), auth=MAY, url_name="webhook_deliveries"
)
def list_deliveries(
    request: HttpRequest,
    number: Number,
    cursor: Annotated[int | None, Query(ge=1, le=shapes.LARGEST)] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 50,
) -> DeliveryPage:
    """What was sent and how every attempt went, the newest first."""
    endpoint = queries.get_endpoint(caller(request).account_id, number)
    found = queries.list_shipments(endpoint, before=cursor, size=limit + 1)
    following = str(found[limit - 1].id) if len(found) > limit else None
    return DeliveryPage(items=[_delivery(each) for each in found[:limit]], next_cursor=following)


@router.post(
    "/webhooks/{number}/deliveries/{delivery}/replay",
    response=answers(Delivery, 404),
    auth=MAY,
    url_name="webhook_replay",
)
def replay(request: HttpRequest, number: Number, delivery: Number, idempotency_key: OnceKey) -> Delivery:
    """The same message once more, with the same `webhook-id`."""
    account_id = caller(request).account_id
    return _delivery(shipping.send_again(account_id=account_id, number=number, shipment_id=delivery, at=clock.now()))


def _by(request: HttpRequest) -> str:
    return f"key:{caller(request).id}"


def _webhook(endpoint: "Endpoint") -> Webhook:
    return Webhook(
        id=endpoint.id,
        url=endpoint.url,
        kinds=[Kind(each) for each in endpoint.kinds],
        made_at=endpoint.made_at,
        failures=endpoint.failures,
        off_at=endpoint.off_at,
        off_because=OffBecause(endpoint.off_because) if endpoint.off_because else None,
    )


def _with_secret(endpoint: "Endpoint", secret: str) -> WebhookSecret:
    return WebhookSecret(**_webhook(endpoint).model_dump(), secret=secret)


def _delivery(shipment: "Shipment") -> Delivery:
    log = sorted(shipment.log.all(), key=lambda each: each.id)
    return Delivery(
        id=shipment.id,
        message_id=shipment.message_id,
        kind=Kind(shipment.kind),
        body=shipment.body,
        made_at=shipment.made_at,
        taken_at=shipment.taken_at,
        next_at=shipment.next_at,
        attempts=[Attempt(at=each.at, took_ms=each.took_ms, status=each.status, trouble=each.trouble) for each in log],
    )
