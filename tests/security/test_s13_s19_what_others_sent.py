"""What others sent is text, or stands behind glass, wherever it comes out (security.md S13 to S15, S17 to S19)."""

from html.parser import HTMLParser
from typing import Final

import pytest
from django.test import Client

from simcare.accounts.models import User
from simcare.messaging.models import Attachment, Message
from simcare.messaging.rules.letters import letter_page
from simcare.messaging.rules.pictures import picture_type
from simcare.support.models import Ticket
from tests.security.conftest import MailDesk

CORPUS: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script href=data:,alert(1) />",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    '<a href="java\tscript:alert(1)">x</a>',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<form action=//evil.example><input name=p></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<style>@import '//evil.example/x.css'</style>",
    "<p style='background:url(//evil.example/pixel)'>x</p>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style></math>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<object data=data:text/html,<script>alert(1)</script>></object>",
    "<details open ontoggle=alert(1)>x</details>",
    "<video><source onerror=alert(1)></video>",
    "<template><script>alert(1)</script></template>",
    "<img src='data:image/svg+xml;base64,PHN2Zy8+'>",
    "{{7*7}}{% now 'Y' %}",
)
RUNS: Final = {
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "meta",
    "base",
    "link",
    "style",
    "svg",
    "math",
    "template",
}


ADDRESSES: Final = {"href", "src", "action", "formaction", "xlink:href", "data", "background", "poster", "content"}
"""Attributes whose value a browser goes to; in others it is text."""


