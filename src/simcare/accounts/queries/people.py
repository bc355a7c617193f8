"""Accounts and the people around them; how the owner of an address is known."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, QuerySet, Value
from django.db.models.functions import Lower, StrIndex

from simcare.accounts.errors import NoSuchAccount
from simcare.accounts.models import Account, Contact, Member, Prospect, User
from simcare.accounts.values import Acquaintance
from simcare.kernel.statements import kept_statement


def get_account(account_id: int) -> Account:
    """One account. Raises NoSuchAccount."""
    account = Account.objects.filter(id=account_id).first()
    if account is None:
        raise NoSuchAccount
    return account


def list_accounts() -> QuerySet[Account]:
    """All accounts by name, with `member_count`."""
    return Account.objects.annotate(member_count=Count("members")).order_by("name")


def find_accounts(name: str, limit: int = 50) -> list[Account]:
    """Accounts whose name has this in it, in capitals or not, by name."""
    return accounts_with(name.lower(), limit=limit)


@kept_statement
def accounts_with(lower: str, *, limit: int) -> QuerySet[Account]:
    """The same, for what is in small letters already."""
    has_it = Account.objects.alias(place=StrIndex(Lower("name"), Value(lower))).filter(place__gt=0)
    return has_it.order_by("name")[:limit]


def list_members(account_id: int) -> QuerySet[Member]:
    """The members of an account with their users."""
    return Member.objects.filter(account_id=account_id).select_related("user").order_by("user__name")


def memberships_of(user_id: int) -> list[Member]:
    """For which accounts a person acts, by name; asked in the provider's scope, before an account is chosen."""
    return list(Member.objects.filter(user_id=user_id).select_related("account").order_by("account__name", "id"))


def list_contacts(account_id: int) -> QuerySet[Contact]:
    """The contacts of an account."""
    return Contact.objects.filter(account_id=account_id).order_by("name")


def list_staff() -> QuerySet[User]:
    """The provider's active people."""
    return User.objects.filter(is_active=True).exclude(role="").order_by("name")


@kept_statement
def read_staff() -> QuerySet[User]:
    """The same people as every page needs them."""
    return list_staff()


def find_staff(user_id: int) -> User | None:
    """One of the provider's active people."""
    return list_staff().filter(id=user_id).first()


def acquaintances_by_email(emails: Iterable[str]) -> dict[str, list[Acquaintance]]:
    """How the owners of these addresses are known to us; an address that nobody knows is not in the answer."""
    wanted = {email.lower() for email in emails if email}
    known: dict[str, list[Acquaintance]] = defaultdict(list)
    for member in Member.objects.filter(user__email__in=wanted).select_related("user", "account"):
        known[member.user.email].append(
            Acquaintance(
                kind="member",
                id=member.id,
                name=member.user.name,
                language=member.user.language,
                account_id=member.account_id,
                account_name=member.account.name,
            )
        )
    for contact in Contact.objects.filter(email__in=wanted).select_related("account"):
        known[contact.email].append(
            Acquaintance(
                kind="contact",
                id=contact.id,
                name=contact.name,
                language=contact.language,
                account_id=contact.account_id,
                account_name=contact.account.name,
            )
        )
    for prospect in Prospect.objects.filter(email__in=wanted):
        known[prospect.email].append(
            Acquaintance(kind="prospect", id=prospect.id, name=prospect.name, language=prospect.language)
        )
    return dict(known)


def count_people_at(domain: str) -> int:
    """How many members and contacts of accounts have an address of this domain."""
    ending = f"@{domain.lower()}"
    members = Member.objects.filter(user__email__endswith=ending)
    return members.count() + Contact.objects.filter(email__endswith=ending).count()
