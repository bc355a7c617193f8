"""The words of the records: what policies, their terms, and the deeds of the audit are called."""

import re
from collections.abc import Mapping

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from simcare.web.staff import remedy_words

Words = Mapping[str, str | Promise]

POLICIES: Words = {
    "auto_send": _("Answers that go out by themselves"),
    "queues": _("Queues"),
    "satisfaction": _("Satisfaction question"),
    "undo_send": _("Time to take an answer back"),
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
    "resolution.email": _("Time to settle a matter"),
    "staff_task": _("Task by hand"),
    "escalation.email": _("Whom to call: e-mail"),
    "escalation.chat": _("Whom to call: chat"),
    "escalation_repeats": _("How often to call again"),
    "remedies": _("Who may do what to a card"),
    "pause_reasons": _("Why clocks may stand still"),
    "breach_causes": _("How the cause of a broken promise is found"),
    "rebate.cycle": _("Rebate cycle"),
    "rebate.handling_fee": _("Rebate handling fee"),
    "refund.default": _("Refund"),
    "refund.eiotclub": _("Refund: EIOTCLUB preset"),
    "warranty": _("Warranty"),
}

MAIL_TERMS: Words = {
    "tickets_of_claimed_sender": _("Tickets an hour of one sender who only claims to be somebody"),
    "tickets_of_verified_sender": _("Tickets an hour of one verified sender"),
    "mails_per_address": _("Our mails an hour to one address"),
    "mails_per_account": _("Our mails an hour for one account"),
    "mails_per_installation": _("Our mails an hour in all"),
    "automatic_per_installation": _("Automatic answers an hour in all"),
    "soft_bounces": _("Soft bounces until an address is written to no more"),
    "soft_bounce_days": _("Days in which they count"),
    "spam_header": _("Header with the spam score"),
    "spam_threshold": _("Score from which a mail looks like spam"),
}
"""What the numbers of the mail's policies are called."""

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
    "asks": _("Is asked"),
    "days_between": _("Not again within"),
    "minutes_after": _("Sent after"),
    "relays": _("Networks of trusted relays"),
    "authserv_ids": _("Our receiving servers"),
    "reasons": _("Reasons"),
    "holds": _("Stops"),
    "hours": _("Hours"),
    "levels": _("Levels"),
    "every": _("Every"),
    "most_times": _("Most times"),
    "needs_reason": _("Needs a reason"),
    "needs_second_person": _("Needs a second person"),
    "assignment": _("Assignment"),
    "off_hours": _("Off hours"),
    "volume": _("Many at once"),
    "least": _("At least"),
    "times": _("Times the usual"),
    "soft_bounce": _("Soft bounces"),
    **MAIL_TERMS,
}

DEEDS: Words = {
    "agent.described": _("Said what a colleague can do"),
    "agent.switched": _("Switched to taking tickets or away"),
    "bulk.begun": _("Bulk work begun"),
    "bulk.ended": _("Bulk work ended"),
    "bulk.stopped": _("Bulk work stopped"),
    "bulk.went_on": _("Bulk work taken up again"),
    "tickets.export_asked": _("File of tickets asked for"),
    "tickets.export_stopped": _("File of tickets stopped"),
    "tickets.export_taken": _("File of tickets downloaded"),
    "attachment.opened": _("File of a mail opened"),
    "pack.taken": _("Evidence downloaded by the supplier"),
    "canned.dropped": _("Canned answer removed"),
    "canned.kept": _("Canned answer kept"),
    "macro.dropped": _("Macro removed"),
    "macro.kept": _("Macro kept"),
    "message.withdrawn": _("Answer taken back"),
    "view.dropped": _("Saved view removed"),
    "view.shared": _("View shared with the team"),
    "account.opened": _("Account opened"),
    "agreement.changed": _("Agreement of an account changed"),
    "answer.sent": _("Answer sent"),
    "card.assigned": _("Card assigned"),
    "remedy.wanted": _("Action on a card wanted"),
    "remedy.approved": _("Action on a card agreed to"),
    "remedy.refused": _("Action on a card not agreed to"),
    "card.done_by_hand": _("Reported as done by hand"),
    "rota.kept": _("Rota kept"),
    "rota.turn_added": _("Turn added to the rota"),
    "rota.turn_removed": _("Turn removed from the rota"),
    "rota.swapped": _("Somebody stands in"),
    "rota.swap_removed": _("Stand-in removed"),
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
    "escalation.acknowledged": _("Call for people answered"),
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
    "quality.reader_changed": _("Monthly report by mail switched"),
    "quality.report_made": _("Monthly report made"),
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
    "usage.mapping_saved": _("Mapping of usage files saved"),
    "verdict.corrected": _("Verdict corrected"),
    "factor.added": _("Way to sign in added"),
    "factor.removed": _("Way to sign in removed"),
    "factor.reset": _("Recovery codes made anew"),
    "incident.declared": _("Incident opened by hand"),
    "incident.confirmed": _("Incident confirmed"),
    "incident.closed": _("Incident closed"),
    "mail.let_in": _("Mail of a blocked sender let in"),
    "party.corrected": _("Person on a ticket corrected"),
    "satisfaction.answered": _("Satisfaction question answered"),
    "sender.blocked": _("Sender blocked"),
    "sender.lifted": _("Block lifted"),
    "ticket.attached": _("Ticket attached to a parent"),
    "ticket.detached": _("Ticket detached from its parent"),
    "ticket.incident_opened": _("Ticket for an incident opened"),
    "ticket.incident_over": _("Incident of a ticket over"),
    "ticket.linked": _("Tickets linked"),
    "ticket.merged": _("Tickets merged"),
    "ticket.no_spam": _("Marked as no spam"),
    "ticket.put_back": _("Split undone"),
    "ticket.spam": _("Marked as spam"),
    "ticket.split": _("Ticket split"),
    "ticket.tagged": _("Tag added"),
    "ticket.unlinked": _("Link removed"),
    "ticket.unmerged": _("Merge undone"),
    "ticket.untagged": _("Tag removed"),
    "update.resumed": _("Update resumed"),
    "update.stopped": _("Update stopped"),
    "update.written": _("Update to all children written"),
    "notice.entered": _("Notice entered"),
    "notice.withdrawn": _("Notice taken back"),
    "pack.sent": _("Evidence handed over to the supplier"),
    "pack.revoked": _("Evidence link revoked"),
}
"""What an audit entry's action is called; a test finds an action that has no word."""

