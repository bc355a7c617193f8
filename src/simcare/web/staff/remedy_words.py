"""What the desk can do to a card, in words: the name, what happens, what it risks or costs."""

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from simcare.web.staff.words import PROMISES, Word


class RemedyWord(NamedTuple):
    """How a deed is said before it is done."""

    name: str | Promise
    does: str | Promise
    risks: str | Promise
    icon: str


REMEDIES = {
    "reset_session": RemedyWord(
        _("Reset session"),
        _("The card's session in the network is ended; the device registers anew."),
        _("The device is offline for about a minute. A transfer that runs is cut off. It costs nothing."),
        "rotate-ccw",
    ),
    "send_sms": RemedyWord(
        _("Send APN by SMS"),
        _("A text with the card's APN goes to the device."),
        _("One text message, charged as by the operator's price list. It is never sent twice."),
        "message-square-text",
    ),
    "refresh": RemedyWord(
        _("Refresh usage"),
        _("The platform fetches the card's usage from its networks anew."),
        _("No risk and no cost."),
        "refresh-cw",
    ),
    "resume": RemedyWord(
        _("Resume service"),
        _("The card may use the network again."),
        _("From then on its traffic is charged. If somebody stopped it on purpose, ask first."),
        "circle-check",
    ),
    "suspend": RemedyWord(
        _("Suspend service"),
        _("The card is cut off from the network until it is resumed."),
        _("Every device with this card goes offline at once. The account may still pay for the package."),
        "pause",
    ),
    "unlock_imei": RemedyWord(
        _("Lift IMEI lock"),
        _("The card works in any device again."),
        _("A stolen card works elsewhere too. Some operators allow two changes a month."),
        "key-round",
    ),
    "lock_imei": RemedyWord(
        _("Lock to device"),
        _("The card works in the one device with this IMEI only."),
        _("In any other device it stops working at once."),
        "shield-check",
    ),
    "switch_operator": RemedyWord(
        _("Switch network"),
        _("The card moves to another network."),
        _("The device is offline for some minutes. Prices of the new network may differ."),
        "radio-tower",
    ),
}

STATES = {
    "second": Word(_("Waits for a second person"), "waiting", "users"),
    "refused": Word(_("Not agreed to"), "blocked", "circle-x"),
    "queued": Word(_("Ordered"), "waiting", "hourglass"),
    "sent": Word(_("Sent, not proven yet"), "waiting", "send"),
    "by_hand": Word(_("By hand"), "degraded", "user-round"),
    "confirmed": Word(_("Done and proven"), "well", "circle-check"),
    "failed": Word(_("Failed"), "blocked", "octagon-x"),
}

WHOM = {
    "assignee": _("whose ticket it is"),
    "queue": _("the queue"),
    "on_call": _("who is on call"),
    "supervisor": _("the supervisors"),
}

REASONS = {
    "customer": _("the customer"),
    "operator": _("the operator"),
    "supplier": _("the supplier"),
    "appointment": _("an appointment"),
}

CAUSES = {
    "undelivered": _("Answer not delivered"),
    "waiting_for_operator": _("Waited for the operator"),
    "out_of_hours": _("Nobody on call"),
    "volume": _("Too many at once"),
    "late_assignment": _("Assigned too late"),
    "late_answer": _("Answered too late"),
}

EVENTS = {
    "remedy_waits": Word(_("A second person has to agree"), icon="users"),
    "remedy_refused": Word(_("Not agreed to"), icon="circle-x"),
    "remedy_ordered": Word(_("Ordered from the operator"), icon="send"),
    "remedy_by_hand": Word(_("Given to staff, by hand"), icon="user-round"),
    "remedy_confirmed": Word(_("Done and proven"), icon="circle-check"),
    "remedy_failed": Word(_("Failed"), icon="octagon-x"),
    "breached": Word(_("A promise was broken"), icon="timer-off"),
    "acknowledged": Word(_("Somebody sees to it"), icon="check"),
    "held": Word(_("On hold, waits for"), icon="pause"),
    "went_on": Word(_("The clocks go on"), icon="clock"),
}


def detail(event: str, data: Mapping[str, object]) -> str:
    """What a line of the timeline adds to its word; nothing for the events of others."""
    if event.startswith("remedy_"):
        why = str(data.get("why", ""))
        return f": {name_of(str(data.get('function', '')))}" + (f" ({why})" if why else "")
    if event == "held":
        return f" {REASONS.get(str(data.get('reason')), data.get('reason'))}"
    if event in ("breached", "acknowledged"):
        return f": {PROMISES.get(str(data.get('promise', '')), '')}"
    return ""


def name_of(function: str) -> str:
    """The name of a deed; a function without words says itself."""
    return str(REMEDIES[function].name) if function in REMEDIES else function.replace("_", " ").capitalize()
