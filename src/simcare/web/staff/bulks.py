"""Bulk work and files of tickets as plain values for pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from simcare.web.staff.bulk_words import DEEDS, STATES
from simcare.web.staff.refusals import in_words

if TYPE_CHECKING:
    from simcare.support.models import Bulk, BulkRow, TicketExport


@dataclass(frozen=True)
class BulkView:
    """One deed on many tickets and how far it is."""

    id: int
    name: str
    argument: str
    state: str
    done: int
    total: int
    by: str
    begun_at: datetime
    ended_at: datetime | None = None
    undoes: int | None = None
    counts: Mapping[str, int] | None = None
    can_undo: bool = False

    @property
    def tone(self) -> str:
        return STATES[self.state][0]

    @property
    def word(self) -> str:
        return str(STATES[self.state][1])

    @property
    def failed(self) -> int:
        return (self.counts or {}).get("failed", 0)

    @property
    def left(self) -> int:
        return self.total - self.done


@dataclass(frozen=True)
class FailedRow:
    """A ticket that a bulk left as it was, and why."""

    number: int
    subject: str
    problem: str


@dataclass(frozen=True)
class ExportView:
    """A file of tickets, asked for or there."""

    id: int
    kind: str
    done: int
    total: int
    by: str
    asked_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    size_bytes: int | None = None
    is_there: bool = False


def bulk_of(bulk: "Bulk", counts: Mapping[str, int] | None = None, *, can_undo: bool = False) -> BulkView:
    """A bulk for a list, or with the counts of its rows for its own page."""
    return BulkView(
        id=bulk.id,
        name=str(DEEDS[bulk.deed]),
        argument=bulk.argument if bulk.deed in ("answer", "note", "queue", "canned", "tag", "untag") else "",
        state=bulk.state,
        done=bulk.work.done,
        total=bulk.work.total or 0,
        by=bulk.user.name or bulk.by,
        begun_at=bulk.begun_at,
        ended_at=bulk.ended_at,
        undoes=bulk.undoes_id,
        counts=counts,
        can_undo=can_undo,
    )


def failed_of(row: "BulkRow") -> FailedRow:
    """A row that failed."""
    return FailedRow(row.ticket_id, row.ticket.subject, in_words(row.problem, row.problem_values))


def export_of(export: "TicketExport") -> ExportView:
    """A file of tickets."""
    return ExportView(
        id=export.id,
        kind=export.kind.upper(),
        done=export.work.done,
        total=export.work.total or 0,
        by=export.user.name or export.by,
        asked_at=export.asked_at,
        expires_at=export.expires_at,
        ended_at=export.ended_at,
        size_bytes=export.file.size_bytes if export.file else None,
        is_there=export.file is not None,
    )
