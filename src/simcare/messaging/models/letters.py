"""How our letters look: the addresses they leave from, what stands above and below their text."""

from django.db import models
from django.db.models import Q


class SupportAddress(models.Model):
    """An address that customers write to, and get their answers from."""

    email = models.TextField(unique=True, help_text="in lower case")
    name = models.TextField(help_text="what stands before the address in From")
    signature = models.TextField(blank=True, default="")
    language = models.TextField(blank=True, default="", help_text="of answers where the mail's own is not known")
    queue = models.TextField(blank=True, default="", help_text="a hint for routing")
    is_main = models.BooleanField(default=False, help_text="what we begin ourselves leaves from here")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["is_main"], name="one_main_address", condition=Q(is_main=True)),
            models.CheckConstraint(name="address_has_one_at", condition=Q(email__regex=r"^[^@\s]+@[^@\s]+$")),
        ]


class LetterTemplate(models.Model):
    """What stands above and below every letter to one account; without an account, to everybody else."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    header = models.TextField(blank=True, default="")
    footer = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account"], name="one_template_per_account", nulls_distinct=False)
        ]


class AgentSignature(models.Model):
    """What an agent's own letters end with."""

    user = models.OneToOneField("accounts.User", models.CASCADE)
    text = models.TextField(blank=True, default="")
