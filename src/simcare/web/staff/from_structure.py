"""Merged, linked and parental tickets as pages show them."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from simcare.support.actions import merges
from simcare.support.errors import SupportError
from simcare.support.queries import children, links, satisfaction
from simcare.support.queries.wholes import first_due, merges_of, state_of
from simcare.web.staff import words
from simcare.web.staff.refusals import said
from simcare.web.staff.structure import (
    FamilyView,
    Opinion,
    OtherTicket,
    Preview,
    Recipient,
    Structure,
    Tongue,
    Undo,
    UpdateView,
    Words,
)

if TYPE_CHECKING:
    from simcare.support.models import Entry, SatisfactionQuestion, Ticket
    from simcare.support.queries.children import Family, Progress
    from simcare.support.queries.tickets import TicketView as Whole

CAN_BE_UNDONE_FOR: Final = timedelta(minutes=15)
SHOWN_CHARACTERS: Final = 400


def structure_of(view: "Whole", *, chosen: int, at: datetime, colleagues: Iterable[str]) -> Structure:
    """Everything around a ticket; `chosen` is the part whose correspondent is written to."""
    ticket = view.ticket
    question = satisfaction.find_for_ticket(ticket.id)
    family = children.count_children(ticket.id) if ticket.gathers else (0, 0)
    return Structure(
        parts=tuple(_part(view, part) for part in view.parts[1:]),
        links=tuple(_linked(found) for found in links.linked_to(view.parts)),
        tags=tuple(links.tags_of(view.parts)),
        known_tags=tuple(links.tags_in_use()),
        parent=other(ticket.parent) if ticket.parent else None,
        children_count=family[0],
        children_unsolved=family[1],
        gathers=ticket.gathers,
        opinion=_opinion(question) if question else None,
        undo=_undo([moment.entry for moment in view.timeline], at),
        recipients=tuple(_recipients(view, chosen)),
        colleagues=tuple(colleagues),
    )


def other(ticket: "Ticket", how: str = "") -> OtherTicket:
    """A ticket in few words."""
    person = ticket.thread.correspondent if ticket.thread else ""
    return OtherTicket(ticket.id, ticket.subject, ticket.own, person, how, ticket.answer_language, ticket.due_at)


def preview_of(part: "Whole", whole: "Whole") -> Preview:
    """What making the one part of the other would give."""
    problem = ""
    try:
        merges.check_merge(part.ticket, whole.ticket)
    except SupportError as refusal:
        problem = said(refusal)
    both = (whole, part)
    return Preview(
        part=other(part.ticket),
        whole=other(whole.ticket),
        people=tuple(dict.fromkeys(party.name or party.email for one in both for party in one.parties)),
        cards=tuple(dict.fromkeys(card.iccid for one in both for card in one.cards)),
        messages_count=sum(bool(moment.message) for one in both for moment in one.timeline),
        state=state_of(one.ticket.state for one in both),
        due_at=first_due(one.ticket.due_at for one in both),
        problem=problem,
    )


def words_of(view: "Whole") -> tuple[Words, ...]:
    """The lines of a ticket that may be split off, the oldest first."""
    found = []
    for moment in view.timeline:
        if moment.message:
            said, who = moment.message.reply_text or moment.message.text, moment.message.sender_email
        elif moment.entry.kind == "note":
            said, who = moment.entry.text, moment.entry.by
        else:
            continue
        found.append(Words(moment.entry.id, moment.entry.kind, moment.entry.at, who, said[:SHOWN_CHARACTERS]))
    return tuple(found)


def family_view(parent: "Ticket", family: "Family", texts: dict[str, str]) -> FamilyView:
    """A parent with its children; `texts` are what is written so far."""
    return FamilyView(
        parent=other(parent),
        children=tuple(other(child) for child in family.children),
        counts=tuple(sorted(family.by_state.items())),
        candidates=tuple(other(ticket) for ticket in family.candidates),
        updates=tuple(_update(progress) for progress in family.updates),
        tongues=tuple(
            Tongue(code, name, family.by_language.get(code, 0), texts.get(code, ""))
            for code, name in settings.LANGUAGES
        ),
        total=family.total,
        unsolved=family.unsolved,
    )


def _part(view: "Whole", part: "Ticket") -> OtherTicket:
    put_back = any(merge.part_id == part.id and merge.puts_back for merge in merges_of([one.id for one in view.parts]))
    return other(part, _("split off and put back") if put_back else "")


def _linked(found: links.Linked) -> OtherTicket:
    kinds = words.LINKS_BACK if found.is_other_way else words.LINKS
    return other(found.ticket, str(kinds[found.kind]))


def _opinion(question: "SatisfactionQuestion") -> Opinion:
    return Opinion(question.asked_at, question.score, question.comment, question.answered_at)


def _recipients(view: "Whole", chosen: int) -> list[Recipient]:
    """Each correspondent once, by the part that was heard of last."""
    by_person: dict[str, Ticket] = {}
    heard = [moment.entry.ticket_id for moment in view.timeline if moment.message and moment.message.direction == "in"]
    last = {number: place for place, number in enumerate(heard)}
    for part in sorted(view.parts, key=lambda part: last.get(part.id, -1)):
        if part.thread and part.own != "spam":
            by_person[part.thread.correspondent] = part
    parts = sorted(by_person.values(), key=lambda part: part.id != view.ticket.id)
    numbers = [part.id for part in parts]
    choice = chosen if chosen in numbers else next(iter(numbers), 0)
    names = {party.email: party.name for party in view.parties if party.name}
    return [
        Recipient(part.id, names.get(part.thread.correspondent, ""), part.thread.correspondent, part.id == choice)
        for part in parts
        if part.thread
    ]


def _undo(entries: "Sequence[Entry]", at: datetime) -> Undo | None:
    """The latest deed on the structure, while it is fresh; a deed that is itself an undoing asks for none."""
    told = [entry for entry in entries if entry.text in _UNDONE_BY or entry.text in _UNDOINGS]
    if not told or told[-1].text in _UNDOINGS or at - told[-1].at > CAN_BE_UNDONE_FOR:
        return None
    entry = told[-1]
    said = f"{words.EVENTS[entry.text].text}{words.detail(entry.text, entry.data)}"
    if entry.text == "party_corrected":
        before = entry.data["from"]
        if not before["email"]:
            return None
        fields = (("email", before["email"]), ("name", before["name"]))
        return Undo(said, reverse("staff:party_correct", args=[entry.data["party"]]), fields)
    name, key = _UNDONE_BY[entry.text]
    number = int(entry.data[key]) if key else entry.ticket_id
    return Undo(said, reverse(f"staff:{name}", args=[number]))


_UNDONE_BY: Final = {
    "merged": ("ticket_unmerge", "part"),
    "put_back": ("ticket_unmerge", "part"),
    "split": ("ticket_put_back", "taken"),
    "spam": ("ticket_no_spam", ""),
    "attached": ("ticket_detach", ""),
    "party_corrected": ("party_correct", "party"),
}
_UNDOINGS: Final = frozenset({"unmerged", "no_spam", "detached"})


def _update(progress: "Progress") -> UpdateView:
    update = progress.update
    return UpdateView(
        id=update.id,
        text=update.texts.get("en", ""),
        state=progress.state,
        at=update.at,
        by=update.by,
        total=progress.total,
        written=progress.written,
        refused=progress.refused,
        in_english=progress.in_english,
        solves=update.solves,
    )
