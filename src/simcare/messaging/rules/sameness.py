"""When two mails are one: the same mail that came by two ways, or was sent again by a server that missed our answer."""

import hashlib

from simcare.messaging.values import ParsedMail


def sameness(parsed: ParsedMail, sha256: str) -> str:
    """A digest that is equal for copies of one mail.

    A Message-ID alone does not count, for anybody may write one: sender, subject and body must agree as well.
    A mail without one is the same only when every byte is.
    """
    if not parsed.message_id:
        return sha256
    sender = ((parsed.from_ and parsed.from_.email) or "").lower()
    date = parsed.date.isoformat() if parsed.date else ""
    said = "\0".join([parsed.message_id, sender, date, parsed.subject, parsed.text])
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
