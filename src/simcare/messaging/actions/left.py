"""Mails that were left in their mailboxes: the beginning of each stands in quarantine, with where it still lies.

What a server breaks off over today it may hand over in an hour, so each is tried again for a day; a person may have it
tried again at any time.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F

from simcare.kernel import bell
from simcare.messaging.actions.raw import CHANNEL
from simcare.messaging.models import Mailbox, RawMail

EVERY: Final = timedelta(hours=1)
AT_ONCE: Final = 10


def keep_beginning(
    *, mailbox: Mailbox, uid: int, beginning: bytes, reason: str, is_final: bool, at: datetime
) -> RawMail:
    """Put aside what tells people which mail it is; one whose end is known is not tried again by itself."""
    return RawMail.objects.create(
        content=beginning,
        sha256=hashlib.sha256(beginning).hexdigest(),
        received_at=at,
        peer=mailbox.host,
        trusted=False,
        state=RawMail.QUARANTINED,
        reason=reason,
        mailbox=mailbox,
        uid_validity=mailbox.uid_validity,
        left_uid=uid,
        attempts=RawMail.MOST_FETCHES if is_final else 0,
        next_at=at + EVERY,
    )


def list_due(mailbox: Mailbox, *, at: datetime) -> list[RawMail]:
    """Those of a mailbox that are tried again now, without their bytes."""
    left = RawMail.objects.filter(mailbox=mailbox, uid_validity=mailbox.uid_validity, left_uid__isnull=False)
    due = left.filter(attempts__lt=RawMail.MOST_FETCHES, next_at__lte=at)
    return list(due.defer("content").order_by("id")[:AT_ONCE])


def note_try(*, raw_id: int, at: datetime) -> None:
    """Said before it is fetched: a connection that breaks over it is not broken again before the next hour."""
    RawMail.objects.filter(id=raw_id).update(attempts=F("attempts") + 1, next_at=at + EVERY)


def leave(*, raw_id: int, reason: str, is_final: bool) -> None:
    """It stays where it lies, for this reason."""
    left = RawMail.objects.filter(id=raw_id)
    left.update(reason=reason, **{"attempts": RawMail.MOST_FETCHES} if is_final else {})


@transaction.atomic
def take(*, raw: RawMail, uid: int, content: bytes, at: datetime) -> None:
    """It came whole: it is read like any other, and marked at its provider by the next settling."""
    taken = RawMail.objects.filter(id=raw.id, left_uid=uid).update(
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        state=RawMail.WAITING,
        uid=uid,
        left_uid=None,
        reason="",
        attempts=0,
        next_at=at,
    )
    if taken:
        Mailbox.objects.filter(rawmail=raw.id, settled_uid__gte=uid).update(settled_uid=uid - 1)
        bell.ring(CHANNEL)


def forget(mailbox: Mailbox) -> None:
    """Its provider counts anew, so all of its mails are fetched again, and these with them."""
    left = RawMail.objects.filter(mailbox=mailbox, left_uid__isnull=False)
    left.update(state=RawMail.DUPLICATE, left_uid=None)
