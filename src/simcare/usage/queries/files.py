"""Reads of the files that have been loaded."""

from simcare.usage.models import UsageFile
from simcare.usage.values import Flaw


def list_files(limit: int = 50) -> list[UsageFile]:
    """The files that came last."""
    return list(UsageFile.objects.select_related("source").order_by("-received_at", "-id")[:limit])


def flaws_of(file: UsageFile, limit: int | None = None) -> list[Flaw]:
    """Its bad lines in their order; of many the first thousand are told one by one."""
    return [Flaw(bad.line, bad.code, bad.text) for bad in file.bad_lines.order_by("line")[:limit]]
