"""Mails to values: charsets, headers, parts and files come out right, and nothing makes the parser raise."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from simcare.messaging.errors import Unparseable
from simcare.messaging.rules.headers import address_of, addresses_of, text_of
from simcare.messaging.rules.html import to_text
from simcare.messaging.rules.mime import file_text, parse
from simcare.messaging.rules.reading import read
from simcare.messaging.values import Address, AttachmentPart, Reading
from tests.budget import work_budget

from .mutations import mutated


@pytest.mark.parametrize(
    ("declared", "codec", "words"),
    [
        ("gb2312", "gb18030", "镕基先生的卡坏了"),  # a letter that GB 2312 lacks
        ("gbk", "gb18030", "卡号查不到"),
        ("big5", "big5", "物聯網卡無法連線"),
        ("ks_c_5601-1987", "cp949", "유심 교체 요청"),
        ("euc-kr", "cp949", "뷁 유심"),
        ("iso-2022-jp", "iso2022_jp", "圏外のままです"),
        ("shift_jis", "cp932", "①番の端末"),
        ("windows-1251", "cp1251", "Возврат оплаты"),
        ("koi8-r", "koi8-r", "Возврат оплаты"),
        ("iso-8859-1", "cp1252", "“café” – 5 €"),
        ("utf-8", "utf-8", "الشريحة لا تتصل"),
    ],
)
def test_a_body_is_read_in_its_declared_charset(declared: str, codec: str, words: str) -> None:
    raw = f"From: a@b.example\nContent-Type: text/plain; charset={declared}\n\n".encode() + words.encode(codec)
    mail = parse(raw)
    assert (mail.text, mail.warnings) == (words, ())


@pytest.mark.parametrize("charset", ["punycode", "idna", "unicode-escape", "Raw_Unicode_Escape"])
def test_codecs_that_no_mail_is_written_in_are_no_charsets(charset: str) -> None:
    """Punycode takes quadratic time: 300 kB of it held the reader for 13 s."""
    raw = f"From: a@b.example\nContent-Type: text/plain; charset={charset}\n\n".encode() + b"abc-" + b"9a" * 150_000
    with work_budget(2):
        mail = parse(raw)
    assert mail.text.startswith("abc-9a9a")
    assert mail.warnings == (f"charset {charset!r} read as utf-8",)


@pytest.mark.parametrize("charset", ["foo-bar", "utf-99", "", '"', "base64", "rot13", "idna", "undefined"])
def test_an_unknown_charset_is_a_warning_and_no_crash(charset: str) -> None:
    raw = (
        f"From: a@b.example\nContent-Type: text/plain; charset={charset}\n\n".encode()
        + "Привет, не работает карта".encode("cp1251")
    )
    mail = parse(raw)
    assert mail.text.strip()
    assert len(mail.warnings) == 1


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("=?utf-8?B?5Y2h5Y+3?=", "卡号"),
        ("=?utf-8?B?5Y2h5Y+3", "=?utf-8?B?5Y2h5Y+3"),
        ("=?utf-8?B?5Y2h5Y+?=", "卡�"),
        ("=?utf-8?Q?caf=C3?= =?utf-8?Q?=A9?=", "café"),
        ("=?gb2312?B?v6i6xQ==?=\n =?gb2312?B?v6i6xQ==?=", "卡号卡号"),
        ("Re: =?iso-8859-1?Q?caf=E9?= open", "Re: café open"),
        ("=?utf-8*en?Q?caf=C3=A9?=", "café"),
        ("=?x-none?Q?abc?=", "abc"),
        ("plain\r\n\tfolded", "plain folded"),
    ],
)
def test_encoded_words(value: str, words: str) -> None:
    assert text_of(value) == words


@pytest.mark.parametrize(
    ("value", "email", "name"),
    [
        ("John Doe <john@acme.example>", "john@acme.example", "John Doe"),
        ('"Doe, John" <john@acme.example>', "john@acme.example", "Doe, John"),
        ("John Doe [mailto:john@acme.example]", "john@acme.example", "John Doe"),
        ("John<mailto:john@acme.example> <john@acme.example<mailto:john@acme.example>>", "john@acme.example", "John"),
        ("john@acme.example (John Doe)", "john@acme.example", "John Doe"),
        ("'john@acme.example' <john@acme.example>", "john@acme.example", None),
        ('"刘志强"<lzq@x.example>;', "lzq@x.example", "刘志强"),
        ("John Doe", None, "John Doe"),
        ("=?x?q?=3C?= <", None, None),
    ],
)
def test_an_address_as_people_write_it(value: str, email: str | None, name: str | None) -> None:
    found = address_of(value)
    assert (found and found.email, found and found.name) == (email, name)


def test_an_address_list_keeps_commas_inside_names_and_drops_group_names() -> None:
    found = addresses_of('"Doe, John" <a@x.example>, b@x.example; Team: c@x.example;')
    assert found == (Address("a@x.example", "Doe, John"), Address("b@x.example"), Address("c@x.example"))


def test_the_threading_headers_and_the_date() -> None:
    raw = (
        b"From: a@b.example\nMessage-ID: <m1@b.example>\nIn-Reply-To: <m0@b.example>\nReferences: <r@b.example>\n"
        b" <m0@b.example>\nDate: Mon, 3 Jun 2024 10:05:00 +0800\nAuto-Submitted: auto-replied\n\nx"
    )
    mail = parse(raw)
    assert (mail.message_id, mail.in_reply_to) == ("m1@b.example", "m0@b.example")
    assert mail.references == ("r@b.example", "m0@b.example")
    assert mail.date == datetime(2024, 6, 3, 2, 5, tzinfo=UTC)
    assert mail.header("Auto-Submitted") == "auto-replied"


MIXED = b"""From: a@b.example
Content-Type: multipart/mixed; boundary="x"

