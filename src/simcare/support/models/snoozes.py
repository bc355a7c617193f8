"""Snoozes: tickets that are out of sight until a time or until the customer writes."""

from django.db import models
from django.db.models import Q

from simcare.support.models.tickets import Ticket


class Snooze(models.Model):
    """Who put a ticket to sleep, until when and why; what woke it. Lists read its shadow, `Ticket.snoozed_until`."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="snoozes")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    reason = models.TextField()
    until_at = models.DateTimeField()
    made_by = models.TextField()
    made_at = models.DateTimeField()
    woken_at = models.DateTimeField(null=True)
    woken_by = models.TextField(blank=True, default="", help_text="time, customer, or a person")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(woken_at=None), name="one_snooze_at_a_time"),
            models.CheckConstraint(
                condition=Q(woken_at=None, woken_by="") | (Q(woken_at__isnull=False) & ~Q(woken_by="")),
                name="a_waking_has_time_and_cause",
            ),
        ]
