"""The demo's post box: an SMTP server that delivers nothing and keeps every mail as a file, to be looked at.

`python -m simcare.gates.postbox FOLDER [--port N]`. An installation names its own relay in SIMCARE_SMTP_URL instead.
"""

import asyncio
import itertools
import time
from pathlib import Path

import click
from aiosmtpd.smtp import SMTP, Envelope, Session


def content_of(envelope: Envelope) -> bytes:
    """The mail as bytes; aiosmtpd gives text only to servers that ask for it."""
    content = envelope.content or b""
    return content if isinstance(content, bytes) else content.encode()


class PostBox:
    """One folder; one file a mail, named by the time it came."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name
        name = f"{time.time_ns()}-{next(self._numbers)}.eml"
        (self._folder / name).write_bytes(content_of(envelope))
        return f"250 2.0.0 Kept as {name}"


async def serve(folder: Path, port: int) -> None:
    """Keep what comes until stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    box, loop = PostBox(folder), asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(box, enable_SMTPUTF8=True, ident="Post box"), "127.0.0.1", port)
    async with server:
        await server.serve_forever()


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--port", default=2526, show_default=True)
def main(folder: Path, port: int) -> None:
    """Keep every mail that the demo sends as a file in FOLDER."""
    try:
        asyncio.run(serve(folder, port))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
