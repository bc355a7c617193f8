"""`simcare email`: the JSON that design §5 promises, refusals, and the hand-over by SMTP."""

import json
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from click.testing import CliRunner, Result

from simcare.cli.email import command

FORWARD = """From: Partner <partner@reseller.example>
To: support@simcare.example
Subject: Fwd: Offline
Content-Type: text/plain; charset=utf-8

Please look.

---------- Forwarded message ---------
From: Kim Berg <kim@end.example>
Date: Mon, Jun 3, 2024 at 10:05 AM
Subject: Offline
To: <partner@reseller.example>


Our card 89852336266370926461 has been offline since Monday morning.
"""
PLAIN = "From: Kim <kim@end.example>\nSubject: APN\n\nWhich APN do I need for my new router?\n.\nThanks\n"
MONSTER = "To: a@b.example\n" * 3_000 + "\nx"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(command, [str(one) for one in arguments])


@pytest.fixture
def mails(tmp_path: Path) -> dict[str, Path]:
    written = {"forward": FORWARD, "plain": PLAIN, "monster": MONSTER}
    for name, text in written.items():
        (tmp_path / f"{name}.eml").write_text(text, "utf-8")
    return {name: tmp_path / f"{name}.eml" for name in written}


def test_a_forward_is_parsed(mails: dict[str, Path]) -> None:
    assert json.loads(run("parse", mails["forward"]).output) == {
        "is_forward": True,
        "sender": {"email": "kim@end.example", "name": "Kim Berg"},
        "forwarder": {"email": "partner@reseller.example", "name": "Partner"},
        "subject": "Offline",
        "text": "Our card 89852336266370926461 has been offline since Monday morning.",
        "forwarder_text": "Please look.",
        "reply_text": "Please look.",
        "iccids": ["89852336266370926461"],
        "language": "en",
        "attachments": [],
    }


def test_several_files_give_one_line_each_and_a_refusal_fails(mails: dict[str, Path]) -> None:
    result = run("parse", mails["plain"], mails["monster"])
    first, second = (json.loads(line) for line in result.output.splitlines())
    assert (first["file"], first["is_forward"], first["forwarder"]) == (str(mails["plain"]), False, None)
    assert (second["file"], second["error"]) == (str(mails["monster"]), "mail_too_complex")
    assert result.exit_code == 1


def test_a_mail_is_classified(mails: dict[str, Path]) -> None:
    assert json.loads(run("classify", mails["plain"]).output) == {"kind": "message", "bounce": None, "category": "apn"}


class Desk:
    """A desk that keeps what it is handed; it refuses mails about APNs when told to."""

    def __init__(self) -> None:
        self.kept: list[tuple[str | None, list[str], bytes]] = []
        self.refuses = b"nothing"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        if self.refuses in content:
            return "554 5.0.0 No"
        self.kept.append((envelope.mail_from, list(envelope.rcpt_tos), content))
        return "250 2.0.0 Kept"


@pytest.fixture
def desk() -> Iterator[tuple[Desk, int]]:
    desk = Desk()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(desk, hostname="127.0.0.1", port=port)
    controller.start()
    yield desk, port
    controller.stop()
    assert threading.active_count() >= 1


def test_mails_are_delivered_byte_for_byte(mails: dict[str, Path], desk: tuple[Desk, int]) -> None:
    box, port = desk
    result = run("deliver", mails["forward"], mails["plain"], "--port", port, "--to", "help@desk.example")
    assert result.exit_code == 0
    assert result.output.splitlines()[1] == f"{mails['plain']}: 250 2.0.0 Kept"
    wire = [text.replace("\n", "\r\n").encode() for text in (FORWARD, PLAIN)]
    assert box.kept == [
        ("partner@reseller.example", ["help@desk.example"], wire[0]),
        ("kim@end.example", ["help@desk.example"], wire[1]),
    ]


def test_a_refused_mail_is_told_and_the_next_one_goes_on(mails: dict[str, Path], desk: tuple[Desk, int]) -> None:
    box, port = desk
    box.refuses = b"router"
    result = run("deliver", mails["plain"], mails["forward"], "--port", port, "--json")
    facts: list[dict[str, Any]] = [json.loads(line) for line in result.output.splitlines()]
    assert [fact["code"] for fact in facts] == [554, 250]
    assert result.exit_code == 1


def test_no_desk_is_said_in_words(mails: dict[str, Path]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        result = run("deliver", mails["plain"], "--port", free.getsockname()[1])
    assert result.exit_code == 1
    assert "can't be reached" in result.output


@pytest.mark.shared
def test_cards_languages_and_files_of_the_labelled_forwards(shared_data: Path) -> None:
    folder = shared_data / "forwards-zh"
    truths = [json.loads(line) for line in (folder / "truth.jsonl").read_text("utf-8").splitlines()]
    lines = run("parse", *(folder / truth["file"] for truth in truths)).output.splitlines()
    right = 0
    for truth, line in zip(truths, lines, strict=True):
        found = json.loads(line)
        right += (found["iccids"], found["language"]) == (truth["iccids"], truth["language"])
        assert found["attachments"] == truth.get("attachments", found["attachments"])
    assert right >= 0.97 * len(truths)
