"""Refusals of the messaging module."""

from typing import ClassVar

from simcare.kernel.errors import SimcareError


class MessagingError(SimcareError):
    """The message could not be handled."""

    code = "messaging"


class Unparseable(MessagingError):
    """This mail could not be read. It is kept as received and can be read again later."""

    code = "unparseable"
    status = 422
    reason: ClassVar[str] = "unparseable"


class TooLarge(Unparseable):
    """This mail is larger than we read. It is kept as received."""

    code = "mail_too_large"
    reason = "too_large"


class TooComplex(Unparseable):
    """This mail has more headers, addresses or parts than we read. It is kept as received."""

    code = "mail_too_complex"
    reason = "too_complex"
