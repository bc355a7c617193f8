"""One update to all children of a ticket: what is said in which language, and its copy to each child."""

from django.db import models
from django.db.models import Q

from simcare.support.models.tickets import Ticket


class Update(models.Model):
    """Words for everybody whom an incident concerns. Its copies are the queue and the history at once."""

    parent = models.ForeignKey(Ticket, models.CASCADE, related_name="updates")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    texts = models.JSONField(default=dict, help_text="language -> text; empty when children are only solved")
    solves = models.BooleanField(default=False, help_text="each child is solved when its copy is written")
    key = models.TextField(unique=True, help_text="what asked for it; asking twice writes one")
    at = models.DateTimeField()
    by = models.TextField()
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.TextField(blank=True, default="")


class UpdateCopy(models.Model):
    """The update for one child: waits until `done_at`; `problem` says why it could not be written."""

    update = models.ForeignKey(Update, models.CASCADE, related_name="copies")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="update_copies")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    language = models.TextField(help_text="of the text it gets")
    said_in_english = models.BooleanField(default=False, help_text="there was no text in its own language")
    message = models.ForeignKey("messaging.Message", models.PROTECT, null=True, related_name="+")
    problem = models.TextField(blank=True, default="")
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["update", "ticket"], name="one_copy_per_child")]
        indexes = [models.Index(fields=["id"], condition=Q(done_at=None), name="update_copy_waiting")]
