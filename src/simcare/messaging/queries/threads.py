"""Reads of threads, messages, files, and the quarantine."""

from collections.abc import Iterable

from django.db.models import QuerySet

from simcare.messaging.errors import NoSuchMail
from simcare.messaging.models import Attachment, Message, RawMail, Sending, Thread


def get_message(message_id: int) -> Message:
    """One message with its thread. Raises NoSuchMail."""
    message = Message.objects.select_related("thread", "sending").filter(id=message_id).first()
    if message is None:
        raise NoSuchMail(f"there is no message {message_id}")
    return message


def get_thread(thread_id: int) -> Thread:
    """One thread. Raises NoSuchMail."""
    thread = Thread.objects.filter(id=thread_id).first()
    if thread is None:
        raise NoSuchMail(f"there is no thread {thread_id}")
    return thread


def messages_of(thread_ids: Iterable[int]) -> list[Message]:
    """The messages of some threads with their files' names, oldest first."""
    messages = Message.objects.filter(thread_id__in=thread_ids).select_related("sending", "thread")
    return list(messages.prefetch_related("attachments").order_by("at", "id"))


def latest_received(thread_id: int) -> Message | None:
    """The last message that the correspondent wrote, for the headers of our answer."""
    return Message.objects.filter(thread_id=thread_id, direction="in", kind="message").order_by("-id").first()


def get_attachment(attachment_id: int) -> Attachment:
    """One file. Raises NoSuchMail."""
    attachment = Attachment.objects.select_related("message").filter(id=attachment_id).first()
    if attachment is None:
        raise NoSuchMail(f"there is no file {attachment_id}")
    return attachment


def text_attachments(message_id: int) -> list[str]:
    """What the text files of a message say, such as a list of cards."""
    files = Attachment.objects.filter(message_id=message_id, media_type__startswith="text/")
    files = files | Attachment.objects.filter(message_id=message_id, name__iregex=r"\.(csv|txt|tsv)$")
    return [bytes(file.content).decode("utf-8", "replace") for file in files.distinct().order_by("id")]


def list_quarantined() -> QuerySet[RawMail]:
    """Mails that could not be read, newest first, without their bytes."""
    return RawMail.objects.filter(state=RawMail.QUARANTINED).defer("content").order_by("-id")


def get_raw(raw_id: int) -> RawMail:
    """A mail as it came. Raises NoSuchMail."""
    raw = RawMail.objects.filter(id=raw_id).first()
    if raw is None:
        raise NoSuchMail(f"there is no mail {raw_id}")
    return raw


def count_unsent() -> int:
    """Messages of ours that no server has accepted yet."""
    return Sending.objects.filter(state=Sending.QUEUED).count()
