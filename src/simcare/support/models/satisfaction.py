"""Whether the person was helped: asked once per ticket, and answered by a link without signing in."""

from django.db import models
from django.db.models import Q

from simcare.support.models.choices import choices
from simcare.support.models.tickets import Ticket
from simcare.support.values import Score


class SatisfactionQuestion(models.Model):
    """The question after solving. It is answered when `score` is there; a later click may change it."""

    ticket = models.OneToOneField(Ticket, models.CASCADE, related_name="satisfaction")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    email = models.TextField()
    language = models.TextField()
    message = models.ForeignKey("messaging.Message", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    score = models.TextField(choices=choices(Score), blank=True, default="")
    comment = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(score="", answered_at=None) | (~Q(score="") & Q(answered_at__isnull=False)),
                name="satisfaction_answer_has_a_time",
            )
        ]
        indexes = [models.Index(fields=["email", "-asked_at"], name="satisfaction_by_person")]
