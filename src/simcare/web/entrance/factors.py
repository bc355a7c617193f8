"""A changed factor is on record: whose, what kind, what its person calls it; never its secret."""

from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import Signal

from simcare.kernel import audit, clock

DEEDS: Final[dict[Signal, str]] = {
    authenticator_added: "factor.added",
    authenticator_removed: "factor.removed",
    authenticator_reset: "factor.reset",
}


def _note(signal: Signal, user: Any, authenticator: Any, **_named: object) -> None:  # allauth has no types
    told = {"kind": str(authenticator.type)}
    if authenticator.type == Authenticator.Type.WEBAUTHN:
        told["name"] = authenticator.wrap().name
    before, after = (told, None) if signal is authenticator_removed else (None, told)
    audit.record(DEEDS[signal], by=user.email, at=clock.now(), subject=f"user:{user.pk}", before=before, after=after)


for each in DEEDS:
    each.connect(_note, dispatch_uid="simcare.factors")
