"""Tickets as pages show them: both people, the promise, the timeline in words."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from simcare.web.staff import remedy_words, share_words, words
from simcare.web.staff.from_cards import card_of
from simcare.web.staff.from_verdicts import verdict_of
from simcare.web.staff.pages import (
    NOTHING_AROUND,
    Attached,
    CardView,
    Entry,
    FoundRow,
    FoundText,
    Person,
    Promise,
    Proposal,
    TicketRow,
    TicketView,
    tone_of,
)
from simcare.web.staff.structure import Recipient, Structure

if TYPE_CHECKING:
    from simcare.clocks.models import Clock
    from simcare.messaging.models import Message
    from simcare.support.models import Party, TicketCard
    from simcare.support.queries.lists import TicketLine
    from simcare.support.queries.search import Hit
    from simcare.support.queries.tickets import Moment
    from simcare.support.queries.tickets import TicketView as Whole
    from simcare.support.rules.search.snippets import Piece

NOBODY = Person("", "", "requester")
Names = Mapping[str, str]
"""E-mail address of a colleague, and number as text -> name."""


def row_of(line: "TicketLine") -> TicketRow:
    """A ticket in a list."""
    writer = _person(line.requester, line.account_name, line.standing)
    end_user = _person(line.end_user)
    return TicketRow(
        number=line.id,
        subject=line.subject,
        snippet=line.snippet,
        state=line.state,
        requester=end_user or writer or Person(_("Incident"), "", "requester"),  # what nobody wrote is one
        forwarder=writer if end_user else None,
        promise=Promise("next", line.due_at, line.opened_at) if line.due_at else None,
        iccids=tuple(line.iccids),
        liable=line.liable,
        tone=tone_of(line.liable, line.severity) if line.liable else "unknown",
        language=line.language,
        assignee=line.assignee,
        has_proposal=line.has_proposal,
        queue=line.queue,
        category=line.category,
        account=line.account_name,
        opened_at=line.opened_at,
    )


def hit_of(hit: "Hit") -> FoundRow:
    """A ticket among the results of a search."""
    return FoundRow(row_of(hit.line), tuple(map(_piece, hit.subject)), tuple(map(_piece, hit.snippet)))


def _piece(piece: "Piece") -> FoundText:
    return FoundText(piece.text, piece.fits)


def ticket_of(
    view: "Whole", names: Names, queue_names: Mapping[str, str], around: Structure = NOTHING_AROUND
) -> TicketView:
    """A whole ticket; the answer proposed is that to the chosen correspondent."""
    ticket = view.ticket
    account = ticket.account.name if ticket.account else ""
    writer = _person(view.requester, account, ticket.standing)
    end_user = _person(view.end_user)
    return TicketView(
        number=ticket.id,
        subject=ticket.subject,
        state=ticket.state,
        channel=ticket.channel,
        language=ticket.language,
        opened_at=ticket.opened_at,
        requester=end_user or writer or NOBODY,
        version=view.last_message_id,
        forwarder=writer if end_user else None,
        account=account,
        account_id=ticket.account_id,
        assignee=str(ticket.assignee) if ticket.assignee else "",
        promises=tuple(_promise(clock) for clock in view.clocks),
        cards=tuple(_card(card) for card in view.cards),
        entries=tuple(_marked(view, _entries(view.timeline, names, end_user, writer))),
        proposal=_proposal(view, writer or NOBODY, around.recipient),
        assignee_id=ticket.assignee_id,
        queue=ticket.queue,
        queue_name=queue_names.get(ticket.queue, ticket.queue),
        snoozed_until=ticket.snoozed_until,
        last_entry_id=max((moment.entry.id for moment in view.timeline), default=0),
        earlier_place=view.earlier_place,
        structure=around,
    )


def _person(party: "Party | None", organisation: str = "", standing: str = "claimed") -> Person | None:
    return Person(party.name, party.email, party.role, organisation, standing, party.id) if party else None


def _promise(clock: "Clock") -> Promise:
    hold = next((pause for pause in clock.pauses.all() if pause.until_at is None), None)
    return Promise(
        name=clock.kind,
        due_at=clock.due_at,
        opened_at=clock.opened_at,
        answered_at=clock.answered_at,
        breached_at=clock.breached_at,
        held_since=hold.from_at if hold else None,
        held_for=hold.reason if hold else "",
        policy=_("%(name)s, version %(version)s") % {"name": clock.policy_name, "version": clock.policy_version},
    )


def _card(named: "TicketCard") -> CardView:
    verdict = verdict_of(named.verdict) if named.verdict else None
    return card_of(named.card, verdict) if named.card else CardView(named.iccid, "unknown", relation=named.relation)


def _proposal(view: "Whole", writer: Person, to: Recipient | None) -> Proposal | None:
    answer = view.proposals.get(to.number if to else view.ticket.id)
    if answer is None:
        return None
    reason = words.HELD.get(answer.reason, answer.reason.replace("_", " "))
    return Proposal(answer.id, writer, answer.text, answer.language, answer.subject, str(reason))


def _entries(
    moments: "Sequence[Moment]", names: Names, end_user: Person | None, writer: Person | None
) -> Sequence[Entry]:
    return [
        _message(moment, moment.message, names, end_user, writer) if moment.message else _event(moment, names)
        for moment in moments
    ]


def _marked(view: "Whole", entries: Sequence[Entry]) -> Sequence[Entry]:
    """Of a whole, each line says which part it was said on."""
    if len(view.parts) == 1:
        return entries
    return [
        replace(entry, part_number=moment.entry.ticket_id) if moment.entry.ticket_id != view.ticket.id else entry
        for moment, entry in zip(view.timeline, entries, strict=True)
    ]


def _message(
    moment: "Moment", message: "Message", names: Names, end_user: Person | None, writer: Person | None
) -> Entry:
    is_ours = message.direction == "out"
    forward: Mapping[str, Any] = message.forward or {}
    is_supplier = moment.entry.text == "supplier_answered"
    sender = Person(message.sender_name, message.sender_email, "supplier" if is_supplier else "requester")
    sending = getattr(message, "sending", None)
    return Entry(
        id=moment.entry.id,
        kind="reply" if is_ours else "message",
        at=moment.entry.at,
        text=forward.get("text") or message.reply_text or message.text,
        author=_colleague(message.by, names) if is_ours else (end_user if forward and end_user else sender),
        forwarder=(writer or sender) if forward else None,
        forwarder_text=forward.get("forwarder_text") or "",
        to=", ".join(_address(each) for each in message.to),
        sending=sending.state if sending else "",
        html_url=reverse("staff:message_html", args=[message.id]) if message.has_html else "",  # type: ignore[attr-defined]  # annotated
        attachments=tuple(
            Attached(file.name or _("unnamed"), file.size_bytes, reverse("staff:attachment", args=[file.id]))
            for file in message.attachments.all()
        ),
    )


def _event(moment: "Moment", names: Names) -> Entry:
    entry = moment.entry
    if entry.kind == "note":
        pieces = _pieces(entry.text, entry.data.get("mentions", ()))
        return Entry(entry.id, "note", entry.at, entry.text, _colleague(entry.by, names), pieces=pieces)
    if entry.kind == "finding":
        found = words.finding(entry.text) or _("No fault was found")
        return Entry(entry.id, "finding", entry.at, found, icon="stethoscope")
    event = words.EVENTS.get(entry.text) or remedy_words.EVENTS.get(entry.text)
    text = str(event.text) if event else entry.text.replace("_", " ").capitalize()
    detail = (
        remedy_words.detail(entry.text, entry.data)
        or words.detail(entry.text, entry.data)
        or share_words.detail(entry.text, entry.data, names)
    )
    by = None if entry.by == "desk" else _colleague(entry.by, names)
    return Entry(entry.id, "action", entry.at, f"{text}{detail}", by, icon=event.icon if event else "activity")


def _pieces(text: str, places: Sequence[Mapping[str, Any]]) -> tuple[tuple[str, bool], ...]:
    """A note cut at the colleagues whom it names."""
    pieces, end = [], 0
    for place in places:
        pieces += [(text[end : place["start"]], False), (str(place["name"]), True)]
        end = place["end"]
    return (*pieces, (text[end:], False)) if places else ()


def _colleague(by: str, names: Names) -> Person:
    if by == "desk":
        return Person(_("Simcare, by itself"), "", "staff")
    return Person(names.get(by, ""), by, "staff")


def _address(told: object) -> str:
    if isinstance(told, Mapping):
        return f"{told.get('name') or ''} <{told.get('email') or ''}>".strip()
    return str(told)
