"""Mails that were left in a mailbox are fetched again, one by one, when their hour has come or a person asks."""

from simcare.kernel import clock
from simcare.kernel.errors import Temporary
from simcare.messaging.actions import left
from simcare.messaging.channels.imap import Box
from simcare.messaging.errors import BrokenOff
from simcare.messaging.models import Mailbox, RawMail

LARGEST_BYTES = 26 * 1024 * 1024
WITHHELD = "its server lists it, but does not hand it out; it stays in its mailbox"
GONE = "it is no longer in its mailbox; somebody has moved or deleted it there"


def try_again(mailbox: Mailbox, box: Box) -> int:
    """Returns how many came whole this time. Raises BrokenOff where the connection breaks again."""
    due = left.list_due(mailbox, at=clock.now())
    return sum(_try(raw, raw.left_uid, box) for raw in due if raw.left_uid)


def _try(raw: RawMail, uid: int, box: Box) -> bool:
    left.note_try(raw_id=raw.id, at=clock.now())
    try:
        sizes = [heading.size_bytes or 0 for heading in box.measure([uid])]
        content = box.fetch([uid]).get(uid) if sizes and sizes[0] <= LARGEST_BYTES else None
    except Temporary as trouble:
        raise BrokenOff(str(trouble)) from trouble
    if content is not None:
        left.take(raw=raw, uid=uid, content=content, at=clock.now())
    elif not sizes:
        left.leave(raw_id=raw.id, reason=GONE, is_final=True)
    elif sizes[0] > LARGEST_BYTES:
        left.leave(raw_id=raw.id, reason=too_large(sizes[0]), is_final=True)
    else:
        left.leave(raw_id=raw.id, reason=WITHHELD, is_final=False)
    return content is not None


def too_large(size_bytes: int) -> str:
    """Why a mail of this size is not fetched."""
    return f"it has {size_bytes / 1_000_000:,.0f} MB, more than is read here; it stays in its mailbox"
