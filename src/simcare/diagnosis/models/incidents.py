"""Common faults: how many cards of a group fail, round by round, and the incidents that were seen in it.

No row here names a customer but `IncidentCard`, which is walled off by its account.
"""

from django.db import models
from django.db.models import F, Q

from simcare.diagnosis.values import Grouping, IncidentState, Scope, Side


class Round(models.Model):
    """One look at all groups of cards, for events received in (from_at, at]. Two processes never look at once."""

    at = models.DateTimeField(primary_key=True)
    from_at = models.DateTimeField()


class PeerCount(models.Model):
    """Cards of one group in one round: all of them, those whose events say that they fail, and the silent ones."""

    grouping = models.TextField(choices=[(word.value, word.value) for word in Grouping])
    platform = models.TextField()
    key = models.TextField(help_text="a PLMN code, a cell, or the first characters of ICCIDs")
    at = models.DateTimeField()
    total = models.PositiveIntegerField()
    failing = models.PositiveIntegerField()
    silent = models.PositiveIntegerField()
    usual_share = models.FloatField(default=0.0, help_text="share of failing cards in quiet rounds before, 0 to 1")
    is_unusual = models.BooleanField(default=False, help_text="left out of the baseline")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["grouping", "platform", "key", "at"], name="one_count_a_round")]
        indexes = [models.Index(fields=["at"], name="peer_count_by_time")]


class Incident(models.Model):
    """A fault that many cards share. `started_at` is the end of the first round in which it showed."""

    grouping = models.TextField(choices=[(word.value, word.value) for word in Grouping])
    platform = models.TextField()
    key = models.TextField()
    side = models.TextField(choices=[(word.value, word.value) for word in Side], default=Side.OPERATOR)
    state = models.TextField(choices=[(word.value, word.value) for word in IncidentState])
    note = models.TextField(default="", blank=True)
    started_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.TextField(default="", blank=True)
    calm_since_at = models.DateTimeField(null=True, help_text="the first of the calm rounds that end it")
    calm_rounds = models.PositiveSmallIntegerField(default=0)
    closed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    closed_by = models.TextField(default="", blank=True)
    close_reason = models.TextField(default="", blank=True)
    usual_share = models.FloatField(default=0.0, help_text="share of failing cards before it, 0 to 1")
    most_failing = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-started_at"], name="incident_by_start")]
        constraints = [
            models.UniqueConstraint(
                fields=["grouping", "platform", "key"], name="one_incident_a_group", condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="incident_closed_exactly_when_ended",
                condition=Q(state="closed", closed_at__isnull=False, ended_at__isnull=False)
                | (~Q(state="closed") & Q(closed_at=None, ended_at=None)),
            ),
            models.CheckConstraint(
                name="incident_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
        ]

    @property
    def scope(self) -> Scope:
        return Scope(Grouping(self.grouping), self.platform, self.key)

    @property
    def name(self) -> str:
        """How verdicts and letters call it."""
        return f"INC-{self.id}"


class IncidentCard(models.Model):
    """A card that failed while an incident of its group ran."""

    incident = models.ForeignKey(Incident, models.CASCADE, related_name="cards")
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="incident_cards")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    since_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "card"], name="a_card_once_per_incident")]
        indexes = [models.Index(fields=["card"], name="incident_card_by_card")]
