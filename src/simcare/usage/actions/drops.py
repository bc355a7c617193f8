"""Drops are set up, and what a look into one found is noted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fnmatch import fnmatch
from typing import Final

from django.db import IntegrityError, transaction

from simcare.kernel import audit, bell, secrets
from simcare.usage.connectors import Access, Entry, host_key_of
from simcare.usage.errors import DropMisset
from simcare.usage.models import Drop, DroppedFile, UsageFile
from simcare.usage.queries.mappings import get_mapping

CHANNEL: Final = "simcare_drops"
HALF: Final = (".*", "*.part", "*.tmp", "*.filepart", "*.crdownload")
"""Names under which senders write what is not finished."""


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What a person says about a drop."""

    name: str
    protocol: str
    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str
    source: str
    mapping: str = ""
    every_seconds: int = 300
    host_key: str = ""


@transaction.atomic
def add_drop(*, setup: Setup, by: str, at: datetime) -> Drop:
    """A drop that is looked into from now on. Raises DropMisset, NoSuchMapping."""
    if not all((setup.name, setup.host, setup.user, setup.folder, setup.source)) or setup.every_seconds < 10:
        raise DropMisset
    mapping = get_mapping(setup.mapping) if setup.mapping else None
    told = {name: getattr(setup, name) for name in ("name", "protocol", "host", "port", "user", "folder", "host_key")}
    try:
        with transaction.atomic():
            drop = Drop.objects.create(
                **told,
                secret=secrets.seal(setup.password),
                source=mapping.source.name if mapping else setup.source,
                mapping=mapping,
                every_seconds=setup.every_seconds,
                by=by,
                made_at=at,
            )
    except IntegrityError:
        raise DropMisset("There is a drop called %(name)s already.", name=setup.name) from None
    after = {**told, "source": drop.source, "mapping": setup.mapping}
    audit.record("usage.drop_added", by=by, at=at, subject=f"usage_drop:{drop.pk}", after=after)
    bell.ring(CHANNEL)
    return drop


@transaction.atomic
def switch_drop(*, name: str, is_on: bool, by: str, at: datetime) -> None:
    """Look into it from now on, or no longer. Raises DropMisset."""
    drop = Drop.objects.select_for_update().filter(name=name).first()
    if drop is None:
        raise DropMisset("There is no drop called %(name)s.", name=name)
    drop.is_on, drop.looked_at, drop.trouble = is_on, None, ""
    drop.save(update_fields=["is_on", "looked_at", "trouble"])
    audit.record("usage.drop_switched", by=by, at=at, subject=f"usage_drop:{drop.pk}", after={"is_on": is_on})
    bell.ring(CHANNEL)


def access_of(drop: Drop) -> Access:
    """All that is needed to open it."""
    return Access(
        protocol=drop.protocol,
        host=drop.host,
        port=drop.port,
        user=drop.user,
        password=secrets.unseal(drop.secret),
        folder=drop.folder,
        host_key=drop.host_key,
    )


@transaction.atomic
def note_entries(*, drop: Drop, entries: Iterable[Entry], at: datetime) -> list[DroppedFile]:
    """Note what lies there; returns what is finished and not fetched yet, in the order of names."""
    known = {file.name: file for file in drop.files.select_for_update()}
    ready = []
    for entry in sorted(entries, key=lambda each: each.name):
        if any(fnmatch(entry.name, half) for half in HALF):
            continue
        file = known.get(entry.name)
        if file is None or (file.size_bytes, file.modified) != (entry.size_bytes, entry.modified):
            told = {"size_bytes": entry.size_bytes, "modified": entry.modified, "seen_at": at, "fetched_at": None}
            DroppedFile.objects.update_or_create(drop=drop, name=entry.name, defaults=told)
        elif file.fetched_at is None:
            ready.append(file)
    return ready


def note_fetched(file: DroppedFile, loaded: UsageFile, *, at: datetime) -> None:
    """It is in."""
    DroppedFile.objects.filter(pk=file.pk).update(fetched_at=at, file=loaded)


def note_look(drop: Drop, *, at: datetime, trouble: str = "") -> None:
    """It was looked into; `trouble` is what went wrong, in words."""
    Drop.objects.filter(pk=drop.pk).update(looked_at=at, trouble=trouble[:500])


def due_drops(at: datetime) -> list[Drop]:
    """Those to be looked into now."""
    drops = Drop.objects.filter(is_on=True).select_related("mapping", "mapping__source").order_by("id")
    return [drop for drop in drops if _is_due(drop, at)]


def _is_due(drop: Drop, at: datetime) -> bool:
    return drop.looked_at is None or drop.looked_at + timedelta(seconds=drop.every_seconds) <= at


def shown_host_key(host: str, port: int) -> str:
    """The public key that an SFTP server shows now, for a person to compare. Raises DropMisset or Temporary."""
    return host_key_of(host, port)
