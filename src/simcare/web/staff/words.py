"""The words of the console for what the modules keep as codes, each with its colour and icon."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from simcare.diagnosis.queries.catalogue import find_check
from simcare.web.staff.spans import in_order, onward


class Word(NamedTuple):
    """How a code is said: the text, the tone of the state chip, and an icon."""

    text: str | Promise
    tone: str = "unknown"
    icon: str = "circle-help"


TONE_ICONS = {
    "well": "circle-check",
    "degraded": "triangle-alert",
    "blocked": "octagon-x",
    "waiting": "hourglass",
    "unknown": "circle-help",
}

LIABLE = {
    "provider": Word(_("Provider (us)"), "waiting", "building-2"),
    "operator": Word(_("Operator"), "degraded", "radio-tower"),
    "customer_account": Word(_("Customer: account"), "degraded", "user-round"),
    "customer_configuration": Word(_("Customer: set-up"), "degraded", "settings"),
    "equipment": Word(_("Equipment supplier"), "degraded", "cpu"),
    "undetermined": Word(_("Undetermined"), "unknown", "circle-help"),
    "none": Word(_("Nobody: all is well"), "well", "circle-check"),
}

LIABLE_TO_CUSTOMERS = {
    "provider": Word(_("Us, your SIM provider"), "waiting", "building-2"),
    "operator": Word(_("The operator"), "degraded", "radio-tower"),
    "customer_account": Word(_("Your account"), "degraded", "user-round"),
    "customer_configuration": Word(_("Your set-up"), "degraded", "settings"),
    "equipment": Word(_("The equipment"), "degraded", "cpu"),
    "undetermined": Word(_("Not clear yet"), "unknown", "circle-help"),
    "none": LIABLE["none"],
}
"""The same as the customer reads it, whose account it is."""

ACTORS = {
    "provider": _("we act"),
    "customer": _("the customer acts"),
    "operator": _("the operator acts"),
    "equipment_supplier": _("the equipment supplier acts"),
    "system": _("happens by itself"),
}

CARD_STATES = {
    "not_activated": Word(_("Not activated"), "unknown", "circle-dashed"),
    "ready": Word(_("Ready"), "waiting", "hourglass"),
    "active": Word(_("Active"), "well", "circle-check"),
    "standby": Word(_("Standby"), "waiting", "pause"),
    "suspended": Word(_("Suspended"), "blocked", "pause"),
    "terminated": Word(_("Terminated"), "blocked", "circle-x"),
    "changing": Word(_("Changing"), "waiting", "refresh-cw"),
    "unknown": Word(_("Unknown"), "unknown", "circle-help"),
}

PRESENCES = {
    "online": Word(_("Online"), "well", "wifi"),
    "attached": Word(_("Attached"), "well", "wifi"),
    "detached": Word(_("Detached"), "degraded", "wifi"),
    "offline": Word(_("Offline"), "degraded", "wifi"),
    "unknown": Word(_("Unknown"), "unknown", "circle-help"),
}

PACKAGE_STATES = {
    "live": Word(_("Live"), "well", "circle-check"),
    "pending": Word(_("Pending"), "waiting", "hourglass"),
    "expired": Word(_("Ended"), "blocked", "octagon-x"),
    "exhausted": Word(_("Used up"), "blocked", "octagon-x"),
}

FIELDS = {
    "package.state": _("Package"),
    "package.expires_at": _("Package ends"),
    "package.present": _("Package assigned"),
    "package.total_bytes": _("Volume"),
    "package.used_bytes": _("Used"),
    "package.remaining_bytes": _("Remaining"),
    "package.limit_action": _("At the limit"),
    "session.open": _("Data session"),
    "network.plmn": _("Network"),
    "network.last_seen_at": _("Last heard"),
    "imei.observed": _("IMEI in use"),
    "imei.locked": _("IMEI lock"),
    "attach.state": _("Attached"),
    "card.state": _("Card state"),
    "platform.reachable": _("Platform answers"),
    "usage.last_traffic_at": _("Last traffic"),
}
"""Short names of the facts that people look at most; others are said by their names in the vocabulary."""

TICKET_STATES = {
    "open": Word(_("Open"), "waiting", "circle"),
    "waiting": Word(_("Waiting for customer"), "unknown", "hourglass"),
    "solved": Word(_("Solved"), "well", "circle-check"),
    "spam": Word(_("Spam"), "blocked", "ban"),
    "merged": Word(_("Merged"), "unknown", "merge"),
}

TICKET_STATES_TO_CUSTOMERS = TICKET_STATES | {"waiting": Word(_("Waits for your answer"), "waiting", "hourglass")}
"""The same as the customer reads them, whose turn it then is."""

LINKS = {
    "relates_to": _("Relates to"),
    "duplicate_of": _("Duplicate of"),
    "follow_up_of": _("Follow-up of"),
}
LINKS_BACK = {
    "relates_to": _("Relates to"),
    "duplicate_of": _("Has a duplicate"),
    "follow_up_of": _("Has a follow-up"),
}
"""The same links, seen from the other ticket."""

SCORES = {
    "good": Word(_("Well helped"), "well", "thumbs-up"),
    "fair": Word(_("Partly helped"), "degraded", "minus"),
    "poor": Word(_("Not helped"), "blocked", "thumbs-down"),
    "": Word(_("Asked, no answer yet"), "unknown", "hourglass"),
}

SHUNS = {
    "block": Word(_("Blocked"), "blocked", "ban"),
    "spam": Word(_("Known for spam"), "degraded", "shield-alert"),
}

UPDATES = {
    "running": Word(_("Being sent"), "waiting", "hourglass"),
    "stopped": Word(_("Stopped"), "degraded", "pause"),
    "done": Word(_("All told"), "well", "check"),
}

SEVERITIES = {
    "blocking": Word(_("Blocking"), "blocked", "octagon-x"),
    "degrading": Word(_("Degrading"), "degraded", "triangle-alert"),
    "informational": Word(_("For information"), "unknown", "info"),
}

PROMISES = {
    "first": _("First response"),
    "next": _("Next response"),
    "resolution": _("Resolution"),
    "task": _("Task by hand"),
}

ROLES = {
    "forwarder": _("Forwarded by"),
    "end_user": _("End user"),
    "requester": _("Asked by"),
    "account": _("Account"),
    "supplier": _("Supplier"),
    "staff": _("Staff"),
    "agent": _("Agent"),
    "supervisor": _("Supervisor"),
    "finance": _("Finance"),
    "dealer_manager": _("Dealer manager"),
    "admin": _("Administrator"),
    "owner": _("Owner"),
    "support": _("Support"),
    "viewer": _("Viewer"),
}

TRUST = {
    "verified": Word(_("Verified"), "well", "shield-check"),
    "claimed": Word(_("Claimed sender"), "degraded", "shield-alert"),
    "unknown": Word(_("Unknown sender"), "unknown", "circle-help"),
}

SENDINGS = {
    "queued": Word(_("Sending"), "waiting", "hourglass"),
    "sent": Word(_("Sent"), "well", "check"),
    "failed": Word(_("Not delivered"), "blocked", "octagon-x"),
}


def say(words: Mapping[str, Word], code: str) -> Word:
    """The word of a code; a code without one says itself, so that nothing is hidden."""
    return words.get(code) or Word(code.replace("_", " ").capitalize() or _("Unknown"))


TITLES = {
    "insufficient_evidence": (_("Not enough fresh evidence"), _("Examine again; the platform must answer first")),
    "all_seen": (
        _("Nothing wrong can be seen from here"),
        _("Ask for readings from the device; it alone can tell more"),
    ),
    "stopper": (_("Suspended; by whom, nobody can tell"), _("Ask the operator who suspended it and why")),
}
"""Words for a headline where the catalogue's own are too long or not close enough: title and next step."""

