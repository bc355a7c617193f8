"""People called for a promise until somebody says that it is seen to; and promises that were broken."""

from django.db import models
from django.db.models import Q

from simcare.support.models.tickets import Ticket


class Escalation(models.Model):
    """One level of a clock's chain that fell due: who was called, how often, and who took it."""

    clock = models.ForeignKey("clocks.Clock", models.CASCADE, related_name="escalations")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="escalations")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    subject = models.TextField()
    promise = models.TextField()
    level = models.PositiveSmallIntegerField()
    whom = models.TextField()
    means = models.JSONField(default=list)
    people = models.JSONField(default=list, help_text="ids of the users that were called")
    called_at = models.DateTimeField()
    times_called = models.PositiveSmallIntegerField(default=1)
    repeat_at = models.DateTimeField(null=True)
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["clock", "level"], name="a_level_once_per_clock"),
            models.CheckConstraint(
                name="acknowledgement_has_time_and_author",
                condition=Q(acknowledged_at=None, acknowledged_by="")
                | (Q(acknowledged_at__isnull=False) & ~Q(acknowledged_by="")),
            ),
        ]
        indexes = [
            models.Index(fields=["repeat_at"], condition=Q(acknowledged_at=None), name="escalation_to_repeat"),
            models.Index(fields=["ticket", "-id"], name="escalation_of_ticket"),
        ]


class Breach(models.Model):
    """A promise that was not kept, with the cause that the stated rules find in the facts of its time."""

    clock = models.OneToOneField("clocks.Clock", models.CASCADE, related_name="breach")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="breaches")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    channel = models.TextField()
    promise = models.TextField()
    breached_at = models.DateTimeField()
    cause = models.TextField()
    facts = models.JSONField(default=dict, help_text="what the cause was found in")
    rules_version = models.PositiveIntegerField(help_text="of the policy breach_causes")

    class Meta:
        indexes = [models.Index(fields=["breached_at"], name="breach_by_time")]
