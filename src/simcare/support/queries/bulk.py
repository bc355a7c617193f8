"""Bulk work and files of tickets, as pages show them."""

from collections.abc import Sequence
from datetime import datetime

from simcare.support.models import Bulk, BulkRow, TicketExport
from simcare.support.values import RowState

RECENT = 30
ROWS_SHOWN = 100


def list_recent() -> list[Bulk]:
    """The latest bulks with their progress."""
    return list(Bulk.objects.select_related("work", "undoes", "user").order_by("-id")[:RECENT])


def list_exports(at: datetime) -> list[TicketExport]:
    """The latest files that are asked for and not over."""
    asked = TicketExport.objects.filter(expires_at__gt=at)
    return list(asked.select_related("work", "file", "user").order_by("-id")[:RECENT])


def list_rows(bulk_id: int, states: Sequence[RowState], limit: int = ROWS_SHOWN) -> list[BulkRow]:
    """Some rows in these states with their tickets."""
    rows = BulkRow.objects.filter(bulk_id=bulk_id, state__in=states)
    return list(rows.select_related("ticket").order_by("id")[:limit])