HELD = {
    "claim_needs_person": _("a claim for money or goods is decided by a person"),
    "not_sure_enough": _("the verdict is not sure enough"),
    "blames_someone": _("it says that somebody else is liable"),
    "asks_for_card": _("it asks for the card's number"),
    "general_answer": _("general answers are not sent by themselves"),
    "presales_answer": _("pre-sales answers are not sent by themselves"),
    "address_suppressed": _("our mail to this address came back"),
    "looks_like_spam": _("it looks like spam"),
    "sending_limit": _("as many mails as allowed were sent within the hour"),
    "too_many_answers": _("this address had many automatic answers within the hour"),
    "class_money": _("the finding costs the customer money"),
    "class_blame": _("the finding blames somebody"),
    "class_internal": _("the finding is ours to mend first"),
    "remedy_needs_person": _("it tells of something that did not work, or that cuts somebody off"),
    "answered_meanwhile": _("somebody has written in the meantime"),
    "told_already": _("the same was said already, and they wrote again"),
}
"""Why an answer waits for a person (support.rules.answers.sending)."""

EVENTS = {
    "answered": Word(_("Answered; the response clock stopped"), icon="check"),
    "state": Word(_("Now"), icon="circle"),
    "assigned": Word(_("Assigned"), icon="user-check"),
    "escalated": Word(_("Called for people: a promise is near its breach"), icon="bell"),
    "given": Word(_("Given to"), icon="user-check"),
    "passed_on": Word(_("Passed on"), icon="users"),
    "queued": Word(_("Moved to the queue"), icon="layers"),
    "snoozed": Word(_("Snoozed until"), icon="alarm-clock"),
    "woken": Word(_("Awake again"), icon="alarm-clock"),
    "taken_back": Word(_("An answer was taken back before it left"), icon="undo-2"),
    "macro": Word(_("Macro"), icon="zap"),
    "macro_undone": Word(_("Macro undone"), icon="undo-2"),
    "undelivered": Word(_("Our answer did not arrive"), icon="octagon-x"),
    "handed_over": Word(_("Evidence sent to the supplier"), icon="send"),
    "supplier_answered": Word(_("The supplier answered"), icon="cpu"),
    "pack_taken": Word(_("The supplier downloaded the evidence"), icon="download"),
    "file_opened": Word(_("Opened a file"), icon="paperclip"),
    "pack_revoked": Word(_("Evidence link revoked"), icon="circle-x"),
    "examination_wanted": Word(_("Examination asked for"), icon="refresh-cw"),
    "merged": Word(_("Merged"), icon="merge"),
    "unmerged": Word(_("Taken out again"), icon="split"),
    "split": Word(_("Split off"), icon="split"),
    "put_back": Word(_("Put back"), icon="merge"),
    "linked": Word(_("Linked"), icon="link"),
    "unlinked": Word(_("Link removed"), icon="link"),
    "spam": Word(_("Marked as spam: nobody is answered"), icon="ban"),
    "no_spam": Word(_("No spam after all"), icon="rotate-ccw"),
    "party_corrected": Word(_("Person corrected"), icon="user-check"),
    "attached": Word(_("Child of an incident"), icon="layers"),
    "detached": Word(_("No child any more"), icon="layers"),
    "children_attached": Word(_("Children attached"), icon="layers"),
    "incident_opened": Word(_("Incident opened"), icon="radio-tower"),
    "incident_over": Word(_("Incident over"), icon="circle-check"),
    "update": Word(_("Update to all children"), icon="send"),
    "satisfaction": Word(_("Said how it went"), icon="thumbs-up"),
}
"""Lines of the timeline that are neither said nor found."""


