"""IMAP (RFC 9051, and RFC 3501 for older servers): one folder of one mailbox, read without parsing anything.

imap-tools carries the protocol because it knows IDLE (RFC 2177), MOVE and folder names in modified UTF-7, which the
standard library's imaplib lacks in Python 3.11. Its mail parser is never used: bytes are kept first, and read later in
the limited child.
"""

from simcare.messaging.channels.imap.box import Access, Box, Heading, open_box
from simcare.messaging.channels.imap.tokens import Grant, ask_for_token

__all__ = ["Access", "Box", "Grant", "Heading", "ask_for_token", "open_box"]
