"""Refusals of the diagnosis."""

from simcare.kernel.errors import SimcareError


class DiagnosisError(SimcareError):
    """The diagnosis can't be made."""

    code = "diagnosis"


class MalformedBundle(DiagnosisError):
    """The bundle of evidence can't be read."""

    code = "malformed_bundle"


class UnknownCode(DiagnosisError):
    """There is no check with this code."""

    code = "unknown_check"


class AlreadySuperseded(DiagnosisError):
    """This verdict was replaced by a newer one; correct the newer one."""

    code = "verdict_superseded"
    status = 409


class CardNotFound(DiagnosisError):
    """No card with this ICCID is known here."""

    code = "card_not_found"
    status = 404


class NoReason(DiagnosisError):
    """A correction needs a reason."""

    code = "no_reason"


class UnreadableReading(DiagnosisError):
    """This reading can't be kept."""

    code = "unreadable_reading"
