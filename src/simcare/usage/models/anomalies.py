"""What was unusual about cards, and what is remembered of them to know what is usual."""

from django.db import models
from django.db.models import Q

from simcare.usage.values import AnomalyState


class Anomaly(models.Model):
    """Something unusual about a card, once however often its day is looked at; of whose it was then.

    `numbers` are its evidence, as `rules.anomalies.anomaly.Anomaly` names them.
    """

    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="anomalies", db_index=False)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.TextField(help_text="code of a rule's kind, such as spike")
    from_at = models.DateTimeField(help_text="the hour or day that said so")
    until_at = models.DateTimeField()
    score = models.FloatField(help_text="distance from the usual in the card's own spreads, at most 100")
    numbers = models.JSONField(default=dict)
    first_seen_at = models.DateTimeField()
    state = models.TextField(choices=[(state.value, state.value) for state in AnomalyState], default=AnomalyState.OPEN)
    state_at = models.DateTimeField(null=True, help_text="when somebody took it on or closed it")
    state_by = models.TextField(default="", blank=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["card", "kind", "from_at"], name="an_anomaly_once"),
            models.CheckConstraint(
                name="who_moved_an_anomaly_is_known",
                condition=Q(state=AnomalyState.OPEN, state_at=None, state_by="")
                | (~Q(state=AnomalyState.OPEN) & Q(state_at__isnull=False) & ~Q(state_by="")),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-until_at", "-id"], name="anomaly_newest"),
            models.Index(fields=["card", "-until_at"], name="anomaly_of_card"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of card {self.card_id}"


class UsualUse(models.Model):
    """What is remembered of a range of cards after a day: 704 bytes a card, `values.CARDS_A_RANGE` of them.

    A card's place is its id less the first of the range, so one card's bytes can be read alone. Cards that never had
    traffic, or don't exist, are blank. Nobody's page shows a range: it holds cards of many accounts.
    """

    number = models.IntegerField(primary_key=True, help_text="the first card's id / CARDS_A_RANGE")
    until_day = models.DateField(help_text="the last day that has taught (UTC)")
    rows = models.BinaryField(help_text="rules.anomalies.scan.History.kept()")
