"""Taking a message back before it leaves.

The row of its sending decides: whoever sends claims that row in a transaction of its own, and whoever withdraws locks
the same row. So one of the two comes first, whatever is killed meanwhile: a claimed message can't be withdrawn, and a
withdrawn one is never claimed.
"""

from datetime import datetime

from django.db import transaction

from simcare.kernel import audit, points
from simcare.messaging.errors import AlreadyLeft, NoSuchMail
from simcare.messaging.models import Message, Sending


@transaction.atomic
def withdraw(*, message_id: int, by: str, at: datetime) -> Message:
    """The message never leaves; asked again, it is withdrawn still. Raises AlreadyLeft once a sender has claimed it."""
    sendings = Sending.objects.select_for_update(of=("self",)).select_related("message__thread")
    sending = sendings.filter(message_id=message_id).first()
    if sending is None:
        raise NoSuchMail
    if sending.state == Sending.WITHDRAWN:
        return sending.message
    if sending.state != Sending.QUEUED or sending.attempts:
        raise AlreadyLeft
    Sending.objects.filter(id=sending.id).update(state=Sending.WITHDRAWN, sealed="")
    audit.record(
        "message.withdrawn", by=by, at=at, subject=f"message:{message_id}", account_id=sending.message.account_id
    )
    points.reach("messaging.withdrawn.before_commit")
    return sending.message


def was_withdrawn(message_id: int) -> bool:
    """Whether its writer took it back."""
    return Sending.objects.filter(message_id=message_id, state=Sending.WITHDRAWN).exists()
