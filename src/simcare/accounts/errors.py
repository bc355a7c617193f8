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
