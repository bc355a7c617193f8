"""Raw mail: kept before anything else, put aside when nothing can read it, and read again when somebody asks."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

import psycopg
from django.db import connection, transaction
from psycopg.types.json import Jsonb

from simcare.kernel import audit, bell, outbox, points
from simcare.messaging.errors import NoSuchMail
from simcare.messaging.events import MailQuarantined
from simcare.messaging.models import RawMail

CHANNEL = "simcare_mail"


def keep(*, content: bytes, peer: str, trusted: bool, mail_from: str, rcpt_to: Sequence[str], at: datetime) -> int:
    """Store a mail as the server took it; once this returns it is durable and may be acknowledged. Returns its id."""
    with transaction.atomic():
        digest = hashlib.sha256(content).hexdigest()
        raw_id = _insert([content, digest, at, peer, trusted, mail_from, Jsonb(list(rcpt_to))])
        bell.ring(CHANNEL)
        points.reach("messaging.raw.before_commit")
    points.reach("messaging.raw.after_commit")
    return raw_id


def _insert(values: Sequence[object]) -> int:
    """One row, its bytes sent as they are: the ORM would write 25 MB as 50 MB of hexadecimal text, twice."""
    connection.ensure_connection()
    cursor = psycopg.Cursor(connection.connection)
    row = cursor.execute(
        "INSERT INTO messaging_rawmail"
        " (content, sha256, received_at, peer, trusted, mail_from, rcpt_to, state, attempts, reason)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, 'waiting', 0, '') RETURNING id",
        values,
    ).fetchone()
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
    """Read a mail in quarantine again. Raises NoSuchMail when it is not there."""
    freed = RawMail.objects.filter(id=raw_id, state=RawMail.QUARANTINED).update(
        state=RawMail.WAITING, attempts=0, next_at=at, reason=""
    )
    if not freed:
        raise NoSuchMail(f"no mail {raw_id} is in quarantine")
    audit.record("mail.replayed", by=by, at=at, subject=f"raw:{raw_id}")
