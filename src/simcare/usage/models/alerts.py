"""At what people are warned, what they have been warned of, and how far time has been looked at."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from simcare.usage.values import AlertKind, WarnAt


class Thresholds(models.Model):
    """At what use of a card a warning is raised: of all cards of an account, of a product, or of one card.

    The nearest row holds as a whole: the card's own, else its account's, else its product's, else the policy's
    (`policy.AlertTerms`). Empty lists mean no warnings. A card's row counts while the card is the account's.
    """

    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    product = models.ForeignKey("cards.Product", models.PROTECT, null=True, related_name="+", db_index=False)
    card = models.ForeignKey("cards.Card", models.PROTECT, null=True, related_name="+", db_index=False)
    used_percents = ArrayField(models.PositiveSmallIntegerField(), help_text="of the allowance")
    left_bytes = ArrayField(models.BigIntegerField())
    left_days = ArrayField(models.PositiveSmallIntegerField(), help_text="until the package ends")
    by = models.TextField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="thresholds_are_of_one_thing",
                condition=Q(product=None, account__isnull=False) | Q(product__isnull=False, account=None, card=None),
            ),
            models.UniqueConstraint(fields=["card", "account"], name="thresholds_of_a_card_once"),
            models.UniqueConstraint(fields=["account"], condition=Q(card=None), name="thresholds_of_an_account_once"),
            models.UniqueConstraint(fields=["product"], name="thresholds_of_a_product_once"),
        ]

    @property
    def warn_at(self) -> WarnAt:
        """The same as a plain value."""
        return WarnAt(tuple(self.used_percents), tuple(self.left_bytes), tuple(self.left_days))


class Alert(models.Model):
    """A meter has crossed a threshold, or is exhausted, throttled or over: once for each crossing.

    It is open while the meter is beyond; one that falls back (a file is unloaded, the allowance grows) ends it, and may
    cross again. `value` is the threshold's, 0 where the kind has none; the rest is how the meter stood.
    """

    meter = models.ForeignKey("usage.Meter", models.PROTECT, related_name="alerts", db_index=False)
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="+", db_index=False)
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+", db_index=False)
    kind = models.TextField(choices=[(kind.value, kind.value) for kind in AlertKind])
    value = models.BigIntegerField(default=0)
    used_bytes = models.BigIntegerField()
    allowance_bytes = models.BigIntegerField(null=True)
    until_at = models.DateTimeField(null=True, help_text="when the package ends")
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meter", "kind", "value"], condition=Q(ended_at=None), name="an_alert_once_a_crossing"
            )
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="alert_of_account"),
            models.Index(fields=["card", "-id"], name="alert_of_card"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value} of card {self.card_id}"


class Swept(models.Model):
    """Until when time has been looked at: one row."""

    until_at = models.DateTimeField()
