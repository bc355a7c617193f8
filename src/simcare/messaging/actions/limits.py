"""How many mails may leave within an hour: to one address, for one account, of the whole installation (D13)."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from simcare.messaging.errors import SendingLimitReached, TooManyAnswers
from simcare.messaging.models import Sending, Thread
from simcare.messaging.queries.terms import limits_at

HOUR = timedelta(hours=1)


def refuse_too_many(thread: Thread, *, most_automatic: int | None, at: datetime) -> None:
    """Raises TooManyAnswers for an automatic mail above its caps (S04), else SendingLimitReached.

    `most_automatic` is what this recipient may get of automatic mails; None for what a person writes.
    """
    limits, recipient = limits_at(at), thread.correspondent
    recent = Sending.objects.filter(written_at__gt=at - HOUR)
    if most_automatic is not None:
        automatic = recent.filter(automatic=True)
        if _reaches(automatic.filter(recipient=recipient), most_automatic):
            raise TooManyAnswers(
                "%(address)s has had %(count)s automatic answers within an hour.",
                address=recipient,
                count=most_automatic,
            )
        if _reaches(automatic, limits.automatic_per_installation):
            raise TooManyAnswers
    if _reaches(recent.filter(recipient=recipient), limits.mails_per_address):
        raise SendingLimitReached(
            "%(address)s has had %(count)s mails within an hour; wait a little.",
            address=recipient,
            count=limits.mails_per_address,
        )
    if thread.account_id and _reaches(recent.filter(account_id=thread.account_id), limits.mails_per_account):
        raise SendingLimitReached(
            "This account has had %(count)s mails within an hour; wait a little.", count=limits.mails_per_account
        )
    if _reaches(recent, limits.mails_per_installation):
        raise SendingLimitReached


def _reaches(sendings: QuerySet[Sending], most: int) -> bool:
    """Whether there are that many; nobody counts further."""
    return most <= 0 or sendings.order_by()[:most].count() >= most
