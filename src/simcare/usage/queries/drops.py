"""Reads of drops."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from simcare.usage.models import Drop


@dataclass(frozen=True)
class DropState:
    """A drop with what came of its last look; it holds no secret."""

    name: str
    protocol: str
    user: str
    host: str
    port: int
    folder: str
    is_on: bool
    looked_at: datetime | None
    trouble: str
    fetched_count: int


def list_drops() -> list[DropState]:
    """All drops, by name."""
    counted = Drop.objects.annotate(fetched_count=Count("files", filter=Q(files__fetched_at__isnull=False)))
    return [DropState(**row) for row in counted.order_by("name").values(*DropState.__dataclass_fields__)]
