"""The provider's own people: added, given another role, switched off and on; what they choose for themselves.

A change of role or of standing ends every sign-in of the person at once (security.md S37, S50), and the desk never
loses its last administrator.
"""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import transaction

from simcare.accounts.actions.sign_ins import end_all
from simcare.accounts.errors import LastAdministrator, NoSuchPerson, NotAChoice, NotYourself
from simcare.accounts.models import User
from simcare.accounts.values import StaffRole
from simcare.kernel import audit

THEMES = ("", "light", "dark")


@transaction.atomic
def add_staff(*, email: str, name: str, role: StaffRole, password: str | None, by: str, at: datetime) -> User:
    """A person of the provider; repeatable, the role said last holds."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name, role=role)
        audit.record("staff.added", by=by, at=at, subject=f"user:{user.id}", after={"email": email, "role": role})
    return user


@transaction.atomic
def change_role(*, user_id: int, role: StaffRole, by: str, at: datetime) -> User:
    """Another role, at once. Raises NotYourself, LastAdministrator."""
    user = _other(user_id, by)
    if user.role == role:
        return user
    _keep_an_administrator(user)
    before, user.role = user.role, role
    user.save(update_fields=["role"])
    subject = f"user:{user.id}"
    audit.record("staff.role_changed", by=by, at=at, subject=subject, before={"role": before}, after={"role": role})
    end_all(user_id=user.id, because="role", by=by, at=at)
    return user


@transaction.atomic
def deactivate(*, user_id: int, by: str, at: datetime) -> User:
    """Nobody signs in by this address any more; what the person did stays. Raises NotYourself, LastAdministrator."""
    user = _other(user_id, by)
    if user.is_active:
        _keep_an_administrator(user)
        _switch(user, is_active=False, by=by, at=at)
        end_all(user_id=user.id, because="role", by=by, at=at)
    return user


@transaction.atomic
def reactivate(*, user_id: int, by: str, at: datetime) -> User:
    """The person may sign in again, in the role of before."""
    user = _other(user_id, by)
    if not user.is_active:
        _switch(user, is_active=True, by=by, at=at)
    return user


def choose(*, user: User, name: str, language: str, zone: str, theme: str, uses_keys: bool) -> User:
    """What a person chooses for the own desk. Raises NotAChoice."""
    if language not in dict(settings.LANGUAGES) or theme not in THEMES or not _is_zone(zone):
        raise NotAChoice
    user.name, user.language, user.zone, user.theme, user.uses_keys = name[:120], language, zone, theme, uses_keys
    user.save(update_fields=["name", "language", "zone", "theme", "uses_keys"])
    return user


def speak(*, user: User, language: str) -> None:
    """The language in which a person reads. Raises NotAChoice."""
    if language not in dict(settings.LANGUAGES):
        raise NotAChoice
    user.language = language
    user.save(update_fields=["language"])


@transaction.atomic
def change_password(*, user: User, password: str, keeps: int | None, by: str, at: datetime) -> None:
    """A new password; every sign-in but the one it is set in ends."""
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record("staff.password_changed", by=by, at=at, subject=f"user:{user.id}")
    end_all(user_id=user.id, because="password", keeps=keeps, by=by, at=at)


def _other(user_id: int, by: str) -> User:
    user = User.objects.select_for_update().exclude(role="").filter(id=user_id).first()
    if user is None:
        raise NoSuchPerson
    if user.email == by:
        raise NotYourself
    return user


def _keep_an_administrator(user: User) -> None:
    others = User.objects.select_for_update().filter(role=StaffRole.ADMIN, is_active=True).exclude(id=user.id)
    if user.role == StaffRole.ADMIN and not others.exists():
        raise LastAdministrator


def _switch(user: User, *, is_active: bool, by: str, at: datetime) -> None:
    user.is_active = is_active
    user.save(update_fields=["is_active"])
    deed = "staff.reactivated" if is_active else "staff.deactivated"
    audit.record(deed, by=by, at=at, subject=f"user:{user.id}")


def _is_zone(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
