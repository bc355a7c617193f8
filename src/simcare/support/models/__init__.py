"""Tickets: who is on them, which cards they are about, what happened, and what the desk answers."""

from simcare.support.models.search import SearchText
from simcare.support.models.tickets import Party, Ticket, TicketCard
from simcare.support.models.timeline import Answer, Entry

__all__ = ["Answer", "Entry", "Party", "SearchText", "Ticket", "TicketCard"]
