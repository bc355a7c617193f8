"""Addresses that our mail does not reach: nothing is sent there until a person lifts it."""

from django.db import models
from django.db.models import Q


class Suppression(models.Model):
    """What came back from one address. It is suppressed while `suppressed_at` is set and `lifted_at` is not."""

    address = models.TextField(unique=True, help_text="in lower case")
    returned_count = models.PositiveIntegerField(default=0, help_text="soft bounces since `first_at`")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="", help_text="what the other server said last")
    is_hard = models.BooleanField(default=False)
    suppressed_at = models.DateTimeField(null=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["-suppressed_at"], name="suppressed_latest", condition=Q(lifted_at=None))]
        constraints = [
            models.CheckConstraint(name="lifted_by_somebody", condition=Q(lifted_at=None) | ~Q(lifted_by=""))
        ]
