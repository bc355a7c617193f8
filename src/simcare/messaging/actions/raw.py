"""Raw mail: kept before anything else, put aside when nothing can read it, and read again when somebody asks."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from simcare.kernel import audit, bell, outbox, points
from simcare.messaging.errors import NoSuchMail
from simcare.messaging.events import MailQuarantined
from simcare.messaging.models import RawMail

CHANNEL = "simcare_mail"


def keep(*, content: bytes, peer: str, trusted: bool, mail_from: str, rcpt_to: Sequence[str], at: datetime) -> int:
    """Store a mail as the server took it; once this returns it is durable and may be acknowledged. Returns its id."""
    with transaction.atomic():
        raw = RawMail.objects.create(
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            received_at=at,
            peer=peer,
            trusted=trusted,
            mail_from=mail_from,
            rcpt_to=list(rcpt_to),
        )
        bell.ring(CHANNEL)
        points.reach("messaging.raw.before_commit")
    points.reach("messaging.raw.after_commit")
    return raw.id


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
