"""The words of work on many cards: what a deed means for many, how far it is, and why a card was left out."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from simcare.web.staff.words import Word

STATES: Final[Mapping[str, Word]] = {
    "waiting": Word(_("Waits for a second person"), "waiting", "users"),
    "ordering": Word(_("Begins"), "waiting", "hourglass"),
    "running": Word(_("Running"), "waiting", "refresh-cw"),
    "stopped": Word(_("Stopped, the last ones are read back"), "degraded", "circle-stop"),
    "done": Word(_("Done"), "well", "circle-check"),
    "refused": Word(_("Not agreed to"), "blocked", "circle-x"),
}
RESULTS: Final[Mapping[str, Word]] = {
    "confirmed": Word(_("Done and proven"), "well", "circle-check"),
    "same": Word(_("Were so already"), "well", "check"),
    "sent": Word(_("Sent, not proven yet"), "waiting", "send"),
    "queued": Word(_("Wait for their turn"), "waiting", "hourglass"),
    "by_hand": Word(_("By hand"), "degraded", "user-round"),
    "failed": Word(_("Failed"), "blocked", "octagon-x"),
}
"""The states of a job's commands in the order that a page shows them."""

WAYS: Final[Mapping[str, str | Promise]] = {
    "called": _("The platform is called"),
    "by_hand": _("A colleague does it by hand"),
    "refused": _("Left as they are"),
}
REASONS: Final[Mapping[str, str | Promise]] = {
    "terminated": _("The card is terminated"),
    "not_activated": _("The card is not activated yet"),
    "suspended": _("The card is suspended and has no session"),
    "no_imei": _("No device was seen with the card"),
    "no_platform": _("Its platform is not set up"),
    "under_way": _("Another change of the card was under way"),
    "changed_since": _("The card was changed again since"),
    "stopped": _("Stopped before it was sent"),
    "the change was not seen on the platform": _("The platform never showed the change"),
    "it is unknown whether the text was sent; it is not sent again": _("Nobody knows whether the text was sent"),
}


def why(reason: str) -> str:
    """A reason in words; those of platforms stand as they said them."""
    return str(REASONS.get(reason, reason))
