"""Announced maintenance as a person typed it in."""

from django.db import models
from django.db.models import F, Q

from simcare.notices.values import Scope


class Notice(models.Model):
    """Maintenance in the half-open window [starts_at, ends_at) for the cards of its scope."""

    title = models.TextField()
    text = models.TextField(default="", blank=True, help_text="as the operator wrote it")
    reference = models.TextField(default="", blank=True, help_text="the operator's own number")
    issuer = models.TextField(choices=[("operator", "operator"), ("provider", "provider")], default="operator")
    platform = models.TextField(default="", blank=True)
    networks = models.JSONField(default=list, help_text="PLMN codes, MCC then MNC")
    ranges = models.JSONField(default=list, help_text="first characters of ICCIDs")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.TextField(default="", blank=True)

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="notice_by_end")]
        constraints = [
            models.CheckConstraint(name="notice_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="notice_withdrawn_by_somebody",
                condition=Q(withdrawn_at=None, withdrawn_by="") | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def scope(self) -> Scope:
        return Scope(self.platform, tuple(self.networks), tuple(self.ranges))

    @property
    def name(self) -> str:
        """How verdicts and letters call it."""
        return self.reference or f"N{self.id}"
