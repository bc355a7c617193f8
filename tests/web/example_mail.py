"""The frozen desk's mail: mailboxes in every state, letters, what is held back."""

from simcare.messaging.policy import MailLimits, MailTrust
from simcare.web.staff.mail_pages import (
    AddressRow,
    FloodRow,
    LimitTerm,
    MailboxRow,
    SpamRow,
    TemplateRow,
    UnreachedRow,
)
from tests.web.examples import before

MAILBOXES = (
    MailboxRow(
        1,
        "Support",
        "support@simcare.example",
        "imap.provider.example:993",
        "INBOX",
        "well",
        "Up to date",
        taken_count=48_211,
        looked_at=before(seconds=12),
        after="marked as read",
    ),
    MailboxRow(
        2,
        "支持邮箱",
        "zhichi@simcare.example",
        "imap.exmail.example:993",
        "收件箱",
        "degraded",
        "Behind",
        taken_count=1,
        waiting_count=318,
        lag="14 min",
        looked_at=before(minutes=2),
        after="moved to Taken",
    ),
    MailboxRow(
        3,
        "Billing",
        "billing@simcare.example",
        "outlook.office365.example:993",
        "INBOX",
        "blocked",
        "In trouble",
        looked_at=before(hours=3),
        trouble="outlook.office365.example does not accept the user name and password of billing@simcare.example",
        after="marked as read",
    ),
    MailboxRow(4, "Old desk", "help@old.example", "mail.old.example:143", "INBOX", "unknown", "Off", is_on=False),
)
ADDRESSES = (
    AddressRow("support@simcare.example", "Simcare support", "Simcare support team\n+49 30 0000", is_main=True),
    AddressRow("zhichi@simcare.example", "Simcare 支持", "", "zh-hans", "China"),
)
OWN = TemplateRow(None, "", "Simcare, the after-sales desk", "Simcare GmbH · Berlin · simcare.example")
PREVIEW = (
    "Simcare, the after-sales desk\n\nHello Ana,\n\nthe card is online again.\n\nKind regards\n\n-- \nMira Feld\n"
    "\nSimcare GmbH · Berlin · simcare.example\n"
)
UNREACHED = (
    UnreachedRow(1, "karin@nordlicht.example", "550 5.1.1 no such user here", before(days=2), 1, is_hard=True),
    UnreachedRow(2, "lager@funkturm.example", "452 4.2.2 mailbox full", before(hours=5), 5),
)
FLOODS = (FloodRow("monitor@machines.example", 9_970, before(minutes=50), before(minutes=3)),)
SPAM = (SpamRow("win@prize.example", "You have won <b>everything</b>", 12.4, before(hours=1), 1043),)
TRUST = MailTrust(("192.0.2.0/28",), ("mx.provider.example",))
CONFIGURED = MailTrust(("127.0.0.1/32",), ("mail.simcare.example",))
TERMS = tuple(LimitTerm(name, value) for name, value in MailLimits().values().items())
