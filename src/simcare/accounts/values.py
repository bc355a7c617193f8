"""Plain values of accounts: roles, and what an address tells about its owner."""

from dataclasses import dataclass
from enum import StrEnum


class StaffRole(StrEnum):
    """What a person of the provider may do in the console."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    FINANCE = "finance"
    DEALER_MANAGER = "dealer_manager"
    ADMIN = "admin"


class MemberRole(StrEnum):
    """What a person of a business account may do in its portal."""

    OWNER = "owner"
    SUPPORT = "support"
    FINANCE = "finance"
    VIEWER = "viewer"


class Scope(StrEnum):
    """What an API key may do for its account."""

    CARDS_READ = "cards:read"
    CARDS_WRITE = "cards:write"
    USAGE_READ = "usage:read"
    TICKETS_READ = "tickets:read"
    TICKETS_WRITE = "tickets:write"
    WEBHOOKS = "webhooks"


class LinkKind(StrEnum):
    """What a link opens."""

    INVITATION = "invitation"
    PASSWORD = "password"  # noqa: S105  # a word, not a secret
    MEMBERSHIP = "membership"


@dataclass(frozen=True, kw_only=True)
class Acquaintance:
    """One way in which the owner of an address is known to us. `kind` is member, contact, supplier or prospect."""

    kind: str
    name: str
    language: str
    account_id: int | None = None
    account_name: str = ""
    email: str = ""
    id: int
