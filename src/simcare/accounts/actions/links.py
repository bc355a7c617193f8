"""Links that open once: an invitation to desk or portal, a new password. They expire, the newest ends the earlier ones.

Whether an address is known shows nowhere: what is forgotten is noted alike for every address and answered apart
(security.md S43 to S46).
"""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from simcare.accounts.actions.staff import add_staff, change_password
from simcare.accounts.errors import AlreadyHere, LinkOpensNothing
from simcare.accounts.events import LinkMade, PasswordForgotten
from simcare.accounts.models import Account, Member, OneTimeLink, User
from simcare.accounts.rules.tokens import digest, new_token
from simcare.accounts.values import LinkKind, StaffRole
from simcare.kernel import audit, outbox, secrets
from simcare.kernel.tenancy import acting_as_provider

GOOD_FOR: Final = {
    LinkKind.INVITATION: timedelta(days=7),
    LinkKind.MEMBERSHIP: timedelta(days=7),
    LinkKind.PASSWORD: timedelta(hours=1),
}
MOST_WAITING: Final = 3
"""Links to a new password that one address may be sent within an hour."""


@transaction.atomic
def invite(*, email: str, name: str, role: StaffRole, language: str, by: str, at: datetime) -> str:
    """Ask somebody to the desk; returns the token, which is told this once. Raises AlreadyHere."""
    if User.objects.filter(email=email.lower()).exists():
        raise AlreadyHere
    token = make(LinkKind.INVITATION, email=email, name=name, role=role, language=language, by=by, at=at)
    after = {"email": email.lower(), "role": role}
    audit.record("staff.invited", by=by, at=at, subject=f"invitation:{email.lower()}", after=after)
    return token


@transaction.atomic
def withdraw(*, link_id: int, by: str, at: datetime) -> None:
    """An invitation opens nothing any more."""
    link = OneTimeLink.objects.filter(id=link_id, kind=LinkKind.INVITATION, used_at=None, ended_at=None).first()
    if link is None:
        raise LinkOpensNothing
    OneTimeLink.objects.filter(id=link.id).update(ended_at=at, sealed="")
    audit.record("staff.invitation_withdrawn", by=by, at=at, subject=f"invitation:{link.email}")


@transaction.atomic
def accept(*, token: str, name: str, password: str, at: datetime) -> User:
    """The invited person comes in and has a password. Raises LinkOpensNothing, AlreadyHere."""
    link = use_up(token, LinkKind.INVITATION, at)
    if User.objects.filter(email=link.email).exists():
        raise AlreadyHere
    user = add_staff(
        email=link.email, name=name or link.name, role=StaffRole(link.role), password=password, by=link.by, at=at
    )
    user.language = link.language
    user.save(update_fields=["language"])
    return user


@transaction.atomic
def forget(*, email: str) -> None:
    """Somebody says that the password of this address is lost: noted in the same way whether we know it or not."""
    outbox.publish(PasswordForgotten(email=email.lower()[:254]), subject="passwords")


@transaction.atomic
def answer_forgotten(*, email: str, at: datetime) -> None:
    """A link for the person who has the address; nothing for an unknown one, or when enough are on their way."""
    at_home = Exists(Member.objects.filter(user=OuterRef("pk")))
    user = User.objects.filter(~Q(role="") | at_home, email=email, is_active=True).first()
    sent = OneTimeLink.objects.filter(email=email, kind=LinkKind.PASSWORD, made_at__gt=at - timedelta(hours=1))
    if user is None or sent.count() >= MOST_WAITING:
        return
    make(LinkKind.PASSWORD, email=email, name=user.name, language=user.language, user=user, by=email, at=at)


@transaction.atomic
def reset(*, token: str, password: str, at: datetime) -> User:
    """The new password holds, and every sign-in of the person ends. Raises LinkOpensNothing."""
    link = use_up(token, LinkKind.PASSWORD, at)
    if link.user is None or not link.user.is_active:
        raise LinkOpensNothing
    change_password(user=link.user, password=password, keeps=None, by=link.email, at=at)
    return link.user


@transaction.atomic
def told(*, link_id: int) -> None:
    """Its mail has gone: nothing but the digest stays."""
    OneTimeLink.objects.filter(id=link_id).update(sealed="")


def make(
    kind: LinkKind,
    *,
    email: str,
    name: str,
    language: str,
    by: str,
    at: datetime,
    role: str = "",
    user: User | None = None,
    account: Account | None = None,
) -> str:
    """A new link, which ends the earlier ones of its kind to the same address; returns its token."""
    earlier = OneTimeLink.objects.filter(email=email.lower(), kind=kind, account=account, used_at=None, ended_at=None)
    earlier.update(ended_at=at, sealed="")
    token = new_token()
    link = OneTimeLink.objects.create(
        kind=kind,
        digest=digest(token) or "",
        sealed=secrets.seal(token),
        email=email.lower(),
        name=name,
        role=role,
        language=language,
        user=user,
        account=account,
        by=by,
        made_at=at,
        expires_at=at + GOOD_FOR[kind],
    )
    with acting_as_provider():  # a person's, of no account
        outbox.publish(LinkMade(link_id=link.id), subject=f"link:{link.id}")
    return token


def use_up(token: str, kind: LinkKind, at: datetime) -> OneTimeLink:
    """Use a link up: of two who try at once, one gets in."""
    found = digest(token)
    good = OneTimeLink.objects.filter(digest=found, kind=kind, used_at=None, ended_at=None, expires_at__gt=at)
    if not found or not good.update(used_at=at, sealed=""):
        raise LinkOpensNothing
    return OneTimeLink.objects.select_related("user", "account").get(digest=found)
