"""Merges and splits: how several tickets are one, and how one became two.

Nothing moves when tickets are merged. A part keeps its thread, people, cards, clocks, answers and tags, and every later
message of its correspondent; a merge only says that it is read, and worked on, as part of a whole. So undoing one
restores both sides exactly, in any order, with all that has arrived in between.
"""

from django.db import models
from django.db.models import F, Q

from simcare.support.models.tickets import Ticket


class Merge(models.Model):
    """A ticket became part of another, until this is undone."""

    part = models.ForeignKey(Ticket, models.CASCADE, related_name="merges")
    whole = models.ForeignKey(Ticket, models.CASCADE, related_name="merged")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    puts_back = models.BooleanField(default=False, help_text="undoes a split")
    state_before = models.TextField(blank=True, default="", help_text="of a part put back: its own until then")
    at = models.DateTimeField()
    by = models.TextField()
    undone_at = models.DateTimeField(null=True)
    undone_by = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["part"], condition=Q(undone_at=None), name="a_ticket_is_part_of_one"),
            models.CheckConstraint(condition=~Q(part=F("whole")), name="no_ticket_is_part_of_itself"),
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by="") | (Q(undone_at__isnull=False) & ~Q(undone_by="")),
                name="merge_undone_has_time_and_author",
            ),
        ]
        indexes = [models.Index(fields=["whole"], condition=Q(undone_at=None), name="merge_by_whole")]


class Split(models.Model):
    """Some entries and cards of a ticket became one of their own, with a thread of its own to the same person."""

    origin = models.ForeignKey(Ticket, models.CASCADE, related_name="splits")
    taken = models.OneToOneField(Ticket, models.CASCADE, related_name="split")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by = models.TextField()