CHANGES: Words = {
    "account": _("Account"),
    "assignee": _("Assignee"),
    "because": _("Because"),
    "by_hand": _("By hand"),
    "calendar": _("Calendar"),
    "calls_per_second": _("Calls a second"),
    "cards": _("Cards"),
    "change": _("Change"),
    "code": _("Verdict"),
    "command": _("Command"),
    "comment": _("Comment"),
    "connector": _("Platform"),
    "contact": _("Contact"),
    "count": _("Count"),
    "dealer": _("Dealer"),
    "deed": _("What is done"),
    "email": _("E-mail"),
    "escalate": _("Calls for people at"),
    "file": _("File"),
    "filter": _("Conditions"),
    "folder": _("Folder"),
    "footer": _("Below the words"),
    "from": _("From"),
    "function": _("Action"),
    "header": _("Above the words"),
    "host": _("Server"),
    "incident": _("Incident"),
    "is_main": _("Main address"),
    "is_on": _("Switched on"),
    "kind": _("Kind"),
    "language": _("Language"),
    "languages": _("Languages"),
    "left_out": _("Left out"),
    "level": _("Level"),
    "mails": _("Mails"),
    "message": _("Message"),
    "most_open": _("Most open tickets"),
    "name": _("Name"),
    "number": _("Number"),
    "other": _("Ticket"),
    "pack": _("Evidence for the supplier"),
    "parent": _("Parent and children"),
    "party": _("Liable"),
    "promise": _("Promise"),
    "query": _("What is asked for"),
    "queue": _("Queue"),
    "queues": _("Queues"),
    "reason": _("Reason"),
    "refused": _("Refused"),
    "remedy": _("Action on a card wanted"),
    "role": _("Role"),
    "rows": _("Rows"),
    "same": _("Were so already"),
    "score": _("Opinion"),
    "side": _("Liable"),
    "sign_in": _("Sign-in"),
    "signature": _("Signature"),
    "skills": _("Knows about"),
    "solves": _("Solves them"),
    "state": _("State"),
    "tag": _("Tag"),
    "takes_tickets": _("Takes tickets"),
    "target": _("Target"),
    "tickets": _("Tickets"),
    "title": _("Title"),
    "undoes": _("Takes back"),
    "until": _("until"),
    "update": _("Update to all children"),
    "user": _("Colleague"),
    "waiting": _("Waiting"),
    "weekdays": _("Days of the week"),
    "words": _("Text"),
    "zone": _("Time zone"),
}
"""What the parts of a change are called in the audit."""


def find(words: Words, code: str) -> str:
    """The word of a code, or nothing."""
    return str(words[code]) if code in words else ""


def term_name(name: str) -> str:
    """A policy's term without its unit; one that lies within another, `calendar zone`, says both."""
    return " · ".join(_part(part, TERMS, CHANGES) for part in _bare(name).split(" "))


def change_name(name: str) -> str:
    """What a part of a change is called in the audit."""
    return _part(_bare(name), CHANGES, TERMS)


def readable(code: str) -> str:
    """A code that nobody named as words: `first_response.minutes` becomes "First response minutes"."""
    text = re.sub(r"[._]+", " ", code).strip()
    return text[:1].upper() + text[1:]


def _bare(name: str) -> str:
    return re.sub(r"_(minutes|seconds|hours|days|years|percent|basis_points)$", "", name)


def _part(code: str, *tables: Words) -> str:
    """The word of a term, of a reason to wait, of a deed to a card, or of a day."""
    said = {day: WEEKDAYS_ABBR[number] for number, day in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
    deeds = {name: word.name for name, word in remedy_words.REMEDIES.items()}
    known = next((table for table in (*tables, remedy_words.REASONS, deeds, said) if code in table), {})
    return find(known, code) or readable(code)