NUMBERS = {
    "merged": ("part", "", "whole"),
    "unmerged": ("part",),
    "split": ("origin", "", "taken"),
    "put_back": ("part", "", "whole"),
    "linked": ("other",),
    "unlinked": ("other",),
    "attached": ("parent",),
    "detached": ("parent",),
}
"""The tickets that a line names, in order; an empty name is an arrow."""


SUPPLIER_DECISIONS = {
    "accepts": _("takes the device over"),
    "refuses": _("does not take the device over"),
    "asks": _("has a question first"),
    "writes": _("wrote by mail"),
}


def title(code: str) -> str:
    """The headline of a finding; nothing for a code that no check has."""
    return str(TITLES[code][0]) if code in TITLES else finding(code)


def next_step(code: str) -> str:
    """What is to be done about a finding; nothing for a code that no check has."""
    if code in TITLES:
        return str(TITLES[code][1])
    check = find_check(code)
    return gettext(check.next_step) if check else ""


def finding(code: str) -> str:
    """What a check says when it matches, in the reader's language."""
    check = find_check(code)
    if check:
        return gettext(check.finding)
    return str(TITLES[code][0]) if code in TITLES else ""


def detail(event: str, data: Mapping[str, object]) -> str:
    """What a line of the timeline adds to its word."""
    if event == "state":
        return f": {say(TICKET_STATES, str(data.get('to', ''))).text}"
    if event == "escalated":
        people = data.get("people")
        called = ", ".join(map(str, people)) if isinstance(people, list) else ""
        return f" ({PROMISES.get(str(data.get('promise', '')), '')})" + (f": {called}" if called else "")
    if event in NUMBERS:
        return "".join(
            " " + in_order(f"#{data[name]}") if name else f" {onward()}"
            for name in NUMBERS[event]
            if not name or data.get(name)
        )
    if event in ("children_attached", "update"):
        return f": {data.get('number', '')}"
    if event == "party_corrected":
        return f": {_called(data.get('from'))} {onward()} {_called(data.get('to'))}"
    if event == "satisfaction":
        said = f": {say(SCORES, str(data.get('score', ''))).text}"
        return f"{said} “{data['comment']}”" if data.get("comment") else said
    if event == "file_opened":
        return f": {data.get('name') or gettext('unnamed')}"
    if event in ("handed_over", "pack_revoked", "pack_taken"):
        return f": {data.get('supplier', '')}"
    if event == "supplier_answered":
        decision = str(SUPPLIER_DECISIONS.get(str(data.get("decision", "")), ""))
        said = " · ".join(filter(None, [decision, str(data.get("reference", "")), str(data.get("text", ""))]))
        return f" ({data.get('name', '')}): {said}"
    if event == "undelivered":
        return f": {data.get('answer', '')}"
    return ""


def _called(person: object) -> str:
    """Name or address of somebody whom a line names."""
    told = person if isinstance(person, Mapping) else {}
    return str(told.get("name") or told.get("email") or "–")
