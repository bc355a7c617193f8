"""Swap tests (diagnosis-checks.md section 5): under which circumstances, and the photos taken. Results are readings."""

from django.db import models
from django.db.models import F, Q


class SwapTest(models.Model):
    """One test with one card: begun at a place, ended when card, device and locks were restored."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="swap_tests")
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="swap_tests")
    ticket = models.TextField(default="", blank=True)
    place = models.TextField()
    network = models.TextField(default="", blank=True)
    apn = models.TextField(default="", blank=True)
    firmware = models.TextField(default="", blank=True)
    locks_lifted = models.BooleanField(help_text="IMEI lock and area restriction are off for the test")
    started_at = models.DateTimeField()
    started_by = models.TextField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["card", "-started_at"], name="swap_test_by_card")]
        constraints = [
            models.UniqueConstraint(fields=["card"], name="one_swap_test_at_a_time", condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="swap_test_ends_after_it_starts",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
        ]


class SwapPhoto(models.Model):
    """A photo of card, tray, screen or label, taken at one step. Append-only."""

    test = models.ForeignKey(SwapTest, models.PROTECT, related_name="photos")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    step = models.TextField(help_text="the swap.* field of the step")
    kind = models.TextField(choices=[("image/jpeg", "image/jpeg"), ("image/png", "image/png")])
    content = models.BinaryField()
    added_at = models.DateTimeField()
    by = models.TextField()
