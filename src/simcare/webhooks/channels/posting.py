"""One signed POST to an endpoint, through the guarded client."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from typing import Final

from django.conf import settings

from simcare.kernel.outbound import Outbound
from simcare.kernel.outbound.errors import AnswerTooLarge, NotReached, OutcomeUnknown, TargetRefused
from simcare.kernel.outbound.targets import guarded
from simcare.webhooks.rules.signing import headers

PATIENCE_SECONDS: Final = 15.0
"""Standard Webhooks advises 15 to 30 s."""
GONE: Final = 410
SOME_PUBLIC: Final = "9.9.9.9"
"""Stands for what a name may mean."""


@dataclass(frozen=True)
class Outcome:
    """How an attempt went: `trouble` is empty when the message was taken."""

    status: int | None
    trouble: str = ""
    wished_seconds: int | None = None

    @property
    def is_gone(self) -> bool:
        """The endpoint says that it is there no more."""
        return self.status == GONE


def post(
    url: str, *, message_id: str, body: str, secrets_told: Iterable[str], at: datetime, client: Outbound | None = None
) -> Outcome:
    """Hand a message over. Every answer but 2xx, and none at all, is a trouble; redirects are not followed."""
    content = body.encode()
    sent = headers(message_id=message_id, at=at, body=content, secrets_told=secrets_told)
    try:
        answer = (client or _client()).request(
            "POST", url, headers={**sent, "Content-Type": "application/json"}, content=content
        )
    except (NotReached, OutcomeUnknown, AnswerTooLarge, TargetRefused) as trouble:
        return Outcome(None, trouble.code)
    if 200 <= answer.status < 300:
        return Outcome(answer.status)
    return Outcome(answer.status, f"answered_{answer.status}", answer.retry_after_seconds)


def may_be_called(url: str) -> bool:
    """Whether the address as it is written may be called: by https, on a port for it, and not at an inner address.

    Of a name nothing is asked: this is called inside transactions, and what a name means is judged at every call.
    """
    try:
        guarded(url, allowed_loopback=_loopback(), resolve=_unresolved)
    except TargetRefused:
        return False
    return True


def _unresolved(host: str, _port: int) -> list[str]:
    try:
        return [str(ip_address(host))]
    except ValueError:
        return [SOME_PUBLIC]


def _loopback() -> frozenset[str]:
    return frozenset(getattr(settings, "SIMCARE_LOOPBACK_TARGETS", ()))


def _client() -> Outbound:
    return Outbound(allowed_loopback=_loopback(), timeout_seconds=PATIENCE_SECONDS)
