"""Idempotency keys: a writing call that is made twice is done once, and answered the same.

The kept answer is part of the call's own transaction: it stands exactly when the effect does, and of two calls at once
the second waits for the first (kernel: an answer once per key).
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest, HttpResponse

from simcare.accounts.actions.keys import begin_answer, keep_answer
from simcare.kernel import secrets

if TYPE_CHECKING:
    from simcare.accounts.models import ApiKey

HEADER: Final = "Idempotency-Key"
LONGEST: Final = 255
REPLAYED: Final = "Idempotency-Replayed"


def once(request: HttpRequest, key: "ApiKey", call: Callable[[], HttpResponse], *, at: datetime) -> HttpResponse:
    """The call's answer, or what was answered when it was first made. Raises IdempotencyKeyReused."""
    asked = request.headers.get(HEADER, "")
    if request.method != "POST" or not is_fit(asked):
        return call()  # its own types refuse a missing or unfit key
    kept = begin_answer(key=key, asked=asked, fingerprint=_fingerprint(request), at=at)
    if kept.status:
        told = secrets.unseal(kept.body, owner=_owner(key))
        return HttpResponse(told, status=kept.status, content_type="application/json", headers={REPLAYED: "true"})
    answer = call()
    sealed = secrets.seal(answer.content.decode(), owner=_owner(key))  # it may tell a secret, this once
    keep_answer(answer=kept, status=answer.status_code, body=sealed)
    return answer


def is_fit(asked: str) -> bool:
    """Whether it may be an idempotency key: up to 255 visible characters of ASCII."""
    return 0 < len(asked) <= LONGEST and all("!" <= each <= "~" for each in asked)


def _owner(key: "ApiKey") -> str:
    return f"account:{key.account_id}"


def _fingerprint(request: HttpRequest) -> str:
    return hashlib.sha256(b"\0".join((request.path.encode(), request.body))).hexdigest()
