"""The words for codes that stand in many places: what an entry is about, who wrote it, and by which channel."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from simcare.web.staff.record_words import POLICIES

CHANNELS: Final[Mapping[str, str | Promise]] = {
    "email": _("E-mail"),
    "api": "API",
    "portal": _("Portal"),
    "chat": _("Chat"),
    "widget": _("Chat on the website"),
    "callback": _("Callback"),
    "dealer": _("Dealer application"),
    "incident": _("Incident"),
    "desk": _("Opened by us"),
    "social": _("Groups"),
    "whatsapp": _("WhatsApp"),
    "wechat": _("WeChat"),
}

KINDS: Final[Mapping[str, str | Promise]] = {
    "account": _("Account"),
    "anomaly": _("Unusual traffic"),
    "address": _("Address"),
    "bulk": _("Bulk work"),
    "canned": _("Canned answer"),
    "card": _("Card"),
    "card_edit": _("Edit of cards"),
    "command_job": _("Work on cards"),
    "card_export": _("File of cards"),
    "card_import": _("Import of cards"),
    "edit": _("Edit of cards"),
    "export": _("File of tickets"),
    "import": _("Import of cards"),
    "incident": _("Incident"),
    "invitation": _("Invitation"),
    "link": _("Link"),
    "macro": _("Macro"),
    "mailbox": _("Mailbox"),
    "message": _("Message"),
    "notice": _("Notice"),
    "pack": _("Evidence for the supplier"),
    "platform": _("Platform"),
    "policy": _("Policy"),
    "quality_report": _("Monthly report"),
    "raw": _("Mail as received"),
    "rota": _("Rota"),
    "sender": _("Sender"),
    "thread": _("Conversation"),
    "ticket": _("Ticket"),
    "user": _("Colleague"),
    "verdict": _("Verdict"),
    "view": _("Saved view"),
}
"""What an audit entry, a notification or a line of a history may be about: `ticket:1040` names the kind and the one."""

WRITERS: Final[Mapping[str, str | Promise]] = {
    "desk": _("the desk itself"),
    "simcare": _("our records"),
    "console": _("typed in"),
    "provider": _("our own chain"),
}
"""Who or what stands where a person's address stands otherwise."""


def about(code: str) -> SafeString:
    """`ticket:1040` as people say it: the kind in words, then its number or name; anything else as it is."""
    kind, _colon, one = code.partition(":")
    if kind == "policy" and one in POLICIES:
        return format_html("{}: <bdi>{}</bdi>", KINDS[kind], POLICIES[one])
    if kind in KINDS and one:
        return format_html('{} <bdi dir="ltr">{}</bdi>', KINDS[kind], one)
    return format_html("<bdi>{}</bdi>", WRITERS.get(code, code))
