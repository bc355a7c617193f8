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


class NoSuchIncident(DiagnosisError):
    """There is no such incident."""

    code = "no_such_incident"
    status = 404


class IncidentIsOver(DiagnosisError):
    """This incident is closed already."""

    code = "incident_closed"
    status = 409


class IncidentRuns(DiagnosisError):
    """An incident of this group is open already."""

    code = "incident_open"
    status = 409


class SwapTestRuns(DiagnosisError):
    """A swap test of this card is under way; end it before the next one."""

    code = "swap_test_runs"
    status = 409


class NoSwapTest(DiagnosisError):
    """No swap test of this card is under way."""

    code = "no_swap_test"
    status = 409


class StepNotDue(DiagnosisError):
    """This step of the swap test isn't due: one thing is changed at a time."""

    code = "swap_step_not_due"
    status = 409


class NoPhoto(DiagnosisError):
    """A photo must be a JPEG or PNG of at most 3 MB."""

    code = "no_photo"


class NothingUnderstood(DiagnosisError):
    """None of these lines is an answer of a modem that we can read."""

    code = "nothing_understood"
