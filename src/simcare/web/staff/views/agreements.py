"""What an account is promised in place of the usual terms: its agreements, and a new one from now on."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from simcare.accounts.permissions import Deed
from simcare.accounts.queries import get_account
from simcare.clocks import actions as clocks
from simcare.clocks.queries.terms import list_agreements
from simcare.kernel import clock
from simcare.web.staff.door import back, deed, needs, who
from simcare.web.staff.record_words import POLICIES

OFFERED = ("first_response.email", "next_response.email", "resolution.email", "first_response.chat")
WORKING_WEEK = ("mon", "tue", "wed", "thu", "fri")
MOST_WORDS = 300


@dataclass(frozen=True)
class AgreementRow:
    """One agreement, in force or over."""

    promise: object
    version: int
    target_minutes: int
    escalate_percent: int | None
    hours: str
    source: str
    by: str
    from_at: datetime
    until_at: datetime | None


def agreements_of(account_id: int) -> list[AgreementRow]:
    """Those in force first, each promise by its newest version."""
    rows = [
        AgreementRow(
            POLICIES.get(each.name, each.name),
            each.version,
            each.values["target_minutes"],
            each.values.get("escalate_percent"),
            _hours(each.values["calendar"]),
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


@deed
@needs(Deed.ARRANGE)
def save(request: HttpRequest, number: int) -> HttpResponse:
    """These terms for this account, from now on."""
    told, account = request.POST, get_account(number)
    clocks.agree(
        account_id=account.id,
        name=told.get("name", ""),
        values={
            "target_minutes": _number(told.get("target", "")),
            "escalate_percent": _number(told.get("percent", "")),
            "calendar": _calendar(told, account.zone),
        },
        source=told.get("source", "").strip()[:MOST_WORDS],
        by=who(request),
        at=clock.now(),
    )
    return back(request, _("Agreed. It holds for what begins from now on."))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def _calendar(told: Any, zone: str) -> Any:  # a form in; JSON of a calendar out
    if told.get("hours") != "week":
        return "24x7"
    slot = [told.get("from", "") or "09:00", told.get("until", "") or "17:00"]
    return {"zone": zone, "hours": {day: [slot] for day in WORKING_WEEK}}


def _hours(calendar: Any) -> str:  # JSON of a calendar
    if not isinstance(calendar, dict):
        return _("Around the clock")
    slots = {f"{start}–{end}" for day in calendar.get("hours", {}).values() for start, end in day}
    return f"{', '.join(sorted(slots))} {calendar['zone']}"
