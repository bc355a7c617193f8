"""Cards as a file for others: asked for at once, made in the background, downloaded when it is there."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from simcare.cards.actions.imports import CHANNEL
from simcare.cards.errors import NoSuchExport
from simcare.cards.models import Card, CardExport
from simcare.cards.queries.lists import count_matching, matching
from simcare.cards.values import Filters
from simcare.kernel import audit, bell, files, progress
from simcare.kernel.models import Work
from simcare.kernel.sheets import MEDIA_TYPES, write_table
from simcare.kernel.sheets.writing import Cell

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
def begin_export(*, filters: Filters, columns: Sequence[str], kind: str, by: str, at: datetime) -> CardExport:
    """Ask for a file of the cards that match; unknown columns are left out, none means all."""
    chosen = [name for name in columns if name in PATHS] or list(PATHS)
    total = count_matching(filters, None)
    export = CardExport.objects.create(
        filters=filters.to_json(),
        columns=chosen,
        kind="xlsx" if kind == "xlsx" else "csv",
        work=progress.begin("cards.export", by=by, at=at, total=total),
        by=by,
        created_at=at,
    )
    audit.record(
        "cards.export_asked", by=by, at=at, subject=f"card_export:{export.id}", after={"cards": total, **export.filters}
    )
    bell.ring(CHANNEL)
    return export


def get_export(export_id: int) -> CardExport:
    """One export with its progress. Raises NoSuchExport."""
    found = CardExport.objects.select_related("work", "file").filter(id=export_id).first()
    if found is None:
        raise NoSuchExport
    return found


def stop_export(*, export_id: int, by: str, at: datetime) -> None:
    """It is not wanted any more."""
    progress.ask_to_stop(get_export(export_id).work_id)
    audit.record("cards.export_stopped", by=by, at=at, subject=f"card_export:{export_id}")


def run_export(*, export_id: int, at: datetime) -> bool:
    """Make the file; killed in the middle, it is made from its beginning."""
    export = CardExport.objects.select_related("work").filter(id=export_id, finished_at=None).first()
    if export is None:
        return False
    name = f"cards-{export.created_at:%Y-%m-%d}-{export.id}.{export.kind}"
    try:
        pieces = write_table(export.kind, export.columns, _rows(export, export.work))
        file = files.keep(pieces, name=name, media_type=MEDIA_TYPES[export.kind], by=export.by, at=at)
    except progress.Stopped:
        CardExport.objects.filter(id=export.id).update(finished_at=at)
        progress.finish(export.work, at=at, error="stopped")
        return True
    with transaction.atomic():
        CardExport.objects.filter(id=export.id).update(file=file, finished_at=at)
        progress.finish(export.work, at=at)
    return True


def _rows(export: CardExport, work: Work) -> Iterator[Sequence[Cell]]:
    found, last, done = matching(Filters.from_json(export.filters)), "", 0
    paths = [PATHS[name] for name in export.columns]
    while True:
        rows = list(_page(found, last).values_list("iccid_key", *paths))
        if not rows:
            return
        yield from (row[1:] for row in rows)
        last, done = rows[-1][0], done + len(rows)
        progress.advance(work, done=done)


def _page(found: QuerySet[Card], last: str) -> QuerySet[Card]:
    return (found.filter(iccid_key__gt=last) if last else found).order_by("iccid_key")[:AT_ONCE]
