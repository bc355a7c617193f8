"""What the desk does to a card: wanted, seen by a second person where the policy asks, then a command."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from simcare.support.models.tickets import Ticket


class Remedy(models.Model):
    """A change of a card that somebody on the desk wants, for a ticket or for none.

    What becomes of it after the order is the command's own story: it alone knows sent, confirmed and failed.
    """

    key = models.TextField(unique=True, help_text="made with the form: a double click is one remedy")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="remedies")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    card = models.ForeignKey("cards.Card", models.PROTECT, related_name="remedies")
    function = models.TextField()
    arguments = models.JSONField(default=dict)
    reason = models.TextField(blank=True, default="")
    wanted_by = models.TextField()
    wanted_at = models.DateTimeField()
    needs_second = models.BooleanField(default=False, help_text="a second person decides before anything is ordered")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.TextField(blank=True, default="")
    is_refused = models.BooleanField(default=False)
    refusal = models.TextField(blank=True, default="")
    command = models.ForeignKey("operators.Command", models.PROTECT, null=True, related_name="remedies")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="remedy_decision_has_time_and_author",
                condition=Q(decided_at=None, decided_by="", is_refused=False)
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="remedy_is_decided_by_a_second_person", condition=Q(decided_by="") | ~Q(decided_by=F("wanted_by"))
            ),
            models.CheckConstraint(
                name="remedy_is_ordered_after_the_decision",
                condition=Q(command=None) | Q(needs_second=False) | Q(decided_at__isnull=False, is_refused=False),
            ),
        ]
        indexes = [
            models.Index(fields=["card", "-id"], name="remedy_of_card"),
            models.Index(fields=["command"], name="remedy_of_command"),
            models.Index(
                fields=["wanted_at"], condition=Q(needs_second=True, decided_at=None), name="remedy_to_decide"
            ),
        ]

    @property
    def waits_for_second(self) -> bool:
        """Nothing was ordered yet: a second person has to decide."""
        return self.needs_second and self.decided_at is None
