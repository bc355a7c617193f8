"""Keys of machines: what an account's own programs show at the API, and the answers that they may ask for twice."""

from django.db import models
from django.db.models import Q

from simcare.accounts.models.people import Account


class ApiKey(models.Model):
    """A key of one account (security.md D10). Of the key itself only a digest is kept; `hint` tells keys apart.

    It acts for the account and not for a person: whoever leaves takes no key along, and none ends with him.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="api_keys")
    name = models.TextField(help_text="what its people call it, such as the program that uses it")
    digest = models.CharField(max_length=64, unique=True)
    hint = models.TextField(help_text="the key's first characters")
    scopes = models.JSONField(help_text="what it may do: values.Scope")
    networks = models.JSONField(default=list, help_text="where it may be used from, as CIDR; empty: from everywhere")
    email = models.EmailField(help_text="a person of the account: who asks where a ticket of this key names nobody")
    made_by = models.TextField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True, help_text="to the minute")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="who_revoked_a_key_is_known",
                condition=Q(revoked_at=None, revoked_by="") | (Q(revoked_at__isnull=False) & ~Q(revoked_by="")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """What the API answered to a writing call with an idempotency key: asked again, it answers the same.

    It is written in the transaction of the call, so that it stands exactly when the effect does.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    api_key = models.ForeignKey(ApiKey, models.CASCADE, related_name="answers")
    key = models.TextField()
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of what was asked")
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(default="", help_text="sealed (kernel.secrets): it may tell a secret")
    made_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["api_key", "key"], name="an_answer_once_per_key")]
