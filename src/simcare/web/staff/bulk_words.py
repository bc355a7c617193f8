"""The words of bulk work: deeds, states, what each deed means for those who are concerned."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

DEEDS: Final[Words] = {
    "assign": _("Assign"),
    "queue": _("Move to a queue"),
    "snooze": _("Snooze"),
    "solve": _("Solve"),
    "reopen": _("Reopen"),
    "wait": _("Set to waiting"),
    "tag": _("Add a tag"),
    "untag": _("Take off a tag"),
    "spam": _("Mark as spam"),
    "canned": _("Answer with a canned answer"),
    "answer": _("Answer with this text"),
    "note": _("Add a note"),
    "undo": _("Undo"),
}
WARNINGS: Final[Words] = {
    "spam": _("Nobody is answered; next mails of senders we don't know are spam, too."),
    "canned": _("Each customer gets a mail in the language of the ticket. It can't be taken back."),
    "answer": _("Each customer gets this very text by mail. It can't be taken back."),
    "note": _("Only colleagues see it. It can't be taken back."),
}
STATES: Final[Mapping[str, tuple[str, str | Promise]]] = {
    "running": ("waiting", _("Running")),
    "stopped": ("degraded", _("Stopped")),
    "done": ("well", _("Done")),
    "failed": ("blocked", _("Failed")),
}
"""State -> tone of its chip, word."""
