"""What the desk can do to a card: which deed fits which finding, which makes sense now, and the text with the APN.

Pure. The words of what a deed does and risks stand with the pages; those for customers with the answers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simcare.operators.values.platforms import Capabilities, Function
from simcare.support.rules.answers.catalogue import catalogue

SHOWN: tuple[Function, ...] = (
    Function.RESET_SESSION,
    Function.SEND_SMS,
    Function.REFRESH,
    Function.RESUME,
    Function.SUSPEND,
    Function.UNLOCK_IMEI,
    Function.LOCK_IMEI,
    Function.SWITCH_OPERATOR,
)
"""Every deed, the harmless ones first."""

FITTING: Mapping[str, tuple[Function, ...]] = {
    "stale_session": (Function.RESET_SESSION,),
    "session_no_traffic": (Function.RESET_SESSION,),
    "no_recovery_after_outage": (Function.RESET_SESSION,),
    "attached_no_session": (Function.SEND_SMS,),
    "apn_wrong": (Function.SEND_SMS,),
    "apn_not_subscribed": (Function.SEND_SMS,),
    "apn_credentials": (Function.SEND_SMS,),
    "esm_failure_pointer": (Function.SEND_SMS,),
    "imei_lock_mismatch": (Function.UNLOCK_IMEI,),
    "card_suspended_by_customer": (Function.RESUME,),
    "card_suspended_by_provider": (Function.RESUME,),
    "card_inactivity_deactivated": (Function.RESUME,),
    "sim_stolen_or_moved": (Function.SUSPEND, Function.LOCK_IMEI),
    "compromised_or_misused": (Function.SUSPEND, Function.LOCK_IMEI),
    "roaming_not_agreed": (Function.SWITCH_OPERATOR,),
    "area_not_allowed": (Function.SWITCH_OPERATOR,),
    "roaming_no_data": (Function.SWITCH_OPERATOR,),
    "apn_not_supported_here": (Function.SWITCH_OPERATOR,),
    "plmn_blocklisted": (Function.SWITCH_OPERATOR,),
    "network_fault": (Function.SWITCH_OPERATOR,),
    "metering_difference": (Function.REFRESH,),
    "late_cutoff": (Function.REFRESH,),
    "package_throttled": (Function.REFRESH,),
}
"""What the next step of a finding can be done with (diagnosis-checks.csv, next_step), the first choice first."""

MOST_CHARACTERS = 70
"""One text in UCS-2, which carries every script (3GPP TS 23.038)."""


@dataclass(frozen=True)
class Offer:
    """A deed that the page offers: by a call of the platform, or by hand for the reason named; `fits` the verdict."""

    function: Function
    by_hand: bool
    why_by_hand: str = ""
    fits: bool = False


@dataclass(frozen=True)
class Condition:
    """What is known of a card that decides which deeds make sense: its state, the IMEI lock, whether it has an APN."""

    state: str
    is_locked: bool | None
    imei: str
    apn: str


@dataclass(frozen=True)
class RemedyTerms:
    """The policy `remedies`: which deeds want a reason, and which of which role a second person's word."""

    reasons: frozenset[str]
    seconds: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> "RemedyTerms":  # JSON of a policy row
        """From the values of the policy."""
        seconds = {name: frozenset(roles) for name, roles in values["needs_second_person"].items()}
        return cls(frozenset(values["needs_reason"]), seconds)

    def needs_reason(self, function: Function) -> bool:
        """Whether it is said why before it is done."""
        return function in self.reasons

    def needs_second(self, function: Function, role: str) -> bool:
        """Whether a second person decides when somebody of this role wants it."""
        return role in self.seconds.get(function, frozenset())


def offers(capabilities: Capabilities, condition: Condition, codes: Sequence[str]) -> list[Offer]:
    """The deeds that make sense for this card on its platform, those that fit the findings first."""
    fitting = [function for code in codes for function in FITTING.get(code, ())]
    found = [
        Offer(
            function,
            by_hand=function not in capabilities,
            why_by_hand="" if function in capabilities else capabilities.why_not(function),
            fits=function in fitting,
        )
        for function in SHOWN
        if (function in capabilities or function in capabilities.by_hand) and makes_sense(function, condition)
    ]
    return sorted(found, key=lambda offer: fitting.index(offer.function) if offer.fits else len(fitting))


def makes_sense(function: Function, condition: Condition) -> bool:
    """Whether the deed would change anything; what is unknown does not stand in its way."""
    match function:
        case Function.RESUME:
            return condition.state in {"suspended", "unknown", "standby"}
        case Function.SUSPEND:
            return condition.state not in {"suspended", "terminated", "not_activated"}
        case Function.UNLOCK_IMEI:
            return condition.is_locked is not False
        case Function.LOCK_IMEI:
            return condition.is_locked is not True and condition.state != "terminated"
        case Function.SEND_SMS:
            return bool(condition.apn) and condition.state != "terminated"
        case Function.REFRESH:
            return True
    return condition.state not in {"suspended", "terminated", "not_activated"}


def apn_text(language: str, apn: str) -> str | None:
    """The text that carries the card's APN byte for byte, in one SMS; None where even the bare APN has no room."""
    texts = (catalogue(language).say("sms.apn", apn=apn), f"APN: {apn}", apn)
    return next((text for text in texts if len(text) <= MOST_CHARACTERS), None)
