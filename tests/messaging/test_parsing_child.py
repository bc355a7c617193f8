"""The limited child: it answers, it is limited, and its death costs one mail only (S11)."""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from simcare.messaging.channels.email import parsing
from simcare.messaging.channels.email.parsing import ParsingChild
from simcare.messaging.errors import TooComplex, Unparseable
from simcare.messaging.rules.reading import read

MAIL = b"From: Kim <kim@end.example>\nSubject: =?utf-8?B?5Y2h5Y+3?=\n\nThe card is off.\n"


def test_the_child_says_what_the_parser_says() -> None:
    with ParsingChild() as child:
        assert child.read(MAIL) == read(MAIL)


def test_one_child_reads_many_mails() -> None:
    with ParsingChild() as child:
        child.read(MAIL)
        process = child._process
        child.read(MAIL)
        assert child._process is process


def test_a_monster_is_refused_before_the_child_is_asked() -> None:
    with ParsingChild() as child, pytest.raises(TooComplex):
        child.read(b"To: a@b\n" * 100_000)


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGSEGV, signal.SIGXCPU])
def test_a_killed_child_is_replaced(blow: signal.Signals) -> None:
    with ParsingChild() as child:
        child.read(MAIL)
        assert child._process
        child._process.send_signal(blow)
        child._process.wait()
        assert child.read(MAIL).parsed.text.strip() == "The card is off."


def test_a_child_that_hangs_costs_one_mail(monkeypatch: pytest.MonkeyPatch) -> None:
    with ParsingChild(patience_seconds=0.5) as child:
        child.read(MAIL)
        assert child._process
        os.kill(child._process.pid, signal.SIGSTOP)
        with pytest.raises(Unparseable, match=r"ran longer than 0\.5 s"):
            child.read(MAIL)
        assert child.read(MAIL).kind == "message"


def test_a_child_that_dies_while_reading_is_named() -> None:
    with ParsingChild() as child:
        child.read(MAIL)
        assert child._process
        os.kill(child._process.pid, signal.SIGSTOP)
        threading.Timer(0.2, child._process.kill).start()
        with pytest.raises(Unparseable, match="killed by signal 9"):
            child.read(MAIL)


def test_the_child_is_limited_in_memory_files_and_cpu(tmp_path: Path) -> None:
    program = (
        "import resource, pathlib, sys\n"
        "from simcare.messaging.channels.email import parsing\n"
        "parsing._limit_myself(); parsing._allow_cpu(1)\n"
        "try: bytearray(600 * 1024 * 1024)\n"
        "except MemoryError: print('memory', flush=True)\n"
        f"try: pathlib.Path({str(tmp_path / 'x')!r}).write_bytes(b'x')\n"
        "except OSError: sys.stderr.write('file')\n"
        "while True: pass\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=30, check=False)
    assert done.returncode == -signal.SIGXCPU
    assert (done.stdout, done.stderr) == (b"memory\n", b"file")


def test_no_secret_reaches_the_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret@db.example/x")
    assert "DATABASE_URL" not in parsing._environment()


def test_a_mail_of_25_megabytes_is_read_within_the_memory() -> None:
    head = b"From: a@b.example\nContent-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n"
    raw = head + (b"QUJD" * 18 + b"\n") * 355_000
    with ParsingChild(patience_seconds=60) as child:
        (file,) = child.read(raw).parsed.attachments
    assert len(file.content) == 355_000 * 54
