"""When the person in a session last proved who it is: by the second factor if there is one, else by password.

Signing in was a proof, too. What can't be taken back wants a fresh one (security.md D9).
"""

from datetime import timedelta
from typing import Final

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.http import HttpRequest

from simcare.kernel import clock

LASTS: Final = timedelta(minutes=15)


def is_fresh(request: HttpRequest) -> bool:
    """Whether the last proof is recent enough for what can't be taken back."""
    return last_at(request) > (clock.now() - LASTS).timestamp()


def last_at(request: HttpRequest) -> float:
    """Seconds of the epoch; 0 when this session has seen no proof."""
    has_factor = is_mfa_enabled(request.user)
    records = get_authentication_records(request, request.user)
    return max((float(each["at"]) for each in records if each["method"] == "mfa" or not has_factor), default=0.0)
