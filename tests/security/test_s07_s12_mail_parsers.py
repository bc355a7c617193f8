"""Hostile mails cost little and stop nobody (security.md S07 to S12, part D)."""

import re
from datetime import UTC, datetime
from email import message_from_bytes
from email.parser import BytesParser
from pathlib import Path

import pytest

from simcare.messaging.actions.intake import MOST_ATTEMPTS, take_in
from simcare.messaging.actions.raw import keep
from simcare.messaging.channels.email.composing import Letter, compose
from simcare.messaging.errors import TooComplex, Unparseable
from simcare.messaging.models import Message, RawMail
from simcare.messaging.rules import mime, reading
from simcare.messaging.rules.letters import letter_page
from simcare.messaging.rules.replies import visible_reply
from simcare.messaging.rules.sanitising import clean
from simcare.messaging.values import Reading
from tests.budget import OverBudget, work_budget
from tests.messaging.mutations import mutated

AT = datetime(2026, 11, 25, tzinfo=UTC)
HEAD = b"From: a@b.example\r\nTo: support@simcare.example\r\nSubject: x\r\n"


def nothing_is_refused(*_: object) -> None:
    """A build whose limits are gone."""


class NoParserMayRun(BytesParser):
    """Stands where the parser does: who gets here has already spent what the limits are there to save."""

    def parsebytes(self, *_: object) -> None:  # type: ignore[override]
        pytest.fail("the parser ran before the limits were checked")


def nested(depth: int) -> bytes:
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (each, each) for each in range(depth)
    )
    return HEAD + opened + b"\r\nend\r\n"


MONSTERS = {
    "100,000 headers": HEAD + b"X-A: b\r\n" * 100_000 + b"\r\nbody",
    "10,000 parts": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    + b"--b\r\n\r\nx\r\n" * 10_000
    + b"--b--\r\n",
    "nested 5,000 deep": nested(5_000),
    "one header of a megabyte": HEAD + b"X-A: " + b"b" * 1_000_000 + b"\r\n\r\nbody",
}


@pytest.mark.broken_by(
    ("simcare.messaging.rules.limits._check_headers", nothing_is_refused),
    ("simcare.messaging.rules.limits._refuse_above", nothing_is_refused),
    raises=pytest.fail.Exception,
)
@pytest.mark.parametrize("name", MONSTERS)
def test_s07_monster_mail_is_bounded(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mime, "BytesParser", NoParserMayRun)
    with work_budget(10), pytest.raises(TooComplex):
        reading.read(MONSTERS[name])


def squares(text: str) -> str:
    """A scanner as OTRS had one: a crafted text costs it the square of its length."""
    return f"{sum(one == other for one in text for other in text)}"


ENDLESS = {
    "a URL": "https://" + "a" * 40_000,
    "many URLs": "https://x.example/" * 4_000,
    "angle brackets": "<" * 40_000,
    "quote marks": "> " * 20_000,
    "an attribution that never ends": "On Mon, " * 6_000 + " wrote",
    "tags": "<a href='" * 6_000,
}


@pytest.mark.broken_by(("tests.security.test_s07_s12_mail_parsers.visible_reply", squares), raises=OverBudget)
def test_s08_link_and_quote_scanners_are_linear() -> None:
    with work_budget(5):
        for text in ENDLESS.values():
            visible_reply(text)
            letter_page(text, title="x", language="en")
            clean(text[:100_000])
            reading.read(HEAD + b"Content-Type: text/html\r\n\r\n" + text.encode())


HOSTILE = "Ana\r\nBcc: everybody@evil.example\r\n\r\n<script>\u2028\x0b\x0c\x85x"


@pytest.mark.broken_by(
    ("simcare.messaging.channels.email.composing._one_line", lambda text: text), raises=(AssertionError, ValueError)
)
@pytest.mark.parametrize("field", ["subject", "message_id", "in_reply_to", "recipient"])
def test_s09_no_newline_in_outgoing_headers(field: str) -> None:
    _assert_headers_hold(field)


