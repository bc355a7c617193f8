"""Spam, and senders who are blocked: pages and deeds."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.kernel import clock
from simcare.support.actions import senders as actions
from simcare.support.flows import complaint
from simcare.support.queries.senders import list_held, list_shunned
from simcare.web.staff.around import draw_page
from simcare.web.staff.door import back, deed, needs, page, who
from simcare.web.staff.structure import HeldView, ShunnedView

SHOWN_CHARACTERS = 300


@page
def senders(request: HttpRequest) -> HttpResponse:
    """Who is shunned and why, and the mails that were kept."""
    shunned = [
        ShunnedView(row.id, row.pattern, row.shun, row.reason, row.by, row.at, getattr(row, "held_count", 0))
        for row in list_shunned()
    ]
    held = [
        HeldView(
            one.message.id,
            one.message.sender_email,
            one.message.subject,
            one.message.text[:SHOWN_CHARACTERS],
            one.message.at,
        )
        for one in list_held()
    ]
    pattern = request.GET.get("block", "")
    return draw_page(request, "senders.html", shunned=shunned, held=held, pattern=pattern, here="senders")


@deed
@needs(Deed.ANSWER)
def block(request: HttpRequest) -> HttpResponse:
    """Keep the mail of a sender, and open nothing for it."""
    actions.block(
        pattern=request.POST.get("pattern", ""), reason=request.POST.get("reason", ""), by=who(request), at=clock.now()
    )
    return back(request, _("Blocked. Mail is kept and opens nothing."))


@deed
@needs(Deed.ANSWER)
def lift(request: HttpRequest, number: int) -> HttpResponse:
    """The sender is welcome again."""
    actions.lift(sender_id=number, by=who(request), at=clock.now())
    return back(request, _("Lifted. New mail opens tickets again."))


@deed
@needs(Deed.ANSWER)
def let_in(request: HttpRequest, number: int) -> HttpResponse:
    """A kept mail becomes a ticket."""
    complaint.let_in(message_ids=[number], by=who(request), at=clock.now())
    return back(request, _("Let in: it is a ticket now."))


@deed
@needs(Deed.ANSWER)
def spam(request: HttpRequest, number: int) -> HttpResponse:
    """Nobody is answered, nothing is promised."""
    actions.mark_spam(ticket_id=number, by=who(request), at=clock.now())
    return back(request, _("Spam. Nobody is answered."))


@deed
@needs(Deed.ANSWER)
def no_spam(request: HttpRequest, number: int) -> HttpResponse:
    """It is a request after all."""
    actions.unmark_spam(ticket_id=number, by=who(request), at=clock.now())
    return back(request, _("No spam: the promise runs as before."))
