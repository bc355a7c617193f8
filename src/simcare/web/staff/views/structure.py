"""Merge, split, link, tag, parent and children, and the people of a ticket: pages and deeds."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.kernel import clock
from simcare.support.actions import children as family_actions
from simcare.support.actions import links, merges, parties, updates
from simcare.support.errors import NoSuchTicket
from simcare.support.queries import children, known_texts, tickets, wholes
from simcare.support.queries.parties import get_party, instead_of
from simcare.support.values import LinkKind
from simcare.web.staff.around import draw_page
from simcare.web.staff.door import back, deed, needs, page, who
from simcare.web.staff.from_structure import family_view, other, preview_of, words_of
from simcare.web.staff.structure import PartyView


@page
def merge_page(request: HttpRequest, number: int) -> HttpResponse:
    """Choose the ticket to merge with, and see what comes of it; `?into=` keeps the other one's number."""
    whole = tickets.get_view(number)
    asked, keeps_other = _number(request.GET.get("with", "")), request.GET.get("into") == "other"
    found = tickets.get_view(asked) if asked else None
    preview = None
    if found:
        preview = preview_of(whole, found) if keeps_other else preview_of(found, whole)
    return draw_page(
        request,
        "merge.html",
        ticket=other(whole.ticket),
        number_asked=request.GET.get("with", ""),
        preview=preview,
        keeps_other=keeps_other,
        offered=[other(each) for each in wholes.mergeable_with(whole.ticket)],
    )


