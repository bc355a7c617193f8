"""The words of diagnosis pages for what the modules keep as codes."""

from functools import cache

from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from simcare.diagnosis.queries.catalogue import list_checks
from simcare.web.staff.words import Word

COVERAGE = {
    "decided": Word(_("Decided"), "well", "circle-check"),
    "suspected": Word(_("Suspected only"), "degraded", "triangle-alert"),
    "never": Word(_("Not by itself"), "unknown", "circle-dashed"),
}

FILLERS = {
    "transcript": _("Modem transcript"),
    "reading": _("Reading on the device or site"),
    "swap": _("Swap test"),
    "records": _("Our records, typed in"),
    "incident": _("Incident, opened by us"),
    "operator": _("Question to the operator"),
}

WHY_NOT = {
    "transcript": _("The device was not asked: paste the answers of its modem."),
    "reading": _("Nobody has looked at the device or the place yet."),
    "swap": _("No swap test was made."),
    "records": _("Our books do not hold it; type in what you know."),
    "incident": _("This platform tells no refusals, so an incident shows only when somebody opens one."),
    "operator": _("The platform does not tell it: ask the operator and type in the answer."),
}
"""Why a check could not be decided, by who could tell."""

STEPS = {
    0: _("Is the evidence fresh?"),
    1: _("Our card and its state"),
    2: _("Account"),
    3: _("Package"),
    4: _("Policy"),
    5: _("Common fault or notice"),
    6: _("Registration and radio"),
    7: _("Session"),
    8: _("Traffic"),
    9: _("After an outage"),
    10: _("On the device"),
}

INCIDENT_STATES = {
    "suspected": Word(_("Suspected"), "degraded", "triangle-alert"),
    "open": Word(_("Running"), "blocked", "octagon-x"),
    "confirmed": Word(_("Confirmed"), "blocked", "octagon-x"),
    "closed": Word(_("Over"), "well", "circle-check"),
}

GROUPINGS = {"network": _("Network"), "cell": _("Cell"), "range": _("Card range")}

SIDES = {"operator": _("Operator"), "provider": _("Provider (us)")}

CLOSED = {
    "passed by itself": _("passed by itself"),
    "back at its usual self": _("back at its usual self"),
}

MEANINGS = {
    "cpin_ready": _("card is ready"),
    "cpin_missing": _("no card is seen"),
    "cpin_pin": _("card asks for its PIN"),
    "cpin_puk": _("card asks for its PUK"),
    "ccid_same": _("this card is in the device"),
    "ccid_other": _("another card is in the device"),
    "signal": _("signal"),
    "no_signal": _("no signal"),
    "reg_home": _("registered at home"),
    "reg_roaming": _("registered, roaming"),
    "reg_searching": _("searching for a network"),
    "reg_denied": _("registration denied"),
    "reg_off": _("not registered, not searching"),
    "reg_unknown": _("registration unknown"),
    "attached": _("attached"),
    "not_attached": _("not attached"),
    "cfun_full": _("modem is on"),
    "cfun_off": _("modem is off or in flight mode"),
    "apn": _("APN"),
    "address": _("has an address"),
    "no_address": _("has no address"),
    "cause": _("refused:"),
    "no_cause": _("no cause named"),
    "forbidden": _("forbidden on the card:"),
    "none_forbidden": _("no network is forbidden"),
    "networks": _("networks heard:"),
    "no_networks": _("no network heard"),
}

SWAP_STEPS = {
    1: (_("Suspect card in suspect device"), _("Restart the device, wait ten minutes, then look.")),
    2: (_("Suspect card in a good device"), _("Same place, within the hour. The device must be known to work here.")),
    3: (_("Good card in suspect device"), _("Same place, within the hour. A card of the same product that works.")),
    4: (_("Suspect card in a second good device"), _("Only because it failed in the first: to be sure of the card.")),
    5: (_("Everything back, and once more"), _("Restore card, device and locks; repeat step 1.")),
}

OUTCOMES = {
    "device_defective": Word(_("The device is faulty"), "blocked", "cpu"),
    "card_defective": Word(_("The card is faulty"), "blocked", "smartphone"),
    "contact": Word(_("Contact or passing fault: watch 48 hours"), "degraded", "triangle-alert"),
    "site": Word(_("Site, coverage or a common fault"), "degraded", "radio-tower"),
    "no_fault": Word(_("It works: the fault does not show now"), "well", "circle-check"),
    "unstable": Word(_("It works again: the fault is not stable"), "degraded", "triangle-alert"),
    "incomplete": Word(_("Not complete yet"), "waiting", "hourglass"),
}

RESULTS = {
    "works": Word(_("Works"), "well", "circle-check"),
    "fails": Word(_("Fails"), "blocked", "octagon-x"),
}

READING_SOURCES = {
    "agent": _("seen by us"),
    "customer": _("told by the customer"),
    "operator": _("told by the operator"),
}

PACK_STATES = {
    "sent": Word(_("Sent"), "waiting", "send"),
    "opened": Word(_("Opened"), "waiting", "circle-check"),
    "answered": Word(_("Answered"), "well", "check"),
    "expired": Word(_("Expired"), "unknown", "timer-off"),
    "revoked": Word(_("Revoked"), "unknown", "circle-x"),
}

NOTES = {
    "attach": _("Network attach"),
    "session": _("Data session"),
    "ping": _("Ping"),
    "error": _("Error text"),
}
"""What is noted at each step of a swap test."""


@cache
def check_choices(language: str) -> tuple[tuple[str, str], ...]:
    """What can be wrong, in a language: (code of the check, its finding)."""
    with override(language):
        return tuple((check.code, gettext(check.finding)) for check in list_checks())
