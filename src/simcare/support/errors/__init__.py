"""Refusals of the desk."""

from simcare.kernel.errors import SimcareError


class SupportError(SimcareError):
    """This can't be done with the ticket."""

    code = "support"


class NoSuchTicket(SupportError):
    """There is no such ticket."""

    code = "no_such_ticket"
    status = 404


class NotKnownHere(SupportError):
    """Who asks must be a member or contact of the account, so that the answer reaches somebody we know."""

    code = "not_known_here"
    status = 422


class UnknownCards(SupportError):
    """This account has no such cards."""

    code = "unknown_cards"
    status = 422


class NotAskedHere(SupportError):
    """Nobody writes on this ticket. Open a new one."""

    code = "not_asked_here"
    status = 409


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


class SameTicket(SupportError):
    """A ticket can't be merged with itself."""

    code = "same_ticket"
    status = 422


class AlreadyMerged(SupportError):
    """This ticket is part of another one already. Take it out first."""

    code = "already_merged"
    status = 409


class NotMerged(SupportError):
    """This ticket is not part of another one any more."""

    code = "not_merged"
    status = 409


class AccountsDiffer(SupportError):
    """Tickets of two accounts can't become one: what is said to one must never reach the other. Link them instead."""

    code = "accounts_differ"
    status = 409


class GathersOthers(SupportError):
    """A ticket with children stays a ticket of its own. Attach the other one to it as a child instead."""

    code = "gathers_others"
    status = 409


class IsSpam(SupportError):
    """Spam can't be merged, split or answered. Say first that it is no spam."""

    code = "is_spam"
    status = 409


class NothingToSplit(SupportError):
    """Choose at least one message for the new ticket, and leave at least one in this one."""

    code = "nothing_to_split"
    status = 422


class TwoCorrespondents(SupportError):
    """These messages are of different correspondents. Split them off one after the other."""

    code = "two_correspondents"
    status = 422


class NobodyToWriteTo(SupportError):
    """Nobody wrote this ticket. Write an update for its children instead."""

    code = "nobody_to_write_to"
    status = 409


class TellsForeignCard(SupportError):
    """The text names a card that this person is not known to hold. Take it out, or write to who holds it."""

    code = "tells_foreign_card"
    status = 409


class NoSuchTag(SupportError):
    """A tag needs at least one letter or digit."""

    code = "no_such_tag"
    status = 422


class LinkedAlready(SupportError):
    """These two tickets are linked already. Remove that link first."""

    code = "linked_already"
    status = 409


class NotAnAddress(SupportError):
    """This is no e-mail address that we could write to."""

    code = "not_an_address"
    status = 422


class NobodyToCorrect(SupportError):
    """This person is not on the ticket any more."""

    code = "nobody_to_correct"
    status = 404


class IsACustomersDomain(SupportError):
    """People of an account write from this domain. Block single addresses: mail of a customer must not vanish."""

    code = "is_a_customers_domain"
    status = 409


class NotBlocked(SupportError):
    """This sender is not blocked any more."""

    code = "not_blocked"
    status = 409


class NotAParent(SupportError):
    """A child can't have children, and a parent can't be a child."""

    code = "not_a_parent"
    status = 409


class NobodyToTell(SupportError):
    """No child is open that could be told."""

    code = "nobody_to_tell"
    status = 409


class NoEnglishText(SupportError):
    """Write the update in English at least: who speaks a language without a text gets it."""

    code = "no_english_text"
    status = 422


class NamesOneCard(SupportError):
    """An update goes to many people: it can't name a card."""

    code = "names_one_card"
    status = 422


class LinkIsOver(SupportError):
    """This link is not valid any more."""

    code = "link_is_over"
    status = 410
