"""At what the people of an account are warned, and the packages of a card that are watched."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.kernel import clock
from simcare.usage.actions.meters import open_meter
from simcare.usage.actions.thresholds import warn_account
from simcare.web.staff.door import back, deed, needs, who
from simcare.web.staff.from_alerts import read_form, read_package
from simcare.web.staff.views.cards import get


@deed
@needs(Deed.ARRANGE)
def warn(request: HttpRequest, number: int) -> HttpResponse:
    """The account is warned at these from now on, or as usual."""
    is_usual = request.POST.get("usual") == "1"
    warn_at = None if is_usual else read_form(request.POST)
    warn_account(account_id=number, warn_at=warn_at, by=who(request), at=clock.now())
    return back(request, _("Warnings are raised as usual.") if is_usual else _("Warnings are raised at these."))


@deed
@needs(Deed.KEEP_STOCK)
def open_package(request: HttpRequest, iccid: str) -> HttpResponse:
    """What the card may use in a period, and is watched for from now on."""
    open_meter(card_id=get(iccid).id, package=read_package(request.POST), by=who(request), at=clock.now())
    return back(request, _("The package is watched from now on."))
