"""What others sent does no harm wherever it is shown (S13, S14, S15)."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from simcare.messaging.queries.bodies import clean
from simcare.web.staff.pages import Person, TicketRow
from simcare.web.staff.views.foreign import content_disposition
from tests.web import examples

CORPUS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    '"><script>alert(1)</script>',
    "<form action=//evil.example><input name=p></form>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<style>@import '//evil.example/x.css'</style>",
    "<p style='background:url(//evil.example/pixel)'>x</p>",
    "<math><mtext></p><style><img src=x onerror=alert(1)></style></math>",
    "{{7*7}}${7*7}",
)
HARM = ("<script", "onerror=", "onload=", "javascript:", "<iframe", "<form", "<meta", "<style", "url(", "<svg")


@pytest.mark.parametrize("attack", CORPUS)
def test_s13_xss_corpus_dies_in_a_mail_shown_as_sent(attack: str) -> None:
    shown = clean(f"<p>hello</p>{attack}").lower()
    assert [harm for harm in HARM if harm in shown] == []
    assert "hello" in shown


@pytest.mark.parametrize("attack", CORPUS)
def test_s15_lists_show_plain_text(attack: str) -> None:
    row = TicketRow(1, attack, attack, "open", Person(attack, attack), Person(attack, attack), iccids=(attack,))
    shown = render_to_string("staff/parts/ticket_list.html", {"rows": [row], "queue": examples.QUEUES[0]})
    assert attack not in shown or "<" not in attack


@pytest.mark.parametrize("attack", CORPUS)
def test_s14_a_whole_ticket_shows_hostile_names_and_subjects_as_text(attack: str) -> None:
    from dataclasses import replace

    person = Person(attack, "x@evil.example")
    ticket = replace(examples.ticket(), subject=attack, requester=person, forwarder=person)
    request = RequestFactory().get("/")
    shown = render_to_string(
        "staff/inbox.html", {**examples.frame(), "ticket": ticket, "queue": examples.QUEUES[0], "request": request}
    )
    assert attack not in shown or "<" not in attack


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("report.pdf", 'attachment; filename="report.pdf"'),
        ("../../etc/passwd", 'attachment; filename=".._.._etc_passwd"'),
        ('a"\r\nX-Evil: 1.txt', 'attachment; filename="a___X-Evil_ 1.txt"'),
        ("", 'attachment; filename="file"'),
    ],
)
def test_s14_file_names_stay_names(name: str, kept: str) -> None:
    assert content_disposition(name) == kept


def test_file_names_of_any_script_survive() -> None:
    assert content_disposition("柜体照片.jpg").startswith("attachment; filename*=utf-8''")
