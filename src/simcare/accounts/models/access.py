"""How people come in: sign-ins that can be listed and ended, and links that open once."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from simcare.accounts.models.people import Account, User
from simcare.accounts.values import LinkKind, MemberRole, StaffRole


class SignIn(models.Model):
    """One browser in which a person is signed in. Where it is in the world is left out on purpose."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    agent = models.TextField(blank=True, default="", help_text="what the browser calls itself")
    began_at = models.DateTimeField()
    used_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["user"], name="sign_ins_that_last", condition=Q(ended_at=None))]


class OneTimeLink(models.Model):
    """A link that opens one thing once, within its time: the desk, the portal of an account, a new password.

    Only the digest of its token is kept; the token itself waits sealed until its mail has gone, and no longer.
    """

    kind = models.TextField(choices=[(kind.value, kind.value) for kind in LinkKind])
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField(blank=True, default="")
    email = models.EmailField()
    name = models.TextField(blank=True, default="")
    role = models.TextField(
        blank=True,
        default="",
        choices=[(role, role) for role in dict.fromkeys([*map(str, StaffRole), *map(str, MemberRole)])],
    )
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+", help_text="whose portal it opens")
    language = models.TextField(default="en")
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="+")
    by = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["email", "kind"], name="links_that_open", condition=Q(used_at=None, ended_at=None))
        ]
