"""What an account is promised in place of the usual terms: its agreements, and the page where others are agreed on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.accounts.queries import get_account
from simcare.clocks import actions as clocks
from simcare.clocks.errors import BadTerms
from simcare.clocks.queries.terms import find_agreement, list_agreements
from simcare.kernel import clock
from simcare.web.staff.around import draw_page
from simcare.web.staff.door import deed, needs, page, tell, who
from simcare.web.staff.record_words import POLICIES
from simcare.web.staff.remedy_words import WHOM
from simcare.web.staff.terms_form import Flaw, TermsForm, chain_text, flaw_of, hours_text

OFFERED = ("first_response.email", "next_response.email", "resolution.email", "first_response.chat")


@dataclass(frozen=True)
class AgreementRow:
    """One agreement, in force or over. `chain` is empty where the usual people are called."""

    name: str
    promise: object
    version: int
    target_minutes: int
    escalate_percent: int | None
    hours: str
    chain: str
    source: str
    by: str
    from_at: datetime
    until_at: datetime | None


def agreements_of(account_id: int) -> list[AgreementRow]:
    """Those in force first, each promise by its newest version."""
    rows = [
        AgreementRow(
            each.name,
            POLICIES.get(each.name, each.name),
            each.version,
            each.values["target_minutes"],
            each.values.get("escalate_percent"),
            hours_text(each.values["calendar"]),
            chain_text(each.values.get("levels", ())),
            each.source,
            each.approved_by,
            each.period.lower,
            each.period.upper,
        )
        for each in list_agreements(account_id)
    ]
    return sorted(rows, key=lambda row: row.until_at is not None)


def choices() -> Iterator[tuple[str, object]]:
    """The promises that can be agreed on, with their words."""
    return ((name, POLICIES.get(name, name)) for name in OFFERED)


@page
@needs(Deed.ARRANGE)
def terms(request: HttpRequest, number: int) -> HttpResponse:
    """The form: filled with what is agreed on about this promise, if something is."""
    account, name = get_account(number), request.GET.get("promise", "")
    known = find_agreement(account.id, name)
    form = TermsForm.of(known, account.zone) if known else TermsForm(name=name, zone=account.zone)
    return _draw(request, number, form)


@deed
@needs(Deed.ARRANGE)
def save(request: HttpRequest, number: int) -> HttpResponse:
    """These terms for this account, from now on; what can't be kept is said beside the field, and nothing is lost."""
    form, account = TermsForm.read(request.POST), get_account(number)
    try:
        clocks.agree(
            account_id=account.id,
            name=form.name,
            values=form.values(),
            source=form.source,
            by=who(request),
            at=clock.now(),
        )
    except BadTerms as trouble:
        return _draw(request, number, form, flaw_of(trouble))
    tell(request, _("Agreed. It holds for what begins from now on."))
    return redirect("staff:account", number)


def _draw(request: HttpRequest, number: int, form: TermsForm, flaw: Flaw | None = None) -> HttpResponse:
    answer = draw_page(
        request,
        "terms.html",
        account=get_account(number),
        form=form,
        flaw=flaw,
        promises=choices(),
        whom=WHOM.items(),
        here="accounts",
    )
    answer.status_code = 422 if flaw else 200
    return answer
