"""People and organisations.

Addresses are kept in lower case; the account is the tenant of everything a customer owns.
"""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Now

from simcare.accounts.values import MemberRole, StaffRole


class UserManager(BaseUserManager["User"]):
    """Makes users by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """A person who can sign in: staff when `role` is set, else a member of accounts."""

    email = models.EmailField(unique=True)
    name = models.TextField(default="")
    role = models.TextField(choices=[(role.value, role.value) for role in StaffRole], blank=True, default="")
    language = models.TextField(default="en")
    zone = models.TextField(default="UTC")
    theme = models.TextField(blank=True, default="", help_text="light, dark, or empty: as the device")
    uses_keys = models.BooleanField(default=True, help_text="whether single letters do something (WCAG 2.1.4)")
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(db_default=Now())

    objects = UserManager()
    USERNAME_FIELD = "email"

    @property
    def is_staff(self) -> bool:
        """A person of the provider."""
        return bool(self.role)

    def __str__(self) -> str:
        return self.name or self.email


class Account(models.Model):
    """A business customer; a dealer when `is_dealer`. The wall between customers runs along this table's id."""

    name = models.TextField()
    is_dealer = models.BooleanField(default=False)
    language = models.TextField(default="en")
    zone = models.TextField(default="UTC")
    created_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A user who acts for an account."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="members")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.TextField(choices=[(role.value, role.value) for role in MemberRole])
    since_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "user"], name="one_membership_per_account")]


class Contact(models.Model):
    """A person known to an account, without a login; most often the end user of some of its devices."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="contacts")
    name = models.TextField(default="")
    email = models.EmailField()
    phone = models.TextField(default="")
    language = models.TextField(default="en")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "email"], name="one_contact_per_address")]
        indexes = [models.Index(fields=["email"], name="contact_by_email")]


class Prospect(models.Model):
    """Somebody who asked about products or the dealer programme and is no customer yet."""

    email = models.EmailField(unique=True)
    name = models.TextField(default="")
    company = models.TextField(default="")
    language = models.TextField(default="en")
    first_seen_at = models.DateTimeField()
