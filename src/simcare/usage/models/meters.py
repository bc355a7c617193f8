"""Meters: how much of its package a card has used."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Func, Q


class Meter(models.Model):
    """The allowance of a card in a half-open period. A record counts in the period in which it began.

    A card has one meter at a time: platforms use up packages one after the other. No index holds what is used, and room
    is left on its pages, so that advancing a meter touches no index.
    """

    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="meters", db_index=False)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, db_index=False)
    package = models.TextField(help_text="what the package is called")
    period = DateTimeRangeField()
    allowance_bytes = models.BigIntegerField(null=True, help_text="null: as much as one likes")
    used_bytes = models.BigIntegerField(default=0)
    throttled_at = models.DateTimeField(null=True, help_text="since when its platform says that it throttles")
    opened_by = models.TextField()
    opened_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(Func("period", function="upper"), name="meter_by_end")
        ]  # an update of its bytes leaves this alone
        constraints = [
            ExclusionConstraint(
                name="one_meter_at_a_time",
                expressions=[("card", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(name="used_is_never_negative", condition=Q(used_bytes__gte=0)),
        ]

    def __str__(self) -> str:
        return self.package

    @property
    def left_bytes(self) -> int | None:
        """What is left of the allowance, never below 0; None where there is no limit."""
        return None if self.allowance_bytes is None else max(self.allowance_bytes - self.used_bytes, 0)
