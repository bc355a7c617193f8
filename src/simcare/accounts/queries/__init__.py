"""Every read of accounts that others may make."""

from simcare.accounts.queries.people import (
    accounts_with,
    acquaintances_by_email,
    count_people_at,
    find_accounts,
    find_staff,
    get_account,
    list_accounts,
    list_contacts,
    list_members,
    list_staff,
    memberships_of,
)

__all__ = [
    "accounts_with",
    "acquaintances_by_email",
    "count_people_at",
    "find_accounts",
    "find_staff",
    "get_account",
    "list_accounts",
    "list_contacts",
    "list_members",
    "list_staff",
    "memberships_of",
]
