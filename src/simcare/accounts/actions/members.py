"""Members of business accounts: asked in by mail, given another role, taken out (II.1, "customer service accounts").

An owner's powers end at the account (security.md S40), and an account never loses its last owner.
"""

from datetime import datetime
from typing import Final

from django.db import transaction

from simcare.accounts.actions.accounts import add_member
from simcare.accounts.actions.links import make, use_up
from simcare.accounts.actions.sign_ins import end_all
from simcare.accounts.errors import LastOwner, LinkOpensNothing, NoSuchMember, NotAChoice, NotYourOwnRole
from simcare.accounts.models import Account, Member, OneTimeLink
from simcare.accounts.queries.access import has_sign_in
from simcare.accounts.values import LinkKind, MemberRole
from simcare.kernel import audit

LONGEST_ADDRESS: Final = 254
"""Characters (RFC 5321 4.5.3.1.3, without its brackets)."""


@transaction.atomic
def invite(*, account_id: int, email: str, role: MemberRole, language: str, by: str, at: datetime) -> str:
    """Ask somebody into an account; returns the token, which is told this once.

    The same for an address that has a sign-in already, so that nobody learns by it who is known here.
    Raises NotAChoice for what is no address.
    """
    if "@" not in email[1:-1] or len(email) > LONGEST_ADDRESS:
        raise NotAChoice("This is not an e-mail address: %(given)s", given=email[:80])
    account = Account.objects.get(id=account_id)
    token = make(LinkKind.MEMBERSHIP, email=email, name="", role=role, language=language, account=account, by=by, at=at)
    _record("member.invited", account_id, by=by, at=at, after={"email": email.lower(), "role": role})
    return token


@transaction.atomic
def withdraw(*, account_id: int, link_id: int, by: str, at: datetime) -> None:
    """An invitation into this account opens nothing any more. Raises LinkOpensNothing."""
    links = OneTimeLink.objects.filter(account_id=account_id, kind=LinkKind.MEMBERSHIP, used_at=None, ended_at=None)
    link = links.filter(id=link_id).first()
    if link is None:
        raise LinkOpensNothing
    OneTimeLink.objects.filter(id=link.id).update(ended_at=at, sealed="")
    _record("member.invitation_withdrawn", account_id, by=by, at=at, before={"email": link.email})


@transaction.atomic
def join(*, token: str, name: str = "", password: str = "", at: datetime) -> Member:
    """The invited person becomes a member; who signs in nowhere yet gets a password. Raises LinkOpensNothing."""
    link = use_up(token, LinkKind.MEMBERSHIP, at)
    if link.account is None:
        raise LinkOpensNothing
    signs_in = has_sign_in(link.email)
    member = add_member(
        account=link.account,
        email=link.email,
        name=name,
        role=MemberRole(link.role),
        language=link.language,
        by=link.by,
        at=at,
    )
    if not signs_in:
        member.user.set_password(password)
        member.user.name = name or member.user.name
        member.user.save(update_fields=["password", "name"])
    return member


@transaction.atomic
def change_role(*, account_id: int, member_id: int, role: MemberRole, by: str, at: datetime) -> Member:
    """Another role, at once: every sign-in of the person ends. Raises NoSuchMember, NotYourOwnRole, LastOwner."""
    member = _other(account_id, member_id, by)
    if member.role == role:
        return member
    _keep_an_owner(member)
    before, member.role = member.role, role
    member.save(update_fields=["role"])
    told = {"email": member.user.email}
    _record(
        "member.role_changed", account_id, by=by, at=at, before=told | {"role": before}, after=told | {"role": role}
    )
    end_all(user_id=member.user_id, because="role", by=by, at=at)
    return member


@transaction.atomic
def remove(*, account_id: int, member_id: int, by: str, at: datetime) -> None:
    """The person acts for the account no longer. Raises NoSuchMember, NotYourOwnRole, LastOwner."""
    member = _other(account_id, member_id, by)
    _keep_an_owner(member)
    member.delete()
    _record("member.removed", account_id, by=by, at=at, before={"email": member.user.email, "role": member.role})
    end_all(user_id=member.user_id, because="role", by=by, at=at)


def _other(account_id: int, member_id: int, by: str) -> Member:
    members = Member.objects.select_for_update(of=("self",)).select_related("user")
    member = members.filter(account_id=account_id, id=member_id).first()
    if member is None:
        raise NoSuchMember
    if member.user.email == by:
        raise NotYourOwnRole
    return member


def _keep_an_owner(member: Member) -> None:
    owners = Member.objects.select_for_update().filter(account_id=member.account_id, role=MemberRole.OWNER)
    if member.role == MemberRole.OWNER and not owners.exclude(id=member.id).exists():
        raise LastOwner


def _record(deed: str, account_id: int, *, by: str, at: datetime, **told: dict[str, str]) -> None:
    audit.record(deed, by=by, at=at, subject=f"account:{account_id}", account_id=account_id, **told)
