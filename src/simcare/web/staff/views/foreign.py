"""What others sent, shown or handed out without ever becoming part of our pages (security.md D14, D15)."""

import nh3
from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin

from simcare.accounts.permissions import Deed
from simcare.messaging.queries import threads
from simcare.web.headers import FOREIGN_CONTENT
from simcare.web.staff.door import needs, page

STYLES = {"color", "background-color", "text-align", "font-weight", "font-style", "text-decoration", "white-space"}
SHELL = (
    '<!doctype html><meta charset="utf-8"><title>mail</title>'
    "<style>body{{font:14px/1.5 sans-serif;margin:16px;color:#14181b;background:#fff;overflow-wrap:anywhere}}"
    "img{{max-width:100%}}</style>{}"
)


@xframe_options_sameorigin
@page
def message_html(_request: HttpRequest, number: int) -> HttpResponse:
    """The HTML body of a mail after nh3, for a sandboxed frame: no script, no network, no remote picture."""
    body = clean(threads.get_message(number).html)
    return HttpResponse(SHELL.format(body), headers={"Content-Security-Policy": FOREIGN_CONTENT})


@page
def attachment(_request: HttpRequest, number: int) -> HttpResponse:
    """A file as a download, never shown in our origin."""
    file = threads.get_attachment(number)
    return download(bytes(file.content), file.name or f"file-{file.id}")


@page
@needs(Deed.OPEN_RAW_MAIL)
def raw_mail(_request: HttpRequest, number: int) -> HttpResponse:
    """A mail as it came."""
    return download(bytes(threads.get_raw(number).content), f"mail-{number}.eml")


def clean(html: str) -> str:
    """HTML without what runs, loads or escapes; links open apart and tell nobody where they were."""
    attributes = {tag: {*allowed, "style"} for tag, allowed in nh3.ALLOWED_ATTRIBUTES.items()}
    return nh3.clean(
        html,
        attributes={**attributes, "*": {"dir", "lang", "style"}},
        filter_style_properties=STYLES,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )


def download(content: bytes, name: str) -> HttpResponse:
    """Bytes under a name, of no type that a browser would open by itself."""
    answer = HttpResponse(content, content_type="application/octet-stream")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["Content-Disposition"] = content_disposition(name)
    return answer


def content_disposition(name: str) -> str:
    """`attachment` with the file's name made harmless (RFC 6266)."""
    safe = "".join(char if char.isprintable() and char not in '/\\:*?"<>|' else "_" for char in name)[:150]
    return content_disposition_header(as_attachment=True, filename=safe or "file") or "attachment"
