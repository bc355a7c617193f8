"""The audit: append-only entries, each bound to the one before it by SHA-256.

There is one chain per account, and one for the provider (security.md D26).
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from simcare.kernel.models import AuditEntry

FIRST_HASH = "0" * 64


def record(
    action: str,
    *,
    by: str,
    at: datetime,
    subject: str,
    account_id: int | None = None,
    before: Any = None,  # any JSON value: audits hold the state of every kind of thing
    after: Any = None,
) -> AuditEntry:
    """Add a link to the chain of the account, or of the provider when no account is concerned."""
    chain = "provider" if account_id is None else f"account:{account_id}"
    with transaction.atomic():
        _lock(chain)
        last = AuditEntry.objects.filter(chain=chain).order_by("-position").first()
        entry = AuditEntry(
            chain=chain,
            position=last.position + 1 if last else 0,
            at=at,
            by=by,
            action=action,
            subject=subject,
            account_id=account_id,
            before=before,
            after=after,
            previous_hash=last.hash if last else FIRST_HASH,
        )
        entry.hash = _hash(entry)
        entry.save(force_insert=True)
    return entry


def list_entries(subject: str = "", limit: int = 100, offset: int = 0) -> list[AuditEntry]:
    """What was done, the latest first; on one subject if it is named."""
    entries = AuditEntry.objects.order_by("-id")
    return list((entries.filter(subject=subject) if subject else entries)[offset : offset + limit])


def broken_links() -> Iterator[AuditEntry]:
    """Entries that don't follow from the one before them; none when the audit is whole."""
    previous: dict[str, AuditEntry] = {}
    for entry in AuditEntry.objects.order_by("chain", "position").iterator():
        last = previous.get(entry.chain)
        follows = entry.previous_hash == (last.hash if last else FIRST_HASH)
        in_place = entry.position == (last.position + 1 if last else 0)
        if not (follows and in_place and entry.hash == _hash(entry)):
            yield entry
        previous[entry.chain] = entry


def _lock(chain: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 20260101))", [chain])


def _hash(entry: AuditEntry) -> str:
    said = {
        "chain": entry.chain,
        "position": entry.position,
        "at": entry.at.isoformat(),
        "by": entry.by,
        "action": entry.action,
        "subject": entry.subject,
        "account": entry.account_id,
        "before": entry.before,
        "after": entry.after,
        "previous": entry.previous_hash,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
