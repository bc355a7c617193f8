"""People of tickets, and who they may be in truth."""

from collections.abc import Iterator

from simcare.accounts.queries import list_contacts, list_members
from simcare.support.errors import NobodyToCorrect
from simcare.support.models import Party

MOST_OFFERED = 12


def get_party(party_id: int) -> Party:
    """One person on a ticket. Raises NobodyToCorrect."""
    party = Party.objects.select_related("ticket").filter(id=party_id).first()
    if party is None:
        raise NobodyToCorrect
    return party


def instead_of(party: Party) -> Iterator[tuple[str, str, str]]:
    """Who it may be instead, as (e-mail, name, what he is): others on the ticket, then people of its account."""
    seen = {party.email, ""}
    for email, name, known_as in _known(party):
        if email not in seen and len(seen) <= MOST_OFFERED + 1:
            seen.add(email)
            yield email, name, known_as


def _known(party: Party) -> Iterator[tuple[str, str, str]]:
    for one in Party.objects.filter(ticket=party.ticket_id).order_by("id"):
        yield one.email, one.name, one.role
    if party.ticket.account_id is None:
        return
    for member in list_members(party.ticket.account_id)[:MOST_OFFERED]:
        yield member.user.email, member.user.name, "member"
    for contact in list_contacts(party.ticket.account_id)[:MOST_OFFERED]:
        yield contact.email, contact.name, "contact"
