"""Reads of webhooks: endpoints of an account, and what was sent to one."""

from collections.abc import Sequence

from django.db.models import QuerySet

from simcare.webhooks.errors import NoSuchShipment, NoSuchWebhook
from simcare.webhooks.models import Endpoint, Shipment


def list_endpoints(account_id: int) -> "QuerySet[Endpoint]":
    """The endpoints of an account, in the order they were made."""
    return Endpoint.objects.filter(account_id=account_id, ended_at=None).order_by("id")


def get_endpoint(account_id: int, number: int) -> Endpoint:
    """One of them. Raises NoSuchWebhook for any other."""
    endpoint = list_endpoints(account_id).filter(id=number).first()
    if endpoint is None:
        raise NoSuchWebhook
    return endpoint


def list_shipments(endpoint: Endpoint, *, before: int | None = None, size: int) -> Sequence[Shipment]:
    """What was or is to be sent to an endpoint, the newest first, with every attempt."""
    found = Shipment.objects.filter(endpoint=endpoint).prefetch_related("log").order_by("-id")
    return list((found.filter(id__lt=before) if before else found)[:size])


def get_shipment(endpoint: Endpoint, number: int) -> Shipment:
    """One of them. Raises NoSuchShipment."""
    shipment = Shipment.objects.filter(endpoint=endpoint, id=number).prefetch_related("log").first()
    if shipment is None:
        raise NoSuchShipment
    return shipment
