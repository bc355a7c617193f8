"""Refusals of the desk."""

from simcare.kernel.errors import SimcareError


class SupportError(SimcareError):
    """This can't be done with the ticket."""

    code = "support"


class NoSuchTicket(SupportError):
    """There is no such ticket."""

    code = "no_such_ticket"
    status = 404


class TicketChanged(SupportError):
    """The ticket changed while you wrote. Look at what is new, then send again."""

    code = "ticket_changed"
    status = 409


class NothingToSend(SupportError):
    """An answer without text can't be sent."""

    code = "nothing_to_send"
    status = 422
