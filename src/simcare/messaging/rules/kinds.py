"""What a mail is: a message of a person, an automatic reply, a bounce, or a report that all went well.

Only messages open tickets and get answers (RFC 3834: never answer what no person wrote). Reports and headers decide
first, then who sent it, then how its subject begins; the words of the text alone never do, so that a customer who
writes about a bounce is heard.
"""

import re
from dataclasses import dataclass
from typing import Literal

from simcare.messaging.rules import bounces
from simcare.messaging.rules import kind_words as words
from simcare.messaging.rules.bounces import Bounce
from simcare.messaging.rules.reports import Report, read_report
from simcare.messaging.values import ParsedMail

Kind = Literal["message", "auto_reply", "bounce", "delivery_status"]


@dataclass(frozen=True, slots=True)
class Classification:
    """The kind of a mail; `bounce` says who was not reached, and is there for bounces only."""

    kind: Kind
    bounce: Bounce | None = None


def classify(raw: bytes, parsed: ParsedMail) -> Classification:
    """The kind of a mail from its bytes as received and from its readable form."""
    report = read_report(raw)
    if bounce := _bounce(report, parsed):
        return Classification("bounce", bounce)
    if report.statuses and all(status.action in bounces.GOOD_ACTIONS for status in report.statuses):
        return Classification("delivery_status")
    if report.is_receipt or _is_auto_reply(parsed):
        return Classification("auto_reply")
    return Classification("message")


def _bounce(report: Report, parsed: ParsedMail) -> Bounce | None:
    from_machine = _is_daemon(parsed)
    if report.statuses and (report.is_declared or from_machine):
        bounce = bounces.from_status(report.statuses)
        if bounce or all(status.action in bounces.GOOD_ACTIONS for status in report.statuses):
            return bounce
    says_failure = words.FAILURE_SUBJECT.search(parsed.subject) is not None
    if report.is_receipt and not says_failure:
        return None
    if not (from_machine or report.is_declared or says_failure) or words.AUTO_REPLY_SUBJECT.search(parsed.subject):
        return None
    if named := bounces.ADDRESS.findall(parsed.header("x-failed-recipients") or ""):
        return Bounce(failed=tuple(named))
    text = report.text or parsed.text
    found = bounces.from_report(text) or _in_subject(parsed.subject)
    if found and (from_machine or report.is_declared or bounces.tells_failure(text)):
        return found
    named_nobody = (
        words.FAILURE_SUBJECT.match(parsed.subject) and bounces.tells_failure(text) and not parsed.in_reply_to
    )
    return Bounce() if (from_machine and says_failure) or named_nobody else None


def _in_subject(subject: str) -> Bounce | None:
    named = bounces.ADDRESS.findall(subject)
    return Bounce(failed=tuple(named)) if named else None


def _is_daemon(parsed: ParsedMail) -> bool:
    """Whether a mail system wrote this itself: by its name, or because it takes no answer (RFC 5321)."""
    if (parsed.header("return-path") or "").strip() == "<>":
        return True
    sender = parsed.header("from") or ""
    return words.DAEMON.search(sender) is not None or re.fullmatch(r"[^@]*<\s*>", sender.strip()) is not None


def _is_auto_reply(parsed: ParsedMail) -> bool:
    submitted = (parsed.header("auto-submitted") or "no").split(";")[0].strip().lower()
    if submitted.startswith(("auto-replied", "auto-generated", "auto-notified")):
        return True
    if any(parsed.header(name) for name in words.AUTO_REPLY_HEADERS):
        return True
    if (parsed.header("precedence") or "").strip().lower() in words.AUTO_REPLY_PRECEDENCE:
        return True
    return _is_daemon(parsed) or words.AUTO_REPLY_SUBJECT.search(parsed.subject) is not None
