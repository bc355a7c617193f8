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


class AnswerWithdrawn(SupportError):
    """You took this answer back. It is in the composer again; send it from there."""

    code = "answer_withdrawn"
    status = 409


class DraftElsewhere(SupportError):
    """You wrote on this ticket on another page or device. Choose which words to keep."""

    code = "draft_elsewhere"
    status = 409

    def __init__(self, text: str, revision: int) -> None:
        super().__init__()
        self.text, self.revision = text, revision


class NotYours(SupportError):
    """Only the person who wrote it can do this."""

    code = "not_yours"
    status = 403


class ReasonMissing(SupportError):
    """Say why: the reason is kept with what was done."""

    code = "reason_missing"
    status = 422


class CardNotOnTicket(SupportError):
    """This ticket is not about that card, or its sender is not known to hold it."""

    code = "card_not_on_ticket"
    status = 409


class NoSuchRemedy(SupportError):
    """There is no such action."""

    code = "no_such_remedy"
    status = 404


class AlreadyDecided(SupportError):
    """Somebody has decided this already."""

    code = "already_decided"
    status = 409


class SecondPersonNeeded(SupportError):
    """You asked for this yourself: a second person decides."""

    code = "second_person_needed"
    status = 409


class NoSuchReason(SupportError):
    """Clocks can't stand still for this reason; choose one of the list."""

    code = "no_such_reason"
    status = 422


class NothingToSend(SupportError):
    """An answer without text can't be sent."""

    code = "nothing_to_send"
    status = 422


class BadQueues(SupportError):
    """The queues can't be arranged like that."""

    code = "bad_queues"
    status = 422


class NoSuchQueue(SupportError):
    """There is no such queue."""

    code = "no_such_queue"
    status = 404


class BadAgent(SupportError):
    """Nobody works like that."""

    code = "bad_agent"
    status = 422


class BadSnooze(SupportError):
    """A ticket can't sleep like that."""

    code = "bad_snooze"
    status = 422


class UnknownPlace(SupportError):
    """The text names something that nobody can fill in."""

    code = "unknown_place"
    status = 422


class EmptyPlace(SupportError):
    """The text needs something that this ticket does not have."""

    code = "empty_place"
    status = 422


class BadCannedAnswer(SupportError):
    """A canned answer can't be kept like that."""

    code = "bad_canned_answer"
    status = 422


class BadMacro(SupportError):
    """A macro can't be kept like that."""

    code = "bad_macro"
    status = 422


class NoSuchMacro(SupportError):
    """There is no such macro."""

    code = "no_such_macro"
    status = 404


class BadView(SupportError):
    """A view can't be saved like that."""

    code = "bad_view"
    status = 422


class TooLateToUndo(SupportError):
    """The ticket went on since; what was done can't be undone as a whole any more."""

    code = "too_late_to_undo"
    status = 409


class NoSuchBulk(SupportError):
    """There is no such bulk work."""

    code = "no_such_bulk"
    status = 404


class BulkImpossible(SupportError):
    """This can't be done with many tickets at once."""

    code = "bulk_impossible"
    status = 422


class NoSuchExport(SupportError):
    """There is no such file of tickets, or its time is over."""

    code = "no_such_export"
    status = 404
