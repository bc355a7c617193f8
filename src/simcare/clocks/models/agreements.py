"""What an account's contract promises beyond the house: dated, versioned, like a policy of its own."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models


class Agreement(models.Model):
    """The terms of one promise for one account, in force for a half-open period; a clock keeps its version."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="agreements")
    name = models.TextField(help_text="the policy in whose place it stands, such as first_response.email")
    version = models.PositiveIntegerField()
    period = DateTimeRangeField(help_text="half-open [from, until)")
    values = models.JSONField()
    source = models.TextField(help_text="the contract and its clause")
    approved_by = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name", "version"], name="agreement_version_is_unique"),
            ExclusionConstraint(
                name="one_agreement_at_a_time",
                expressions=[
                    ("account", RangeOperators.EQUAL),
                    ("name", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    @property
    def full_name(self) -> str:
        """What clocks and tickets keep: unlike the name of any policy."""
        return f"agreement:{self.account_id}:{self.name}"
