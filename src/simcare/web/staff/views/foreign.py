"""What others sent, handed out without ever becoming part of our pages (security.md D15)."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header

from simcare.accounts.permissions import Deed
from simcare.kernel import clock
from simcare.messaging.queries import threads
from simcare.support.actions import opening
from simcare.web.headers import NOTHING_RUNS
from simcare.web.staff.door import needs, page, who


@page
def attachment(request: HttpRequest, number: int) -> HttpResponse:
    """A file as a download, never shown in our origin; the ticket tells who has opened it."""
    file = threads.get_attachment(number)
    opening.note_file(file=file, by=who(request), at=clock.now())
    return download(bytes(file.content), file.name or f"file-{file.id}")


@page
@needs(Deed.OPEN_RAW_MAIL)
def raw_mail(_request: HttpRequest, number: int) -> HttpResponse:
    """A mail as it came."""
    return download(bytes(threads.get_raw(number).content), f"mail-{number}.eml")


def download(content: bytes, name: str) -> HttpResponse:
    """Bytes under a name, of no type that a browser would open by itself."""
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Security-Policy"] = NOTHING_RUNS
    answer.headers["Content-Disposition"] = content_disposition(name)
    return answer


def content_disposition(name: str) -> str:
    """`attachment` with the file's name made harmless (RFC 6266)."""
    safe = "".join(char if char.isprintable() and char not in '/\\:*?"<>|' else "_" for char in name)[:150]
    return content_disposition_header(as_attachment=True, filename=safe or "file") or "attachment"
