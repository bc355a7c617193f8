"""Verdicts as they were given, and readings as they were typed in. Both are append-only by trigger."""

from typing import Any

from django.db import models
from django.db.models.functions import Now


class Verdict(models.Model):
    """One verdict on one card: what was found, with the whole evidence it was found from.

    Never edited: a newer one names it in `supersedes`. A correction by a person carries `reason`; `result` is the
    JSON of diagnosis-checks.md section 6, `bundle` the evidence as docs/evidence.md describes it.
    """

    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="verdicts")
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="verdicts")
    ticket = models.TextField(default="", blank=True, help_text="what it was asked for, such as ticket:12")
    platform = models.TextField()
    requested_at = models.DateTimeField()
    completed_at = models.DateTimeField(db_default=Now())
    ruleset_version = models.TextField()
    primary_code = models.TextField(default="", blank=True, help_text="empty: no fault was found")
    liable_party = models.TextField()
    suspected_party = models.TextField(default="", blank=True)
    confidence = models.FloatField(help_text="0 to 1")
    result = models.JSONField()
    bundle = models.JSONField()
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    by = models.TextField()
    reason = models.TextField(default="", blank=True, help_text="why a person corrected the earlier verdict")

    class Meta:
        indexes = [
            models.Index(fields=["card", "-requested_at"], name="verdict_by_card"),
            models.Index(fields=["ticket"], name="verdict_by_ticket", condition=~models.Q(ticket="")),
        ]
        constraints = [
            models.CheckConstraint(
                name="a_correction_replaces_something",
                condition=models.Q(reason="") | models.Q(supersedes__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.primary_code or 'no fault'} ({self.liable_party})"

    @property
    def is_correction(self) -> bool:
        return bool(self.reason)

    def as_json(self) -> dict[str, Any]:
        """The verdict object with its identity."""
        return {
            **self.result,
            "id": self.id,
            "ticket": self.ticket or None,
            "supersedes": self.supersedes_id,
            "corrected_by": self.by if self.is_correction else None,
            "correction_reason": self.reason or None,
        }


class Reading(models.Model):
    """Something read on the device at one place and time, typed in by an agent or told by the customer."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="readings")
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="readings")
    field = models.TextField(help_text="a name of operators.values.FIELDS")
    value = models.JSONField()
    place = models.TextField(default="", blank=True)
    source = models.TextField(default="agent", help_text="agent, customer or device")
    observed_at = models.DateTimeField()
    entered_at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["card", "-observed_at"], name="reading_by_card")]
