"""What an alert says in a sentence, and what the states of a card's package are called."""

from django.utils.translation import gettext_lazy as _

from simcare.web.staff.words import Word

ALERTS = {
    "used": Word(_("%(value)s %% of %(allowance)s used"), "degraded", "activity"),
    "left": Word(_("No more than %(left)s of %(allowance)s left"), "degraded", "activity"),
    "days": Word(_("The package ends within %(value)s days"), "degraded", "hourglass"),
    "exhausted": Word(_("The allowance of %(allowance)s is used up"), "blocked", "octagon-x"),
    "throttled": Word(_("The operator has slowed the card down"), "degraded", "triangle-alert"),
    "expired": Word(_("The package is over"), "blocked", "octagon-x"),
}
METERS = {
    "running": Word(_("Running"), "well", "circle-check"),
    "throttled": Word(_("Slowed down"), "degraded", "triangle-alert"),
    "exhausted": Word(_("Used up"), "blocked", "octagon-x"),
    "expired": Word(_("Over"), "unknown", "circle-dashed"),
}
