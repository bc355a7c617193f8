"""S07, S08, S10: monsters are refused on their bytes, and what passes the limits is read in linear time."""

import pytest

from simcare.messaging.errors import TooComplex, TooLarge
from simcare.messaging.rules import limits
from simcare.messaging.rules.reading import read
from tests.budget import work_budget

NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (depth, depth) for depth in range(60))
MONSTERS = {
    "size": b"x" * (25 * 1024 * 1024 + 1),
    "header lines": b"X: y\n" * 2_001 + b"\nx",
    "header bytes": b"X: " + b"y" * 262_144 + b"\n\nx",
    "To lines": b"".join(b"To: a%d@b.example\n" % number for number in range(100_000)) + b"\nx",
    "addresses in one To": b"To: " + b", ".join(b"a%d@b.example" % number for number in range(20_000)) + b"\n\nx",
    "addresses without @": b"To: " + b"a," * 20_000 + b"\n\nx",
    "nesting": NESTED + b"\nx",
    "nested mails": b"Content-Type: message/rfc822\n\n" * 60 + b"x",
    "parts": b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 10_000,
    "headers of a part": b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + b"X: y\n" * 2_001 + b"\nx\n--b--\n",
    "parameters": b"Content-Disposition: attachment; " + b"filename*0*=utf-8''b; " * 10_000 + b"\n\nx",
}


@pytest.mark.parametrize("monster", MONSTERS)
def test_s07_s10_monster_mail_is_refused_on_its_bytes(monster: str) -> None:
    with work_budget(5), pytest.raises((TooLarge, TooComplex)) as refusal:
        limits.check(MONSTERS[monster])
    assert str(refusal.value)


@pytest.mark.parametrize("parts", [0, 1, 900])
def test_an_ordinary_mail_with_many_parts_passes(parts: int) -> None:
    limits.check(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * parts + b"--b--\n")


def test_words_that_look_like_boundaries_do_not_count() -> None:
    limits.check(b"From: a@b.example\n\n" + b"-- \n--\n-----\n--x\n" * 5_000)


PIECES = [
    "<",
    "<a ",
    "<!--",
    "<b>",
    "<blockquote>",
    "<a href='mailto:a@b'>",
    "&#",
    "> ",
    "From: \n",
    "From: a@b.c\nTo: x\n",
]
PIECES += [
    "1:",
    "On 10:10 <a@b> ",
    "a@",
    "-",
    "10:10 (",
    "[mailto:",
    "| From |",
    "begin 644 a\n",
    "http://a.b/",
    "--\n",
]
PIECES += [
    "---- Forwarded message ---- From:",
    "---- Original Message ----\nFrom x\n",
    "Von: A\n\n",
    "\u200b",
    "=?utf-8?q?",
]


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("piece", PIECES)
def test_s08_body_scanners_are_linear(piece: str, kind: str) -> None:
    head = f"From: a@b.example\nSubject: FW: x\nContent-Type: text/{kind}; charset=utf-8\n\n"

    raw = (head + piece * (1_000_000 // len(piece))).encode()
    with work_budget():  # a quadratic scanner needs hours here
        read(raw)
