"""Refusals of accounts."""

from simcare.kernel.errors import SimcareError


class AccountError(SimcareError):
    """Something about an account does not fit."""

    code = "account"


class NoSuchAccount(AccountError):
    """There is no such account."""

    code = "no_such_account"
    status = 404


class NotAllowed(AccountError):
    """Your role does not let you do this."""

    code = "not_allowed"
    status = 403


class NoSuchPerson(AccountError):
    """There is no such colleague."""

    code = "no_such_person"
    status = 404


class NotYourself(AccountError):
    """Nobody changes the own role or switches the own sign-in off. Ask another administrator."""

    code = "not_yourself"
    status = 409


class LastAdministrator(AccountError):
    """The desk needs one administrator. Give somebody else that role first."""

    code = "last_administrator"
    status = 409


class AlreadyHere(AccountError):
    """This address already belongs to somebody at the desk."""

    code = "already_here"
    status = 409


class LinkOpensNothing(AccountError):
    """This link opens nothing. It may be too old or used up; ask for a new one."""

    code = "link_opens_nothing"
    status = 404


class NoSuchMember(AccountError):
    """There is no such member of this account."""

    code = "no_such_member"
    status = 404


class LastOwner(AccountError):
    """An account needs one owner. Make somebody else an owner first."""

    code = "last_owner"
    status = 409


class NotYourOwnRole(AccountError):
    """You can't change your own role or remove yourself. Ask another owner."""

    code = "not_your_own_role"
    status = 409


class NoSuchSignIn(AccountError):
    """This sign-in has ended already."""

    code = "no_such_sign_in"
    status = 404


class NotAChoice(AccountError):
    """One of these choices is not offered. Choose from the lists."""

    code = "not_a_choice"


class NoSuchKey(AccountError):
    """This key is revoked already."""

    code = "no_such_key"
    status = 404


class BadKeyTerms(AccountError):
    """A key can't be made like this."""

    code = "bad_key_terms"
    status = 422


class IdempotencyKeyReused(AccountError):
    """This idempotency key came with another question before. Use a new one for a new question."""

    code = "idempotency_key_reused"
    status = 422


class TooManyTries(AccountError):
    """Too many tries. Wait a quarter of an hour, then try again."""

    code = "too_many_tries"
    status = 429
