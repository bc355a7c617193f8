"""Refusals of the operators' world."""

from simcare.kernel.errors import Permanent, SimcareError, Temporary


class Unsupported(Permanent):
    """This platform has no such function."""

    code = "unsupported"
    status = 409


class CardUnknown(Permanent):
    """The platform does not know this card."""

    code = "card_unknown"
    status = 404


class BadCredentials(Permanent):
    """The platform does not accept our key."""

    code = "bad_credentials"


class OverBudget(Temporary):
    """The platform's rate is used up for now."""

    code = "over_budget"


class PlatformPaused(Temporary):
    """Calls to this platform rest after repeated failures."""

    code = "platform_paused"


class NotificationRefused(SimcareError):
    """The notification is not signed as it must be, too old, or a repetition."""

    code = "notification_refused"
    status = 401


class UnknownPlatform(SimcareError):
    """There is no platform of this name."""

    code = "unknown_platform"
    status = 404


class CommandUnderWay(SimcareError):
    """Another change of the same thing is under way at this card; wait until it has ended."""

    code = "command_under_way"
    status = 409


class NotByHand(SimcareError):
    """The platform does this by itself; nobody does it by hand."""

    code = "not_by_hand"
    status = 409


class CommandConflict(SimcareError):
    """This key was used before for another command."""

    code = "command_conflict"
    status = 409


class JobImpossible(SimcareError):
    """This can't be done to these cards."""

    code = "job_impossible"
    status = 409


class NoSuchJob(SimcareError):
    """There is no such work on many cards."""

    code = "no_such_job"
    status = 404


class JobNeedsSecondPerson(SimcareError):
    """Another person than who wanted it has to decide."""

    code = "job_needs_second_person"
    status = 409
