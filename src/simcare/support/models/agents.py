"""Agents as the desk counts on them: what they can do, whether they are there, and what was given to them."""

from django.db import models
from django.db.models import Q

from simcare.support.models.choices import choices
from simcare.support.models.tickets import Ticket
from simcare.support.values import OfferOutcome, Watching


class Agent(models.Model):
    """What a person of the staff can do and how much at once. Without a row, nobody is given anything by itself."""

    user = models.OneToOneField("accounts.User", models.CASCADE, related_name="agent")
    takes_tickets = models.BooleanField(default=True, help_text="off: away, whatever the screen says")
    away_reason = models.TextField(blank=True, default="")
    switched_at = models.DateTimeField(help_text="when it was last switched on or off")
    languages = models.JSONField(default=list, help_text="answers in these; ISO 639-1")
    skills = models.JSONField(default=list, help_text="categories this person knows well")
    queues = models.JSONField(default=list, help_text="slugs; empty: every queue")
    most_open = models.PositiveSmallIntegerField(default=8, help_text="open tickets at once; no more are given")


class Presence(models.Model):
    """A page that is open in a browser and was heard of at `seen_at`; gone when it says so, or falls silent."""

    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="presences")
    page = models.TextField(help_text="which of the person's pages: a name it made up")
    ticket = models.ForeignKey(Ticket, models.CASCADE, null=True, related_name="presences")
    watching = models.TextField(choices=choices(Watching), default=Watching.LOOKS)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "page"], name="one_presence_per_page")]
        indexes = [models.Index(fields=["seen_at"], name="presence_by_age")]


class Offer(models.Model):
    """A ticket that was given to somebody by the desk. Unanswered at `lapses_at`, it goes to the next one."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="offers")
    account = models.ForeignKey("accounts.Account", models.PROTECT, null=True)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="offers")
    queue = models.TextField()
    reasons = models.JSONField(default=list, help_text="why this person: codes with values")
    offered_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    outcome = models.TextField(choices=choices(OfferOutcome), blank=True, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(outcome=""), name="one_open_offer_per_ticket"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | (~Q(outcome="") & Q(ended_at__isnull=False)),
                name="an_ended_offer_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["lapses_at"], condition=Q(outcome=""), name="offer_to_lapse"),
            models.Index(fields=["user", "-offered_at"], name="offer_by_person"),
        ]
