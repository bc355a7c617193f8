"""Peeling a forward: who wrote the original message, what about, in which words, and what the forwarder wrote above it.

One engine for every client and language. It finds the first place where an older mail begins (blocks.py); the prefix of
the subject and the kind of that place decide together whether this is a forward or a reply that quotes; then the words
beneath are freed of quote marks, closing lines and older history. The words of the clients are data (words.py).
"""

from dataclasses import replace

from simcare.messaging.rules import html
from simcare.messaging.rules.forwards import bodies
from simcare.messaging.rules.forwards.blocks import Beginning, find
from simcare.messaging.rules.forwards.bodies import Body
from simcare.messaging.rules.forwards.gluing import unglue
from simcare.messaging.rules.forwards.lines import Line, split
from simcare.messaging.rules.forwards.senders import sender_of
from simcare.messaging.rules.forwards.subjects import prefix_of, without_prefix
from simcare.messaging.rules.forwards.words import AMBIGUOUS_PREFIXES
from simcare.messaging.rules.headers import addresses_of
from simcare.messaging.values import Address, Forward, ParsedMail

__all__ = ["Body", "own_words", "peel"]


def peel(mail: ParsedMail) -> Forward | None:
    """The original message inside a forwarded mail, None where the mail is no forward.

    The text of the mail is asked first, then its HTML, which says more of some clients, then a mail attached to it.
    """
    forward = _inline(mail, mail.text)
    if mail.html and (forward is None or forward.sender.email is None):
        forward = _better(forward, _inline(mail, html.to_text(mail.html)))
    return forward or _attached(mail)


def own_words(mail: ParsedMail) -> Body:
    """Of a mail that is no forward: what its sender wrote, signature included, and the history quoted beneath it."""
    lines = split(unglue(mail.text))
    return bodies.own_words(lines, find(lines))


def _inline(mail: ParsedMail, text: str) -> Forward | None:
    lines = split(unglue(text))
    beginning = find(lines)
    if beginning is None or not _is_forward(mail, beginning):
        return None
    return _forward(mail, lines, beginning)


def _better(forward: Forward | None, other: Forward | None) -> Forward | None:
    """The forward read from the text, with the sender's address where only the HTML tells it."""
    if forward is None or other is None or other.sender.email is None:
        return forward or other
    return replace(forward, sender=other.sender)


def _is_forward(mail: ParsedMail, beginning: Beginning) -> bool:
    """The outermost prefix decides, else the structure; a reply may still hold a marked forward."""
    prefix = prefix_of(mail.subject)
    if prefix == "ambiguous":
        replying = AMBIGUOUS_PREFIXES[mail.subject.split(":")[0].strip().lower()]
        prefix = "reply" if beginning.words & replying else "forward"
    if prefix == "forward":
        return True
    if beginning.separator == "forward":
        return prefix is None or beginning.separator_depth == 0
    if beginning.is_attribution or beginning.separator == "reply":
        return False
    answers = prefix == "reply" or mail.in_reply_to is not None
    return not answers and (beginning.separator == "original" or beginning.is_strong)


def _forward(mail: ParsedMail, lines: list[Line], beginning: Beginning) -> Forward:
    beginning = _with_wrapped_subject(lines, beginning, without_prefix(mail.subject))
    fields = beginning.fields
    subject = fields.get("subject", without_prefix(mail.subject)).rstrip(";").strip()
    body = bodies.body_below(lines, beginning, subject)
    return Forward(
        sender=sender_of(beginning),
        subject=subject,
        text=body.text,
        forwarder_text=bodies.text_above(lines, beginning),
        date=fields.get("date"),
        to=addresses_of(fields.get("to", "")),
        cc=addresses_of(fields.get("cc", "")),
        older_text=body.older_text,
    )


def _with_wrapped_subject(lines: list[Line], beginning: Beginning, outer: str) -> Beginning:
    """A subject wrapped at the end of the block goes on below it: the subject of the mail itself tells how far."""
    subject, end = beginning.fields.get("subject", ""), beginning.end
    while subject and end < len(lines) and _squeezed(outer) != _squeezed(subject):
        longer = f"{subject} {lines[end].text.strip()}"
        if lines[end].is_blank or not _squeezed(outer).startswith(_squeezed(longer)):
            return beginning
        subject, end = longer, end + 1
    return replace(beginning, end=end, fields=beginning.fields | {"subject": subject}) if subject else beginning


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _attached(mail: ParsedMail) -> Forward | None:
    """A mail passed on as an attachment; what a mail system returns in a report is none."""
    if not mail.attached or mail.media_type == "multipart/report" or prefix_of(mail.subject) == "reply":
        return None
    original = mail.attached[0]
    body = own_words(original) if prefix_of(original.subject) == "reply" else Body(original.text.strip())
    return Forward(
        sender=original.from_ or Address(None),
        subject=original.subject,
        text=body.text,
        forwarder_text=mail.text.strip() or None,
        date=original.header("date"),
        to=original.to,
        cc=original.cc,
        older_text=body.older_text,
    )
