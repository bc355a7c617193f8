"""Passes to the live stream: signed, short-lived, saying whose events may be heard and for which sign-in."""

import time
from dataclasses import dataclass
from typing import Final

from django.core import signing

SECONDS: Final = 15 * 60
_SALT: Final = "simcare.stream"


@dataclass(frozen=True)
class Pass:
    """`account_id` None: the provider's own people, who hear of every account. It is good while its sign-in lasts."""

    account_id: int | None
    sign_in_id: int
    until: float

    def covers(self, account_id: object) -> bool:
        """Whether events of this account may be heard."""
        return self.account_id is None or self.account_id == account_id

    def is_over(self) -> bool:
        """Whether a new pass is needed."""
        return time.time() >= self.until


def give_pass(*, account_id: int | None, sign_in_id: int) -> str:
    """A token for one page; the door that gives it has checked who asks."""
    told = {"account": account_id, "sign_in": sign_in_id, "until": time.time() + SECONDS}
    return signing.dumps(told, salt=_SALT)


def read_pass(token: str) -> Pass | None:
    """The pass in a token; None for forged, damaged and old ones alike."""
    try:
        told = signing.loads(token, salt=_SALT, max_age=SECONDS)
        return Pass(account_id=told["account"], sign_in_id=int(told["sign_in"]), until=float(told["until"]))
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
