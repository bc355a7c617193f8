"""The policy of alerts as it holds at some instant; where no row is in force, the published default."""

from datetime import datetime

from simcare.kernel import policy
from simcare.usage.policy import ALERTS, AlertTerms


def alert_terms_at(at: datetime) -> AlertTerms:
    """At what everybody is warned who has not chosen."""
    try:
        return AlertTerms.of(policy.terms(ALERTS, at).values)
    except policy.NoSuchPolicy:
        return AlertTerms()
