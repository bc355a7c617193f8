"""How files of a provider are read is kept by a name."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import transaction

from simcare.kernel import audit
from simcare.usage.errors import MappingUnfit
from simcare.usage.models import SavedMapping, UsageSource
from simcare.usage.values import CDR_SOURCE, COLUMNS, DELIMITERS, ENCODINGS, TIME_FORMATS, UNITS, Layout

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


@transaction.atomic
def save_mapping(
    *, name: str, source: str, header: Sequence[str], layout: Layout, by: str, at: datetime
) -> SavedMapping:
    """Keep a mapping; one of the same name is replaced. `source`: who numbers the records. Raises MappingUnfit."""
    if not _NAME.fullmatch(name) or name == CDR_SOURCE:
        raise MappingUnfit(
            "The name of a mapping is the name of its folder: small letters a to z, digits, - and _, at most 40."
        )
    if not 0 < len(source) <= 80:
        raise MappingUnfit("Say whose records these are, in at most 80 characters.")
    refuse_unfit(layout)
    numbered_by, _ = UsageSource.objects.get_or_create(name=source, defaults={"created_at": at})
    told = {
        "source": numbered_by,
        "header": [cell[:200] for cell in header],
        "layout": layout.to_json(),
        "by": by,
        "saved_at": at,
    }
    mapping, _ = SavedMapping.objects.update_or_create(name=name, defaults=told)
    after = {"name": name, "source": source, **layout.to_json()}
    audit.record("usage.mapping_saved", by=by, at=at, subject=f"usage_mapping:{mapping.pk}", after=after)
    return mapping


def refuse_unfit(layout: Layout) -> None:
    """Raises MappingUnfit when no file can be read in this way."""
    if missing := layout.missing:
        raise MappingUnfit("No column is chosen for: %(columns)s.", columns=missing)
    if not all(column in COLUMNS and 0 <= number < 200 for column, number in layout.columns.items()):
        raise MappingUnfit
    if layout.time_format not in TIME_FORMATS or layout.unit not in UNITS or layout.decimal not in (".", ","):
        raise MappingUnfit
    if layout.delimiter not in DELIMITERS or layout.encoding not in ENCODINGS:
        raise MappingUnfit
    try:
        ZoneInfo(layout.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise MappingUnfit("There is no time zone called %(zone)s.", zone=layout.zone[:40]) from None
