"""A load of mails over SMTP at a fixed rate, from one asyncio process; what was acknowledged is written down."""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

_MESSAGE_ID = re.compile(rb"^message-id:.*(?:\r?\n[ \t].*)*\r?\n", re.IGNORECASE | re.MULTILINE)


@dataclass
class Outcome:
    """Message-IDs by what the server said, and when the last answer came."""

    acknowledged: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seconds: float = 0.0


def unique(raw: bytes, name: str) -> bytes:
    """The mail with a Message-ID of its own, so that no two are one."""
    head, blank, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    kept = _MESSAGE_ID.sub(b"", head + b"\n")
    return b"Message-ID: <" + name.encode() + b">\n" + kept.rstrip(b"\n") + (blank or b"\n\n") + body


async def send_all(port: int, mails: Sequence[bytes], *, per_second: float, seconds: float, lines: int = 6) -> Outcome:
    """Send the mails round and round for some seconds; each goes out at its own instant, over one of some lines."""
    outcome, began = Outcome(), time.monotonic()
    due: asyncio.Queue[int] = asyncio.Queue()
    senders = [asyncio.create_task(_send(port, mails, due, outcome)) for _ in range(lines)]
    for number in range(int(per_second * seconds)):
        await asyncio.sleep(max(0.0, began + number / per_second - time.monotonic()))
        due.put_nowait(number)
    await due.join()
    outcome.seconds = time.monotonic() - began
    for sender in senders:
        sender.cancel()
    return outcome


async def _send(port: int, mails: Sequence[bytes], due: asyncio.Queue[int], outcome: Outcome) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    await _ask(reader, writer, b"HELO bench.example\r\n")
    while True:
        number = await due.get()
        name = f"{number}.{time.time_ns()}@bench.example"
        content = unique(mails[number % len(mails)], name).replace(b"\n", b"\r\n")
        stuffed = content.replace(b"\r\n.", b"\r\n..")
        await _ask(reader, writer, b"MAIL FROM:<load@bench.example>\r\n")
        await _ask(reader, writer, b"RCPT TO:<support@simcare.example>\r\n")
        await _ask(reader, writer, b"DATA\r\n")
        answer = await _ask(reader, writer, stuffed + b"\r\n.\r\n")
        (outcome.acknowledged if answer.startswith(b"250") else outcome.refused).append(name)
        due.task_done()


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: bytes) -> bytes:
    writer.write(line)
    await writer.drain()
    answer = await reader.readline()
    while answer[3:4] == b"-":
        answer = await reader.readline()
    return answer
