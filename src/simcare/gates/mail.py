"""The SMTP door (RFC 5321): what it answers 250 to is stored and synced; what can't be stored is put off with 451.

`python -m simcare.gates.mail [--port N]` listens on loopback. The installation's own mail server hands over to it.
"""

import asyncio
import ipaddress
import logging
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import click
from aiosmtpd.smtp import SMTP, Envelope, Session

from simcare.gates.postbox import content_of
from simcare.kernel.boot import boot

LARGEST_MAIL_BYTES: Final = 26 * 1024 * 1024
"""A little more than what is read (25 MB), so that a mail just over it lands in quarantine instead of nowhere."""

log = logging.getLogger(__name__)


class PatientServer(SMTP):
    """Takes lines of any length: mails break RFC 5321's limit of 1,000 every day, and refusing them would lose them."""

    line_length_limit = LARGEST_MAIL_BYTES


class MailDoor:
    """Stores every mail before it is acknowledged."""

    def __init__(self, writers: int) -> None:
        self._pool = ThreadPoolExecutor(writers, thread_name_prefix="keep")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        peer = str(session.peer[0]) if session.peer else ""
        try:
            raw_id = await asyncio.get_running_loop().run_in_executor(
                self._pool, _keep, content_of(envelope), peer, envelope.mail_from or "", list(envelope.rcpt_tos)
            )
        except Exception:
            log.exception("a mail could not be stored; its sender was asked to try again")
            return "451 4.3.0 It could not be stored just now, please try again"
        return f"250 2.0.0 Kept as {raw_id}"


def _keep(content: bytes, peer: str, mail_from: str, rcpt_to: list[str]) -> int:
    from django.db import close_old_connections

    from simcare.kernel import clock
    from simcare.messaging.actions.raw import keep

    close_old_connections()
    return keep(
        content=content,
        peer=peer,
        trusted=_is_trusted(peer),
        mail_from=mail_from,
        rcpt_to=rcpt_to,
        at=clock.now(),
    )


def _is_trusted(peer: str) -> bool:
    from django.conf import settings

    address = ipaddress.ip_address(peer)
    return any(address in ipaddress.ip_network(net) for net in settings.SIMCARE_TRUSTED_PEERS if net)


async def serve(host: str, port: int, writers: int) -> None:
    """Take mails until told to stop."""
    door, loop, ended = MailDoor(writers), asyncio.get_running_loop(), asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, ended.set)

    def session() -> SMTP:
        return PatientServer(door, data_size_limit=LARGEST_MAIL_BYTES, enable_SMTPUTF8=True, ident="Simcare")

    server = await loop.create_server(session, host, port, backlog=512)
    log.info("mail is taken on %s:%s", host, port)
    async with server:
        await ended.wait()


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=2525, show_default=True)
@click.option("--writers", default=4, show_default=True, help="connections to the database")
def main(host: str, port: int, writers: int) -> None:
    """Take mail by SMTP and keep it."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    boot(scope="provider")
    asyncio.run(serve(host, port, writers))


if __name__ == "__main__":
    main()
