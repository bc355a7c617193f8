"""Every write to accounts."""

from simcare.accounts.actions.accounts import add_contact, add_member, note_prospect, open_account
from simcare.accounts.actions.staff import add_staff

__all__ = ["add_contact", "add_member", "add_staff", "note_prospect", "open_account"]
