"""People: users, accounts with their members and contacts; and how people come in."""

from simcare.accounts.models.access import OneTimeLink, SignIn
from simcare.accounts.models.keys import ApiKey, KeptAnswer
from simcare.accounts.models.people import Account, Contact, Member, Prospect, User, UserManager

__all__ = [
    "Account",
    "ApiKey",
    "Contact",
    "KeptAnswer",
    "Member",
    "OneTimeLink",
    "Prospect",
    "SignIn",
    "User",
    "UserManager",
]
