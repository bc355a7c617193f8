"""People take on what was unusual, and close it with a word on what it was."""

from datetime import datetime

from django.db import transaction

from simcare.kernel import audit
from simcare.usage.errors import NoSuchAnomaly
from simcare.usage.models import Anomaly
from simcare.usage.values import AnomalyState


@transaction.atomic
def move(*, anomaly_id: int, state: AnomalyState, note: str = "", by: str, at: datetime) -> Anomaly:
    """It is open, acknowledged or closed from now on; any state may follow any other. The same again changes nothing.

    Raises NoSuchAnomaly.
    """
    anomaly = Anomaly.objects.select_for_update().filter(id=anomaly_id).first()
    if anomaly is None:
        raise NoSuchAnomaly
    if anomaly.state == state:
        return anomaly
    before, anomaly.state = anomaly.state, state
    is_open = state is AnomalyState.OPEN
    anomaly.state_at, anomaly.state_by = (None, "") if is_open else (at, by)
    anomaly.note = note.strip()[:500] or anomaly.note
    anomaly.save(update_fields=["state", "state_at", "state_by", "note"])
    audit.record(
        "usage.anomaly_moved",
        by=by,
        at=at,
        subject=f"anomaly:{anomaly.id}",
        account_id=anomaly.account_id,
        before={"state": before},
        after={"state": state.value, "note": note.strip()[:500]},
    )
    return anomaly
