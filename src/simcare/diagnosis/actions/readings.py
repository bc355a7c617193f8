"""What was read on a device, or told by an operator, is typed in and is evidence from then on."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import JSONField, Value

from simcare.cards.queries.fleet import get_card
from simcare.diagnosis.errors import UnreadableReading
from simcare.diagnosis.events import ReadingEntered
from simcare.diagnosis.models import Reading
from simcare.diagnosis.rules.bundles import plain_value
from simcare.kernel import outbox
from simcare.operators.values import FIELDS, MalformedEvidence

NOTHING_FOUND: Final = Value(None, JSONField())
"""JSON's null: somebody looked, and there is none."""


@transaction.atomic
def enter_reading(
    *,
    card_id: int,
    field: str,
    value: Any,  # any JSON; the vocabulary names the kind of each field
    place: str = "",
    observed_at: datetime,
    by: str,
    at: datetime,
    source: str = "agent",
) -> Reading:
    """Keep one reading. Raises UnreadableReading for an unknown field or a value that is not of its kind."""
    if field not in FIELDS:
        raise UnreadableReading("There is no field %(field)s.", field=field)
    if observed_at > at:
        raise UnreadableReading("%(field)s can't be of the future: %(at)s.", field=field, at=observed_at)
    try:
        plain = plain_value(FIELDS[field], value)
    except MalformedEvidence as error:
        raise UnreadableReading("%(field)s can't be this: %(value)s", field=field, value=str(value)[:80]) from error
    card = get_card(card_id)
    reading = Reading.objects.create(
        account_id=card.account_id,
        card_id=card_id,
        field=field,
        value=plain if plain is not None else NOTHING_FOUND,
        place=place.strip(),
        source=source,
        observed_at=observed_at,
        entered_at=at,
        by=by,
    )
    event = ReadingEntered(card_id=card_id, field=field)
    outbox.publish(event, subject=f"card:{card_id}", account_id=card.account_id)
    return reading


@transaction.atomic
def enter_readings(
    *, card_id: int, values: Mapping[str, Any], place: str, observed_at: datetime, source: str, by: str, at: datetime
) -> list[Reading]:
    """Keep several readings of one place and time, all or none. Raises UnreadableReading."""
    return [
        enter_reading(
            card_id=card_id, field=field, value=value, place=place, observed_at=observed_at, source=source, by=by, at=at
        )
        for field, value in values.items()
    ]
