"""Our own mails, as bytes: threaded by In-Reply-To, References and a signed reply address; marked when automatic.

RFC 5322 and 2045 by the standard library; RFC 3834 for automatic answers. No value can begin a new header line (S09).
"""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Final

from simcare.messaging.rules.letters import letter_page

_POLICY: Final = SMTP.clone(max_line_length=78)


@dataclass(frozen=True, kw_only=True)
class Letter:
    """What an outgoing mail says and to whom. Message-IDs are bare, without their brackets."""

    message_id: str
    from_name: str
    from_email: str
    reply_to: str
    recipient: str
    recipient_name: str
    subject: str
    text: str
    at: datetime
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    automatic: bool = False
    language: str = "en"


def compose(letter: Letter) -> bytes:
    """The mail as it goes to the server."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = _address(letter.from_name, letter.from_email)
    mail["To"] = _address(letter.recipient_name, letter.recipient)
    mail["Reply-To"] = letter.reply_to
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = format_datetime(letter.at)
    mail["Message-ID"] = _bracketed(letter.message_id)
    if letter.in_reply_to:
        mail["In-Reply-To"] = _bracketed(letter.in_reply_to)
        mail["References"] = " ".join(_bracketed(name) for name in letter.references)
    if letter.automatic:
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(letter.text, charset="utf-8", cte="quoted-printable")
    page = letter_page(letter.text, title=_one_line(letter.subject), language=letter.language)
    mail.add_alternative(page, subtype="html", charset="utf-8", cte="quoted-printable")
    return mail.as_bytes()


def _address(name: str, email: str) -> Address | str:
    local, _, domain = _one_line(email).rpartition("@")
    try:
        return Address(_one_line(name), local, domain)
    except (ValueError, IndexError):  # an address that the grammar refuses still has to be written to
        return _one_line(email)


def _bracketed(name: str) -> str:
    """An identifier as headers write it; ours are kept without the brackets, as the parser gives them."""
    return f"<{_one_line(name).strip('<>')}>"


def _one_line(text: str) -> str:
    return " ".join(text.split())
