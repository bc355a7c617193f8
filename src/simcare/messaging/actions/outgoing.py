"""Outgoing messages: written in the transaction of whoever decides, sent apart from it, until accepted or refused.

`key` makes writing repeatable. The Message-ID follows from the key, so that a mail sent twice because a process died
between the server's answer and our note of it is recognised as one by every mail client.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from simcare.kernel import clock, outbox, points, secrets
from simcare.kernel.errors import Permanent, Temporary
from simcare.messaging.actions.letters import dressed, sender_of
from simcare.messaging.actions.limits import refuse_too_many
from simcare.messaging.actions.suppressions import note as note_suppression
from simcare.messaging.actions.suppressions import refuse_suppressed
from simcare.messaging.channels.email.composing import Letter, compose
from simcare.messaging.channels.email.sending import send as send_by_smtp
from simcare.messaging.errors import AddressSuppressed
from simcare.messaging.events import MessageFailed, MessageSent
from simcare.messaging.models import Message, Sending, Thread
from simcare.messaging.queries.terms import limits_at
from simcare.messaging.rules.signing import sign

LEASE: Final = timedelta(seconds=60)
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(hours=1)
MOST_ATTEMPTS: Final = 80  # about three days at the longest pause
WITHHELD: Final = "••••••••"
"""Stands in a kept text where the mail itself shows what opens something."""
_NO_SUCH_MAILBOX: Final = re.compile(r"5\d\d[ -].*\b5\.1\.(?:1|2|3|6|10)\b", re.DOTALL)
"""Enhanced codes of RFC 3463, 3.2, that speak of the recipient's address and not of us."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What to write in a thread. `answers` is the message it answers, for the threading headers.

    An `automatic` one is refused when its recipient has had `most_per_hour` of them within an hour. A `secret` takes
    the place of WITHHELD in the mail alone: it is kept sealed until the mail has left, and no longer.
    """

    text: str
    language: str
    subject: str = ""
    answers: Message | None = None
    automatic: bool = False
    most_per_hour: int = 6
    secret: str = ""


@transaction.atomic
def write(*, thread: Thread, draft: Draft, key: str, by: str, at: datetime, send_at: datetime | None = None) -> Message:
    """Put a message into the thread and on its way. The same key again returns the first one.

    Raises NotWritten: TooManyAnswers when an automatic one would exceed the caps (S04), AddressSuppressed, or
    SendingLimitReached.
    """
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    refuse_suppressed(thread.correspondent)
    refuse_too_many(thread, most_automatic=draft.most_per_hour if draft.automatic else None, at=at)
    message = Message.objects.create(
        thread=thread,
        account_id=thread.account_id,
        direction="out",
        at=at,
        by=by,
        sender_email=sender_of(thread).email,
        to=[thread.correspondent],
        subject=draft.subject or _reply_subject(thread),
        text=dressed(thread, draft.text, by=by, automatic=draft.automatic),
        reply_text=draft.text,
        language=draft.language,
        authenticity="verified",
        message_id=f"{_sign(thread, key)}@{settings.SIMCARE_REPLY_DOMAIN}",
        in_reply_to=draft.answers.message_id if draft.answers else "",
        references=_references(draft.answers),
        key=key,
    )
    Sending.objects.create(
        message=message,
        account_id=thread.account_id,
        recipient=thread.correspondent,
        automatic=draft.automatic,
        next_at=send_at or at,
        written_at=at,
        sealed=secrets.seal(draft.secret) if draft.secret else "",
    )
    return message


def send_due(limit: int = 20) -> int:
    """Send what is due; returns how many were tried. Several processes may call it at once."""
    with transaction.atomic():
        due = Sending.objects.filter(state=Sending.QUEUED, next_at__lte=Now()).order_by("next_at")
        claimed = list(
            due.select_related("message__thread__address")[:limit].select_for_update(skip_locked=True, of=("self",))
        )
        Sending.objects.filter(id__in=[sending.id for sending in claimed]).update(
            attempts=F("attempts") + 1, next_at=Now() + LEASE
        )
        if claimed:
            points.reach("messaging.sending.before_commit")
    for sending in claimed:
        _send(sending)
    return len(claimed)


@transaction.atomic
def note_bounce(*, recipient: str, answer: str, at: datetime) -> Message | None:
    """A mail of ours to this address came back: the latest one not yet known as bounced is marked, and returned."""
    left = Sending.objects.exclude(state=Sending.WITHDRAWN)
    sending = left.filter(recipient=recipient.lower(), bounced_at=None).order_by("-id").first()
    if sending is None:
        return None
    Sending.objects.filter(id=sending.id).update(state=Sending.FAILED, bounced_at=at, answer=answer[:500], sealed="")
    _publish_failure(sending, answer)
    return sending.message


def _send(sending: Sending) -> None:
    message = sending.message
    points.reach("messaging.sending.before_send")
    try:
        refuse_suppressed(sending.recipient)
        answer = send_by_smtp(
            settings.SIMCARE_SMTP_URL,
            envelope_from=_reply_address(message),  # so that a bounce finds its way back to the thread
            recipient=sending.recipient,
            content=compose(_letter(sending)),
        )
    except Temporary as trouble:
        _put_off(sending, str(trouble))
    except (Permanent, AddressSuppressed) as refusal:
        with transaction.atomic():
            _suppress_unknown(sending.recipient, str(refusal))
            Sending.objects.filter(id=sending.id).update(state=Sending.FAILED, answer=str(refusal)[:500], sealed="")
            _publish_failure(sending, str(refusal))
    else:
        points.reach("messaging.sending.after_send")
        with transaction.atomic():
            Sending.objects.filter(id=sending.id).update(state=Sending.SENT, sent_at=Now(), answer=answer, sealed="")
            outbox.publish(
                MessageSent(message_id=message.id, thread_id=message.thread_id, automatic=sending.automatic),
                subject=f"thread:{message.thread_id}",
                account_id=message.account_id,
            )


def _suppress_unknown(recipient: str, answer: str) -> None:
    """A server that says there is no such mailbox has the last word on it."""
    if _NO_SUCH_MAILBOX.match(answer):
        at = clock.now()
        note_suppression(address=recipient, is_hard=True, answer=answer, at=at, limits=limits_at(at))


def _put_off(sending: Sending, answer: str) -> None:
    if sending.attempts + 1 >= MOST_ATTEMPTS:
        with transaction.atomic():
            Sending.objects.filter(id=sending.id).update(state=Sending.FAILED, answer=answer[:500], sealed="")
            _publish_failure(sending, answer)
        return
    pause = min(FIRST_PAUSE * 2 ** min(sending.attempts, 20), LONGEST_PAUSE)
    Sending.objects.filter(id=sending.id).update(next_at=Now() + pause, answer=answer[:500])


def _publish_failure(sending: Sending, answer: str) -> None:
    message = sending.message
    outbox.publish(
        MessageFailed(message_id=message.id, thread_id=message.thread_id, answer=answer[:500]),
        subject=f"thread:{message.thread_id}",
        account_id=message.account_id,
    )


def _letter(sending: Sending) -> Letter:
    message, sender = sending.message, sender_of(sending.message.thread)
    return Letter(
        message_id=message.message_id,
        from_name=sender.name,
        from_email=message.sender_email or sender.email,
        reply_to=_reply_address(message),
        recipient=sending.recipient,
        recipient_name=message.thread.correspondent_name,
        subject=message.subject,
        text=_whole_text(sending),
        at=message.at,
        in_reply_to=message.in_reply_to,
        references=tuple(message.references),
        automatic=sending.automatic,
        language=message.language,
    )


def _whole_text(sending: Sending) -> str:
    text = sending.message.text
    return text.replace(WITHHELD, secrets.unseal(sending.sealed)) if sending.sealed else text


def _reply_address(message: Message) -> str:
    return f"reply+{_sign(message.thread, 'reply')}@{settings.SIMCARE_REPLY_DOMAIN}"


def _sign(thread: Thread, mark: str) -> str:
    return sign(settings.SECRET_KEY.encode(), thread.id, mark)


def _reply_subject(thread: Thread) -> str:
    subject = thread.subject if thread.subject.lower().startswith("re:") else f"Re: {thread.subject}"
    return subject if not thread.tag or thread.tag in subject else f"{subject} [{thread.tag}]"


def _references(answered: Message | None) -> list[str]:
    if answered is None or not answered.message_id:
        return []
    earlier = answered.references or ([answered.in_reply_to] if answered.in_reply_to else [])
    return [*earlier[-20:], answered.message_id]
