"""What is new in a mailbox is kept here, committed, and only then marked there; a lost connection costs nothing.

A mail that can't be handed over, or is larger than we read, stays where it lies: its beginning and the reason stand in
quarantine, and the mails behind it are taken. It is tried again later (`flows.left`).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from simcare.kernel import clock
from simcare.kernel.errors import SimcareError, Temporary
from simcare.messaging.actions import mailboxes
from simcare.messaging.actions.mailboxes import Fetched
from simcare.messaging.channels.imap import Box, Heading, open_box
from simcare.messaging.errors import BrokenOff, MailboxRefused
from simcare.messaging.flows.left import LARGEST_BYTES, WITHHELD, too_large, try_again
from simcare.messaging.models import Mailbox
from simcare.messaging.queries.mailboxes import get_mailbox

MAILS_AT_ONCE: Final = 50
BYTES_AT_ONCE: Final = 8 * 1024 * 1024
UNKNOWN_BYTES: Final = BYTES_AT_ONCE // 5
"""What a mail counts for whose size the server has not told."""
HEAD_BYTES: Final = 64 * 1024
TRIED_AGAIN: Final = "it is tried again by itself; where it lasts, see whether that server answers from here"
MOST_FALLS: Final = 3
"""How often a connection may break over one mail, fetched alone, before it is left: chance breaks it elsewhere too."""


@dataclass
class Lane:
    """One mailbox while somebody fetches it. `falls` counts, for each UID of a batch that broke the connection off,
    how often it did so alone; these suspects are fetched one at a time.

    It is `careful` when already the list broke the connection off: then few mails are measured and fetched at a time.
    """

    mailbox_id: int
    falls: Counter[int] = field(default_factory=Counter)
    is_careful: bool = False

    @contextmanager
    def opened(self) -> Iterator[Box]:
        """The mailbox's folder over a new connection. Raises MailboxRefused where trying can't help, or Temporary."""
        box = open_box(mailboxes.access(get_mailbox(self.mailbox_id)))
        try:
            yield box
        finally:
            box.close()

    def take_new(self, box: Box) -> int:
        """Keep and mark what is new; returns how many mails were kept.

        Raises Temporary when the connection breaks: BrokenOff where the next try goes about it differently.
        """
        mailbox = mailboxes.meet(mailbox_id=self.mailbox_id, validity=box.validity)
        settle(mailbox, box)
        waiting, kept = self._list(mailbox, box), 0
        _note_look(mailbox, waiting)
        for batch in self._batches(waiting):
            kept += self._take(mailbox, box, batch)
            waiting = waiting[len(batch) :]
            _note_look(mailbox, waiting)
        self.is_careful = False
        if again := try_again(mailbox, box):
            settle(get_mailbox(mailbox.id), box)
        return kept + again

    def _list(self, mailbox: Mailbox, box: Box) -> list[Heading]:
        try:
            return box.list_above(mailbox.kept_uid, mailbox.begins_at, measured=not self.is_careful)
        except Temporary as trouble:
            if self.is_careful:
                raise
            self.is_careful = True
            raise BrokenOff(str(trouble)) from trouble

    def _batches(self, waiting: Sequence[Heading]) -> Iterator[list[Heading]]:
        """Mails together as far as they are light and harmless."""
        batch: list[Heading] = []
        for heading in waiting:
            weight = sum(each.size_bytes or UNKNOWN_BYTES for each in (*batch, heading))
            if batch and (len(batch) >= MAILS_AT_ONCE or weight > BYTES_AT_ONCE or self.falls):
                yield batch
                batch = []
            batch.append(heading)
        if batch:
            yield batch

    def _take(self, mailbox: Mailbox, box: Box, batch: Sequence[Heading]) -> int:
        mails = self._fetch(box, batch)
        kept = mailboxes.keep_fetched(
            mailbox_id=mailbox.id, validity=box.validity, up_to=batch[-1].uid, mails=mails, at=clock.now()
        )
        settle(get_mailbox(mailbox.id), box)
        return kept

    def _fetch(self, box: Box, batch: Sequence[Heading]) -> list[Fetched]:
        try:
            batch = self._measured(box, batch)
            whole = [each.uid for each in batch if not self._why_left(each)]
            found = box.fetch(whole) if whole else {}
        except Temporary as trouble:
            self._suspect([each.uid for each in batch if not self._why_left(each)])
            raise BrokenOff(str(trouble)) from trouble
        left = [each for each in batch if self._why_left(each)]
        for uid in whole:
            self.falls.pop(uid, None)
        mails = [Fetched(uid, content) for uid, content in found.items()]
        withheld = _withheld(box, set(whole) - set(found))
        return sorted([*mails, *withheld, *(self._leave(box, each) for each in left)], key=lambda mail: mail.uid)

    def _suspect(self, uids: Sequence[int]) -> None:
        """The connection broke over these: one of several may be at fault, and only one alone is counted against."""
        self.falls.update({uid: 1 if len(uids) == 1 else 0 for uid in uids})

    def _measured(self, box: Box, batch: Sequence[Heading]) -> list[Heading]:
        unknown = [each.uid for each in batch if each.size_bytes is None and not self._why_left(each)]
        known = [each for each in batch if each.uid not in unknown]
        return sorted([*known, *(box.measure(unknown) if unknown else [])], key=lambda each: each.uid)

    def _why_left(self, heading: Heading) -> str:
        if heading.size_bytes and heading.size_bytes > LARGEST_BYTES:
            return too_large(heading.size_bytes)
        if self.falls[heading.uid] >= MOST_FALLS:
            return "its server breaks off whenever it is fetched; it stays in its mailbox"
        return ""

    def _leave(self, box: Box, heading: Heading) -> Fetched:
        """Its beginning tells people what it is; of one that breaks the connection not even that is asked for."""
        why = self._why_left(heading)
        head = b""
        if not self.falls.pop(heading.uid, 0):
            head = box.fetch([heading.uid], HEAD_BYTES).get(heading.uid, b"")
        return Fetched(heading.uid, head, why, is_final=bool(heading.size_bytes and heading.size_bytes > LARGEST_BYTES))


def _withheld(box: Box, missing: set[int]) -> list[Fetched]:
    """Mails that the server lists and yet does not hand out; those that somebody has deleted meanwhile are gone."""
    if not missing:
        return []
    there = {each.uid for each in box.list_above(min(missing) - 1, None, measured=False)}
    return [Fetched(uid, b"", WITHHELD) for uid in missing & there]


def settle(mailbox: Mailbox, box: Box) -> None:
    """Mark at the provider what is kept here: seen, or moved. Repeatable."""
    if mailbox.settled_uid >= mailbox.kept_uid:
        return
    if uids := mailboxes.unsettled(mailbox):
        if mailbox.after_taking == Mailbox.MOVED:
            box.move(uids, mailbox.moved_to)
        else:
            box.mark_seen(uids)
    mailboxes.note_settled(mailbox_id=mailbox.id, validity=box.validity, up_to=mailbox.kept_uid)


@dataclass(frozen=True)
class Look:
    """What a person sees who tries a mailbox; `mend` says what to do about its trouble."""

    waiting_count: int
    knows_idle: bool
    trouble: str = ""
    mend: str = ""

    @property
    def is_well(self) -> bool:
        return not self.trouble


def look_into(*, mailbox_id: int) -> Look:
    """Open the mailbox and count what waits; nothing is taken and nothing marked. Trouble is told in words."""
    mailbox = get_mailbox(mailbox_id)
    try:
        with Lane(mailbox_id).opened() as box:
            above = mailbox.kept_uid if mailbox.uid_validity == box.validity else 0
            return Look(len(box.list_above(above, mailbox.begins_at, measured=False)), box.knows_idle)
    except SimcareError as trouble:
        mend = trouble.mend if isinstance(trouble, MailboxRefused) else TRIED_AGAIN
        return Look(0, False, str(trouble), mend)


def _note_look(mailbox: Mailbox, waiting: Sequence[Heading]) -> None:
    oldest_at = min((each.arrived_at for each in waiting), default=None)
    mailboxes.note_look(mailbox_id=mailbox.id, waiting_count=len(waiting), oldest_at=oldest_at, at=clock.now())
