"""The desk in one process, between a real simulator of the operators and a real SMTP server."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import get_args

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from simcare.cli._supervise.ports import any_free
from simcare.kernel import clock, outbox
from simcare.messaging.actions.intake import take_in
from simcare.messaging.actions.outgoing import send_due
from simcare.messaging.actions.raw import keep
from simcare.messaging.channels.email.parsing import ParsingChild
from tests.operators.conftest import simulator, simulator_process
from tests.operators.running import Simulator

__all__ = ["simulator", "simulator_process"]


@dataclass
class Recipients:
    """The world outside: every mail that the desk sent."""

    mails: list[EmailMessage] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = email.message_from_bytes(envelope.content or b"", policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 2.0.0 Taken"


@pytest.fixture
def recipients(settings: object) -> Iterator[Recipients]:
    box = Recipients()
    controller = Controller(box, hostname="127.0.0.1", port=any_free())
    controller.start()
    settings.SIMCARE_SMTP_URL = f"smtp://127.0.0.1:{controller.port}"
    yield box
    controller.stop()


@pytest.fixture(scope="session")
def reader() -> Iterator[ParsingChild]:
    with ParsingChild() as child:
        yield child


@dataclass
class Desk:
    """Takes mail as the SMTP door does, and works until nothing is left to do."""

    reader: ParsingChild

    def receive(self, content: bytes, *, to: str = "support@simcare.example", trusted: bool = True) -> None:
        self.keep(content, to=to, trusted=trusted)
        self.work()

    def hear(self, content: bytes) -> None:
        """Take it in, and leave whatever asks the operators for later."""
        self.keep(content)
        while take_in(read=self.reader.read, limit=20) + outbox.deliver("quick"):
            pass

    def keep(self, content: bytes, *, to: str = "support@simcare.example", trusted: bool = True) -> None:
        """As the door keeps a mail."""
        keep(content=content, peer="127.0.0.1", trusted=trusted, mail_from="", rcpt_to=[to], at=clock.now())

    def work(self) -> None:
        while take_in(read=self.reader.read, limit=20) + _react() + send_due():
            pass


def _react() -> int:
    return sum(outbox.deliver(lane) for lane in get_args(outbox.Lane))


@pytest.fixture
def desk(reader: ParsingChild, recipients: Recipients, simulator: Simulator, settings: object) -> Desk:
    settings.SIMCARE_LOOPBACK_TARGETS = [simulator.target]
    return Desk(reader)
