"""Tickets: people, cards, what happened, what the desk answers; and how a team shares the work on them."""

from simcare.support.models.agents import Agent, Offer, Presence
from simcare.support.models.bulk import Bulk, BulkRow, TicketExport
from simcare.support.models.drafts import Draft
from simcare.support.models.escalations import Breach, Escalation
from simcare.support.models.links import Link, TicketTag
from simcare.support.models.macros import CannedAnswer, Macro
from simcare.support.models.merges import Merge, Split
from simcare.support.models.packs import Pack, PackAnswer
from simcare.support.models.quality import QualityDay, QualityMark, QualityReader, QualityReport, VerdictDay
from simcare.support.models.remedies import Remedy
from simcare.support.models.satisfaction import SatisfactionQuestion
from simcare.support.models.search import NameWord, SearchText
from simcare.support.models.senders import HeldMail, ShunnedSender
from simcare.support.models.snoozes import Snooze
from simcare.support.models.tickets import Party, Ticket, TicketCard
from simcare.support.models.timeline import Answer, Entry
from simcare.support.models.updates import Update, UpdateCopy
from simcare.support.models.views import SavedView

__all__ = [
    "Agent",
    "Answer",
    "Breach",
    "Bulk",
    "BulkRow",
    "CannedAnswer",
    "Draft",
    "Entry",
    "Escalation",
    "HeldMail",
    "Link",
    "Macro",
    "Merge",
    "NameWord",
    "Offer",
    "Pack",
    "PackAnswer",
    "Party",
    "Presence",
    "QualityDay",
    "QualityMark",
    "QualityReader",
    "QualityReport",
    "Remedy",
    "SatisfactionQuestion",
    "SavedView",
    "SearchText",
    "ShunnedSender",
    "Snooze",
    "Split",
    "Ticket",
    "TicketCard",
    "TicketExport",
    "TicketTag",
    "Update",
    "UpdateCopy",
    "VerdictDay",
]
