"""The mail's policies as they hold at some instant; where no row is in force, the published defaults."""

from datetime import datetime
from typing import TypeVar

from django.conf import settings

from simcare.kernel import policy
from simcare.messaging.policy import LIMITS, TRUST, MailLimits, MailTrust

T_ = TypeVar("T_", MailTrust, MailLimits)


def trust_at(at: datetime) -> MailTrust:
    """Whose word counts: what the policy says, and what the installation's configuration names."""
    told = _terms(TRUST, MailTrust, at)
    configured = tuple(network for network in settings.SIMCARE_TRUSTED_PEERS if network)
    return MailTrust(
        relays=(*configured, *told.relays),
        authserv_ids=tuple(name.lower() for name in (settings.SIMCARE_MAIL_SERVER, *told.authserv_ids) if name),
    )


def limits_at(at: datetime) -> MailLimits:
    """How much is sent and taken."""
    return _terms(LIMITS, MailLimits, at)


def _terms(name: str, kind: type[T_], at: datetime) -> T_:
    try:
        return kind.of(policy.terms(name, at).values)
    except policy.NoSuchPolicy:
        return kind()
