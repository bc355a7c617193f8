"""A hardware fault is handed over to the equipment supplier: what he would see, and what became of it."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.diagnosis.queries import swaps
from simcare.kernel import clock
from simcare.support.actions import packs as actions
from simcare.support.queries import packs
from simcare.web.staff.around import draw_page
from simcare.web.staff.diagnosis_pages import HandOver
from simcare.web.staff.door import back, deed, needs, page, who
from simcare.web.staff.from_diagnosis import pack_of, swap_of
from simcare.web.staff.from_verdicts import check_title
from simcare.web.staff.views.cards import get


@page
def hand_over(request: HttpRequest, number: int, iccid: str) -> HttpResponse:
    """What would be handed over, to whom, and the packs that were."""
    card, at = get(iccid), clock.now()
    contents, _verdict = packs.contents_for(card_id=card.id, ticket=f"ticket:{number}")
    device, test = packs.find_device(card.id), swaps.find_last(card.id)
    supplier = device.supplier if device else None
    shown = HandOver(
        ticket=number,
        iccid=iccid,
        finding=check_title(contents.code) if contents.code else _("No fault was found"),
        liable=contents.liable,
        supplier=supplier.name if supplier else "",
        email=supplier.email if supplier else "",
        language=supplier.language if supplier else "",
        steps=swap_of(swaps.get_view(test)).steps if test else (),
        event_count=len(contents.events),
        window_from_at=contents.window_from_at,
        window_until_at=contents.window_until_at,
        covering=(*contents.incidents, *contents.notices),
        packs=tuple(pack_of(each, at) for each in packs.list_packs(number) if each.card_id == card.id),
    )
    return draw_page(request, "hand_over.html", hand_over=shown, key=uuid.uuid4().hex, here="inbox")


@page
def preview(_request: HttpRequest, number: int, iccid: str) -> HttpResponse:
    """The document as the supplier would get it, in the reader's own language."""
    contents, _verdict = packs.contents_for(card_id=get(iccid).id, ticket=f"ticket:{number}")
    language = packs.language_of(get_language() or "en")
    content = packs.document_of(contents, language=language, number=_("draft"), at=clock.now())
    return pdf(content, "evidence.pdf")


@page
def document(_request: HttpRequest, number: int) -> HttpResponse:
    """A pack as it was sent."""
    pack = packs.get_pack(number)
    content = packs.document_of(
        packs.contents_of(pack), language=pack.language, number=packs.number_of(pack), at=pack.made_at
    )
    return pdf(content, f"{packs.number_of(pack)}.pdf")


@deed
@needs(Deed.ANSWER)
def send(request: HttpRequest, number: int, iccid: str) -> HttpResponse:
    """One mail to the supplier, with the link."""
    pack = actions.hand_over(
        ticket_id=number,
        card_id=get(iccid).id,
        key=f"console:{request.POST.get('key', '')}",
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("Sent to %s.") % pack.supplier)


@deed
@needs(Deed.ANSWER)
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """The link shows nothing any more."""
    actions.revoke(pack_id=number, by=who(request), at=clock.now())
    return back(request, _("The link is dead."))


def pdf(content: bytes, name: str) -> HttpResponse:
    """A document as a download."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
