"""Reads of the files that have been loaded or wait for it, and of records that wait for their cards."""

from collections import defaultdict
from datetime import datetime

from django.db.models import Sum

from simcare.usage.errors import NoSuchUpload
from simcare.usage.models import StrayRecord, UsageFile, UsageUpload
from simcare.usage.values import Flaw, StrayCard, UploadState

COUNTED_STRAYS = 5_000
"""Of more stray records the first ones say which cards are missing."""


def list_files(limit: int = 50) -> list[UsageFile]:
    """The files that came last."""
    return list(UsageFile.objects.select_related("source", "mapping").order_by("-received_at", "-id")[:limit])


def get_file(file_id: int) -> UsageFile:
    """One file that has been loaded. Raises NoSuchUpload."""
    found = UsageFile.objects.select_related("source", "mapping").filter(id=file_id).first()
    if found is None:
        raise NoSuchUpload
    return found


def flaws_of(file: UsageFile, limit: int | None = None) -> list[Flaw]:
    """Its bad lines in their order; of many the first thousand are told one by one."""
    return [Flaw(bad.line, bad.code, bad.text) for bad in file.bad_lines.order_by("line")[:limit]]


def list_uploads(limit: int = 20) -> list[UsageUpload]:
    """What people have brought and is not in yet."""
    waiting = UsageUpload.objects.exclude(state__in=[UploadState.DONE, UploadState.DROPPED])
    return list(waiting.select_related("file", "work").order_by("-id")[:limit])


def uploads_to_load() -> list[int]:
    """Those that somebody has said how to load, the oldest first."""
    return list(UsageUpload.objects.filter(state=UploadState.WRITING).order_by("id").values_list("id", flat=True))


def count_strays() -> int:
    """How many records wait for their cards."""
    counted = UsageFile.objects.filter(stray_count__gt=0).aggregate(count=Sum("stray_count", default=0))
    return int(counted["count"])


def list_stray_cards(limit: int = 20) -> list[StrayCard]:
    """Cards that we don't know and records name, those with the most records first."""
    began = defaultdict[str, list[datetime]](list)
    first = StrayRecord.objects.order_by("iccid_key").values_list("iccid_key", "started_at")[:COUNTED_STRAYS]
    for name, at in first.iterator():
        began[name].append(at)
    most = sorted(began.items(), key=lambda pair: (-len(pair[1]), pair[0]))[:limit]
    return [StrayCard(name, len(times), min(times), max(times)) for name, times in most]
