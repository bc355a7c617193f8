"""Sign-ins: begun by the door, kept alive by use, ended by their person, by a changed password or by another role.

Each end is told in the same transaction, so that open streams hear of it before anything that happens later (S51).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from simcare.accounts.errors import NoSuchSignIn
from simcare.accounts.events import SignInEnded
from simcare.accounts.models import SignIn
from simcare.kernel import audit, outbox
from simcare.kernel.tenancy import acting_as_provider

NOTED_EVERY: Final = timedelta(minutes=1)
"""How exact the last use is known: a write for each request would cost more than it tells."""


def begin(*, user_id: int, agent: str, at: datetime) -> SignIn:
    """A person came in by a browser."""
    return SignIn.objects.create(user_id=user_id, agent=agent[:300], began_at=at, used_at=at)


def use(*, sign_in: SignIn, at: datetime) -> None:
    """The person did something just now."""
    if at - sign_in.used_at >= NOTED_EVERY:
        SignIn.objects.filter(id=sign_in.id, ended_at=None).update(used_at=at)


@transaction.atomic
def end(*, sign_in_id: int, user_id: int, by: str, at: datetime, because: str = "revoked") -> None:
    """One sign-in of this person ends. Raises NoSuchSignIn, for those of others too."""
    ended = SignIn.objects.filter(id=sign_in_id, user_id=user_id, ended_at=None)
    if not ended.update(ended_at=at, ended_because=because):
        raise NoSuchSignIn
    _tell([sign_in_id], user_id)
    if because == "revoked":
        audit.record("sign_in.ended", by=by, at=at, subject=f"user:{user_id}", after={"sign_in": sign_in_id})


@transaction.atomic
def end_all(*, user_id: int, because: str, by: str, at: datetime, keeps: int | None = None) -> int:
    """Every sign-in of a person ends but the one it `keeps`; returns how many did."""
    with acting_as_provider():  # a sign-in is a person's, of no account
        lasting = SignIn.objects.select_for_update().filter(user_id=user_id, ended_at=None).exclude(id=keeps or 0)
        ended = list(lasting.values_list("id", flat=True))
        if ended:
            SignIn.objects.filter(id__in=ended).update(ended_at=at, ended_because=because)
            _tell(ended, user_id)
            told = {"count": len(ended), "because": because}
            audit.record("sign_in.all_ended", by=by, at=at, subject=f"user:{user_id}", after=told)
    return len(ended)


def _tell(ended: Iterable[int], user_id: int) -> None:
    with acting_as_provider():  # as above
        outbox.publish_many((SignInEnded(sign_in_id=each, user_id=user_id), f"sign_in:{each}", None) for each in ended)
