"""Who is on call: a rota of weekly turns by the wall clock of its zone, and swaps that stand over them."""

from django.db import models
from django.db.models import F, Q


class Rota(models.Model):
    """A watch that is to be kept without a gap."""

    name = models.TextField(unique=True)
    zone = models.TextField(help_text="IANA zone whose wall clock the turns follow")


class RotaTurn(models.Model):
    """Somebody's hours on one weekday, in minutes from 00:00 of the wall clock; a night is two turns."""

    rota = models.ForeignKey(Rota, models.CASCADE, related_name="turns")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday")
    from_minute = models.PositiveSmallIntegerField()
    until_minute = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="turn_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(from_minute__lt=F("until_minute"), until_minute__lte=1440), name="turn_within_a_day"
            ),
            models.UniqueConstraint(fields=["rota", "user", "weekday", "from_minute"], name="a_turn_once"),
        ]


class RotaSwap(models.Model):
    """Somebody takes over [from, until), whatever the week says."""

    rota = models.ForeignKey(Rota, models.CASCADE, related_name="swaps")
    user = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField()
    by = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(from_at__lt=F("until_at")), name="swap_ends_after_it_begins")]
        indexes = [models.Index(fields=["rota", "until_at"], name="swap_by_end")]
