"""How old evidence may be: fresh, ageing or stale, by its field and connector (diagnosis-checks.md section 4)."""

from datetime import datetime, timedelta

from simcare.diagnosis.policy import Terms
from simcare.diagnosis.values import Freshness
from simcare.operators.values import FIELDS, Evidence

# Past their limit these are "history only": worth showing, but their age alone casts no doubt on a fresh finding.
HISTORY_ONLY = frozenset({"reject", "identity", "usage"})


def limit_minutes(field: str, platform: str, terms: Terms) -> int | None:
    """How long a value of this field from this connector counts as known; None: it does not age."""
    override = terms.fresh_for_minutes.get((platform, field))
    if override is not None:
        return override
    limit = FIELDS[field].limit_minutes
    if limit is not None and FIELDS[field].ages_as == "usage":
        return limit + terms.usage_delay_minutes.get(platform, 0)
    return limit


def freshness(item: Evidence, at: datetime, platform: str, terms: Terms) -> Freshness:
    """Counted from `observed_at`; a value exactly at its limit is still known."""
    minutes = limit_minutes(item.field, platform, terms)
    if minutes is None:
        return Freshness.FRESH
    limit = timedelta(minutes=minutes)
    age = at - item.observed_at
    if age > limit:
        return Freshness.STALE
    return Freshness.AGEING if age > limit * terms.ageing_from_share else Freshness.FRESH
