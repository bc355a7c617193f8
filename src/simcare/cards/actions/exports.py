"""Cards as a file for others: asked for at once, made in the background, downloaded when it is there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from django.db import transaction

from simcare.cards.actions.imports import CHANNEL
from simcare.cards.errors import NoSuchExport
from simcare.cards.models import CardExport
from simcare.cards.queries.lists import count_matching, matching
from simcare.cards.values import Filters
from simcare.kernel import audit, bell, files, progress
from simcare.kernel.gathering import Place, forget, gather, table
from simcare.kernel.models import KeptFile
from simcare.kernel.sheets import MEDIA_TYPES
from simcare.kernel.sheets.writing import Cell
from simcare.kernel.tenancy import acting_as_provider

AT_ONCE: Final = 5_000
PATHS: Final = {
    "iccid": "iccid",
    "state": "state",
    "stopped_by": "stopped_by",
    "imsi": "imsi",
    "msisdn": "msisdn",
    "eid": "eid",
    "imei": "imei",
    "label": "label",
    "product": "product__name",
    "platform": "platform",
    "batch": "batch__code",
    "account": "account__name",
    "dealer": "dealer__name",
    "sold_on": "sold_on",
    "presence": "presence",
    "state_observed_at": "state_observed_at",
}
"""Columns of an export and where each comes from; the names that an import reads back."""


@transaction.atomic
def begin_export(
    *, filters: Filters, columns: Sequence[str], kind: str, by: str, at: datetime, account_id: int | None = None
) -> CardExport:
    """Ask for a file of the cards that match; unknown columns are left out, none means all.

    What an account asks for is of its own cards alone, whatever the filters say.
    """
    filters = replace(filters, account_id=account_id) if account_id else filters
    chosen = [name for name in columns if name in PATHS] or list(PATHS)
    total = count_matching(filters)
    export = CardExport.objects.create(
        filters=filters.to_json(),
        columns=chosen,
        kind="xlsx" if kind == "xlsx" else "csv",
        work=progress.begin("cards.export", by=by, at=at, total=total),
        account_id=account_id,
        by=by,
        created_at=at,
    )
    told, subject = {"cards": total, **export.filters}, f"card_export:{export.id}"
    audit.record("cards.export_asked", by=by, at=at, subject=subject, account_id=account_id, after=told)
    bell.ring(CHANNEL)
    return export


def get_export(export_id: int) -> CardExport:
    """One export with its progress. Raises NoSuchExport."""
    found = CardExport.objects.select_related("work", "file").filter(id=export_id).first()
    if found is None:
        raise NoSuchExport
    return found


def read_export(export_id: int, *, account_id: int) -> tuple[str, str, bytes]:
    """Name, kind (csv or xlsx) and content of a file that this account had made.

    Raises NoSuchExport, for those of others too.
    """
    with acting_as_provider():  # kept files are the house's
        found = get_export(export_id)
        if found.account_id != account_id:
            raise NoSuchExport
        if found.file is None:
            raise NoSuchExport("It is not ready yet.")
        return found.file.name, found.kind, b"".join(files.read(found.file))


def stop_export(*, export_id: int, by: str, at: datetime) -> None:
    """It is not wanted any more."""
    progress.ask_to_stop(get_export(export_id).work_id)
    audit.record("cards.export_stopped", by=by, at=at, subject=f"card_export:{export_id}")


def run_export(*, export_id: int, at: datetime) -> bool:
    """Make the file; killed in the middle, it goes on with the rows that are not gathered yet."""
    export = CardExport.objects.select_related("work").filter(id=export_id, finished_at=None).first()
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
def _make(export: CardExport, at: datetime) -> None:
    if CardExport.objects.select_for_update().filter(id=export.id, finished_at=None).exists():
        name = f"cards-{export.created_at:%Y-%m-%d}-{export.id}.{export.kind}"
        pieces = table(export.work, export.kind, export.columns)
        file = files.keep(pieces, name=name, media_type=MEDIA_TYPES[export.kind], by=export.by, at=at)
        _end(export, file, at=at)


@transaction.atomic
def _end(export: CardExport, file: KeptFile | None, *, at: datetime, error: str = "") -> None:
    CardExport.objects.filter(id=export.id).update(file=file, finished_at=at)
    progress.finish(export.work, at=at, error=error)
    forget(export.work)


def _page(export: CardExport, place: Place) -> tuple[Sequence[Sequence[Cell]], Place]:
    """In the order of their numbers, so that a card that changes meanwhile is there once."""
    found = matching(Filters.from_json(export.filters))
    behind = found.filter(iccid_key__gt=place) if place else found
    paths = [PATHS[name] for name in export.columns]
    rows = list(behind.order_by("iccid_key").values_list("iccid_key", *paths)[:AT_ONCE])
    return [row[1:] for row in rows], rows[-1][0] if rows else place
