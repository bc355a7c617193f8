"""The door of the API: whose key it is, how often it calls, and in which scope its call is done.

Every call is one transaction in the scope of the key's account, so that the wall in the database holds where a line
here forgets it (security.md D1, S39). A refused call leaves nothing behind but its count.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja.security import HttpBearer

from simcare.accounts.actions.keys import note_use
from simcare.accounts.errors import NotAllowed
from simcare.accounts.queries.keys import find_key
from simcare.accounts.values import Scope
from simcare.api.v1.once import once
from simcare.api.v1.problems import MEDIA_TYPE, Flaw, of_refusal, problem, refused_input
from simcare.kernel import clock, limits
from simcare.kernel.errors import SimcareError
from simcare.kernel.tenancy import acting_as_account, acting_as_provider

if TYPE_CHECKING:
    from simcare.accounts.models import ApiKey as KeyOfAccount

View = Callable[..., HttpResponse]
log = logging.getLogger("simcare.api")

WINDOW: Final = timedelta(minutes=1)
READS_A_MINUTE: Final = 600
WRITES_A_MINUTE: Final = 60
WRONG_KEYS_A_MINUTE: Final = 60
"""Of one address; who has a good key is not held up by them."""
READING: Final = ("GET", "HEAD")


@dataclass(frozen=True)
class Allowance:
    """How many calls of a kind a key has in the running minute, and what is left of them."""

    kind: str
    most: int
    left: int
    seconds: int

    def told_in(self, answer: HttpResponse) -> HttpResponse:
        """The answer with its headers (draft-ietf-httpapi-ratelimit-headers)."""
        answer["RateLimit-Policy"] = f'"{self.kind}";q={self.most};w={int(WINDOW.total_seconds())}'
        answer["RateLimit"] = f'"{self.kind}";r={max(self.left, 0)};t={self.seconds}'
        return answer


class ApiKey(HttpBearer):
    """What an operation asks of the key: its scope. The door has found the key already."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> "ApiKey":
        if self.scope not in caller(request).scopes:
            raise NotAllowed("This key may not do this: %(scope)s is missing.", scope=self.scope.value)
        return self


def door(view: View, takes: Mapping[str, frozenset[str]]) -> View:
    """A view of the API behind the door; each of its answers, refusals too, is JSON.

    `takes` are the names in the query by method: one that is misspelled is refused, or it would be left out unseen.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        at = clock.now()
        key = _key_of(request, at)
        if key is None:
            return _without_key(request, at)
        allowance = _count(request, key, at)
        if allowance.left < 0:
            return allowance.told_in(_too_many(allowance.seconds))
        if unknown := request.GET.keys() - takes.get(str(request.method), request.GET.keys()):
            return allowance.told_in(_unknown(sorted(unknown)))
        _note(key, at)
        request.caller = key  # type: ignore[attr-defined]  # read by `caller`
        return allowance.told_in(_answer_of(request, key, lambda: view(request, *args, **kwargs), at))

    return csrf_exempt(transaction.non_atomic_requests(answer))  # a key is no cookie; `_answer_of` has the transaction


def caller(request: HttpRequest) -> "KeyOfAccount":
    """Whose call this is."""
    return request.caller  # type: ignore[attr-defined,no-any-return]  # set by `door`


def _key_of(request: HttpRequest, at: datetime) -> "KeyOfAccount | None":
    kind, _blank, told = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not told:
        return None
    with acting_as_provider():  # whose account it is turns out here
        return find_key(told.strip(), address=request.META["REMOTE_ADDR"], at=at)


def _note(key: "KeyOfAccount", at: datetime) -> None:
    """That the key is in use."""
    with acting_as_account(key.account_id):
        note_use(key=key, at=at)


def _without_key(request: HttpRequest, at: datetime) -> HttpResponse:
    tried = limits.count(f"api-wrong:{request.META['REMOTE_ADDR']}", within=WINDOW, at=at)
    if tried > WRONG_KEYS_A_MINUTE:
        return _too_many(_seconds_left(at))
    words = (
        "Send your key as `Authorization: Bearer simcare_…`. It is unknown, expired, revoked, or not for this address."
    )
    answer = problem(401, "no_key", detail=words)
    answer["WWW-Authenticate"] = 'Bearer realm="Simcare"'
    return answer


def _too_many(seconds: int) -> HttpResponse:
    answer = problem(429, "too_many_calls", detail=f"Try again in {seconds} s.")
    answer["Retry-After"] = str(seconds)
    return answer


def _unknown(names: Sequence[str]) -> HttpResponse:
    return refused_input([Flaw(place=f"query.{name}", message="There is no such parameter.") for name in names])


def _count(request: HttpRequest, key: "KeyOfAccount", at: datetime) -> Allowance:
    """Counted outside the call's transaction, so that refused ones count too."""
    kind, most = ("read", READS_A_MINUTE) if request.method in READING else ("write", WRITES_A_MINUTE)
    made = limits.count(f"api-{kind}:{key.id}", within=WINDOW, at=at)
    return Allowance(kind, most, most - made, _seconds_left(at))


def _seconds_left(at: datetime) -> int:
    window = int(WINDOW.total_seconds())
    return window - int(at.timestamp()) % window


def _answer_of(
    request: HttpRequest, key: "KeyOfAccount", call: Callable[[], HttpResponse], at: datetime
) -> HttpResponse:
    try:
        with transaction.atomic(), acting_as_account(key.account_id):
            answer = once(request, key, call, at=at)
            if answer.status_code >= 400:
                raise _Refused(_said(answer))
    except _Refused as refused:
        return refused.answer
    except SimcareError as refusal:
        return of_refusal(request, refusal)
    except Exception:
        log.exception("%s %s", request.method, request.path)
        return problem(500, "broken", detail="It is noted. Try again later.")
    return answer


def _said(answer: HttpResponse) -> HttpResponse:
    """A refusal as a problem, those of the library too, which names the methods that it takes."""
    if answer.headers.get("Content-Type") == MEDIA_TYPE:
        return answer
    told = problem(answer.status_code, "refused")
    if "Allow" in answer.headers:
        told["Allow"] = answer.headers["Allow"]
    return told


class _Refused(Exception):
    """Takes an answer out of a transaction that shall not stand."""

    def __init__(self, answer: HttpResponse) -> None:
        self.answer = answer
