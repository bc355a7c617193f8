"""The words of the portal for what the modules keep as codes."""

from django.utils.translation import gettext_lazy as _

from simcare.accounts.values import MemberRole

ROLES = {
    MemberRole.VIEWER: (_("Viewer"), _("sees everything, changes nothing")),
    MemberRole.FINANCE: (_("Finance"), _("sees everything, takes it out as files")),
    MemberRole.SUPPORT: (_("Support"), _("as finance, and has cards checked")),
    MemberRole.OWNER: (_("Owner"), _("everything, and who else comes in")),
}
"""From the one who may least, whom an invitation is for unless somebody chooses otherwise."""


def name_of(role: str) -> str:
    """What a role is called."""
    return str(ROLES[MemberRole(role)][0])
