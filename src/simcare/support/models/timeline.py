"""What happened on a ticket, and what the desk would answer."""

from django.db import models
from django.db.models import Q

from simcare.support.models.choices import choices
from simcare.support.models.tickets import Ticket
from simcare.support.values import AnswerState, EntryKind


class Entry(models.Model):
    """A line of the timeline."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="entries")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    kind = models.TextField(choices=choices(EntryKind))
    at = models.DateTimeField()
    by = models.TextField()
    text = models.TextField(blank=True, default="")
    data = models.JSONField(default=dict)
    message = models.ForeignKey("messaging.Message", models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["ticket", "at", "id"], name="entry_timeline")]
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "message"], name="a_message_once_per_timeline", condition=~Q(message=None)
            )
        ]


class Answer(models.Model):
    """What the desk would write, made from the evidence: sent by itself where policy allows, else proposed."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="answers")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    state = models.TextField(choices=choices(AnswerState), default=AnswerState.PROPOSED)
    audience = models.TextField()
    language = models.TextField()
    subject = models.TextField()
    text = models.TextField()
    words_version = models.TextField(help_text="version of the catalogue the words come from")
    automatic = models.BooleanField(help_text="policy lets it go out by itself")
    reason = models.TextField(help_text="why it may, or may not, go out by itself")
    made_at = models.DateTimeField()
    message = models.ForeignKey("messaging.Message", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"], name="one_proposal_per_ticket", condition=Q(state=AnswerState.PROPOSED)
            )
        ]
