"""Bounces: a mail of ours that did not arrive, to whom, and whether the other side has given up.

Reads the fields of a delivery status (RFC 3464) where there are any; otherwise the words of the report, for many mail
systems know no other form: lines that begin with an address, addresses beside or below a phrase of failure. What
follows the mark of the returned message is never looked at. A report that promises further attempts is temporary;
every other one is permanent, whatever its code says.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message

from simcare.messaging.rules import bounce_words as words

ADDRESS = words.ADDRESS
GOOD_ACTIONS = words.GOOD_ACTIONS

REPORT_LINES = 400
"""Lines of a report that are read: what failed stands at its head."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """Who did not get the mail: given up on the `failed`, still trying for the `delayed`. Both empty: a bounce that
    names nobody.
    """

    failed: tuple[str, ...] = ()
    delayed: tuple[str, ...] = ()

    @property
    def hard(self) -> bool:
        return bool(self.failed) or not self.delayed

    @property
    def recipients(self) -> tuple[str, ...]:
        """Those given up; where there are none, those still waited for."""
        return self.failed or self.delayed


@dataclass(frozen=True, slots=True)
class Status:
    """What a delivery status says of one recipient."""

    recipient: str
    action: str
    code: str = ""


def read_status(fields: Iterable[Message]) -> list[Status]:
    """The recipients of a delivery status, one for each group of fields that names one."""
    return [status for group in fields if (status := _status(group)) is not None]


def _status(group: Message) -> Status | None:
    recipient = _recipient(group.get("Original-Recipient")) or _recipient(group.get("Final-Recipient"))
    action = str(group.get("Action", "")).strip().lower()
    if not recipient and not action:
        return None
    return Status(recipient, re.split(r"[\s(;]", action)[0], str(group.get("Status", "")).strip()[:5])


def _recipient(field: object) -> str:
    """The address of a field like `rfc822; <jim@example.com>`; empty when it is no mail address."""
    found = words.ADDRESS.search(str(field or ""))
    return found.group() if found else ""


def from_status(statuses: Iterable[Status]) -> Bounce | None:
    """The bounce that a delivery status reports; None when all of it is good news."""
    failed: list[str] = []
    delayed: list[str] = []
    bad_news = False
    for status in statuses:
        if status.action in words.GOOD_ACTIONS:
            continue
        bad_news = True
        waiting = status.action.startswith("delay") or (not status.action and status.code.startswith("4"))
        if status.recipient:
            (delayed if waiting else failed).append(status.recipient)
    return Bounce(_distinct(failed), _distinct(delayed)) if bad_news and (failed or delayed) else None


def from_report(text: str) -> Bounce | None:
    """The bounce that a report in words tells of; None when no failed address is found in it."""
    lines = _report_lines(text)
    found = _distinct(_beside_failure(lines)) or _distinct(_anywhere(lines)) or _distinct(_addressees(lines))
    if not found:
        return None
    waiting = any(words.KEEPS_TRYING.search(line) for line in _joined(lines))
    return Bounce(delayed=found) if waiting else Bounce(failed=found)


def tells_failure(text: str) -> bool:
    """Whether the words at the head of a mail speak of a delivery that failed or waits."""
    return any(words.FAILURE.search(line) or words.KEEPS_TRYING.search(line) for line in _joined(_report_lines(text)))


def _report_lines(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.splitlines()[:REPORT_LINES]:
        if words.RETURNED_MESSAGE.search(line[:200]):
            break
        lines.append(line.strip()[:400].replace("SMTP=", " "))  # Exchange: o=Nexus2;dda:SMTP=jim@example.com
    return lines


def _joined(lines: list[str]) -> list[str]:
    """Each line with the next, so that a phrase broken over the line end is still one."""
    return [f"{line} {below}" for line, below in zip(lines, [*lines[1:], ""], strict=True)]


def _beside_failure(lines: list[str]) -> Iterator[str]:
    """Addresses at the start of a line, and on or under a line of failure."""
    under_failure = False
    for line in lines:
        if not line:
            continue
        fails = words.FAILURE.search(line) is not None
        addresses = words.ADDRESS.findall(line)
        if (
            addresses
            and not words.ASIDE.search(line)
            and (fails or words.STARTS_LINE.match(line) or (under_failure and _is_entry(line)))
        ):
            yield from addresses[:1] if words.STARTS_LINE.match(line) else addresses
        under_failure = fails or (under_failure and bool(addresses))


def _is_entry(line: str) -> bool:
    return len(words.ADDRESS.sub("", line).split()) <= 4


def _anywhere(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if not words.ASIDE.search(line):
            yield from words.ADDRESS.findall(line)


def _addressees(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if words.ADDRESSEE.match(line):
            yield from words.ADDRESS.findall(line)


def _distinct(addresses: Iterable[str]) -> tuple[str, ...]:
    """Each address once, in order; letter case as first written."""
    by_key: dict[str, str] = {}
    for address in addresses:
        by_key.setdefault(address.lower(), address)
    return tuple(by_key.values())
