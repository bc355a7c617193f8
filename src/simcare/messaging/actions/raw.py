"""Raw mail: kept before anything else, put aside when nothing can read it, and read again when somebody asks."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypeAlias

import psycopg
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from simcare.kernel import audit, outbox, points
from simcare.messaging.errors import NoSuchMail
from simcare.messaging.events import MailQuarantined
from simcare.messaging.models import RawMail

CHANNEL = "simcare_mail"
_KEEP: Final = """
    WITH kept AS (
        INSERT INTO messaging_rawmail (content, sha256, received_at, peer, trusted, mail_from, rcpt_to,
            state, attempts, reason, mailbox_id, uid_validity, uid)
        VALUES (%s, %s, %s, %s, %s, %s, %s, 'waiting', 0, '', %s, %s, %s) RETURNING id
    )
    SELECT id, pg_notify(%s, '') FROM kept
"""

CameBy: TypeAlias = tuple[int | None, int | None, int | None]
"""Mailbox, UIDVALIDITY and UID of a mail that was fetched; all None for one that was handed to us by SMTP."""


def keep(*, content: bytes, peer: str, trusted: bool, mail_from: str, rcpt_to: Sequence[str], at: datetime) -> int:
    """Store a mail as the server took it; once this returns it is durable and may be acknowledged. Returns its id."""
    points.reach("messaging.raw.before_commit")
    raw_id = keep_row(content=content, peer=peer, trusted=trusted, mail_from=mail_from, rcpt_to=rcpt_to, at=at)
    points.reach("messaging.raw.after_commit")
    return raw_id


def keep_row(
    *,
    content: bytes,
    peer: str,
    at: datetime,
    trusted: bool = False,
    mail_from: str = "",
    rcpt_to: Sequence[str] = (),
    came_by: CameBy = (None, None, None),
) -> int:
    """One raw mail, and the bell that calls for it: one statement, in the caller's transaction or one by itself.

    Returns its id. The bytes are sent as they are: the ORM would write 25 MB as 50 MB of hexadecimal text, twice.
    """
    connection.ensure_connection()
    digest = hashlib.sha256(content).hexdigest()
    told = [content, digest, at, peer, trusted, mail_from, Jsonb([*rcpt_to]), *came_by, CHANNEL]
    with connection.wrap_database_errors:  # else Django would not hear that the line is cut, and keep it for ever
        row = psycopg.Cursor(connection.connection).execute(_KEEP, told).fetchone()
    assert row is not None
    raw_id: int = row[0]
    return raw_id


@transaction.atomic
def quarantine(*, raw_id: int, reason: str) -> None:
    """Put a mail aside that can't be read, with the reason in words; it stays as it came."""
    RawMail.objects.filter(id=raw_id).update(state=RawMail.QUARANTINED, reason=reason[:2000])
    outbox.publish(MailQuarantined(raw_id=raw_id, reason=reason[:2000]), subject=f"raw:{raw_id}")


@transaction.atomic
def replay(*, raw_id: int, by: str, at: datetime) -> None:
    """Read a mail in quarantine again; one that was left in its mailbox is fetched first. Raises NoSuchMail."""
    held = RawMail.objects.filter(id=raw_id, state=RawMail.QUARANTINED)
    whole = held.exclude(mailbox__isnull=False, uid=None)
    freed = whole.update(state=RawMail.WAITING, attempts=0, next_at=at, reason="")
    if not freed and not held.exclude(left_uid=None).update(attempts=0, next_at=at):
        raise NoSuchMail
    audit.record("mail.replayed", by=by, at=at, subject=f"raw:{raw_id}")
