"""API keys: whose one is, and those of an account; and who may ask by one."""

from datetime import datetime
from ipaddress import ip_address, ip_network

from django.db.models import QuerySet

from simcare.accounts.models import ApiKey, Contact, Member, User
from simcare.accounts.rules.tokens import digest_of_key
from simcare.accounts.values import Acquaintance


def find_key(told: str, *, address: str, at: datetime) -> ApiKey | None:
    """The key while it is in force and used from where it may be; None in every other case, and alike."""
    digest = digest_of_key(told)
    key = ApiKey.objects.filter(digest=digest, revoked_at=None).first() if digest else None
    if key is None or (key.expires_at and key.expires_at <= at):
        return None
    return key if _is_within(key, address) else None


def list_keys(account_id: int) -> "QuerySet[ApiKey]":
    """The keys of an account that are not revoked, the newest first."""
    return ApiKey.objects.filter(account_id=account_id, revoked_at=None).order_by("-made_at", "-id")


def find_person(account_id: int, email: str) -> Acquaintance | None:
    """A member or contact of this account by address; None for anybody else."""
    wanted = email.strip().lower()
    members = Member.objects.filter(account_id=account_id, user__email=wanted, user__is_active=True)
    contacts = Contact.objects.filter(account_id=account_id, email=wanted)
    found: list[tuple[str, int, User | Contact]] = [
        *(("member", each.id, each.user) for each in members.select_related("user")),
        *(("contact", each.id, each) for each in contacts),
    ]
    if not found:
        return None
    kind, number, who = found[0]
    return Acquaintance(
        kind=kind, id=number, name=who.name, language=who.language, account_id=account_id, email=who.email
    )


def _is_within(key: ApiKey, address: str) -> bool:
    """Whether the caller's address lies in one of the key's networks."""
    if not key.networks:
        return True
    try:
        place = ip_address(address)
    except ValueError:
        return False
    return any(place in ip_network(each) for each in key.networks)