--x
Content-Type: multipart/alternative; boundary=y

--y
Content-Type: text/plain; charset=utf-8; format=flowed

A line that
goes on
end.
--y
Content-Type: text/html

<p>A page
--y--
--x
Content-Type: application/octet-stream; charset=gb18030
Content-Disposition: attachment; filename*=utf-8''%E5%8D%A1%E5%8F%B7.csv
Content-Transfer-Encoding: base64

v6i6xQ==
--x
Content-Type: text/plain
Content-Disposition: attachment; filename="../../etc/passwd"

secret
--x--
"""


def test_bodies_and_files_are_told_apart() -> None:
    mail = parse(MIXED.replace(b"line that\n", b"line that \n"))
    assert mail.text == "A line that goes on\nend."
    assert mail.html is not None
    assert [part.name for part in mail.attachments] == ["卡号.csv", "passwd"]
    assert file_text(mail.attachments[0]) == "卡号"
    assert file_text(AttachmentPart("a.bin", "application/octet-stream", b"\0")) == ""


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"no header at all",
        b"From: =?x?q?=3C?= <\nTo: =?x?q?=3C?= <\n\nx",
        b"Content-Type: multipart/mixed\n\nwithout a boundary",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nnever closed",
        b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"Content-Type: text/plain\nContent-Transfer-Encoding: x-uuencode\n\nbegin 644 a\n!!!",
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nRnJvbTogYUBiCgp4",
        b"Subject: \xff\xfe\x80 raw\nFrom: \x80 <a@b.example>\n\n\x80",
        b"Date: Mon, 99 Foo 20240 99:99\n\nx",
    ],
)
def test_a_broken_mail_is_still_a_mail(raw: bytes) -> None:
    reading = read(raw)
    assert Reading.from_json(json.loads(json.dumps(reading.to_json()))) == reading


def test_a_file_pasted_as_uuencode_becomes_an_attachment() -> None:
    mail = parse(b"From: a@b.example\n\nSee:\nbegin 644 cards.txt\n#0V%T\n`\nend\nBye\n")
    assert [(part.name, part.content) for part in mail.attachments] == [("cards.txt", b"Cat")]
    assert mail.text.split() == ["See:", "Bye"]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<div>one<br>two</div><div>three</div>", "one\ntwo\nthree"),
        ("<p>one</p><p>two</p>", "one\n\ntwo"),
        ("<p class=MsoNormal>one</p><p class=MsoNormal>two</p>", "one\ntwo"),
        ("a<blockquote>b<br>c</blockquote>d", "a\n> b\n> c\nd"),
        ("<table><tr><td>IMEI</td><td>35</td></tr><tr><td>x</td></tr></table>", "IMEI\t35\nx"),
        ("<a href='mailto:k@x.example'>Kim</a>", "Kim <k@x.example>"),
        ("a&nbsp;&lt;b&gt;&#8203;c", "a <b>c"),
        ("<style>p{}</style><script>x</script>seen<div style='display:none'>hidden</div>", "seen"),
        ("<!-- <p>no</p> -->yes<!-- open", "yes"),
        ("<pre>a  b\n c</pre>", "a  b\n c"),
    ],
)
def test_html_becomes_lines(page: str, words: str) -> None:
    assert to_text(page) == words


@pytest.mark.shared
def test_every_difficult_mail_is_read(shared_data: Path) -> None:
    files = sorted((shared_data / "mime").rglob("*.eml"))
    assert files
    for file in files:
        reading = read(file.read_bytes())
        assert Reading.from_json(json.loads(json.dumps(reading.to_json()))) == reading, file


@pytest.mark.shared
def test_two_thousand_mutated_mails_are_read_or_refused(shared_data: Path) -> None:
    mails = [
        file.read_bytes()
        for folder in ("mime", "forwards-zh")
        for file in sorted((shared_data / folder).rglob("*.eml"))
    ]
    outcomes = 0
    for raw in mutated(mails, count=2_000, seed=7):
        try:
            outcomes += isinstance(read(raw), Reading)
        except Unparseable:
            outcomes += 1
    assert outcomes == 2_000


def test_mutations_of_our_own_mail_are_read_or_refused() -> None:
    for raw in mutated([MIXED, b"Subject: x\n\nFrom: a@b.example\nTo: c\nSubject: d\n\nx"], count=300, seed=1):
        assert isinstance(read(raw), Reading)
