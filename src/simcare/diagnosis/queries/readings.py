"""What people entered about a card."""

from simcare.diagnosis.models import Reading
from simcare.operators.values import Evidence

SHOWN = 40


def list_readings(card_id: int, limit: int = SHOWN) -> list[Evidence]:
    """The readings of a card, those observed last first."""
    rows = Reading.objects.filter(card_id=card_id).order_by("-observed_at", "-id")[:limit]
    return [Evidence(row.field, row.value, row.observed_at, row.entered_at, row.source) for row in rows]
