"""A file of usage that somebody brings: kept first, looked at, then loaded as he says."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from simcare.kernel import audit, bell, files, progress
from simcare.usage.actions.ingest import Loaded
from simcare.usage.errors import NoSuchUpload, UploadBusy, UsageError
from simcare.usage.models import UsageSource, UsageUpload
from simcare.usage.queries.mappings import HEAD_BYTES, get_mapping
from simcare.usage.values import UploadState

CHANNEL: Final = "simcare_uploads"
MOST_BYTES: Final = 32 * 1024 * 1024
"""Of a file that comes through the browser; larger ones are dropped in the folder."""


def begin_upload(*, pieces: Iterable[bytes], name: str, by: str, at: datetime) -> UsageUpload:
    """Take a file in; bytes that are there give the upload that they are. Raises FileTooLarge."""
    try:
        with transaction.atomic():
            kept = files.keep(
                pieces, name=name, media_type="application/octet-stream", by=by, at=at, most_bytes=MOST_BYTES
            )
            if not kept.size_bytes:
                raise UsageError("The file is empty.")
            return UsageUpload.objects.create(file=kept, sha256=kept.sha256, by=by, created_at=at)
    except IntegrityError:
        return UsageUpload.objects.exclude(state=UploadState.DROPPED).get(sha256=kept.sha256)


@transaction.atomic
def load_upload(*, upload_id: int, source: str = "", mapping: str = "", by: str, at: datetime) -> UsageUpload:
    """Have it loaded by a mapping, or as CDRs of a source. Raises NoSuchUpload, UploadBusy, NoSuchMapping."""
    upload = get_upload(upload_id, lock=True)
    if upload.state not in (UploadState.NEW, UploadState.FAILED):
        raise UploadBusy
    upload.mapping = get_mapping(mapping) if mapping else None
    if upload.mapping:
        upload.source = upload.mapping.source
    elif not 0 < len(source) <= 80:
        raise UsageError("Say whose records these are, in at most 80 characters.")
    else:
        upload.source, _ = UsageSource.objects.get_or_create(name=source, defaults={"created_at": at})
    upload.state = UploadState.WRITING
    upload.work = progress.begin("usage.loading", by=by, at=at, total=upload.file.size_bytes)
    upload.save()
    after = {"file": upload.file.name, "source": upload.source.name, "mapping": mapping}
    audit.record("usage.upload_started", by=by, at=at, subject=f"usage_upload:{upload.id}", after=after)
    bell.ring(CHANNEL)
    return upload


@transaction.atomic
def drop_upload(*, upload_id: int, by: str, at: datetime) -> None:
    """Forget a file of which nothing was loaded; it may then come again. Raises NoSuchUpload, UploadBusy."""
    upload = get_upload(upload_id, lock=True)
    if upload.state not in (UploadState.NEW, UploadState.FAILED):
        raise UploadBusy
    UsageUpload.objects.filter(id=upload.id).update(state=UploadState.DROPPED, finished_at=at)
    audit.record("usage.upload_dropped", by=by, at=at, subject=f"usage_upload:{upload.id}")


def get_upload(upload_id: int, *, lock: bool = False) -> UsageUpload:
    """One upload. Raises NoSuchUpload."""
    rows = UsageUpload.objects.select_for_update(of=("self",)) if lock else UsageUpload.objects
    found = rows.select_related("file", "work", "loaded", "mapping", "source").filter(id=upload_id).first()
    if found is None:
        raise NoSuchUpload
    return found


def head_of(upload: UsageUpload) -> bytes:
    """Its beginning, by which it is looked at."""
    return next(files.read(upload.file), b"")[:HEAD_BYTES]


@transaction.atomic
def end(upload: UsageUpload, loaded: Loaded, *, at: datetime) -> None:
    """Note what came of it."""
    assert upload.work
    upload.state = UploadState.FAILED if loaded.file.is_unreadable else UploadState.DONE
    upload.loaded, upload.was_there, upload.finished_at = loaded.file, not loaded.is_new, at
    upload.save()
    progress.advance(upload.work, done=upload.file.size_bytes)
    progress.finish(upload.work, at=at)
    after = {"new": loaded.file.new_count, "left_out": loaded.file.bad_count}
    audit.record("usage.upload_loaded", by=upload.by, at=at, subject=f"usage_upload:{upload.id}", after=after)


@transaction.atomic
def give_up(upload: UsageUpload, *, error: str, at: datetime) -> None:
    """Nothing came of it, for a reason that the log tells; it may be loaded in another way, or forgotten."""
    assert upload.work
    upload.state = UploadState.FAILED
    upload.save(update_fields=["state"])
    progress.finish(upload.work, at=at, error=error)
