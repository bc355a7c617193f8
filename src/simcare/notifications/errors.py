"""Refusals of notifications."""

from simcare.kernel.errors import SimcareError


class NotificationError(SimcareError):
    """Something about notifications does not fit."""

    code = "notification"


class NotABrowser(NotificationError):
    """This browser's address for pushes is not one that can be used."""

    code = "not_a_browser"


class NotATime(NotificationError):
    """Write times as 08:30, several with a comma between them."""

    code = "not_a_time"
