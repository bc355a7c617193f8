"""An account's contract changes what it is promised, from a day on; clocks that run keep what they began with."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from simcare.clocks.errors import BadTerms
from simcare.clocks.models import Agreement
from simcare.clocks.policy import ClockTerms
from simcare.clocks.queries.terms import PREFIXES
from simcare.clocks.rules.chains import read_chain
from simcare.clocks.rules.official import with_official_days
from simcare.clocks.rules.reading import MOST_MINUTES, read_calendar
from simcare.kernel import audit


@transaction.atomic
def agree(
    *, account_id: int, name: str, values: Mapping[str, Any], source: str, by: str, at: datetime
) -> Agreement:  # values: JSON of a clock's terms, checked here
    """Promise an account its own terms from `at` on, in place of the policy `name`. Raises BadTerms."""
    _check(name, values, at)
    if not source.strip():
        raise BadTerms("source", "Name the contract and its clause.")
    known = Agreement.objects.select_for_update().filter(account_id=account_id, name=name)
    last = known.order_by("-version").first()
    if last:
        if last.period.lower >= at:
            raise BadTerms("from", "A new agreement must begin after the one that is in force.")
        last.period = DateTimeTZRange(last.period.lower, at)
        last.save(update_fields=["period"])
    new = Agreement.objects.create(
        account_id=account_id,
        name=name,
        version=last.version + 1 if last else 1,
        period=DateTimeTZRange(at, None),
        values=dict(values),
        source=source,
        approved_by=by,
    )
    audit.record(
        "agreement.changed",
        by=by,
        at=at,
        subject=f"account:{account_id}",
        account_id=account_id,
        before=last and last.values,
        after={"name": name, **values},
    )
    return new


def _check(name: str, values: Mapping[str, Any], at: datetime) -> None:
    if name.partition(".")[0] not in PREFIXES.values():
        raise BadTerms("name", "The name of a promise begins with one of: %(known)s.", known=list(PREFIXES.values()))
    if not isinstance(values.get("target_minutes"), int) or not 1 <= values["target_minutes"] <= MOST_MINUTES:
        raise BadTerms("target_minutes", "A target is a whole number of minutes, 1 at least.")
    terms = ClockTerms.of(values)
    if not isinstance(terms.escalate_percent, int) or not 1 <= terms.escalate_percent <= 100:
        raise BadTerms("escalate_percent", "A share of the target is a whole number from 1 to 100.")
    if "levels" in values and not read_chain(values["levels"]):
        raise BadTerms("levels", "A chain has one level at least.")
    read_calendar(with_official_days(terms.calendar, at.year))
