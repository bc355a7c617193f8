"""Business accounts, their members and contacts; prospects."""

from datetime import datetime

from django.db import transaction

from simcare.accounts.models import Account, Contact, Member, Prospect, User
from simcare.accounts.values import MemberRole
from simcare.kernel import audit


@transaction.atomic
def open_account(
    *, name: str, language: str = "en", zone: str = "UTC", is_dealer: bool = False, by: str, at: datetime
) -> Account:
    """A new business account."""
    account = Account.objects.create(name=name, language=language, zone=zone, is_dealer=is_dealer, created_at=at)
    audit.record(
        "account.opened", by=by, at=at, subject=f"account:{account.id}", account_id=account.id, after={"name": name}
    )
    return account


@transaction.atomic
def add_member(
    *, account: Account, email: str, name: str, role: MemberRole, language: str = "", by: str, at: datetime
) -> Member:
    """A person who acts for the account; the user is made when the address is new. The same call twice adds one."""
    user, _ = User.objects.get_or_create(
        email=email.lower(), defaults={"name": name, "language": language or account.language, "zone": account.zone}
    )
    member, is_new = Member.objects.get_or_create(account=account, user=user, defaults={"role": role, "since_at": at})
    if is_new:
        after = {"email": user.email, "role": role}
        audit.record("member.added", by=by, at=at, subject=f"account:{account.id}", account_id=account.id, after=after)
    return member


def add_contact(
    *, account: Account, email: str, name: str = "", phone: str = "", language: str = "en", by: str, at: datetime
) -> Contact:
    """A person the account is known by. The same address twice is one contact; what it says last holds."""
    contact, _ = Contact.objects.update_or_create(
        account=account,
        email=email.lower(),
        defaults={"name": name, "phone": phone, "language": language},
        create_defaults={"name": name, "phone": phone, "language": language, "created_at": at},
    )
    return contact


def note_prospect(*, email: str, name: str = "", language: str = "en", at: datetime) -> Prospect:
    """Somebody asked before being a customer; noted once."""
    prospect, _ = Prospect.objects.get_or_create(
        email=email.lower(), defaults={"name": name, "language": language, "first_seen_at": at}
    )
    return prospect
