"""The mail's policies as they hold at some instant; where no row is in force, the published defaults."""

from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from django.conf import settings

from simcare.kernel import policy
from simcare.messaging.policy import LIMITS, TRUST, MailLimits, MailTrust

T_ = TypeVar("T_", MailTrust, MailLimits)


def trust_at(at: datetime) -> MailTrust:
    """Whose word counts; relays that the configuration names were believed when they handed a mail over."""
    told = _terms(TRUST, MailTrust, at)
    servers = (settings.SIMCARE_MAIL_SERVER, *told.authserv_ids)
    return replace(told, authserv_ids=tuple(name.lower() for name in servers if name))


def chosen_trust_at(at: datetime) -> MailTrust:
    """What people chose, without what the configuration names."""
    return _terms(TRUST, MailTrust, at)


def configured_trust() -> MailTrust:
    """What the installation's configuration names; no page can change it."""
    relays = tuple(network for network in settings.SIMCARE_TRUSTED_PEERS if network)
    return MailTrust(relays, (settings.SIMCARE_MAIL_SERVER,) if settings.SIMCARE_MAIL_SERVER else ())


def limits_at(at: datetime) -> MailLimits:
    """How much is sent and taken."""
    return _terms(LIMITS, MailLimits, at)


def _terms(name: str, kind: type[T_], at: datetime) -> T_:
    try:
        return kind.of(policy.terms(name, at).values)
    except policy.NoSuchPolicy:
        return kind()