@deed
@needs(Deed.ANSWER)
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Make the ticket part of another."""
    into = _number(request.POST.get("into", ""))
    if into is None:
        raise NoSuchTicket("Say the number of the other ticket.")
    whole = merges.merge(part_id=number, whole_id=into, by=who(request), at=clock.now())
    return _to_ticket(request, whole.id, _("Merged. Answers still go to each person alone."))


@deed
@needs(Deed.ANSWER)
def unmerge(request: HttpRequest, number: int) -> HttpResponse:
    """Take a part out again."""
    merges.unmerge(part_id=number, by=who(request), at=clock.now())
    return back(request, _("Taken out: both tickets are as they were."))


@page
def split_page(request: HttpRequest, number: int) -> HttpResponse:
    """Choose what becomes a ticket of its own."""
    view = tickets.get_view(number)
    return draw_page(
        request,
        "split.html",
        ticket=other(view.ticket),
        words=words_of(view),
        cards=[card.iccid for card in view.cards],
    )


@deed
@needs(Deed.ANSWER)
def split(request: HttpRequest, number: int) -> HttpResponse:
    """Make a ticket of what was chosen."""
    taken = merges.split(
        ticket_id=number,
        entry_ids=[int(told) for told in request.POST.getlist("entry") if _number(told)],
        iccids=request.POST.getlist("card"),
        subject=request.POST.get("subject", ""),
        by=who(request),
        at=clock.now(),
    )
    return _to_ticket(request, taken.id, _("Split off, with the same promise."))


@deed
@needs(Deed.ANSWER)
def put_back(request: HttpRequest, number: int) -> HttpResponse:
    """Undo a split."""
    whole = merges.put_back(ticket_id=number, by=who(request), at=clock.now())
    return _to_ticket(request, whole.id, _("Put back."))


@page
def family_page(request: HttpRequest, number: int) -> HttpResponse:
    """The children of a ticket, and the words to all of them; `?known=` brings ready texts, the end of it its own."""
    view = tickets.get_view(number)
    known = request.GET.get("known", "over" if children.is_over(view.ticket) else "")
    texts = known_texts.find(known)
    return draw_page(
        request,
        "children.html",
        family=family_view(view.ticket, children.family_of(view.ticket), texts),
        known=known,
        key=uuid.uuid4().hex,
        solves=known == "over",
    )


@deed
@needs(Deed.ANSWER)
def attach(request: HttpRequest, number: int) -> HttpResponse:
    """Make tickets children of this one."""
    told = " ".join(request.POST.getlist("child")).replace("#", " ").replace(",", " ").split()
    chosen = [int(each) for each in told if _number(each)]
    count = family_actions.attach_children(parent_id=number, ticket_ids=chosen, by=who(request), at=clock.now())
    return back(request, _("Attached: %(count)s") % {"count": count})


@deed
@needs(Deed.ANSWER)
def detach(request: HttpRequest, number: int) -> HttpResponse:
    """A matter of its own again."""
    family_actions.detach_child(ticket_id=number, by=who(request), at=clock.now())
    return back(request, _("It is no child any more."))


@deed
@needs(Deed.ANSWER)
def open_incident(request: HttpRequest, number: int) -> HttpResponse:
    """Many have the trouble of this ticket: open a parent for it, with this one as the first child."""
    view, at = tickets.get_view(number), clock.now()
    parent = family_actions.open_incident(
        subject=view.ticket.subject,
        card_ids=[card.card_id for card in view.cards if card.card_id],
        by=who(request),
        at=at,
    )
    family_actions.attach_children(parent_id=parent.id, ticket_ids=[number], by=who(request), at=at)
    messages.success(request, _("Opened. New tickets about these cards join it by themselves."))
    return redirect("staff:ticket_children", parent.id)


@deed
@needs(Deed.ANSWER)
def write_update(request: HttpRequest, number: int) -> HttpResponse:
    """Tell all children."""
    texts = {name.removeprefix("text_"): text for name, text in request.POST.items() if name.startswith("text_")}
    updates.write_update(
        parent_id=number,
        texts={language: str(text) for language, text in texts.items()},
        solves=request.POST.get("solves") == "1",
        key=f"console:{request.POST.get('key', '')}",
        by=who(request),
        at=clock.now(),
    )
    messages.success(request, _("On its way to every child, in each one's language."))
    return redirect("staff:ticket_children", number)


@deed
@needs(Deed.ANSWER)
def stop_update(request: HttpRequest, number: int) -> HttpResponse:
    """Tell nobody further for now."""
    updates.stop_update(update_id=number, by=who(request), at=clock.now())
    return back(request, _("Stopped. Who has been told stays told."))


@deed
@needs(Deed.ANSWER)
def resume_update(request: HttpRequest, number: int) -> HttpResponse:
    """Tell the rest."""
    updates.resume_update(update_id=number, by=who(request), at=clock.now())
    return back(request, _("Resumed."))


@deed
def tag(request: HttpRequest, number: int) -> HttpResponse:
    """One more tag."""
    spelt = links.tag(ticket_id=number, name=request.POST.get("tag", ""), by=who(request), at=clock.now())
    return back(request, _("Tagged: %(tag)s") % {"tag": spelt})


@deed
def untag(request: HttpRequest, number: int) -> HttpResponse:
    """One tag less."""
    links.untag(ticket_id=number, name=request.POST.get("tag", ""), by=who(request), at=clock.now())
    return back(request, _("Tag removed."))


@deed
def link(request: HttpRequest, number: int) -> HttpResponse:
    """The ticket has to do with another one."""
    told = _number(request.POST.get("other", "").strip().lstrip("#"))
    if told is None:
        raise NoSuchTicket("Say the number of the other ticket.")
    kind = request.POST.get("kind", "")
    links.link(
        ticket_id=number,
        other_id=told,
        kind=LinkKind(kind) if kind in list(LinkKind) else LinkKind.RELATES_TO,
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("Linked."))


@deed
def unlink(request: HttpRequest, number: int) -> HttpResponse:
    """They have nothing to do with each other."""
    links.unlink(
        ticket_id=number, other_id=_number(request.POST.get("other", "")) or 0, by=who(request), at=clock.now()
    )
    return back(request, _("Link removed."))


@page
def person_page(request: HttpRequest, number: int) -> HttpResponse:
    """A person on a ticket, and who it may be in truth."""
    party = get_party(number)
    shown = PartyView(party.id, party.ticket_id, party.role, party.name, party.email, tuple(instead_of(party)))
    return draw_page(request, "ticket_person.html", party=shown)


@deed
@needs(Deed.ANSWER)
def correct_person(request: HttpRequest, number: int) -> HttpResponse:
    """It is another person; the answer goes there."""
    ticket = parties.correct_party(
        party_id=number,
        email=request.POST.get("email", ""),
        name=request.POST.get("name", ""),
        by=who(request),
        at=clock.now(),
    )
    return _to_ticket(request, ticket.id, _("Corrected. The desk makes its answer anew for this person."))


def _to_ticket(request: HttpRequest, number: int, words: str) -> HttpResponseRedirect:
    messages.success(request, words)
    return redirect("staff:ticket", number)


def _number(told: str) -> int | None:
    told = told.strip().lstrip("#")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < 19 else None
