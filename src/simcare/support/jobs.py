"""What the desk does by the clock: wakes tickets, notices who left, shares out, calls again; and long work on many."""

from datetime import datetime

from simcare.operators.actions import refresh_stale
from simcare.support.actions import bulk, exports
from simcare.support.actions.escalations import call_again
from simcare.support.actions.presence import forget_silent
from simcare.support.actions.routing import look
from simcare.support.actions.snoozes import wake_due
from simcare.support.models import Bulk, TicketExport
from simcare.support.queries.open_cards import list_open_cards
from simcare.support.values import BulkState


def share_out(at: datetime) -> int:
    """One look at everything that waits for people; returns how much changed."""
    return wake_due(at=at) + forget_silent(at=at) + look(at=at)


def repeat_calls(at: datetime) -> int:
    """Call again those who have not answered."""
    return call_again(at=at)


def keep_fresh(at: datetime) -> int:
    """Read anew the cards of open tickets that nobody asked about for a quarter of an hour; how many were read."""
    return refresh_stale(card_ids=list_open_cards(), at=at)


def advance_bulk_work(at: datetime) -> int:
    """Bulks first, then files; returns how many pieces were done here."""
    bulks = Bulk.objects.filter(state=BulkState.RUNNING).order_by("id").values_list("id", flat=True)
    done = sum(bulk.run(bulk_id=number, at=at) for number in bulks)
    waiting = TicketExport.objects.filter(ended_at=None).order_by("id").values_list("id", flat=True)
    return done + sum(exports.run(export_id=number, at=at) for number in waiting) + exports.delete_expired(at=at)
