"""Tickets as a CSV or XLSX file: asked for at once, made in the background, downloaded for a week, then deleted."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qs

from django.db import transaction

from simcare.accounts.models import User
from simcare.accounts.permissions import Deed, require
from simcare.kernel import audit, bell, files, progress
from simcare.kernel.gathering import Place, forget, gather, table
from simcare.kernel.models import KeptFile
from simcare.kernel.sheets import MEDIA_TYPES
from simcare.kernel.sheets.writing import Cell
from simcare.support.actions.bulk import CHANNEL
from simcare.support.errors import NoSuchExport
from simcare.support.models import Ticket, TicketExport
from simcare.support.queries.filters import TicketFilter
from simcare.support.queries.lists import TicketLine, lines_for, with_names

KIND: Final = "tickets.export"
AT_ONCE: Final = 1_000
KEPT_FOR: Final = timedelta(days=7)
COLUMNS: Final = (
    "number",
    "state",
    "subject",
    "requester",
    "requester_email",
    "end_user",
    "account",
    "category",
    "channel",
    "language",
    "cards",
    "liable",
    "assignee",
    "opened_at",
    "changed_at",
    "due_at",
)


class Parameters(dict[str, list[str]]):
    """The parameters of an address, as TicketFilter reads them."""

    def getlist(self, key: str, /) -> list[str]:
        """All values of a parameter."""
        return self.get(key, [])


@transaction.atomic
def begin(*, asked: TicketFilter, kind: str, user: User, at: datetime) -> TicketExport:
    """Ask for a file of the tickets of a filter. Raises NotAllowed."""
    require(user.role, Deed.EXPORT)
    total = Ticket.objects.filter(asked.q(me=user.id, at=at)).count()
    export = TicketExport.objects.create(
        asked=asked.query(),
        kind="xlsx" if kind == "xlsx" else "csv",
        work=progress.begin(KIND, by=user.email, at=at, total=total),
        user=user,
        by=user.email,
        asked_at=at,
        expires_at=at + KEPT_FOR,
    )
    told = {"filter": export.asked, "tickets": total, "kind": export.kind}
    audit.record("tickets.export_asked", by=user.email, at=at, subject=f"export:{export.id}", after=told)
    bell.ring(CHANNEL)
    return export


def stop(*, export_id: int, by: str, at: datetime) -> None:
    """It is not wanted any more."""
    progress.ask_to_stop(get_export(export_id).work_id)
    audit.record("tickets.export_stopped", by=by, at=at, subject=f"export:{export_id}")


def get_export(export_id: int) -> TicketExport:
    """One export with its progress. Raises NoSuchExport."""
    export = TicketExport.objects.select_related("work", "file").filter(id=export_id).first()
    if export is None:
        raise NoSuchExport
    return export


@transaction.atomic
def hand_out(*, export_id: int, user: User, at: datetime) -> KeptFile:
    """The file for the person who asked for it, or a supervisor; each download is audited. Raises NoSuchExport."""
    export = get_export(export_id)
    require(user.role, Deed.EXPORT)
    if export.file is None or export.expires_at <= at:
        raise NoSuchExport
    audit.record("tickets.export_taken", by=user.email, at=at, subject=f"export:{export.id}")
    return export.file


def run(*, export_id: int, at: datetime) -> bool:
    """Make the file; killed in the middle, it goes on with the rows that are not gathered yet."""
    export = TicketExport.objects.select_related("work").filter(id=export_id, ended_at=None).first()
    if export is None:
        return False
    try:
        gather(export.work, lambda place: _page(export, place), at=at)
    except progress.Stopped:
        _end(export, None, at=at, error="stopped")
    else:
        _make(export, at)
    return True


@transaction.atomic
def _make(export: TicketExport, at: datetime) -> None:
    if TicketExport.objects.select_for_update().filter(id=export.id, ended_at=None).exists():
        name = f"tickets-{export.asked_at:%Y-%m-%d}-{export.id}.{export.kind}"
        pieces = table(export.work, export.kind, COLUMNS)
        file = files.keep(pieces, name=name, media_type=MEDIA_TYPES[export.kind], by=export.by, at=at)
        _end(export, file, at=at)


@transaction.atomic
def _end(export: TicketExport, file: KeptFile | None, *, at: datetime, error: str = "") -> None:
    TicketExport.objects.filter(id=export.id).update(file=file, ended_at=at)
    progress.finish(export.work, at=at, error=error)
    forget(export.work)


def delete_expired(*, at: datetime) -> int:
    """Files whose time is over are no longer there; that they were asked for stays known."""
    expired = list(
        TicketExport.objects.filter(expires_at__lte=at, file__isnull=False).values_list("file_id", flat=True)
    )
    if expired:
        KeptFile.objects.filter(id__in=expired).delete()
    return len(expired)


def _page(export: TicketExport, place: Place) -> tuple[Sequence[Sequence[Cell]], Place]:
    """In the order of their numbers, so that a ticket that changes meanwhile is there once."""
    asked = TicketFilter.read(Parameters(parse_qs(export.asked)))
    found = with_names(Ticket.objects.filter(asked.q(me=export.user_id, at=export.asked_at))).order_by("id")
    lines = lines_for(found.filter(id__gt=place or 0)[:AT_ONCE])
    return [_row(line) for line in lines], lines[-1].id if lines else place


def _row(line: TicketLine) -> Sequence[Cell]:
    return (
        line.id,
        line.state,
        line.subject,
        line.requester.name if line.requester else "",
        line.requester.email if line.requester else "",
        (line.end_user.name or line.end_user.email) if line.end_user else "",
        line.account_name,
        line.category,
        line.channel,
        line.language,
        " ".join(line.iccids),
        line.liable,
        line.assignee,
        line.opened_at,
        line.changed_at,
        line.due_at,
    )
