"""Senders whom the desk does not answer: remembered for spam, or blocked; and the mails that a block kept."""

from django.db import models
from django.db.models import Q

from simcare.support.models.choices import choices
from simcare.support.values import Shun


class ShunnedSender(models.Model):
    """An address, or a whole domain written as `@domain`: from when on, why, and until when."""

    pattern = models.TextField()
    shun = models.TextField(choices=choices(Shun))
    reason = models.TextField(blank=True, default="")
    ticket = models.ForeignKey("support.Ticket", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.TextField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["pattern", "shun"], condition=Q(lifted_at=None), name="shunned_once")
        ]


class HeldMail(models.Model):
    """A mail of a blocked sender: kept and shown, but it opened nothing; `opened_at` when a person let it in."""

    sender = models.ForeignKey(ShunnedSender, models.PROTECT, related_name="held")
    message = models.OneToOneField("messaging.Message", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    opened_by = models.TextField(blank=True, default="")
