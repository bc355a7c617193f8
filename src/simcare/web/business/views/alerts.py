"""Alerts: what the account's cards have crossed, and at what its people are warned."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from simcare.accounts.permissions import MemberDeed
from simcare.kernel import clock
from simcare.usage.actions.thresholds import warn_account
from simcare.usage.queries.alerts import alerts_of_account, chosen_of, usual_at
from simcare.web.business.door import back, deed, needs, page, visitor
from simcare.web.business.frame import draw_page
from simcare.web.staff.from_alerts import alerts_of, form_of, read_form

MOST_OPEN: Final = 200
MOST_PAST: Final = 50


@page
def alerts(request: HttpRequest) -> HttpResponse:
    """What holds now, what held, and the thresholds."""
    who = visitor(request)
    return draw_page(
        request,
        "alerts.html",
        holding=alerts_of(alerts_of_account(who.account_id, is_open=True)[:MOST_OPEN]),
        past=alerts_of(alerts_of_account(who.account_id, is_open=False)[:MOST_PAST]),
        warnings=form_of(chosen_of(account_id=who.account_id), usual_at(clock.now())),
        may_choose=who.may(MemberDeed.CHOOSE_WARNINGS),
        here="alerts",
    )


@deed
@needs(MemberDeed.CHOOSE_WARNINGS)
def warn(request: HttpRequest) -> HttpResponse:
    """The account is warned at these from now on, or as usual."""
    who, is_usual = visitor(request), request.POST.get("usual") == "1"
    warn_at = None if is_usual else read_form(request.POST)
    warn_account(account_id=who.account_id, warn_at=warn_at, by=who.user.email, at=clock.now())
    return back(request, _("Warnings are raised as usual.") if is_usual else _("Warnings are raised at these."))
