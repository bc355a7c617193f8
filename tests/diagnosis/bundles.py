"""Bundles for tests, in few words."""

from datetime import UTC, datetime, timedelta
from typing import Any

from simcare.diagnosis.queries.bundles import for_bundle
from simcare.diagnosis.rules.bundles import read_bundle
from simcare.diagnosis.values import Verdict

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
ICCID = "8986001234567890123"


def fact(field: str, value: Any, minutes_ago: float = 1, source: str = "soracom") -> dict[str, Any]:
    """One item of evidence."""
    observed_at = (AT - timedelta(minutes=minutes_ago)).isoformat()
    return {"field": field, "value": value, "observed_at": observed_at, "source": source}


def bundle(*evidence: dict[str, Any], platform: str = "soracom") -> dict[str, Any]:
    """A whole bundle."""
    return {"card": {"iccid": ICCID}, "at": AT.isoformat(), "platform": platform, "evidence": list(evidence)}


def verdict(*evidence: dict[str, Any], platform: str = "soracom") -> Verdict:
    """What the engine says to this evidence."""
    return for_bundle(read_bundle(bundle(*evidence, platform=platform)))
