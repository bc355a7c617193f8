"""What kinds of notifications are called."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from simcare.notifications.values import Kind
from simcare.web.staff.words import Word

KINDS: Final = {
    Kind.ASSIGNED: Word(_("A ticket is yours"), icon="user-check"),
    Kind.MENTIONED: Word(_("A note names you"), icon="sticky-note"),
    Kind.CONTINUED: Word(_("The customer wrote again"), icon="reply"),
    Kind.PROMISE_NEAR: Word(_("A promise is near its end"), icon="timer"),
    Kind.PROMISE_BROKEN: Word(_("A promise is broken"), icon="timer-off"),
    Kind.QUARANTINED: Word(_("A mail could not be read"), icon="shield-alert"),
    Kind.INCIDENT: Word(_("An incident on a network"), icon="radio-tower"),
}
