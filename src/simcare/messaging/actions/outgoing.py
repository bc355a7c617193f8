"""Outgoing messages: written in the transaction of whoever decides, sent apart from it, until accepted or refused.

`key` makes writing repeatable. The Message-ID follows from the key, so that a mail sent twice because a process died
between the server's answer and our note of it is recognised as one by every mail client.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from simcare.kernel import outbox, points
from simcare.kernel.errors import Permanent, Temporary
from simcare.messaging.channels.email.composing import Letter, compose
from simcare.messaging.channels.email.sending import send as send_by_smtp
from simcare.messaging.errors import TooManyAnswers
from simcare.messaging.events import MessageFailed, MessageSent
from simcare.messaging.models import Message, Sending, Thread
from simcare.messaging.rules.signing import sign

LEASE: Final = timedelta(seconds=60)
FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(hours=1)
MOST_ATTEMPTS: Final = 80  # about three days at the longest pause
AUTOMATIC_PER_HOUR: Final = 2_000


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What to write in a thread. `answers` is the message it answers, for the threading headers.

    An `automatic` one is refused when its recipient has had `most_per_hour` of them within an hour.
    """

    text: str
    language: str
    subject: str = ""
    answers: Message | None = None
    automatic: bool = False
    most_per_hour: int = 6


@transaction.atomic
def write(*, thread: Thread, draft: Draft, key: str, by: str, at: datetime, send_at: datetime | None = None) -> Message:
    """Put a message into the thread and on its way. The same key again returns the first one.

    Raises TooManyAnswers when an automatic one would exceed the caps (S04).
    """
    known = Message.objects.filter(key=key).first()
    if known:
        return known
    if draft.automatic:
        _check_caps(thread.correspondent, draft.most_per_hour, at)
    message = Message.objects.create(
        thread=thread,
        account_id=thread.account_id,
        direction="out",
        at=at,
        by=by,
        sender_email=settings.SIMCARE_SUPPORT_ADDRESS,
        to=[thread.correspondent],
        subject=draft.subject or _reply_subject(thread),
        text=draft.text,
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
    )
    return message


def send_due(limit: int = 20) -> int:
    """Send what is due; returns how many were tried. Several processes may call it at once."""
    with transaction.atomic():
        due = Sending.objects.filter(state=Sending.QUEUED, next_at__lte=Now()).order_by("next_at")
        claimed = list(due.select_related("message__thread")[:limit].select_for_update(skip_locked=True, of=("self",)))
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
    Sending.objects.filter(id=sending.id).update(state=Sending.FAILED, bounced_at=at, answer=answer[:500])
    _publish_failure(sending, answer)
    return sending.message


def _send(sending: Sending) -> None:
    message = sending.message
    points.reach("messaging.sending.before_send")
    try:
        answer = send_by_smtp(
            settings.SIMCARE_SMTP_URL,
            envelope_from=_reply_address(message),  # so that a bounce finds its way back to the thread
            recipient=sending.recipient,
            content=compose(_letter(sending)),
        )
    except Temporary as trouble:
        _put_off(sending, str(trouble))
    except Permanent as refusal:
        with transaction.atomic():
            Sending.objects.filter(id=sending.id).update(state=Sending.FAILED, answer=str(refusal)[:500])
            _publish_failure(sending, str(refusal))
    else:
        points.reach("messaging.sending.after_send")
        with transaction.atomic():
            Sending.objects.filter(id=sending.id).update(state=Sending.SENT, sent_at=Now(), answer=answer)
            outbox.publish(
                MessageSent(message_id=message.id, thread_id=message.thread_id, automatic=sending.automatic),
                subject=f"thread:{message.thread_id}",
                account_id=message.account_id,
            )


def _put_off(sending: Sending, answer: str) -> None:
    if sending.attempts + 1 >= MOST_ATTEMPTS:
        with transaction.atomic():
            Sending.objects.filter(id=sending.id).update(state=Sending.FAILED, answer=answer[:500])
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
    message = sending.message
    return Letter(
        message_id=message.message_id,
        from_name=settings.SIMCARE_DESK_NAME,
        from_email=settings.SIMCARE_SUPPORT_ADDRESS,
        reply_to=_reply_address(message),
        recipient=sending.recipient,
        recipient_name=message.thread.correspondent_name,
        subject=message.subject,
        text=message.text,
        at=message.at,
        in_reply_to=message.in_reply_to,
        references=tuple(message.references),
        automatic=sending.automatic,
    )


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


def _check_caps(recipient: str, most_per_hour: int, at: datetime) -> None:
    last_hour = Sending.objects.filter(automatic=True, message__at__gt=at - timedelta(hours=1))
    if last_hour.filter(recipient=recipient).count() >= most_per_hour:
        raise TooManyAnswers(f"{recipient} has had {most_per_hour} automatic answers within an hour")
    if last_hour.count() >= AUTOMATIC_PER_HOUR:
        raise TooManyAnswers
