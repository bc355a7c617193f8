"""How people come in: colleagues with their last use, sign-ins that last, links that open."""

from datetime import datetime

from django.db.models import Max, QuerySet

from simcare.accounts.errors import LinkOpensNothing, NoSuchPerson
from simcare.accounts.models import OneTimeLink, SignIn, User
from simcare.accounts.rules.tokens import digest
from simcare.accounts.values import LinkKind
from simcare.kernel import secrets
from simcare.kernel.statements import kept_statement


def list_colleagues() -> QuerySet[User]:
    """All people of the provider, those who are switched off last, with `used_at` of their last sign-in."""
    return User.objects.exclude(role="").annotate(used_at=Max("sign_ins__used_at")).order_by("-is_active", "name")


def get_colleague(user_id: int) -> User:
    """One person of the provider. Raises NoSuchPerson."""
    user = list_colleagues().filter(id=user_id).first()
    if user is None:
        raise NoSuchPerson
    return user


def find_sign_in(sign_in_id: object, user_id: int) -> SignIn | None:
    """A sign-in of this person, ended or not."""
    return next(iter(sign_ins_of(sign_in_id, user_id)), None) if isinstance(sign_in_id, int) else None


@kept_statement
def sign_ins_of(sign_in_id: int, user_id: int) -> QuerySet[SignIn]:
    return SignIn.objects.filter(id=sign_in_id, user_id=user_id)


def list_sign_ins(user_id: int, *, since: datetime) -> QuerySet[SignIn]:
    """The sign-ins of a person that last and were used since then, the latest use first."""
    return SignIn.objects.filter(user_id=user_id, ended_at=None, used_at__gt=since).order_by("-used_at")


def ended_sign_ins(*, since: datetime) -> set[int]:
    """The sign-ins that ended since then."""
    return set(SignIn.objects.filter(ended_at__gte=since).values_list("id", flat=True))


def list_invitations(*, at: datetime) -> QuerySet[OneTimeLink]:
    """Invitations that still open the desk, the newest first."""
    good = OneTimeLink.objects.filter(kind=LinkKind.INVITATION, used_at=None, ended_at=None, expires_at__gt=at)
    return good.order_by("-made_at")


def list_asked_in(account_id: int, *, at: datetime) -> QuerySet[OneTimeLink]:
    """Invitations that still open the portal of an account, the newest first."""
    good = OneTimeLink.objects.filter(kind=LinkKind.MEMBERSHIP, account_id=account_id, used_at=None, ended_at=None)
    return good.filter(expires_at__gt=at).order_by("-made_at")


def get_open_link(token: str, kind: LinkKind, *, at: datetime) -> OneTimeLink:
    """The link of a token while it opens something. Raises LinkOpensNothing, in one way for every other token."""
    found = digest(token)
    good = OneTimeLink.objects.filter(digest=found, kind=kind, used_at=None, ended_at=None, expires_at__gt=at)
    link = good.select_related("account").first() if found else None
    if link is None:
        raise LinkOpensNothing
    return link


def has_sign_in(email: str) -> bool:
    """Whether somebody signs in by this address. Members whom we know from their mails only do not."""
    user = User.objects.filter(email=email.lower()).first()
    return bool(user and user.password and user.has_usable_password())


def find_link_to_send(link_id: int) -> tuple[OneTimeLink, str] | None:
    """A link with its token while its mail has not gone; None afterwards."""
    link = OneTimeLink.objects.filter(id=link_id).exclude(sealed="").first()
    return (link, secrets.unseal(link.sealed)) if link else None
