"""Endpoints of accounts, what is sent to each, and how every attempt went."""

from django.db import models
from django.db.models import Q

from simcare.webhooks.values import OffBecause


class Endpoint(models.Model):
    """An address of an account that is told of what happens. Its secrets are sealed for the account.

    What waits for it is sent in order, and by one process at a time: `next_at` is when, and is put off while one is at
    it; null where nothing waits.
    """

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="webhooks")
    url = models.TextField()
    kinds = models.JSONField(help_text="what it is told of: values.Kind")
    secret = models.TextField()
    earlier_secret = models.TextField(blank=True, default="")
    earlier_until = models.DateTimeField(null=True, help_text="until then both secrets sign")
    by = models.TextField()
    made_at = models.DateTimeField()
    failures = models.PositiveIntegerField(default=0, help_text="attempts in a row that were not taken")
    next_at = models.DateTimeField(null=True)
    off_at = models.DateTimeField(null=True)
    off_because = models.TextField(
        blank=True, default="", choices=[(reason.value, reason.value) for reason in OffBecause]
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="why_an_endpoint_is_off_is_known",
                condition=Q(off_at=None, off_because="") | (Q(off_at__isnull=False) & ~Q(off_because="")),
            )
        ]
        indexes = [models.Index(fields=["next_at"], name="endpoint_due", condition=Q(off_at=None, ended_at=None))]


class Shipment(models.Model):
    """One message to one endpoint, once for an event however often that is told."""

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="shipments")
    account = models.ForeignKey("accounts.Account", models.PROTECT)
    key = models.TextField(help_text="the event, or who wants it sent")
    kind = models.TextField()
    message_id = models.TextField(help_text="the same for every attempt: who gets it twice knows it")
    body = models.TextField()
    made_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, help_text="null: taken, or given up")
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["endpoint", "key"], name="a_shipment_once_per_event")]
        indexes = [
            models.Index(fields=["endpoint", "id"], name="shipment_waiting", condition=Q(next_at__isnull=False)),
            models.Index(fields=["endpoint", "-id"], name="shipment_log"),
        ]


class Attempt(models.Model):
    """How one attempt went. What the other side wrote is not kept: it may hold anything."""

    shipment = models.ForeignKey(Shipment, models.CASCADE, related_name="log")
    account = models.ForeignKey("accounts.Account", models.PROTECT)
    at = models.DateTimeField()
    took_ms = models.PositiveIntegerField()
    status = models.PositiveSmallIntegerField(null=True, help_text="null: no answer came")
    trouble = models.TextField(blank=True, default="", help_text="code of what went wrong; empty when it was taken")
