"""Drafts: what somebody is writing on a ticket, kept on the server from the first second."""

from django.db import models

from simcare.support.models.choices import choices
from simcare.support.models.tickets import Ticket
from simcare.support.values import DraftKind


class Draft(models.Model):
    """The unsent words of one person on one ticket. `revision` counts its saves, so that two devices notice each other.

    `seen_entry_id` is the last line of the timeline that its writer had in sight when the writing began.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="drafts")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="drafts")
    kind = models.TextField(choices=choices(DraftKind), default=DraftKind.REPLY)
    text = models.TextField()
    page = models.TextField(blank=True, default="", help_text="the page that saved it last")
    seen_entry_id = models.BigIntegerField(default=0)
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ticket", "user", "kind"], name="one_draft_per_person_and_kind")]
        indexes = [models.Index(fields=["user", "-saved_at"], name="draft_by_person")]
