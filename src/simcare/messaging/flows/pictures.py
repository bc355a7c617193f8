"""Pictures inside mails, for showing: those that came with the mail, and those that lie elsewhere."""

from dataclasses import dataclass
from urllib.parse import unquote

from django.conf import settings

from simcare.messaging.channels.pictures import fetch
from simcare.messaging.errors import NoPicture
from simcare.messaging.models import Attachment
from simcare.messaging.rules.pictures import picture_type


@dataclass(frozen=True)
class Picture:
    """Bytes that are safe to show under their type."""

    media_type: str
    content: bytes


def own_picture(*, message_id: int, name: str) -> Picture:
    """The picture that came with a mail under this Content-ID. Raises NoPicture."""
    files = Attachment.objects.filter(message_id=message_id, content_id=unquote(name))
    file = files.order_by("id").first()
    return _shown(bytes(file.content) if file else b"")


def remote_picture(*, source: str) -> Picture:
    """A picture that lies elsewhere, fetched for somebody who asked to see it. Raises NoPicture, or a network error."""
    return _shown(fetch(source, frozenset(settings.SIMCARE_LOOPBACK_TARGETS)))


def _shown(content: bytes) -> Picture:
    kind = picture_type(content)
    if kind is None:
        raise NoPicture
    return Picture(kind, content)
