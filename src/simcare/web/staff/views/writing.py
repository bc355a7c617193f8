"""Writing on a ticket: send, take back, keep a draft, find canned words, do a macro."""

import uuid
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.kernel import clock, policy
from simcare.support.actions import answers, drafts, notes
from simcare.support.actions.tickets import get_ticket
from simcare.support.actions.undoing import undo as undo_answer
from simcare.support.errors import DraftElsewhere, TicketChanged
from simcare.support.flows import macros
from simcare.support.queries import tickets
from simcare.support.queries.canned import get_macro, suggest
from simcare.support.values import DraftKind
from simcare.web.staff.door import back, deed, needs, page, staff, who
from simcare.web.staff.refusals import said


@deed
@needs(Deed.ANSWER)
def reply(request: HttpRequest, number: int) -> HttpResponse:
    """Send the answer as it stands in the composer; what is refused stays there as a draft."""
    at, me, text = clock.now(), staff(request).id, request.POST.get("text", "")
    drafts.keep(ticket_id=number, user_id=me, kind=DraftKind.REPLY, text=text, at=at)
    try:
        answers.send(
            ticket_id=_part(request, number),
            text=text,
            key=f"console:{request.POST.get('key', '')}:{me}",
            last_seen=number_of(request, "version"),
            by=who(request),
            at=at,
            undo_for=undo_for(at),
        )
    except TicketChanged as refusal:
        messages.error(request, said(refusal))
        return _to_ticket(number, since=number_of(request, "seen") or 0)
    drafts.forget(ticket_id=number, user_id=me, kind=DraftKind.REPLY)
    return back(request, _("Sent. The customer's turn."))


@deed
def note(request: HttpRequest, number: int) -> HttpResponse:
    """A remark among colleagues."""
    notes.note(ticket_id=number, text=request.POST.get("text", "").strip(), by=who(request), at=clock.now())
    drafts.forget(ticket_id=number, user_id=staff(request).id, kind=DraftKind.NOTE)
    return back(request, _("Note added."))


@deed
@needs(Deed.ANSWER)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Take an answer back before it leaves; its words are in the composer again."""
    message_id = number_of(request, "message") or 0
    user = staff(request)
    undo_answer(ticket_id=number, message_id=message_id, user_id=user.id, by=who(request), at=clock.now())
    messages.success(request, _("Taken back. Nothing was sent."))
    return _to_ticket(number)


@deed
def draft(request: HttpRequest, number: int) -> HttpResponse:
    """Keep what is being written; tells when another page of the same person wrote other words."""
    kind = DraftKind.NOTE if request.POST.get("kind") == DraftKind.NOTE else DraftKind.REPLY
    try:
        kept = drafts.keep(
            ticket_id=number,
            user_id=staff(request).id,
            kind=kind,
            text=request.POST.get("text", ""),
            page=request.POST.get("page", "")[:64],
            revision=number_of(request, "revision"),
            seen_entry_id=number_of(request, "seen") or 0,
            at=clock.now(),
        )
    except DraftElsewhere as other:
        return JsonResponse({"text": other.text, "revision": other.revision, "told": said(other)}, status=409)
    return JsonResponse({"revision": kept.revision if kept else 0})


@page
def canned(request: HttpRequest, number: int) -> HttpResponse:
    """Canned answers for what was typed after the slash, filled in for this ticket."""
    found = suggest(get_ticket(number), request.GET.get("q", "")[:60], agent=str(staff(request)))
    return render(request, "staff/parts/suggestions.html", {"suggestions": found})


@page
def macro_preview(request: HttpRequest, number: int, macro: int) -> HttpResponse:
    """What a macro would do to this ticket."""
    shown = macros.preview(get_ticket(number), get_macro(macro), _doer(request))
    told = {"preview": shown, "number": number, "version": request.GET.get("version", ""), "key": uuid.uuid4().hex}
    return render(request, "staff/parts/macro_preview.html", told)


@deed
@needs(Deed.ANSWER)
def macro(request: HttpRequest, number: int, macro: int) -> HttpResponse:
    """Do it."""
    done = macros.carry_out(
        ticket_id=number,
        macro=get_macro(macro),
        key=f"{request.POST.get('key', '')}:{staff(request).id}",
        last_seen=number_of(request, "version"),
        doer=_doer(request),
        at=clock.now(),
    )
    request.session["macro"] = [done.id, number]
    return back(request, _("Done: %(macro)s") % {"macro": done.data["macro"]})


@deed
@needs(Deed.ANSWER)
def macro_undo(request: HttpRequest, entry: int) -> HttpResponse:
    """Undo it as a whole."""
    ticket = macros.take_back(entry_id=entry, doer=_doer(request), at=clock.now())
    messages.success(request, _("Undone. The ticket is as before."))
    return _to_ticket(ticket.id)


def undo_for(at: datetime) -> timedelta:
    """For how long an answer can be taken back."""
    return timedelta(seconds=policy.terms("undo_send", at).values["seconds"])


def number_of(request: HttpRequest, name: str) -> int | None:
    """A number that a form told; nonsense counts as none."""
    told = request.POST.get(name, "")
    return int(told) if told.isdecimal() and len(told) < 19 else None


def _to_ticket(number: int, since: int = 0) -> HttpResponseRedirect:
    address = reverse("staff:ticket", args=[number])
    return redirect(f"{address}?since={since}#composer" if since else f"{address}#composer")


def _doer(request: HttpRequest) -> macros.Doer:
    return macros.Doer(staff(request), undo_for(clock.now()))


def _part(request: HttpRequest, number: int) -> int:
    """The part of a whole whose correspondent is answered; the ticket itself when none of it is named."""
    told = number_of(request, "to") or number
    return told if told in {part.id for part in tickets.get_view(number, limit=1).parts} else number
