"""Reads of threads, messages, files, and the quarantine."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from simcare.kernel.asking import reading_ahead
from simcare.kernel.statements import give_parts, kept_statement
from simcare.messaging.errors import NoSuchMail
from simcare.messaging.models import Attachment, Message, RawMail, Sending, Thread


def get_message(message_id: int) -> Message:
    """One message with its thread. Raises NoSuchMail."""
    message = Message.objects.select_related("thread", "sending").filter(id=message_id).first()
    if message is None:
        raise NoSuchMail
    return message


def get_messages(message_ids: Iterable[int]) -> list[Message]:
    """Some messages with their threads, oldest first."""
    return list(Message.objects.filter(id__in=message_ids).select_related("thread").order_by("id"))


def get_thread(thread_id: int) -> Thread:
    """One thread. Raises NoSuchMail."""
    thread = Thread.objects.filter(id=thread_id).first()
    if thread is None:
        raise NoSuchMail
    return thread


def messages_by_id(message_ids: list[int]) -> dict[int, Message]:
    """Some messages with their sendings and files' names, as a timeline shows them: `has_html` instead of the HTML."""
    with reading_ahead(_shown_messages.of(message_ids), _files_of.of(message_ids)):
        messages = _shown_messages(message_ids)
        give_parts(messages, "attachments", _files_of(message_ids))
        return {message.id: message for message in messages}


@kept_statement
def _shown_messages(message_ids: list[int]) -> QuerySet[Message]:
    return (
        Message.objects.filter(id__in=message_ids)
        .select_related("sending")
        .annotate(has_html=~Q(html=""))
        .defer("html", "references", "warnings")
    )


@kept_statement
def _files_of(message_ids: list[int]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(message_id__in=message_ids).defer("content").order_by("id")


@dataclass(frozen=True)
class Words:
    """What a message and its files' names say, for a search."""

    texts: Sequence[str]
    has_files: bool


def words_of(message_ids: Sequence[int]) -> dict[int, Words]:
    """The words of some messages: subject, text, the original inside a forward, names of files."""
    files: dict[int, list[str]] = defaultdict(list)
    for message_id, name in Attachment.objects.filter(message_id__in=message_ids).values_list("message_id", "name"):
        files[message_id].append(name)
    rows = Message.objects.filter(id__in=message_ids).values_list("id", "subject", "text", "forward")
    return {
        id_: Words((subject, text, (forward or {}).get("text") or "", *files[id_]), id_ in files)
        for id_, subject, text, forward in rows
    }


def latest_received(thread_id: int) -> Message | None:
    """The last message that the correspondent wrote, for the headers of our answer."""
    return Message.objects.filter(thread_id=thread_id, direction="in", kind="message").order_by("-id").first()


def looks_like_spam(thread_id: int) -> bool:
    """Whether our receiving server scored a mail of this thread as spam."""
    return Message.objects.filter(thread_id=thread_id, is_spam=True).exists()


def get_attachment(attachment_id: int) -> Attachment:
    """One file. Raises NoSuchMail."""
    attachment = Attachment.objects.select_related("message").filter(id=attachment_id).first()
    if attachment is None:
        raise NoSuchMail
    return attachment


def text_attachments(message_ids: Iterable[int]) -> dict[int, list[str]]:
    """What the text files of messages say, such as a list of cards: message id -> texts."""
    said: dict[int, list[str]] = defaultdict(list)
    of_text = Q(media_type__startswith="text/") | Q(name__iregex=r"\.(csv|txt|tsv)$")
    for file in Attachment.objects.filter(of_text, message_id__in=message_ids).order_by("id"):
        said[file.message_id].append(bytes(file.content).decode("utf-8", "replace"))
    return said


def list_quarantined() -> QuerySet[RawMail]:
    """Mails that could not be read, newest first, without their bytes."""
    return RawMail.objects.filter(state=RawMail.QUARANTINED).defer("content").order_by("-id")


def get_raw(raw_id: int) -> RawMail:
    """A mail as it came. Raises NoSuchMail."""
    raw = RawMail.objects.filter(id=raw_id).first()
    if raw is None:
        raise NoSuchMail
    return raw


def count_unsent() -> int:
    """Messages of ours that no server has accepted yet."""
    return Sending.objects.filter(state=Sending.QUEUED).count()
