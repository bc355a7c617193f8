"""Words of the desk: states of a ticket, roles of its parties, how a card stands to who wrote."""

from enum import StrEnum


class TicketState(StrEnum):
    """Whose turn it is."""

    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"
    SPAM = "spam"
    MERGED = "merged"


class PartyRole(StrEnum):
    """Why a person is on a ticket."""

    REQUESTER = "requester"
    FORWARDER = "forwarder"
    END_USER = "end_user"
    SUPPLIER = "supplier"


class Standing(StrEnum):
    """How far we may trust who wrote (design §2): verified and known, known but only claimed, or nobody we know."""

    VERIFIED = "verified"
    CLAIMED = "claimed"
    UNKNOWN = "unknown"


class CardRelation(StrEnum):
    """How a card that a mail names stands to who wrote it."""

    PROVEN = "proven"
    UNPROVEN = "unproven"
    UNKNOWN = "unknown"


class EntryKind(StrEnum):
    """What a line of a ticket's timeline is."""

    MESSAGE = "message"
    NOTE = "note"
    FINDING = "finding"
    ACTION = "action"


class AnswerState(StrEnum):
    """What became of an answer that the desk made from the evidence."""

    PROPOSED = "proposed"
    SENT = "sent"
    REPLACED = "replaced"


class Watching(StrEnum):
    """What somebody does on a ticket just now."""

    LOOKS = "looks"
    WRITES = "writes"


class OfferOutcome(StrEnum):
    """What became of a ticket that was given to somebody."""

    ACCEPTED = "accepted"
    LAPSED = "lapsed"
    LEFT = "left"
    WITHDRAWN = "withdrawn"


class DraftKind(StrEnum):
    """What is being written."""

    REPLY = "reply"
    NOTE = "note"


class RoutingMode(StrEnum):
    """How the tickets of a queue find their people."""

    BY_HAND = "by_hand"
    ROUND_ROBIN = "round_robin"
    LEAST_LOAD = "least_load"
    SKILL = "skill"


class BulkState(StrEnum):
    """How far one deed on many tickets is."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class RowState(StrEnum):
    """What became of one ticket of a bulk; `same` needed no change."""

    WAITING = "waiting"
    DONE = "done"
    SAME = "same"
    FAILED = "failed"


class LinkKind(StrEnum):
    """How a ticket has to do with another."""

    RELATES_TO = "relates_to"
    DUPLICATE_OF = "duplicate_of"
    FOLLOW_UP_OF = "follow_up_of"


class Shun(StrEnum):
    """What becomes of a sender's mail: a ticket marked as spam, or kept and nothing opened."""

    SPAM = "spam"
    BLOCK = "block"


class Score(StrEnum):
    """How a person was helped."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
