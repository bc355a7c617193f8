"""Numbers of the mail that people may change: whom we believe, how much is sent, how much of one sender is taken."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

TRUST, LIMITS = "mail.trust", "mail.limits"


@dataclass(frozen=True)
class _Terms:
    def values(self) -> dict[str, Any]:
        """As JSON, for a row of kernel.policy."""
        return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()}

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """From a row of kernel.policy; what it leaves out keeps its default, what it has too much of is ignored."""
        known = {field.name for field in fields(cls)}
        named = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
        return cls(**{name: value for name, value in named.items() if name in known})


@dataclass(frozen=True)
class MailTrust(_Terms):
    """Whose word on a sender counts (security.md D12), beside what the installation's configuration names.

    `relays` are networks whose mail counts as verified; `authserv_ids` names of our own receiving servers, whose
    Authentication-Results (RFC 8601) count.
    """

    relays: tuple[str, ...] = ()
    authserv_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class MailLimits(_Terms):
    """How much. Counts are per hour where nothing else is said.

    Tickets are those that one sender opens; what comes beyond is kept and grouped. Mails are those that we send.
    """

    tickets_of_claimed_sender: int = 30
    tickets_of_verified_sender: int = 2_000
    mails_per_address: int = 200
    mails_per_account: int = 2_000
    mails_per_installation: int = 10_000
    automatic_per_installation: int = 2_000
    soft_bounces: int = 5
    soft_bounce_days: int = 7
    spam_header: str = "X-Spam-Score"
    spam_threshold: float = 5.0
