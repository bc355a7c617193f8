"""Who may do what: the provider's people at the desk, members in the portal of their account.

Two tables; every door asks its own (security.md S37, S38, S40).
"""

from enum import StrEnum
from typing import Final

from simcare.accounts.errors import NotAllowed
from simcare.accounts.values import MemberRole as M
from simcare.accounts.values import StaffRole as R


class Deed(StrEnum):
    """Something that not everybody on the staff may do."""

    ANSWER = "answer customers"
    JUDGE = "examine cards and correct verdicts"
    REMEDY = "change cards at their operator"
    APPROVE = "agree to what a colleague wants done to a card"
    ARRANGE = "arrange queues, people and canned answers"
    EXPORT = "take tickets out as a file"
    KEEP_STOCK = "bring cards into stock, edit many at once, or take them out as a file"
    LOAD_USAGE = "bring files of usage in, and say how they are read"
    SEE_QUALITY = "see the figures of quality"
    OPEN_RAW_MAIL = "open and replay mails in quarantine"
    SEE_TEAM = "see who works at the desk"
    ADMINISTER = "add colleagues and change what they may do"
    VIEW_AS = "see the desk as a colleague does"
    KEEP_KEYS = "make and revoke API keys of accounts"
    MANAGE_MAIL = "change mailboxes, addresses and letters"


ALLOWED: Final[dict[Deed, frozenset[R]]] = {
    Deed.ANSWER: frozenset({R.AGENT, R.SUPERVISOR, R.DEALER_MANAGER, R.ADMIN}),
    Deed.JUDGE: frozenset({R.AGENT, R.SUPERVISOR, R.ADMIN}),
    Deed.REMEDY: frozenset({R.AGENT, R.SUPERVISOR, R.ADMIN}),
    Deed.APPROVE: frozenset({R.SUPERVISOR, R.ADMIN}),
    Deed.ARRANGE: frozenset({R.SUPERVISOR, R.ADMIN}),
    Deed.EXPORT: frozenset({R.SUPERVISOR, R.ADMIN}),
    Deed.KEEP_STOCK: frozenset({R.SUPERVISOR, R.DEALER_MANAGER, R.ADMIN}),
    Deed.LOAD_USAGE: frozenset({R.SUPERVISOR, R.ADMIN}),
    Deed.SEE_QUALITY: frozenset({R.AGENT, R.SUPERVISOR, R.FINANCE, R.DEALER_MANAGER, R.ADMIN}),
    Deed.OPEN_RAW_MAIL: frozenset({R.SUPERVISOR, R.ADMIN}),
    Deed.SEE_TEAM: frozenset({R.SUPERVISOR, R.ADMIN}),
    Deed.ADMINISTER: frozenset({R.ADMIN}),
    Deed.VIEW_AS: frozenset({R.SUPERVISOR, R.ADMIN}),
    Deed.KEEP_KEYS: frozenset({R.SUPERVISOR, R.ADMIN}),
    Deed.MANAGE_MAIL: frozenset({R.SUPERVISOR, R.ADMIN}),
}


def may(role: str, deed: Deed) -> bool:
    """Whether this role may do it; somebody without a role may do nothing."""
    return role in ALLOWED[deed]


def require(role: str, deed: Deed) -> None:
    """Raises NotAllowed, naming what is not allowed."""
    if not may(role, deed):
        raise NotAllowed("Your role does not let you do this: %(deed)s. Ask a supervisor.", deed=deed)


class MemberDeed(StrEnum):
    """Something that not every member of an account may do in its portal. All of them see its cards and tickets."""

    ASK = "ask us and answer on tickets"
    CHECK_CARDS = "have cards checked"
    CHANGE_CARDS = "suspend, resume and reset cards"
    REGISTER_EQUIPMENT = "say which device works with which card"
    CHOOSE_WARNINGS = "choose when people are warned"
    EXPORT = "take cards out as a file"
    MANAGE_PEOPLE = "invite colleagues and change what they may do"


MEMBERS_ALLOWED: Final[dict[MemberDeed, frozenset[M]]] = {
    MemberDeed.ASK: frozenset({M.OWNER, M.SUPPORT}),
    MemberDeed.CHECK_CARDS: frozenset({M.OWNER, M.SUPPORT}),
    MemberDeed.CHANGE_CARDS: frozenset({M.OWNER, M.SUPPORT}),
    MemberDeed.REGISTER_EQUIPMENT: frozenset({M.OWNER, M.SUPPORT}),
    MemberDeed.CHOOSE_WARNINGS: frozenset({M.OWNER, M.SUPPORT}),
    MemberDeed.EXPORT: frozenset({M.OWNER, M.SUPPORT, M.FINANCE}),
    MemberDeed.MANAGE_PEOPLE: frozenset({M.OWNER}),
}


def member_may(role: str, deed: MemberDeed) -> bool:
    """Whether a member of this role may do it, in the own account."""
    return role in MEMBERS_ALLOWED[deed]


def require_of_member(role: str, deed: MemberDeed) -> None:
    """Raises NotAllowed, naming what is not allowed."""
    if not member_may(role, deed):
        raise NotAllowed(
            "Your role does not let you do this: %(member_deed)s. Ask an owner of the account.", member_deed=deed
        )