@pytest.mark.parametrize("field", ["from_name", "recipient_name"])
def test_a_name_adds_no_header_even_if_line_ends_survive(field: str) -> None:
    """Two walls stand here: breaking one alone shows nothing."""
    _assert_headers_hold(field)


def _assert_headers_hold(field: str) -> None:
    told = {
        "message_id": "1@simcare.example",
        "from_name": "Simcare",
        "from_email": "support@simcare.example",
        "reply_to": "reply@reply.simcare.example",
        "recipient": "ana@nordlicht.example",
        "recipient_name": "Ana",
        "subject": "Your card",
        "text": "Hello",
        "at": AT,
        "in_reply_to": "0@nordlicht.example",
        "references": ("0@nordlicht.example",),
    }
    plain = message_from_bytes(compose(Letter(**told)))  # type: ignore[arg-type]  # one of each kind
    hostile = message_from_bytes(compose(Letter(**{**told, field: HOSTILE})))  # type: ignore[arg-type]
    assert sorted(hostile.keys()) == sorted(plain.keys())
    assert not any(re.search(r"\r(?!\n)|\n(?![ \t])", value) for value in hostile.values())


@pytest.mark.broken_by(
    ("simcare.messaging.rules.limits._check_addresses", nothing_is_refused), raises=pytest.fail.Exception
)
def test_s10_address_headers_are_capped_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mime, "BytesParser", NoParserMayRun)
    with pytest.raises(TooComplex, match="addresses"):
        reading.read(b"From: a@b.example\r\nTo: " + b"a@b.c," * 20_000 + b"\r\n\r\nbody")


@pytest.mark.django_db
@pytest.mark.broken_by(("simcare.messaging.actions.intake.MOST_ATTEMPTS", 10**9))
def test_s11_poison_mail_steps_aside() -> None:
    def read(raw: bytes) -> Reading:
        if b"POISON" in raw:
            raise Unparseable("ParsingChild ran longer than 1.5 s")
        return reading.read(raw)

    for number in range(12):
        body = b"POISON" if number % 4 == 0 else b"hello %d" % number
        keep(content=HEAD + b"\r\n" + body, peer="203.0.113.7", trusted=False, mail_from="", rcpt_to=[], at=AT)
    assert take_in(read=read, limit=40) == 12
    assert Message.objects.count() == 9, "those behind a poison mail are taken with the same batch"
    for _ in range(3 * MOST_ATTEMPTS):
        take_in(read=read, limit=1, again=True)
    held = RawMail.objects.filter(state=RawMail.QUARANTINED)
    assert [raw.reason for raw in held] == ["ParsingChild ran longer than 1.5 s"] * 3
    assert RawMail.objects.filter(state=RawMail.WAITING).count() == 0


def crashes(_raw: bytes) -> None:
    raise RecursionError


@pytest.mark.broken_by(("simcare.messaging.rules.reading.mime.parse", crashes), raises=RecursionError)
def test_s12_message_parser_survives_fuzzing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    seeds = [
        HEAD
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: text/html\r\n\r\n"
        b"<b>hi</b>\r\n--b--\r\n",
        HEAD + b"Subject: =?utf-8?b?4pyT?=\r\nContent-Type: text/plain; charset=gb18030\r\n\r\n\xc4\xe3\xba\xc3",
        HEAD + b"\r\n---------- Forwarded message ---------\r\nFrom: Kim <kim@x.example>\r\nSubject: y\r\n\r\nz\r\n",
    ]
    read = 0
    for raw in mutated(seeds, 300, seed=4711):
        try:
            read += isinstance(reading.read(raw), Reading)
        except Unparseable:
            continue
    assert read > 200
    assert list(tmp_path.iterdir()) == [], "reading a mail leaves nothing behind"
