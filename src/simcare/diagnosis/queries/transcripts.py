"""A modem's transcript, read, with what each answer means, for a preview before anything is kept."""

from dataclasses import dataclass

from simcare.diagnosis.policy import Terms
from simcare.diagnosis.rules import readings
from simcare.diagnosis.rules.causes import cause_words
from simcare.diagnosis.rules.transcripts import Transcript, Understood, read_transcript

__all__ = ["Meaning", "Transcript", "Understood", "meaning_of", "read_transcript"]

_REGISTRATION = {0: "off", 1: "home", 2: "searching", 3: "denied", 4: "unknown", 5: "roaming"}
_ICCID_BODY = 19


@dataclass(frozen=True, slots=True)
class Meaning:
    """What an answer says: a code for its words, a detail that needs none, and whether it points at a fault."""

    code: str
    detail: str = ""
    is_bad: bool = False


def meaning_of(field: str, answer: str, *, iccid: str) -> Meaning:
    """The answer in words; an empty code where it says nothing by itself."""
    match field:
        case "at.cpin":
            state = readings.card_state(answer)
            return Meaning(f"cpin_{state}", is_bad=state != "ready")
        case "at.ccid":
            same = iccid[:_ICCID_BODY] in answer.upper()
            return Meaning("ccid_same" if same else "ccid_other", is_bad=not same)
        case "at.csq" | "at.cesq":
            return _signal(field, answer)
        case "at.creg" | "at.cgreg" | "at.cereg":
            state = _REGISTRATION.get(readings.registration(answer) or 0, "unknown")
            return Meaning(f"reg_{state}", is_bad=state not in ("home", "roaming"))
        case "at.cgatt":
            attached = readings.is_attached(answer) is True
            return Meaning("attached" if attached else "not_attached", is_bad=not attached)
        case "at.cfun":
            full = readings.functionality(answer) == 1
            return Meaning("cfun_full" if full else "cfun_off", is_bad=not full)
    return _of_lists(field, answer)


def _signal(field: str, answer: str) -> Meaning:
    terms = Terms()
    if field == "at.csq":
        csq = readings.rssi_csq(answer)
        if csq is None or csq == 99:  # not detectable
            return Meaning("no_signal", is_bad=True)
        return Meaning("signal", f"{2 * csq - 113} dBm", is_bad=csq < terms.weak_csq)
    rsrp = readings.rsrp_dbm(answer)
    if rsrp is None:
        return Meaning("no_signal", is_bad=readings.hears_nothing(answer))
    return Meaning("signal", f"{rsrp} dBm", is_bad=rsrp < terms.weak_rsrp_dbm)


def _of_lists(field: str, answer: str) -> Meaning:
    match field:
        case "at.cgdcont":
            return Meaning("apn", "; ".join(f"{apn or '–'} ({kind})" for kind, apn in readings.contexts(answer)))
        case "at.cgpaddr":
            has_address = readings.has_address(answer)
            return Meaning("address" if has_address else "no_address", is_bad=not has_address)
        case "at.ceer":
            cause = readings.cause_of_ceer(answer)
            return Meaning("cause", f"{cause} {cause_words(cause)}", is_bad=True) if cause else Meaning("no_cause")
        case "at.crsm":
            forbidden = readings.forbidden_plmns(answer) or []
            return Meaning("forbidden" if forbidden else "none_forbidden", ", ".join(forbidden), is_bad=bool(forbidden))
        case "at.cops_scan":
            heard = readings.scanned_plmns(answer)
            return Meaning("networks" if heard else "no_networks", ", ".join(heard), is_bad=not heard)
    return Meaning("")
