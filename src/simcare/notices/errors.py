"""Refusals of notices."""

from simcare.kernel.errors import SimcareError


class NoticeError(SimcareError):
    """This notice can't be kept."""

    code = "notice"


class WindowEndsBeforeItStarts(NoticeError):
    """The window of a notice must end after it starts."""

    code = "notice_window"


class CoversNothing(NoticeError):
    """A notice needs a scope: a platform, networks or ranges of cards."""

    code = "notice_scope"


class NoticeWithdrawn(NoticeError):
    """This notice was withdrawn already."""

    code = "notice_withdrawn"
    status = 409


class NoSuchNotice(NoticeError):
    """There is no such notice."""

    code = "no_such_notice"
    status = 404
