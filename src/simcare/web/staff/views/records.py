"""Policies, quarantine, audit."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.kernel import audit as audits
from simcare.kernel import clock, policy
from simcare.messaging.actions.raw import replay as replay_mail
from simcare.messaging.queries import threads
from simcare.web.staff.around import PAGE, draw_page, next_page, offset_of
from simcare.web.staff.door import back, deed, needs, page, who
from simcare.web.staff.from_records import audit_of, mail_of, policies_of

FOUND = 8
"""Rows of each kind that a search shows."""


@page
def policies(request: HttpRequest) -> HttpResponse:
    """Every policy with its versions."""
    return draw_page(request, "policies.html", policies=policies_of(policy.list_versions()), here="policies")


@page
def quarantine(request: HttpRequest) -> HttpResponse:
    """Mails that nothing could read."""
    first = offset_of(request)
    mails = [mail_of(raw) for raw in threads.list_quarantined()[first : first + PAGE]]
    return draw_page(
        request, "quarantine.html", mails=mails, next_page=next_page(request, len(mails)), here="quarantine"
    )


@deed
@needs(Deed.OPEN_RAW_MAIL)
def replay(request: HttpRequest, number: int) -> HttpResponse:
    """Read a mail again."""
    replay_mail(raw_id=number, by=who(request), at=clock.now())
    return back(request, _("It is being read again."))


@page
def audit(request: HttpRequest) -> HttpResponse:
    """Who did what, on one subject with `?about=`; `?check=1` verifies the chain, which reads all of it."""
    about = request.GET.get("about", "")[:80]
    is_whole = next(audits.broken_links(), None) is None if request.GET.get("check") else None
    rows = [audit_of(entry) for entry in audits.list_entries(about, limit=PAGE, offset=offset_of(request))]
    return draw_page(
        request,
        "audit.html",
        rows=rows,
        about=about,
        chain_is_whole=is_whole,
        next_page=next_page(request, len(rows)),
        here="audit",
    )