class Harm(HTMLParser):
    """Finds what a browser would run or load, as one reads HTML."""

    def __init__(self, own: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.own = own
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            told = "".join((value or "").split()).lower()
            is_ours = told.startswith("/") and not told.startswith("//")
            leads_away = name in ADDRESSES and not is_ours and ("javascript:" in told or "evil.example" in told)
            loads = name in ("src", "data", "background") and told.startswith(("http", "//", "data:image/svg"))
            if name.startswith("on") or leads_away or loads or (name == "style" and "url(" in told):
                self.found.append(f"{tag} {name}={value}")
        if tag in RUNS and tag not in self.own:
            self.found.append(tag)

    handle_startendtag = handle_starttag


def harm_in(page: str, own: tuple[str, ...] = ()) -> list[str]:
    """What of it would run; `own` are the elements that the page itself is made of."""
    reader = Harm(own)
    reader.feed(page)
    reader.close()
    return reader.found


def hostile_mail(attack: str, number: int = 0) -> str:
    quoted = attack.replace('"', "'").replace("\t", " ")
    return (
        f'From: "{quoted}" <eve{number}@evil.example>\r\nTo: support@simcare.example\r\nSubject: {quoted}\r\n'
        f"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n"
        f"--c\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{attack}\r\n"
        f"--c\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>hello</p>{attack}\r\n--c--\r\n"
        f'--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="{quoted}.html"\r\n\r\n{attack}\r\n'
        "--b--\r\n"
    )


@pytest.fixture
def attacked(desk: MailDesk, supervisor: User, client: Client) -> Client:
    """A desk that got every attack in every place, and a supervisor who looks at it."""
    for number, attack in enumerate(CORPUS):
        desk.receive(hostile_mail(attack, number))
    desk.work()
    client.force_login(supervisor)
    return client


OURS: Final = ("script", "link", "meta", "form", "svg", "style")
"""What our own pages are made of; none of it may come from a mail, which the tests of attributes and counts show."""


def elements(page: str, tag: str) -> int:
    return page.lower().count(f"<{tag}")


@pytest.mark.django_db
@pytest.mark.broken_by(
    ("simcare.messaging.rules.sanitising._cleaned", lambda html, _pictures: html),
    ("simcare.messaging.rules.letters.escape", lambda text, quote=True: text),
)
def test_s13_xss_corpus_dies_in_every_output(attacked: Client) -> None:
    for message in Message.objects.filter(direction="in"):
        assert harm_in(message.html) == [], "clean already where it is stored"
        assert message.html_version > 0
        shown = attacked.get(f"/messages/{message.id}/html/?pictures=1")
        assert harm_in(shown.content.decode(), own=("meta", "style")) == []
        assert elements(shown.content.decode(), "style") == 1
        assert "default-src 'none'" in shown.headers["Content-Security-Policy"]
        assert "sandbox" in shown.headers["Content-Security-Policy"]
    for attack in CORPUS:
        assert harm_in(letter_page(attack, title=attack, language=attack), own=("meta",)) == []


def _ticket_pages(client: Client) -> list[str]:
    return [client.get(f"/tickets/{ticket.id}/").content.decode() for ticket in Ticket.objects.order_by("id")]


@pytest.mark.django_db
@pytest.mark.broken_by(("django.template.base.conditional_escape", str), ("simcare.web.quick_nodes.escape", str))
def test_s14_xss_corpus_in_headers_and_filenames(attacked: Client) -> None:
    for page in _ticket_pages(attacked):
        assert harm_in(page, own=OURS) == []
        assert elements(page, "style") == 0
        assert "alert(1)</script>" not in page
    for file in Attachment.objects.all():
        answer = attacked.get(f"/attachments/{file.id}/")
        assert answer.headers["Content-Type"] == "application/octet-stream"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "\n" not in answer.headers["Content-Disposition"]


@pytest.mark.django_db
@pytest.mark.broken_by(
    ("django.template.base.conditional_escape", str),
    ("simcare.web.quick_nodes.escape", str),
    ("simcare.web.templatetags.rows.escape", str),
)
def test_s15_lists_and_previews_are_plain_text(attacked: Client) -> None:
    for address in ("/", "/?view=all", "/search/?q=alert", "/mail/held/", "/quarantine/", "/audit/", "/accounts/"):
        page = attacked.get(address).content.decode()
        assert harm_in(page, own=OURS) == [], address
        assert elements(page, "style") == 0
        assert "alert(1)</script>" not in page, address


NAMES: Final = (
    ".htaccess",
    "..",
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "a\u200b.php",
    "\u202egpj.exe",
    "nul\x00.txt",
    "x:stream",
    "CON",
    "-rf",
    "~/.ssh/id_rsa",
    "%2e%2e%2f",
    "a" * 4_000,
    " ",
    "/abs/path",
    "\u2024\u2024/x",
    "index.php.",
    "a\nb",
)


@pytest.mark.django_db
@pytest.mark.broken_by(
    ("simcare.web.staff.views.foreign.content_disposition", lambda name: f'inline; filename="{name[:60]}"')
)
def test_s17_attachment_names_never_become_paths(desk: MailDesk, supervisor: User, client: Client) -> None:
    for number, name in enumerate(NAMES):
        encoded = "".join(f"%{byte:02X}" for byte in name.encode("utf-8", "replace"))
        desk.receive(
            f"From: eve{number}@evil.example\r\nSubject: {number}\r\nContent-Type: application/x-php\r\n"
            f"Content-Disposition: attachment; filename*=utf-8''{encoded}\r\n\r\n<?php system($x); ?>\r\n"
        )
    desk.work()
    client.force_login(supervisor)
    files = Attachment.objects.order_by("id")
    assert files.count() == len(NAMES)
    for file in files:
        told = client.get(f"/attachments/{file.id}/").headers
        assert not set(file.name) & set("/\\\x00\n"), "the stored name is for display and holds no folder"
        assert told["Content-Disposition"].startswith("attachment")
        assert told["X-Content-Type-Options"] == "nosniff"
        assert len(told["Content-Disposition"]) < 700


PNG: Final = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


@pytest.mark.broken_by(("simcare.messaging.rules.pictures._BEGINNINGS", ((b"", "text/html"),)))
def test_s18_inline_types_are_an_allow_list() -> None:
    shown = {
        b"GIF89a..": "image/gif",
        b"\xff\xd8\xff\xe0": "image/jpeg",
        PNG: "image/png",
        b"RIFF....WEBPVP8 ": "image/webp",
    }
    assert {content: picture_type(content) for content in shown} == shown
    refused = (
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'>",
        b"<html>",
        b"<?xml version='1.0'?>",
        b"%PDF-1.7",
        b"BM....",
        b"RIFF....WAVE",
        b"II*\0",
        b"\0\0\x01\0",
        b"GIF",
        b" \x89PNG\r\n\x1a\n",
    )
    assert [content for content in refused if picture_type(content)] == []
