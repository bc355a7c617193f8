"""The words of the records: what policies, their terms, and the deeds of the audit are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

POLICIES: Words = {
    "auto_send": _("Answers that go out by themselves"),
    "first_response.callback": _("First response: callback"),
    "first_response.chat": _("First response: live chat"),
    "first_response.dealer": _("First response: dealer application"),
    "first_response.email": _("First response: e-mail"),
    "first_response.social": _("First response: WhatsApp and WeChat groups"),
    "mail.limits": _("Mail: limits and caps"),
    "mail.trust": _("Mail: who is believed"),
    "next_response.chat": _("Next response: live chat"),
    "next_response.email": _("Next response: e-mail"),
    "notice.passed_on": _("Operator notice passed on"),
    "queues": _("Queues"),
    "undo_send": _("Time to take an answer back"),
    "rebate.cycle": _("Rebate cycle"),
    "rebate.handling_fee": _("Rebate handling fee"),
    "refund.default": _("Refund"),
    "refund.eiotclub": _("Refund: EIOTCLUB preset"),
    "warranty": _("Warranty"),
}

TERMS: Words = {
    "target": _("Target"),
    "calendar": _("Calendar"),
    "escalate": _("Calls for people at"),
    "zone": _("Time zone"),
    "official": _("Official calendar"),
    "least_confidence": _("Least confidence"),
    "classes": _("Classes of findings"),
    "general_answers": _("General answers"),
    "presales_answers": _("Pre-sales answers"),
    "normal": _("Normally"),
    "special": _("By agreement"),
    "rate": _("Rate"),
    "charged": _("Charged"),
    "years_from_sale": _("Years from sale"),
    "replacement": _("Replacement"),
    "full": _("In full"),
    "full_within": _("In full within"),
    "partial": _("In part"),
    "queues": _("Queues"),
    "seconds": _("Seconds"),
}

DEEDS: Words = {
    "agent.described": _("Said what a colleague can do"),
    "agent.switched": _("Switched to taking tickets or away"),
    "canned.dropped": _("Canned answer removed"),
    "canned.kept": _("Canned answer kept"),
    "macro.dropped": _("Macro removed"),
    "macro.kept": _("Macro kept"),
    "message.withdrawn": _("Answer taken back"),
    "view.dropped": _("Saved view removed"),
    "view.shared": _("View shared with the team"),
    "account.opened": _("Account opened"),
    "answer.sent": _("Answer sent"),
    "card.assigned": _("Card assigned"),
    "card.command_given_up": _("Command to the card given up"),
    "card.contact_linked": _("Contact linked to the card"),
    "cards.edit_started": _("Edit of many cards started"),
    "cards.edit_stopped": _("Edit of many cards stopped"),
    "cards.edited": _("Cards edited"),
    "cards.export_asked": _("Export of cards asked for"),
    "cards.export_stopped": _("Export of cards stopped"),
    "cards.import_dropped": _("Import of cards dropped"),
    "cards.import_started": _("Import of cards started"),
    "cards.import_stopped": _("Import of cards stopped"),
    "cards.imported": _("Cards imported"),
    "mail.flood_taken": _("Grouped mails taken in"),
    "mail.replayed": _("Mail read again"),
    "mail_address.kept": _("Support address changed"),
    "mail_letter.kept": _("Letter template changed"),
    "mailbox.added": _("Mailbox added"),
    "mailbox.password_changed": _("Password of a mailbox changed"),
    "mailbox.switched": _("Mailbox switched on or off"),
    "member.added": _("Member added"),
    "platform.added": _("Platform added"),
    "platform.changed": _("Platform changed"),
    "platform.credentials_resealed": _("Platform credentials sealed anew"),
    "policy.changed": _("Policy changed"),
    "suppression.lifted": _("Address may be written to again"),
    "sign_in.all_ended": _("Sign-ins ended"),
    "sign_in.ended": _("Sign-in ended"),
    "staff.added": _("Colleague added"),
    "staff.deactivated": _("Colleague switched off"),
    "staff.invitation_withdrawn": _("Invitation withdrawn"),
    "staff.invited": _("Colleague invited"),
    "staff.password_changed": _("Password changed"),
    "staff.reactivated": _("Colleague switched on"),
    "staff.role_changed": _("Role changed"),
    "staff.viewed_as": _("Desk seen as this person"),
    "staff.viewing_ended": _("Seeing as this person ended"),
    "ticket.moved": _("Ticket moved to another account"),
    "verdict.corrected": _("Verdict corrected"),
    "incident.declared": _("Incident opened by hand"),
    "incident.confirmed": _("Incident confirmed"),
    "incident.closed": _("Incident closed"),
    "notice.entered": _("Notice entered"),
    "notice.withdrawn": _("Notice taken back"),
}
"""What an audit entry's action is called; a test finds an action that has no word."""


def find(words: Words, code: str) -> str:
    """The word of a code, or nothing."""
    return str(words[code]) if code in words else ""
