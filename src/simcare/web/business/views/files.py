"""The account's cards as files: asked for at once, made in the background, downloaded when they are there."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from simcare.accounts.permissions import MemberDeed
from simcare.cards.actions import exports
from simcare.kernel import clock
from simcare.web.business.door import back, deed, needs, page, visitor
from simcare.web.business.from_cards import filters_of
from simcare.web.staff.views.imports import download

COLUMNS = (
    *("iccid", "state", "imsi", "msisdn", "eid", "imei", "label", "product", "sold_on"),
    *("presence", "state_observed_at"),
)
"""What an account reads of its cards; batches, platforms and dealers are the house's."""


@deed
@needs(MemberDeed.EXPORT)
def export(request: HttpRequest) -> HttpResponse:
    """Have a file made of the cards that match."""
    who, said = visitor(request), request.POST
    exports.begin_export(
        filters=filters_of(said, who.account_id),
        columns=COLUMNS,
        kind=said.get("as", "csv"),
        by=who.user.email,
        at=clock.now(),
        account_id=who.account_id,
    )
    return back(request, _("The file is being made; it stands above your cards when it is there."))


@page
@needs(MemberDeed.EXPORT)
def file(request: HttpRequest, number: int) -> HttpResponse:
    """The file, once it is there."""
    name, kind, content = exports.read_export(number, account_id=visitor(request).account_id)
    return download(content, kind, name)
